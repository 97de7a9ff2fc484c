/** ReplicationController: what there was before ReplicaSets. Models pkg/apis/core (v1/defaults.go, validation). */
import { ageColumn, containersColumn, imagesColumn, integerColumn, nameColumn, wideColumn } from './columns';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  NO_ERRORS,
  nonnegative,
  notSupported,
  required,
} from './field-error';
import { goStringMap } from './go-print';
import { validateLabels } from './labels-validation';
import type { ApiObject, StringMap } from './meta';
import { plainKind } from './plain-kind';
import { defaultPodTemplate } from './pod-defaults';
import type { PodTemplateSpec } from './pod-types';
import { validatePodTemplate } from './pod-validation';
import { formatSelector, matchesSelector } from './selector';
import { withFields } from './share';

export interface ReplicationController extends ApiObject {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector?: StringMap;
    readonly template?: PodTemplateSpec;
  };
  readonly status: { readonly replicas: number; readonly readyReplicas?: number };
}

const STRUCTS = {
  ReplicationController: `
    metadata!:ObjectMeta spec!:ReplicationControllerSpec status!:ReplicationControllerStatus`,
  ReplicationControllerSpec:
    'replicas*:int32 minReadySeconds@4:int32 selector@2:{} template*:PodTemplateSpec',
  ReplicationControllerStatus: `
    replicas!:int32 fullyLabeledReplicas:int32 readyReplicas@4:int32 availableReplicas:int32
    observedGeneration@3:int64 conditions@6:[]ReplicationControllerCondition`,
  ReplicationControllerCondition: `
    type!:~v1.ReplicationControllerConditionType status!:~v1.ConditionStatus lastTransitionTime:Time
    reason message`,
} as const;

/** Its labels and its selector are those of its pods, unless it says otherwise. */
function applyDefaults(controller: ReplicationController): ReplicationController {
  const { spec, metadata } = controller;
  const labels = spec.template?.metadata?.labels ?? {};
  const hasLabels = Object.keys(labels).length > 0;
  const own = Object.keys(metadata.labels ?? {}).length === 0 && hasLabels ? labels : undefined;
  const selector = Object.keys(spec.selector ?? {}).length === 0 && hasLabels ? labels : undefined;
  return withFields(controller, {
    metadata: own === undefined ? metadata : { ...metadata, labels: own },
    spec: withFields(spec, {
      replicas: spec.replicas ?? 1,
      ...(selector === undefined ? {} : { selector }),
      ...(spec.template === undefined ? {} : { template: defaultPodTemplate(spec.template) }),
    }),
  });
}

function validateTemplate({ selector = {}, template }: ReplicationController['spec']): readonly FieldError[] {
  if (template === undefined) return [required('spec.template')];
  const labels = template.metadata?.labels;
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec;
  const words = '`selector` does not match template `labels`';
  return collect(
    matchesSelector({ matchLabels: selector }, labels)
      ? NO_ERRORS
      : [invalid('spec.template.metadata.labels', goStringMap(labels), words)],
    validatePodTemplate(template),
    restartPolicy === 'Always'
      ? NO_ERRORS
      : [notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always'])],
    activeDeadlineSeconds === undefined
      ? NO_ERRORS
      : [
          forbidden(
            'spec.template.spec.activeDeadlineSeconds',
            'activeDeadlineSeconds in ReplicationController is not Supported',
          ),
        ],
  );
}

function validate({ spec }: ReplicationController): readonly FieldError[] {
  return collect(
    nonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    validateLabels(spec.selector, 'spec.selector'),
    Object.keys(spec.selector ?? {}).length === 0 ? [required('spec.selector')] : NO_ERRORS,
    nonnegative(spec.replicas, 'spec.replicas'),
    validateTemplate(spec),
  );
}

type AsWorkload = Parameters<typeof containersColumn.cell>[0];

function asWorkload(controller: ReplicationController): AsWorkload {
  const template = controller.spec.template ?? { spec: { containers: [] } };
  return { ...controller, spec: { selector: {}, template } };
}

export const replicationControllerKind = plainKind<ReplicationController>({
  group: '',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  storagePrefix: 'controllers',
  structs: STRUCTS,
  hasStatus: true,
  noStatus: { replicas: 0 },
  hasGeneration: true,
  hasScale: true,
  simplified: 'ReplicationController: stored and shown, but its controller does not run in this version',
  applyDefaults,
  validate,
  columns: [
    nameColumn,
    integerColumn('Desired', ({ spec }) => spec.replicas ?? 0),
    integerColumn('Current', ({ status }) => status.replicas ?? 0),
    integerColumn('Ready', ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    wideColumn('Containers', (controller, nowMs) => containersColumn.cell(asWorkload(controller), nowMs)),
    wideColumn('Images', (controller, nowMs) => imagesColumn.cell(asWorkload(controller), nowMs)),
    wideColumn('Selector', ({ spec }) => formatSelector({ matchLabels: spec.selector ?? {} })),
  ],
  selectableFields: { 'status.replicas': ({ status }) => String(status.replicas ?? 0) },
});
