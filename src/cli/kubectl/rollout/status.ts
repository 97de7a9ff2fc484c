/** How far a rollout is. Models kubectl/pkg/polymorphichelpers/rollout_status.go. */
import { goQuote } from '../../../engine/api/go-print';
import type { Mapping } from '../discovery';
import { KubectlError } from '../errors';
import type { Fields } from '../fields';

export interface RolloutState {
  /** What to print. */
  readonly text: string;
  readonly isDone: boolean;
}

type Viewer = (object: Fields, revision: number) => RolloutState;

const going = (text: string): RolloutState => ({ text: `${text}...\n`, isDone: false });
const done = (text: string): RolloutState => ({ text: `${text}\n`, isDone: true });

const VIEWERS: Readonly<Record<string, Viewer>> = {
  'Deployment.apps': deploymentState,
  'DaemonSet.apps': daemonSetState,
  'StatefulSet.apps': statefulSetState,
};

/** Throws a `KubectlError` for kinds that do not roll out. */
export function stateViewer(mapping: Mapping): Viewer {
  const key = groupKind(mapping);
  const viewer = Object.hasOwn(VIEWERS, key) ? VIEWERS[key] : undefined;
  if (viewer === undefined) throw new KubectlError(`no status viewer has been implemented for ${key}`);
  return viewer;
}

/** `Deployment.apps`, `Pod`. */
export function groupKind({ group, kind }: Mapping): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** The revision that the Deployment controller notes on Deployments and ReplicaSets; 0 without one. */
export function revisionOf(object: Fields): number {
  return Number(object.annotations['deployment.kubernetes.io/revision'] ?? '0');
}

/** Throws a `KubectlError` when the rollout has failed. */
function deploymentState(deployment: Fields, revision: number): RolloutState {
  const current = revisionOf(deployment);
  if (revision > 0 && revision !== current) {
    throw new KubectlError(
      `desired revision (${revision}) is different from the running revision (${current})`,
    );
  }
  const name = goQuote(deployment.name);
  if (deployment.number('metadata.generation') > deployment.number('status.observedGeneration')) {
    return going('Waiting for deployment spec update to be observed');
  }
  const progress = deployment
    .list('status.conditions')
    .find((condition) => condition.text('type') === 'Progressing');
  if (progress?.text('reason') === 'ProgressDeadlineExceeded') {
    throw new KubectlError(`deployment ${name} exceeded its progress deadline`);
  }
  const wanted = deployment.number('spec.replicas');
  const updated = deployment.number('status.updatedReplicas');
  const total = deployment.number('status.replicas');
  const available = deployment.number('status.availableReplicas');
  const waiting = `Waiting for deployment ${name} rollout to finish:`;
  if (updated < wanted) return going(`${waiting} ${updated} out of ${wanted} new replicas have been updated`);
  if (total > updated) return going(`${waiting} ${total - updated} old replicas are pending termination`);
  if (available < updated)
    return going(`${waiting} ${available} of ${updated} updated replicas are available`);
  return done(`deployment ${name} successfully rolled out`);
}

function checkRolling(object: Fields): void {
  if (object.text('spec.updateStrategy.type') === 'RollingUpdate') return;
  throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
}

function daemonSetState(set: Fields): RolloutState {
  checkRolling(set);
  if (set.number('metadata.generation') > set.number('status.observedGeneration')) {
    return going('Waiting for daemon set spec update to be observed');
  }
  const name = goQuote(set.name);
  const wanted = set.number('status.desiredNumberScheduled');
  const updated = set.number('status.updatedNumberScheduled');
  const available = set.number('status.numberAvailable');
  const waiting = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < wanted) return going(`${waiting} ${updated} out of ${wanted} new pods have been updated`);
  if (available < wanted) return going(`${waiting} ${available} of ${wanted} updated pods are available`);
  return done(`daemon set ${name} successfully rolled out`);
}

function statefulSetState(set: Fields): RolloutState {
  checkRolling(set);
  const observed = set.number('status.observedGeneration');
  if (observed === 0 || set.number('metadata.generation') > observed) {
    return going('Waiting for statefulset spec update to be observed');
  }
  const missing = set.number('spec.replicas') - set.number('status.readyReplicas');
  if (missing > 0) return going(`Waiting for ${missing} pods to be ready`);
  const updated = set.number('status.updatedReplicas');
  const rolling = set.at('spec.updateStrategy.rollingUpdate');
  if (rolling.exists) {
    const wanted = set.number('spec.replicas') - rolling.number('partition');
    if (rolling.has('partition') && updated < wanted) {
      const words = 'Waiting for partitioned roll out to finish:';
      return going(`${words} ${updated} out of ${wanted} new pods have been updated`);
    }
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const revision = set.text('status.updateRevision');
  if (revision !== set.text('status.currentRevision')) {
    return going(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}`,
    );
  }
  const current = set.number('status.currentReplicas');
  return done(`statefulset rolling update complete ${current} pods at revision ${revision}...`);
}
