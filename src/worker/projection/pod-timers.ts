/** What a pod waits for, as countdowns: its grace, a back-off, the end of its toleration. */
import type { Taint } from '../../engine/api/node';
import type { ContainerStatus, Pod } from '../../engine/api/pod';
import { isPodTerminal } from '../../engine/api/pod-status';
import { parseTime } from '../../engine/api/time';
import { toleratedMs } from '../../engine/controllers/tolerations';
import type { KubeletState } from '../../engine/node/kubelet-state';
import type { TimerView } from '../protocol';
import { stateAt, type Subject } from '../subject';

const NO_TAINTS: readonly Taint[] = [];

function graceTimer(pod: Pod, epochMs: number): TimerView | null {
  const end = parseTime(pod.metadata.deletionTimestamp ?? '');
  if (end === null) return null;
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return grace === 0 ? null : { kind: 'grace', start: end - grace - epochMs, end: end - epochMs };
}

/** When the pod has to leave a tainted node, from when its taint was put there. */
function tolerationTimer(pod: Pod, taints: readonly Taint[], epochMs: number): TimerView | null {
  if (taints.length === 0 || isPodTerminal(pod) || pod.metadata.deletionTimestamp !== undefined) return null;
  const tolerated = toleratedMs(taints, pod.spec.tolerations);
  if (tolerated === Infinity || tolerated === 0) return null;
  let since = Infinity;
  for (const { timeAdded = '' } of taints) since = Math.min(since, parseTime(timeAdded) ?? Infinity);
  if (since === Infinity) return null;
  return { kind: 'toleration', start: since - epochMs, end: since - epochMs + tolerated };
}

const WAITS = new Set(['CrashLoopBackOff', 'ImagePullBackOff', 'ErrImagePull']);

function waitingOf({ status }: Pod): ContainerStatus | undefined {
  for (const list of [status.initContainerStatuses, status.containerStatuses]) {
    const found = list?.find(({ state }) => WAITS.has(state.waiting?.reason ?? ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

const DURATION = /back-off (?:(\d+)m)?(\d+)s restarting/;

function backoffTimer({ state, lastState }: ContainerStatus, epochMs: number): TimerView | null {
  const parts = DURATION.exec(state.waiting?.message ?? '');
  const finished = parseTime(lastState.terminated?.finishedAt ?? '');
  if (parts === null || finished === null) return null;
  const start = finished - epochMs;
  return { kind: 'backoff', start, end: start + (Number(parts[1] ?? 0) * 60 + Number(parts[2])) * 1000 };
}

interface RetryTimer {
  readonly uid: string;
  readonly name: string;
}

/** A pod's status does not say when its image is pulled again: the kubelet's own timer does. */
function pullTimer(subject: Subject, pod: Pod, { name }: ContainerStatus): TimerView | null {
  const { simulation, cluster } = subject;
  const { nodeName = '' } = pod.spec;
  const { uid = '' } = pod.metadata;
  const kubelet = stateAt<KubeletState>(subject, `${nodeName}/kubelet`);
  const record = kubelet?.pods.map.get(uid)?.containers.find((container) => container.name === name);
  if (record === undefined || record.stage !== 'pull-backoff') return null;
  const address = `${cluster}/${nodeName}/kubelet`;
  const retry = simulation.pendingEvents().findLast(({ to, type, data }) => {
    const timer = data as RetryTimer;
    return to === address && type === 'retry' && timer.uid === uid && timer.name === name;
  });
  return retry === undefined ? null : { kind: 'pull', start: retry.at - record.pullBackoffMs, end: retry.at };
}

/** `taints`: those of its node that drive pods away; undefined for none. */
export function podTimer(subject: Subject, pod: Pod, taints: readonly Taint[] = NO_TAINTS): TimerView | null {
  const { epochMs } = subject;
  const leaving = graceTimer(pod, epochMs) ?? tolerationTimer(pod, taints, epochMs);
  const waiting = leaving === null ? waitingOf(pod) : undefined;
  if (waiting === undefined) return leaving;
  return waiting.state.waiting?.reason === 'CrashLoopBackOff'
    ? backoffTimer(waiting, epochMs)
    : pullTimer(subject, pod, waiting);
}
