/** PriorityClass (scheduling.k8s.io). Models pkg/apis/scheduling and pkg/registry/scheduling/priorityclass/strategy.go. */
import { ageColumn, column, nameColumn, numberColumn, wideColumn } from './columns';
import { collect, type FieldError, forbidden, NO_ERRORS, oneOf } from './field-error';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritMeta } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { withFields } from './share';

export interface PriorityClass extends ApiObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  /** `PreemptLowerPriority` or `Never`. */
  readonly preemptionPolicy?: string;
}

const STRUCTS = {
  PriorityClass:
    'metadata!:ObjectMeta value!:int32 globalDefault:bool description preemptionPolicy*:~v1.PreemptionPolicy',
} as const;

/** The classes that every cluster has from its beginning. */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

const SYSTEM_PREFIX = 'system-';
const USER_VALUE_MAX = 1_000_000_000;
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

/** Why a class with a system's name is not that class, or null. Models IsKnownSystemPriorityClass. */
function systemError({ metadata: { name }, value, globalDefault }: PriorityClass): string | null {
  const known = Object.hasOwn(SYSTEM_PRIORITIES, name) ? SYSTEM_PRIORITIES[name] : undefined;
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault === true ? `globalDefault of ${name} PriorityClass must be false` : null;
}

function validateValue(priorityClass: PriorityClass): readonly FieldError[] {
  if (priorityClass.metadata.name.startsWith(SYSTEM_PREFIX)) {
    const error = systemError(priorityClass);
    const words = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${error}`;
    return error === null ? NO_ERRORS : [forbidden('metadata.name', words)];
  }
  if (priorityClass.value <= USER_VALUE_MAX) return NO_ERRORS;
  return [forbidden('value', `maximum allowed value of a user defined priority is ${USER_VALUE_MAX}`)];
}

function validateCreate(priorityClass: PriorityClass): readonly FieldError[] {
  return collect(
    validateMeta(priorityClass.metadata, { namespaced: false, rule: dns1123Subdomain, core: true }),
    validateValue(priorityClass),
    oneOf(priorityClass.preemptionPolicy, PREEMPTION_POLICIES, 'preemptionPolicy'),
  );
}

function validateUpdate(priorityClass: PriorityClass, old: PriorityClass): readonly FieldError[] {
  const { preemptionPolicy } = priorityClass;
  return collect(
    validateMetaUpdate(priorityClass.metadata, old.metadata),
    priorityClass.value === old.value ? NO_ERRORS : [forbidden('value', 'may not be changed in an update.')],
    immutable(preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy', preemptionPolicy),
  );
}

function globalDefaultCell({ globalDefault }: PriorityClass): string {
  return String(globalDefault === true);
}

export const priorityClassKind: Kind<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  storagePrefix: 'priorityclasses',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: true,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults: (priorityClass) =>
    withFields(priorityClass, {
      preemptionPolicy: priorityClass.preemptionPolicy ?? 'PreemptLowerPriority',
    }),
  prepareForCreate: (priorityClass) => priorityClass,
  prepareForUpdate: (priorityClass, old) =>
    withFields(priorityClass, { metadata: inheritMeta(priorityClass.metadata, old.metadata) }),
  validateCreate,
  validateUpdate,
  columns: [
    nameColumn,
    numberColumn('Value', ({ value }) => value ?? 0),
    { ...column('Global-Default', globalDefaultCell), type: 'boolean', cells: 'boolean' },
    ageColumn,
    wideColumn('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
};
