/** A pod as the picture shows it. */
import { controllerOf } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import { isPodReady, podReadyColumn, podRestartCount, podStatusColumn } from '../../engine/api/pod-status';
import { parseTime } from '../../engine/api/time';
import type { PodShape, PodView, TimerView } from '../protocol';
import { objectId } from './ids';

const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

const FAILURES = /BackOff|^Err|Error|OOMKilled|^Evicted|OutOf|ContainerCannotRun|InvalidImageName/;

function shapeOf(pod: Pod, statusText: string): PodShape {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating';
  const { phase } = pod.status;
  if (phase === 'Failed' || FAILURES.test(statusText)) return 'failed';
  if (phase === 'Succeeded') return 'succeeded';
  if (phase === 'Unknown') return 'unknown';
  if (phase === 'Running') return isPodReady(pod) ? 'running' : 'starting';
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

function graceTimer(pod: Pod, epochMs: number): TimerView | null {
  const end = parseTime(pod.metadata.deletionTimestamp ?? '');
  if (end === null) return null;
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return grace === 0 ? null : { kind: 'grace', start: end - grace - epochMs, end: end - epochMs };
}

const DURATION = /back-off (?:(\d+)m)?(\d+)s restarting/;

function backoffTimer(pod: Pod, epochMs: number): TimerView | null {
  for (const { state, lastState } of pod.status.containerStatuses ?? []) {
    if (state.waiting?.reason !== 'CrashLoopBackOff') continue;
    const parts = DURATION.exec(state.waiting.message ?? '');
    const finished = parseTime(lastState.terminated?.finishedAt ?? '');
    if (parts === null || finished === null) continue;
    const start = finished - epochMs;
    return { kind: 'backoff', start, end: start + (Number(parts[1] ?? 0) * 60 + Number(parts[2])) * 1000 };
  }
  return null;
}

export function podView(cluster: string, pod: Pod, epochMs: number): PodView {
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
    timer: graceTimer(pod, epochMs) ?? backoffTimer(pod, epochMs),
    system: SYSTEM_NAMESPACES.has(namespace) && controllerOf(pod.metadata) !== undefined,
  };
}
