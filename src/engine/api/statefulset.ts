/** StatefulSet. Models pkg/apis/apps (v1/defaults.go, validation) and pkg/registry/apps/statefulset/strategy.go. */
import { ageColumn, column, containersColumn, imagesColumn, nameColumn } from './columns';
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { goJson, goSelector, goStringMap } from './go-print';
import { validateSelector } from './labels-validation';
import type { ApiObject } from './meta';
import { dns1123Label } from './names';
import { defaultClaimSpec, type PersistentVolumeClaim } from './persistentvolumeclaim';
import { plainKind } from './plain-kind';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import { validatePodTemplate } from './pod-validation';
import { type LabelSelector, matchesSelector } from './selector';
import { mapShared, withFields } from './share';
import { STATEFUL_SET_STRUCTS } from './statefulset-schema';

export interface StatefulSetSpec {
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly volumeClaimTemplates?: readonly PersistentVolumeClaim[];
  readonly serviceName?: string;
  readonly podManagementPolicy?: string;
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly partition?: number; readonly maxUnavailable?: number | string };
  };
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly persistentVolumeClaimRetentionPolicy?: {
    readonly whenDeleted?: string;
    readonly whenScaled?: string;
  };
  readonly ordinals?: { readonly start?: number };
}

export interface StatefulSet extends ApiObject {
  readonly spec: StatefulSetSpec;
  readonly status: {
    readonly replicas: number;
    readonly readyReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

type Strategy = NonNullable<StatefulSetSpec['updateStrategy']>;
type Retention = NonNullable<StatefulSetSpec['persistentVolumeClaimRetentionPolicy']>;

function defaultStrategy(strategy: Strategy = {}): Strategy {
  const { type = '', rollingUpdate } = strategy;
  if (type !== '' && type !== 'RollingUpdate') return strategy;
  if (type === 'RollingUpdate' && rollingUpdate === undefined) return strategy;
  const given = rollingUpdate ?? {};
  return withFields(strategy, {
    type: 'RollingUpdate',
    rollingUpdate: withFields(given, { partition: given.partition ?? 0 }),
  });
}

/** Templates of claims have a type of their own: they become objects by being copied. */
function defaultClaimTemplate(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return withFields(claim, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: defaultClaimSpec(claim.spec),
    status: withFields(claim.status ?? {}, { phase: claim.status?.phase ?? 'Pending' }),
  });
}

function defaultRetention(kept: Retention = {}): Retention {
  return withFields(kept, {
    whenDeleted: kept.whenDeleted || 'Retain',
    whenScaled: kept.whenScaled || 'Retain',
  });
}

function applyDefaults(set: StatefulSet): StatefulSet {
  const { spec } = set;
  const { volumeClaimTemplates: claims } = spec;
  return withFields(set, {
    spec: withFields(spec, {
      podManagementPolicy: spec.podManagementPolicy || 'OrderedReady',
      updateStrategy: defaultStrategy(spec.updateStrategy),
      persistentVolumeClaimRetentionPolicy: defaultRetention(spec.persistentVolumeClaimRetentionPolicy),
      replicas: spec.replicas ?? 1,
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
      template: defaultPodTemplate(spec.template),
      ...(claims === undefined ? {} : { volumeClaimTemplates: mapShared(claims, defaultClaimTemplate) }),
    }),
  });
}

const MANAGEMENT = ['OrderedReady', 'Parallel'];
const RETENTION = ['Retain', 'Delete'];

function validateStrategy({ updateStrategy = {} }: StatefulSetSpec): readonly FieldError[] {
  const { type = '', rollingUpdate } = updateStrategy;
  const field = 'spec.updateStrategy';
  if (type === 'RollingUpdate')
    return nonnegative(rollingUpdate?.partition, `${field}.rollingUpdate.partition`);
  const shown = { go: goJson(rollingUpdate) };
  if (type === 'OnDelete') {
    return rollingUpdate === undefined
      ? NO_ERRORS
      : [invalid(`${field}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  return [invalid(field, { go: goJson(updateStrategy) }, "must be 'RollingUpdate' or 'OnDelete'")];
}

function validateRetention({
  persistentVolumeClaimRetentionPolicy: kept = {},
}: StatefulSetSpec): readonly FieldError[] {
  const field = 'spec.persistentVolumeClaimRetentionPolicy';
  return (['whenDeleted', 'whenScaled'] as const).flatMap((key) => {
    const value = kept[key];
    return value === undefined || RETENTION.includes(value)
      ? []
      : [notSupported(`${field}.${key}`, value, RETENTION)];
  });
}

function validateOwnSelector({ selector, template }: StatefulSetSpec): readonly FieldError[] {
  if (selector === undefined) return [required('spec.selector')];
  const errors = [...validateSelector(selector, 'spec.selector')];
  const size = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  if (size === 0)
    errors.push(invalid('spec.selector', goSelector(selector), 'empty selector is invalid for statefulset'));
  const labels = template.metadata?.labels;
  if (errors.length === 0 && !matchesSelector(selector, labels)) {
    const words = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', goStringMap(labels), words));
  }
  return errors;
}

/** The volumes of the claims are there when the pods are made; the template's mounts may name them. */
function withClaimVolumes({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (volumeClaimTemplates.length === 0) return template;
  const volumes = volumeClaimTemplates.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  const own = (template.spec.volumes ?? []).filter(({ name }) => !volumes.some((each) => each.name === name));
  return { ...template, spec: { ...template.spec, volumes: [...own, ...volumes] } };
}

function validateTemplate(spec: StatefulSetSpec): readonly FieldError[] {
  const { restartPolicy = '', activeDeadlineSeconds } = spec.template.spec;
  const words = 'activeDeadlineSeconds in StatefulSet is not Supported';
  return collect(
    validatePodTemplate(withClaimVolumes(spec)),
    restartPolicy === 'Always'
      ? NO_ERRORS
      : [notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])],
    activeDeadlineSeconds === undefined
      ? NO_ERRORS
      : [forbidden('spec.template.spec.activeDeadlineSeconds', words)],
  );
}

function validate({ spec }: StatefulSet): readonly FieldError[] {
  const { podManagementPolicy = '', serviceName = '' } = spec;
  const words = "must be 'OrderedReady' or 'Parallel'";
  return collect(
    MANAGEMENT.includes(podManagementPolicy)
      ? NO_ERRORS
      : [invalid('spec.podManagementPolicy', podManagementPolicy, words)],
    validateStrategy(spec),
    validateRetention(spec),
    nonnegative(spec.replicas, 'spec.replicas'),
    nonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    nonnegative(spec.ordinals?.start, 'spec.ordinals.start'),
    serviceName === '' ? NO_ERRORS : invalidEach('spec.serviceName', serviceName, dns1123Label(serviceName)),
    validateOwnSelector(spec),
    validateTemplate(spec),
  );
}

/** What a StatefulSet can change after it was made. Models ValidateStatefulSetUpdate. */
function isOnlyChangedWhereAllowed(spec: StatefulSetSpec, old: StatefulSetSpec): boolean {
  const { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit } = old;
  const { persistentVolumeClaimRetentionPolicy } = old;
  const same = {
    ...spec,
    replicas,
    template,
    updateStrategy,
    minReadySeconds,
    ordinals,
    revisionHistoryLimit,
    persistentVolumeClaimRetentionPolicy,
  };
  return deepEqual(same, {
    ...old,
    minReadySeconds,
    ordinals,
    revisionHistoryLimit,
    persistentVolumeClaimRetentionPolicy,
  });
}

const FIXED_WORDS =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const statefulSetKind = plainKind<StatefulSet>({
  group: 'apps',
  kind: 'StatefulSet',
  resource: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  structs: STATEFUL_SET_STRUCTS,
  hasStatus: true,
  noStatus: { replicas: 0, availableReplicas: 0 },
  hasGeneration: true,
  hasScale: true,
  nameRule: dns1123Label,
  simplified: 'StatefulSet: stored and shown, but its controller does not run in this version',
  applyDefaults,
  validate,
  validateChange: ({ spec }, old) =>
    isOnlyChangedWhereAllowed(spec, old.spec) ? NO_ERRORS : [forbidden('spec', FIXED_WORDS)],
  columns: [
    nameColumn,
    column('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    ageColumn,
    containersColumn,
    imagesColumn,
  ],
});
