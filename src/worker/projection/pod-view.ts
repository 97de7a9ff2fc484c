/** A pod as the picture shows it. */
import { conditionOf } from '../../engine/api/conditions';
import { controllerOf } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import { isPodReady, podReadyColumn, podRestartCount, podStatusColumn } from '../../engine/api/pod-status';
import type { PodShape, PodView, TimerView } from '../protocol';
import { objectId } from './ids';

const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

const FAILURES = /BackOff|^Err|Error|OOMKilled|^Evicted|OutOf|ContainerCannotRun|InvalidImageName/;

/** Its containers were ready when its kubelet last reported, and its node has been given up since. */
export function isLost(pod: Pod): boolean {
  const { spec, status } = pod;
  if (isPodReady(pod)) return false;
  const wasReady = conditionOf(status.conditions, 'ContainersReady')?.status === 'True';
  return wasReady && (spec.readinessGates ?? []).length === 0;
}

function shapeOf(pod: Pod, statusText: string): PodShape {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating';
  const { phase } = pod.status;
  if (phase === 'Failed' || FAILURES.test(statusText)) return 'failed';
  if (phase === 'Succeeded') return 'succeeded';
  if (phase === 'Unknown') return 'unknown';
  if (phase === 'Running') return isPodReady(pod) ? 'running' : isLost(pod) ? 'unknown' : 'starting';
  return (pod.spec.nodeName ?? '') === '' ? 'pending' : 'starting';
}

/** Takes the generated parts off a name: pods of a Deployment lose two, those of a ReplicaSet one. */
function nameParts(pod: Pod): { readonly app: string; readonly suffix: string } {
  const { name, generateName, labels } = pod.metadata;
  if (generateName === undefined || !name.startsWith(generateName)) return { app: name, suffix: '' };
  const suffix = name.slice(generateName.length);
  const base = generateName.replace(/-$/, '');
  const hash = labels?.['pod-template-hash'];
  const app = hash !== undefined && base.endsWith(`-${hash}`) ? base.slice(0, -hash.length - 1) : base;
  return { app, suffix };
}

const MIRROR = 'kubernetes.io/config.mirror';

/** True for the mirror of a static pod. */
export function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations !== undefined && MIRROR in metadata.annotations;
}

/** True for the cluster's own pods: in a namespace of the system, and not made by a person. */
function isSystemPod({ metadata }: Pod): boolean {
  return SYSTEM_NAMESPACES.has(metadata.namespace ?? '') && controllerOf(metadata) !== undefined;
}

/** Why it has no node. A gated pod says so in a message of its own; one that nobody has looked at says nothing. */
function waitingReason({ spec, status }: Pod): string {
  if ((spec.nodeName ?? '') !== '') return '';
  const scheduled = conditionOf(status.conditions, 'PodScheduled');
  return scheduled?.status === 'False' ? (scheduled.message ?? '') : '';
}

/** `timer`: what it waits for. */
export function podView(cluster: string, pod: Pod, timer: TimerView | null): PodView {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const statusText = podStatusColumn(pod);
  return {
    id: objectId(cluster, 'pods', namespace, name),
    uid,
    namespace,
    name,
    ...nameParts(pod),
    node: pod.spec.nodeName ?? '',
    shape: shapeOf(pod, statusText),
    statusText,
    ready: podReadyColumn(pod),
    restarts: podRestartCount(pod),
    ip: pod.status.podIP ?? '',
    timer,
    system: isSystemPod(pod),
    mirror: isMirror(pod),
    reason: waitingReason(pod),
  };
}
