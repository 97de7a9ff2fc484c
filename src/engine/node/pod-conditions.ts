/** The conditions that a kubelet writes into a pod's status. Pure. Models pkg/kubelet/status/generate.go. */
import { conditionOf, withCondition } from '../api/conditions';
import type { ContainerStatus, PodCondition } from '../api/pod';
import { hasMainStarted } from './pod-order';
import type { Phase } from './pod-phase';
import type { PodRecord } from './pod-record';

/** What a condition says besides its type and its times. */
interface Finding {
  readonly ok: boolean;
  readonly reason?: string;
  readonly message?: string;
}

const FINE: Finding = { ok: true };
const NOT: Finding = { ok: false };
const COMPLETED: Finding = { ok: false, reason: 'PodCompleted' };
const FAILED: Finding = { ok: false, reason: 'PodFailed' };
const INITIALIZED_BEFORE: Finding = { ok: true, reason: 'PodCompleted' };

function initialized(record: PodRecord, phase: Phase, inits: readonly ContainerStatus[]): Finding {
  if (phase === 'Succeeded') return INITIALIZED_BEFORE;
  if (inits.length === 0 || hasMainStarted(record)) return FINE;
  const incomplete = inits.filter(({ ready, started, name }) => {
    const isInit = record.containers.some(
      (container) => container.name === name && container.role === 'init',
    );
    return isInit ? !ready : started !== true;
  });
  if (incomplete.length === 0) return FINE;
  const names = incomplete.map(({ name }) => name).join(' ');
  return {
    ok: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names}]`,
  };
}

function containersReady(
  { containers }: PodRecord,
  phase: Phase,
  statuses: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
): Finding {
  if (phase === 'Succeeded') return COMPLETED;
  if (phase === 'Failed') return FAILED;
  let names = '';
  for (const { name, ready } of inits) {
    const isSidecar = containers.some((container) => container.name === name && container.role === 'sidecar');
    if (isSidecar && !ready) names += ` ${name}`;
  }
  for (const { name, ready } of statuses) if (!ready) names += ` ${name}`;
  if (names === '') return FINE;
  const message = `containers with unready status: [${names.slice(1)}]`;
  return { ok: false, reason: 'ContainersNotReady', message };
}

/** Ready is more than its containers being ready when the pod has readiness gates. */
function ready({ pod }: PodRecord, containers: Finding): Finding {
  const { readinessGates } = pod.spec;
  if (!containers.ok || readinessGates === undefined || readinessGates.length === 0) return containers;
  const problems = readinessGates.flatMap(({ conditionType }) => {
    const condition = conditionOf(pod.status?.conditions, conditionType);
    if (condition === undefined) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    return condition.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (problems.length === 0) return containers;
  return { ok: false, reason: 'ReadinessGatesNotReady', message: problems.join(', ') };
}

function conditionFrom(type: string, { ok, reason, message }: Finding, at: string): PodCondition {
  return {
    type,
    status: ok ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: at,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

/** In the order in which a kubelet writes them; what others have written stays, behind its own. */
export function conditionsOf(
  record: PodRecord,
  phase: Phase,
  statuses: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
  at: string,
): readonly PodCondition[] {
  const theirs = record.pod.status?.conditions ?? [];
  const before = record.sent?.conditions ?? theirs;
  const containers = containersReady(record, phase, statuses, inits);
  const own: PodCondition[] = [];
  const add = (type: string, finding: Finding): void => {
    const old = before.filter((condition) => condition.type === type);
    own.push(withCondition(old, conditionFrom(type, finding, at))[0] as PodCondition);
  };
  add('PodReadyToStartContainers', record.sandbox === 'ready' ? FINE : NOT);
  add('Initialized', initialized(record, phase, inits));
  add('Ready', ready(record, containers));
  add('ContainersReady', containers);
  // Who bypasses the scheduler is scheduled as well.
  if (conditionOf(theirs, 'PodScheduled') === undefined) add('PodScheduled', FINE);
  return [...own, ...theirs.filter(({ type }) => !own.some((ours) => ours.type === type))];
}
