/** What a Deployment says of itself. Models pkg/controller/deployment/sync.go (calculateStatus) and progress.go. */
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../api/deployment';
import { conditionOf } from '../api/conditions';
import type { ReplicaSet } from '../api/replicaset';
import { formatTime, parseTime } from '../api/time';
import type { Failure } from './controller';
import { desiredOf, rollingLimits, totalAvailable, totalSize } from './deployment-sets';

/** What has just been done about the new ReplicaSet, for the Progressing condition. */
export interface NewSet {
  readonly name: string;
  readonly set: ReplicaSet | undefined;
  readonly created: boolean;
}

type Conditions = readonly DeploymentCondition[];
type Word = Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>;

/** A deadline that was set so high that there is none. */
const NO_DEADLINE = 2_147_483_647;

const PROGRESSING = 'Progressing';
const REPLICA_FAILURE = 'ReplicaFailure';

/** Sets a condition; the same array when neither status nor reason changed. Models SetDeploymentCondition. */
function setCondition(conditions: Conditions, word: Word, nowText: string, refresh = false): Conditions {
  const old = conditionOf(conditions, word.type);
  if (!refresh && old !== undefined && old.status === word.status && old.reason === word.reason)
    return conditions;
  const since =
    old !== undefined && old.status === word.status ? (old.lastTransitionTime ?? nowText) : nowText;
  const fresh: DeploymentCondition = { ...word, lastUpdateTime: nowText, lastTransitionTime: since };
  return [...without(conditions, word.type), fresh];
}

function without(conditions: Conditions, type: string): Conditions {
  return conditions.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}

type Numbers = Required<
  Pick<
    DeploymentStatus,
    'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas' | 'unavailableReplicas'
  >
>;

function count(fresh: ReplicaSet | undefined, sets: readonly ReplicaSet[]): Numbers {
  const availableReplicas = totalAvailable(sets);
  return {
    replicas: sets.reduce((sum, { status }) => sum + status.replicas, 0),
    updatedReplicas: fresh?.status.replicas ?? 0,
    readyReplicas: sets.reduce((sum, { status }) => sum + (status.readyReplicas ?? 0), 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, totalSize(sets) - availableReplicas),
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

function hasDeadline({ spec }: Deployment): boolean {
  return (spec.progressDeadlineSeconds ?? 600) !== NO_DEADLINE;
}

/** ms until the progress deadline; never below 0. Infinity when there is nothing to wait for. */
function deadlineLeft(deployment: Deployment, wallMs: number): number {
  const known = conditionOf(deployment.status.conditions, PROGRESSING);
  if (known === undefined || deployment.spec.paused === true || !hasDeadline(deployment)) return Infinity;
  if (known.reason === 'NewReplicaSetAvailable' || known.reason === 'ProgressDeadlineExceeded')
    return Infinity;
  const since = parseTime(known.lastUpdateTime ?? '') ?? wallMs;
  return Math.max(0, since + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000 - wallMs);
}

function word(status: Word['status'], reason: string, message: string): Word {
  return { type: PROGRESSING, status, reason, message };
}

/** Paused and resumed. A deadline that was missed before stays told. Models checkPausedConditions. */
function pauseWord(deployment: Deployment): Word | null {
  const known = conditionOf(deployment.status.conditions, PROGRESSING);
  if (known?.reason === 'ProgressDeadlineExceeded') return null;
  const isKnown = known?.reason === 'DeploymentPaused';
  const isPaused = deployment.spec.paused === true;
  if (isPaused === isKnown) return null;
  return isPaused
    ? word('Unknown', 'DeploymentPaused', 'Deployment is paused')
    : word('Unknown', 'DeploymentResumed', 'Deployment is resumed');
}

/** How the roll-out goes. Models syncRolloutStatus. */
function rolloutWord(
  deployment: Deployment,
  { name, set }: NewSet,
  numbers: Numbers,
  wallMs: number,
): Word | null {
  const known = conditionOf(deployment.status.conditions, PROGRESSING);
  const settled = known?.reason === 'NewReplicaSetAvailable' && numbers.replicas === numbers.updatedReplicas;
  if (settled) return null;
  const who = `ReplicaSet "${name}"`;
  if (isComplete(deployment, numbers))
    return word('True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`);
  if (hasProgressed(deployment.status, numbers))
    return word('True', 'ReplicaSetUpdated', `${who} is progressing.`);
  if (deadlineLeft(deployment, wallMs) === 0)
    return word('False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`);
  if (known !== undefined || set === undefined) return null;
  return word('True', 'FoundNewReplicaSet', `Found new replica set "${name}"`);
}

const CREATE_ERROR = 'ReplicaSetCreateError';

export interface StatusQuestion {
  readonly deployment: Deployment;
  readonly fresh: NewSet;
  readonly sets: readonly ReplicaSet[];
  /** False while it only scales: then nobody asks how the roll-out goes. */
  readonly rolls: boolean;
  /** Of the last plan. */
  readonly failure: Failure | null;
  readonly wallMs: number;
}

function progressing(question: StatusQuestion, numbers: Numbers, conditions: Conditions): Conditions {
  const { deployment, fresh, failure, wallMs } = question;
  const nowText = formatTime(wallMs);
  if (!hasDeadline(deployment)) return without(conditions, PROGRESSING);
  const paused = pauseWord(deployment);
  if (paused !== null) return setCondition(conditions, paused, nowText);
  if (fresh.created && failure?.reason === CREATE_ERROR) {
    const message = `Failed to create new replica set "${fresh.name}": ${failure.message}`;
    return setCondition(conditions, word('False', CREATE_ERROR, message), nowText);
  }
  if (fresh.created) {
    const message = `Created new replica set "${fresh.name}"`;
    return setCondition(conditions, word('True', 'NewReplicaSetCreated', message), nowText);
  }
  const told = question.rolls ? rolloutWord(deployment, fresh, numbers, wallMs) : null;
  return told === null
    ? conditions
    : setCondition(conditions, told, nowText, told.reason === 'ReplicaSetUpdated');
}

function available(
  deployment: Deployment,
  numbers: Numbers,
  conditions: Conditions,
  wallMs: number,
): Conditions {
  const minimum = desiredOf(deployment) - rollingLimits(deployment).unavailable;
  const enough = numbers.availableReplicas >= minimum;
  const told: Word = enough
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
  return setCondition(conditions, told, formatTime(wallMs));
}

/** What keeps a ReplicaSet from making its pods keeps the Deployment: the new one's trouble first. */
function replicaFailure(fresh: NewSet, sets: readonly ReplicaSet[], conditions: Conditions): Conditions {
  const all = fresh.set === undefined ? sets : [fresh.set, ...sets];
  const found = all
    .map(({ status }) => conditionOf(status.conditions, REPLICA_FAILURE))
    .find((condition) => condition !== undefined);
  if (found === undefined) return without(conditions, REPLICA_FAILURE);
  const { status, reason = '', message = '', lastTransitionTime = '' } = found;
  return setCondition(conditions, { type: REPLICA_FAILURE, status, reason, message }, lastTransitionTime);
}

export interface StatusResult {
  readonly status: DeploymentStatus;
  readonly complete: boolean;
  /** ms until the progress deadline has to be looked at; Infinity for never. */
  readonly deadline: number;
}

export function statusOf(question: StatusQuestion): StatusResult {
  const { deployment, fresh, sets, rolls, wallMs } = question;
  const numbers = count(fresh.set, sets);
  const old = deployment.status.conditions ?? [];
  const served = available(deployment, numbers, old, wallMs);
  const progressed = progressing(question, numbers, served);
  const conditions = rolls ? replicaFailure(fresh, sets, progressed) : progressed;
  const { collisionCount } = deployment.status;
  const nonZero: Record<string, number> = {};
  for (const [name, value] of Object.entries(numbers)) if (value > 0) nonZero[name] = value;
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...nonZero,
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions,
  };
  const complete = isComplete(deployment, numbers);
  return { status, complete, deadline: complete ? Infinity : deadlineLeft(deployment, wallMs) };
}
