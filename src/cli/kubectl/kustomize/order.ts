/** The order in which kustomize writes objects: what others need comes first. Models kustomize/api/internal/builtins/SortOrderTransformer. */
import type { JsonObject } from '../../../engine/api/json';
import { groupVersionOf, kindOf, nameOf, namespaceOf } from './resource';

const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first - FIRST.length;
  return LAST.includes(kind) ? 1 + LAST.indexOf(kind) : 0;
}

/** Group, version and kind; then namespace and name. */
function keyOf(object: JsonObject): string {
  const [group, version] = groupVersionOf(object);
  const type = [group || '~G', version, kindOf(object)].join('_');
  return `${type}|${namespaceOf(object) || '~X'}|${nameOf(object)}`;
}

export function legacyOrder(objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.toSorted((a, b) => {
    const difference = rank(kindOf(a)) - rank(kindOf(b));
    if (difference !== 0) return difference;
    return keyOf(a) < keyOf(b) ? -1 : 1;
  });
}
