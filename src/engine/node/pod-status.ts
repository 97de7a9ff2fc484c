/**
 * The status that a kubelet reports for a pod, from what it knows of it. Pure.
 * Models pkg/kubelet/kubelet_pods.go (getPhase, generateAPIPodStatus) and pkg/kubelet/status/generate.go.
 */
import { withCondition } from '../api/conditions';
import type { ContainerState, ContainerStatus, PodCondition, PodStatus } from '../api/pod';
import { formatTime } from '../api/time';
import { restarts, type ContainerRecord, type PodRecord } from './pod-record';

export interface StatusClock {
  /** Wall clock at virtual 0, ms since 1970. */
  readonly epochMs: number;
  readonly now: number;
  readonly hostIp: string;
}

function stateOf(container: ContainerRecord, clock: StatusClock): ContainerState {
  if (container.stage === 'running') {
    return { running: { startedAt: formatTime(clock.epochMs + container.startedAt) } };
  }
  if (container.terminated !== null && container.stage === 'exited')
    return { terminated: container.terminated };
  const { reason, message } = container;
  return { waiting: message === '' ? { reason } : { reason, message } };
}

function containerStatus(record: PodRecord, container: ContainerRecord, clock: StatusClock): ContainerStatus {
  const running = container.stage === 'running';
  const spec = record.pod.spec.containers.find(({ name }) => name === container.name);
  const state = stateOf(container, clock);
  const last = state.terminated === undefined ? (container.terminated ?? container.last) : container.last;
  return {
    name: container.name,
    state,
    lastState: last === null ? {} : { terminated: last },
    ready: running,
    restartCount: container.restarts,
    image: container.imageId === '' ? (spec?.image ?? '') : container.imageId,
    imageID: container.imageId,
    ...(container.id === '' ? {} : { containerID: `containerd://${container.id}` }),
    started: running,
  };
}

type Phase = NonNullable<PodStatus['phase']>;

function phaseOf(record: PodRecord): Phase {
  if (record.rejection !== null) return 'Failed';
  const { containers } = record;
  const ended = containers.filter(({ stage, terminated }) => stage === 'exited' && terminated !== null);
  const failed = ended.some(({ terminated }) => terminated?.exitCode !== 0);
  const over = ended.length === containers.length;
  if (record.stage !== 'active')
    return over || record.awaiting === 0 ? terminalPhase(record, failed) : 'Running';
  if (
    containers.some(({ stage, restarts: count, last, terminated }) =>
      neverStarted(stage, count, last ?? terminated),
    )
  ) {
    return 'Pending';
  }
  if (!over) return 'Running';
  const again = ended.some(({ terminated }) => restarts(record, terminated?.exitCode ?? 0));
  return again ? 'Running' : failed ? 'Failed' : 'Succeeded';
}

function neverStarted(stage: ContainerRecord['stage'], count: number, end: unknown): boolean {
  return stage !== 'running' && stage !== 'exited' && count === 0 && end === null;
}

/** A pod that is being deleted ends in a terminal phase once nothing of it runs any more. */
function terminalPhase(record: PodRecord, failed: boolean): Phase {
  if (record.containers.some(({ stage }) => stage === 'running')) return 'Running';
  if (record.containers.every(({ terminated }) => terminated === null)) return 'Pending';
  return failed ? 'Failed' : 'Succeeded';
}

function conditionsOf(record: PodRecord, phase: Phase, clock: StatusClock): readonly PodCondition[] {
  const at = formatTime(clock.epochMs + clock.now);
  const waiting = record.containers.filter(({ stage }) => stage !== 'running').map(({ name }) => name);
  const unready = ((): Pick<PodCondition, 'reason' | 'message'> | null => {
    if (phase === 'Succeeded') return { reason: 'PodCompleted' };
    if (phase === 'Failed') return { reason: 'PodFailed' };
    if (waiting.length === 0) return null;
    return {
      reason: 'ContainersNotReady',
      message: `containers with unready status: [${waiting.join(' ')}]`,
    };
  })();
  const make = (type: string, ok: boolean, words: Partial<PodCondition> | null): PodCondition => {
    const condition = {
      type,
      status: ok ? 'True' : 'False',
      lastProbeTime: null,
      lastTransitionTime: at,
    } as const;
    return ok || words === null ? condition : { ...condition, ...words };
  };
  const fresh = [
    make('PodReadyToStartContainers', record.sandbox === 'ready', null),
    make('Initialized', true, null),
    make('Ready', unready === null, unready),
    make('ContainersReady', unready === null, unready),
  ];
  // What others have written (PodScheduled) stays, behind our own, as the kubelet orders them.
  const before = record.sent?.conditions ?? record.pod.status.conditions ?? [];
  const own = fresh.map((condition) => {
    const old = before.filter(({ type }) => type === condition.type);
    return withCondition(old, condition)[0] as PodCondition;
  });
  const others = (record.pod.status.conditions ?? []).filter(
    ({ type }) => !own.some((ours) => ours.type === type),
  );
  return [...own, ...others];
}

export function podStatusOf(record: PodRecord, clock: StatusClock): PodStatus {
  const phase = phaseOf(record);
  const { rejection, ip, pod } = record;
  const { qosClass } = pod.status;
  const qos = qosClass === undefined ? {} : { qosClass };
  const startTime = formatTime(clock.epochMs + record.acknowledgedAt);
  if (rejection !== null) return { phase, ...rejection, startTime, ...qos };
  return {
    phase,
    conditions: conditionsOf(record, phase, clock),
    hostIP: clock.hostIp,
    hostIPs: [{ ip: clock.hostIp }],
    ...(ip === '' ? {} : { podIP: ip, podIPs: [{ ip }] }),
    startTime,
    containerStatuses: record.containers.map((container) => containerStatus(record, container, clock)),
    ...qos,
  };
}
