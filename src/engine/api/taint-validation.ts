/** Taints and tolerations. Models ValidateTolerations and validateNodeTaints in pkg/apis/core/validation. */
import { collect, type FieldError, invalid, NO_ERRORS, notSupported, required } from './field-error';
import { goQuote } from './go-print';
import { validateLabelName } from './labels-validation';
import { labelValue } from './names';
import type { Taint } from './node-types';
import type { Toleration } from './pod-types';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateEffect(effect: string, field: string): readonly FieldError[] {
  return EFFECTS.includes(effect) ? NO_ERRORS : [notSupported(field, effect, EFFECTS)];
}

function validateOperator({ operator = '', value = '' }: Toleration, field: string): readonly FieldError[] {
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = labelValue(value);
      return messages.length === 0 ? NO_ERRORS : [invalid(field, value, messages.join(';'))];
    }
    case 'Exists':
      return value === ''
        ? NO_ERRORS
        : [invalid(field, value, "value must be empty when `operator` is 'Exists'")];
    default:
      return [notSupported(field, operator, ['Equal', 'Exists'])];
  }
}

function validateToleration(toleration: Toleration, field: string): readonly FieldError[] {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  const allKeys = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  return collect(
    key === '' ? NO_ERRORS : validateLabelName(key, `${field}.key`),
    key === '' && operator !== 'Exists' ? [invalid(`${field}.operator`, operator, allKeys)] : NO_ERRORS,
    tolerationSeconds !== undefined && effect !== 'NoExecute'
      ? [invalid(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")]
      : NO_ERRORS,
    validateOperator(toleration, `${field}.operator`),
    effect === '' ? NO_ERRORS : validateEffect(effect, `${field}.effect`),
  );
}

export function validateTolerations(
  tolerations: readonly Toleration[],
  field: string,
): readonly FieldError[] {
  if (tolerations.length === 0) return NO_ERRORS;
  return collect(...tolerations.map((toleration, i) => validateToleration(toleration, `${field}[${i}]`)));
}

function duplicateTaint({ key, value = '', effect, timeAdded }: Taint, field: string): FieldError {
  const time = timeAdded === undefined ? '<nil>' : goQuote(timeAdded);
  const shown = `core.Taint{Key:${goQuote(key)}, Value:${goQuote(value)}, Effect:${goQuote(effect)}, TimeAdded:${time}}`;
  const detail = `Duplicate value: ${shown}: taints must be unique by key and effect pair`;
  return { reason: 'FieldValueDuplicate', field, detail };
}

function validateTaint(taints: readonly Taint[], index: number, field: string): readonly FieldError[] {
  const taint = taints[index];
  if (taint === undefined) return NO_ERRORS;
  const { key = '', value = '', effect = '' } = taint;
  const messages = labelValue(value);
  const isTaken = taints.slice(0, index).some((other) => other.key === key && other.effect === effect);
  return collect(
    validateLabelName(key, `${field}.key`),
    messages.length === 0 ? NO_ERRORS : [invalid(`${field}.value`, value, messages.join(';'))],
    effect === '' ? [required(`${field}.effect`)] : validateEffect(effect, `${field}.effect`),
    isTaken ? [duplicateTaint(taint, field)] : NO_ERRORS,
  );
}

export function validateTaints(taints: readonly Taint[] | undefined, field: string): readonly FieldError[] {
  if (taints === undefined || taints.length === 0) return NO_ERRORS;
  return collect(...taints.map((_, i) => validateTaint(taints, i, `${field}[${i}]`)));
}
