/** What a Deployment says of itself. Models pkg/controller/deployment/sync.go (calculateStatus) and progress.go. */
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../api/deployment';
import { conditionOf } from '../api/conditions';
import type { ReplicaSet } from '../api/replicaset';
import { formatTime, parseTime } from '../api/time';
import { desiredOf, rollingLimits, totalAvailable } from './deployment-sets';

/** What has just been done about the new ReplicaSet, for the Progressing condition. */
export interface NewSet {
  readonly name: string;
  readonly set: ReplicaSet | undefined;
  readonly created: boolean;
}

type Word = Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>;

/** Sets a condition; the same array when neither status nor reason changed. Models SetDeploymentCondition. */
function setCondition(
  conditions: readonly DeploymentCondition[],
  word: Word,
  nowText: string,
  refresh = false,
): readonly DeploymentCondition[] {
  const old = conditionOf(conditions, word.type);
  if (!refresh && old !== undefined && old.status === word.status && old.reason === word.reason)
    return conditions;
  const since =
    old !== undefined && old.status === word.status ? (old.lastTransitionTime ?? nowText) : nowText;
  const fresh: DeploymentCondition = { ...word, lastUpdateTime: nowText, lastTransitionTime: since };
  return [...conditions.filter(({ type }) => type !== word.type), fresh];
}

type Numbers = Required<
  Pick<DeploymentStatus, 'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'>
>;

function count(fresh: ReplicaSet | undefined, sets: readonly ReplicaSet[]): Numbers {
  return {
    replicas: sets.reduce((sum, { status }) => sum + status.replicas, 0),
    updatedReplicas: fresh?.status.replicas ?? 0,
    readyReplicas: sets.reduce((sum, { status }) => sum + (status.readyReplicas ?? 0), 0),
    availableReplicas: totalAvailable(sets),
  };
}

/** Everything updated, available, and nothing old left. Models DeploymentComplete. */
function isComplete(deployment: Deployment, numbers: Numbers): boolean {
  const desired = desiredOf(deployment);
  return (
    numbers.updatedReplicas === desired &&
    numbers.replicas === desired &&
    numbers.availableReplicas === desired
  );
}

function hasProgressed(old: DeploymentStatus, now: Numbers): boolean {
  const [replicas, updated] = [old.replicas ?? 0, old.updatedReplicas ?? 0];
  return (
    now.updatedReplicas > updated ||
    now.replicas - now.updatedReplicas < replicas - updated ||
    now.readyReplicas > (old.readyReplicas ?? 0) ||
    now.availableReplicas > (old.availableReplicas ?? 0)
  );
}

/** ms until the progress deadline; never below 0. Infinity when there is nothing to wait for. */
function deadlineLeft(deployment: Deployment, wallMs: number): number {
  const progressing = conditionOf(deployment.status.conditions, 'Progressing');
  if (progressing === undefined || progressing.status !== 'True') return Infinity;
  if (progressing.reason === 'NewReplicaSetAvailable') return Infinity;
  const since = parseTime(progressing.lastUpdateTime ?? '') ?? wallMs;
  return Math.max(0, since + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000 - wallMs);
}

function progressing(
  deployment: Deployment,
  fresh: NewSet,
  numbers: Numbers,
  conditions: readonly DeploymentCondition[],
  wallMs: number,
): readonly DeploymentCondition[] {
  const nowText = formatTime(wallMs);
  const type = 'Progressing';
  const old = conditionOf(conditions, type);
  const words = (status: 'True' | 'False', reason: string, message: string): Word => ({
    type,
    status,
    reason,
    message,
  });
  if (fresh.created) {
    const word = words('True', 'NewReplicaSetCreated', `Created new replica set "${fresh.name}"`);
    return setCondition(conditions, word, nowText);
  }
  if (deployment.spec.paused === true) return conditions;
  const settled = old?.reason === 'NewReplicaSetAvailable' && numbers.replicas === numbers.updatedReplicas;
  if (settled) return conditions;
  if (isComplete(deployment, numbers)) {
    const text = `ReplicaSet "${fresh.name}" has successfully progressed.`;
    return setCondition(conditions, words('True', 'NewReplicaSetAvailable', text), nowText);
  }
  if (hasProgressed(deployment.status, numbers)) {
    const text = `ReplicaSet "${fresh.name}" is progressing.`;
    return setCondition(conditions, words('True', 'ReplicaSetUpdated', text), nowText, true);
  }
  if (deadlineLeft(deployment, wallMs) === 0) {
    const text = `ReplicaSet "${fresh.name}" has timed out progressing.`;
    return setCondition(conditions, words('False', 'ProgressDeadlineExceeded', text), nowText);
  }
  if (old !== undefined || fresh.set === undefined) return conditions;
  return setCondition(
    conditions,
    words('True', 'FoundNewReplicaSet', `Found new replica set "${fresh.name}"`),
    nowText,
  );
}

function available(
  deployment: Deployment,
  numbers: Numbers,
  conditions: readonly DeploymentCondition[],
  wallMs: number,
): readonly DeploymentCondition[] {
  const minimum = desiredOf(deployment) - rollingLimits(deployment).unavailable;
  const enough = numbers.availableReplicas >= minimum;
  const word: Word = enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  return setCondition(conditions, word, formatTime(wallMs));
}

export interface StatusResult {
  readonly status: DeploymentStatus;
  readonly complete: boolean;
  /** ms until the progress deadline has to be looked at; Infinity for never. */
  readonly deadline: number;
}

export function statusOf(
  deployment: Deployment,
  fresh: NewSet,
  sets: readonly ReplicaSet[],
  wallMs: number,
): StatusResult {
  const numbers = count(fresh.set, sets);
  const old = deployment.status.conditions ?? [];
  const before = available(deployment, numbers, old, wallMs);
  const conditions = progressing(deployment, fresh, numbers, before, wallMs);
  const { collisionCount } = deployment.status;
  const nonZero: Record<string, number> = {};
  for (const [name, value] of Object.entries(numbers)) if (value > 0) nonZero[name] = value;
  const unavailable = Math.max(0, desiredOf(deployment) - numbers.availableReplicas);
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...nonZero,
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions,
  };
  const complete = isComplete(deployment, numbers);
  return { status, complete, deadline: complete ? Infinity : deadlineLeft(deployment, wallMs) };
}
