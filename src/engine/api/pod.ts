/** Pod. Models pkg/apis/core (types, defaults, validation) and pkg/registry/core/pod/strategy.go. */
import { ageColumn, column, nameColumn, wideColumn } from './columns';
import { CONTAINER_STRUCTS } from './container-schema';
import type { Kind } from './kind';
import { inheritStatus } from './meta-update';
import { defaultPodSpec } from './pod-defaults';
import { withOwnLabelKeys } from './pod-label-keys';
import { qosClassOf } from './pod-resources';
import { POD_STRUCTS } from './pod-schema';
import { podReadinessGatesColumn, podReadyColumn, podRestartsColumn, podStatusColumn } from './pod-status';
import type { Pod, PodStatus } from './pod-types';
import { validatePodStatusUpdate, validatePodUpdate } from './pod-update-validation';
import { validatePodCreate } from './pod-validation';
import { VOLUME_STRUCTS } from './volume-schema';

export type * from './pod-types';

const NO_STATUS: PodStatus = {};

function applyDefaults(pod: Pod): Pod {
  const spec = defaultPodSpec(pod.spec);
  const status = pod.status ?? NO_STATUS;
  return spec === pod.spec && status === pod.status ? pod : { ...pod, spec, status };
}

/** A pod starts as Pending, and behind its gates if it has any. Models PrepareForCreate. */
function newStatus(pod: Pod): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: qosClassOf(pod.spec) };
  if ((pod.spec.schedulingGates ?? []).length === 0) return status;
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  return {
    ...status,
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message }],
  };
}

/** A pod on no node, or one that has ended, goes at once. Models CheckGracefulDelete. */
function gracePeriodSeconds(pod: Pod): number {
  const { phase } = pod.status;
  if ((pod.spec.nodeName ?? '') === '' || phase === 'Succeeded' || phase === 'Failed') return 0;
  const seconds = pod.spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

export const podKind: Kind<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: 'pods',
  structs: { ...POD_STRUCTS, ...CONTAINER_STRUCTS, ...VOLUME_STRUCTS },
  hasStatus: true,
  hasGeneration: true,
  hasScale: false,
  gracePeriodSeconds,
  applyDefaults,
  prepareForCreate: (pod) => ({ ...pod, spec: withOwnLabelKeys(pod), status: newStatus(pod) }),
  prepareForUpdate: inheritStatus,
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork === true),
    'status.phase': ({ status }) => status.phase ?? '',
    'status.podIP': ({ status }) => status.podIP ?? '',
    'status.nominatedNodeName': ({ status }) => status.nominatedNodeName ?? '',
  },
  columns: [
    nameColumn,
    column('Ready', podReadyColumn),
    column('Status', podStatusColumn),
    column('Restarts', podRestartsColumn),
    ageColumn,
    wideColumn('IP', (pod) => pod.status.podIPs?.[0]?.ip || '<none>'),
    wideColumn('Node', (pod) => pod.spec.nodeName || '<none>'),
    wideColumn('Nominated Node', (pod) => pod.status.nominatedNodeName || '<none>'),
    wideColumn('Readiness Gates', podReadinessGatesColumn),
  ],
};
