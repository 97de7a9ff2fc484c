/** LimitRange. Models pkg/apis/core (v1/defaults.go, validation). */
import { createdColumn, nameColumn } from './columns';
import { collect, duplicate, type FieldError, forbidden, invalid, NO_ERRORS, required } from './field-error';
import { sortedKeys } from './labels-validation';
import type { ApiObject, StringMap } from './meta';
import { plainKind } from './plain-kind';
import { canonicalQuantity, compareQuantities } from './quantity';
import { LIMIT_RANGE_STRUCTS } from './quota-schema';
import { mapShared, withFields } from './share';

export interface LimitRangeItem {
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  readonly max?: StringMap;
  readonly min?: StringMap;
  readonly default?: StringMap;
  readonly defaultRequest?: StringMap;
  readonly maxLimitRequestRatio?: StringMap;
}

export interface LimitRange extends ApiObject {
  readonly spec: { readonly limits?: readonly LimitRangeItem[] };
}

/** Nothing was filled in: what is filled in is never taken away. */
function isSame(complete: StringMap, given: StringMap = {}): boolean {
  return Object.keys(complete).length === Object.keys(given).length;
}

/** Models SetDefaults_LimitRangeItem. */
function defaultItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item;
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  return withFields(item, {
    ...(isSame(limits, item.default) ? {} : { default: limits }),
    ...(isSame(requests, item.defaultRequest) ? {} : { defaultRequest: requests }),
  });
}

type Part = 'min' | 'max' | 'default' | 'defaultRequest';

/** Of two quantities of one resource, in the order in which they may not be: `low` above `high`. */
function orderErrors(item: LimitRangeItem, low: Part, high: Part, field: string): readonly FieldError[] {
  const names = sortedKeys(item[low] ?? {});
  return names.flatMap((name) => {
    const lower = item[low]?.[name] ?? '0';
    const upper = item[high]?.[name];
    if (upper === undefined || compareQuantities(lower, upper) <= 0) return [];
    const words = `${WORDS[low]} value ${canonicalQuantity(lower)} is greater than ${WORDS[high]} value ${canonicalQuantity(upper)}`;
    return [invalid(`${field}.${low}[${name}]`, canonicalQuantity(lower), words)];
  });
}

const WORDS: Readonly<Record<Part, string>> = {
  min: 'min',
  max: 'max',
  default: 'default',
  defaultRequest: 'default request',
};

function validateItem(item: LimitRangeItem, field: string): readonly FieldError[] {
  const words = "may not be specified when `type` is 'Pod'";
  const isPod = item.type === 'Pod';
  const hasSize = item.min?.['storage'] !== undefined || item.max?.['storage'] !== undefined;
  return collect(
    isPod && item.default !== undefined ? [forbidden(`${field}.default`, words)] : NO_ERRORS,
    isPod && item.defaultRequest !== undefined ? [forbidden(`${field}.defaultRequest`, words)] : NO_ERRORS,
    item.type === 'PersistentVolumeClaim' && !hasSize
      ? [required(field, 'either minimum or maximum storage value is required, but neither was provided')]
      : NO_ERRORS,
    orderErrors(item, 'min', 'max', field),
    orderErrors(item, 'min', 'defaultRequest', field),
    orderErrors(item, 'defaultRequest', 'max', field),
    orderErrors(item, 'defaultRequest', 'default', field),
    orderErrors(item, 'min', 'default', field),
    orderErrors(item, 'default', 'max', field),
  );
}

function validate({ spec }: LimitRange): readonly FieldError[] {
  const limits = spec.limits ?? [];
  const types = limits.map(({ type }) => type);
  return collect(
    ...limits.map((item, i) => {
      const field = `spec.limits[${i}]`;
      return types.indexOf(item.type) < i
        ? [duplicate(`${field}.type`, item.type)]
        : validateItem(item, field);
    }),
  );
}

export const limitRangeKind = plainKind<LimitRange>({
  group: '',
  kind: 'LimitRange',
  resource: 'limitranges',
  shortNames: ['limits'],
  structs: LIMIT_RANGE_STRUCTS,
  simplified: 'LimitRange: stored and shown, but nothing is filled in or refused by it in this version',
  applyDefaults: (range) =>
    range.spec.limits === undefined
      ? range
      : withFields(range, {
          spec: withFields(range.spec, { limits: mapShared(range.spec.limits, defaultItem) }),
        }),
  validate,
  columns: [nameColumn, createdColumn],
});
