/** Environment variables of a container. Models ValidateEnv and ValidateEnvFrom in pkg/apis/core/validation/validation.go. */
import { collect, type FieldError, invalid, invalidEach, NO_ERRORS, required } from './field-error';
import {
  ENV_FIELDS,
  validateFieldRef,
  validateKeySelector,
  validateResourceFieldRef,
} from './field-ref-validation';
import { dns1123Subdomain, environmentName } from './names';
import type { EnvFromSource, EnvVar } from './pod-types';

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'] as const;

function validateSource(variable: EnvVar, field: string): readonly FieldError[] {
  const source = variable.valueFrom;
  if (source === undefined) return NO_ERRORS;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  const count = SOURCES.filter((key) => source[key] !== undefined).length;
  const words =
    count === 0
      ? 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
      : (variable.value ?? '') !== ''
        ? 'may not be specified when `value` is not empty'
        : count > 1
          ? 'may not have more than one field specified at a time'
          : '';
  return collect(
    fieldRef === undefined ? NO_ERRORS : validateFieldRef(fieldRef, ENV_FIELDS, `${field}.fieldRef`),
    resourceFieldRef === undefined
      ? NO_ERRORS
      : validateResourceFieldRef(resourceFieldRef, false, `${field}.resourceFieldRef`),
    configMapKeyRef === undefined
      ? NO_ERRORS
      : validateKeySelector(configMapKeyRef, `${field}.configMapKeyRef`),
    secretKeyRef === undefined ? NO_ERRORS : validateKeySelector(secretKeyRef, `${field}.secretKeyRef`),
    words === '' ? NO_ERRORS : [invalid(field, '', words)],
  );
}

export function validateEnv(env: readonly EnvVar[], field: string): readonly FieldError[] {
  const each = env.map((variable, i) => {
    const name = variable.name ?? '';
    const path = `${field}[${i}]`;
    return collect(
      name === '' ? [required(`${path}.name`)] : invalidEach(`${path}.name`, name, environmentName(name)),
      validateSource(variable, `${path}.valueFrom`),
    );
  });
  return collect(...each);
}

function validateReference(name: string | undefined, field: string): readonly FieldError[] {
  if (name === undefined || name === '') return [required(`${field}.name`)];
  return invalidEach(`${field}.name`, name, dns1123Subdomain(name));
}

export function validateEnvFrom(sources: readonly EnvFromSource[], field: string): readonly FieldError[] {
  const each = sources.map(({ prefix = '', configMapRef, secretRef }, i) => {
    const path = `${field}[${i}]`;
    const count = (configMapRef === undefined ? 0 : 1) + (secretRef === undefined ? 0 : 1);
    const words =
      count === 0
        ? 'must specify one of: `configMapRef` or `secretRef`'
        : 'may not have more than one field specified at a time';
    return collect(
      prefix === '' ? NO_ERRORS : invalidEach(`${path}.prefix`, prefix, environmentName(prefix)),
      configMapRef === undefined ? NO_ERRORS : validateReference(configMapRef.name, `${path}.configMapRef`),
      secretRef === undefined ? NO_ERRORS : validateReference(secretRef.name, `${path}.secretRef`),
      count === 1 ? NO_ERRORS : [invalid(field, '', words)],
    );
  });
  return collect(...each);
}
