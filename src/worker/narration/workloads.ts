/** Sentences about what makes pods. */
import type { DaemonSet } from '../../engine/api/daemonset';
import type { Deployment } from '../../engine/api/deployment';
import { controllerOf } from '../../engine/api/meta';
import type { ReplicaSet } from '../../engine/api/replicaset';
import type { Change } from '../../engine/etcd/store';
import { isDown } from '../subject';
import type { Telling } from './telling';
import { pods, words } from './words';

/** Said when somebody wants something of a controller that does not run. */
function idle({ subject }: Telling): string {
  const down = isDown(subject, 'kube-controller-manager');
  return down ? ' The controller manager does not run: nobody acts on it.' : '';
}

export function aboutReplicaSet(telling: Telling, change: Change): string {
  const set = change.value as ReplicaSet;
  const { name } = set.metadata;
  const owner = controllerOf(set.metadata);
  if (change.type === 'ADDED') {
    const wanted = pods(set.spec.replicas ?? 1);
    return owner === undefined
      ? `kube-apiserver stored the ReplicaSet *${name}*: ${wanted} wanted.${idle(telling)}`
      : `The deployment controller made the ReplicaSet *${name}* for this template: ${wanted} wanted.`;
  }
  if (change.type === 'DELETED')
    return `The ReplicaSet *${name}* is gone; the garbage collector takes its pods.${idle(telling)}`;
  const before = (change.previous as ReplicaSet).spec.replicas ?? 1;
  const now = set.spec.replicas ?? 1;
  if (before === now) return '';
  return `The ReplicaSet *${name}* is to have ${pods(now)} instead of ${words(before)}.`;
}

export function aboutDeployment(telling: Telling, change: Change): string {
  const deployment = change.value as Deployment;
  const { name } = deployment.metadata;
  const wanted = deployment.spec.replicas ?? 1;
  if (change.type === 'ADDED')
    return `kube-apiserver stored the Deployment *${name}*: ${pods(wanted)} wanted.${idle(telling)}`;
  if (change.type === 'DELETED')
    return `The Deployment *${name}* is gone; the garbage collector takes what it owned.${idle(telling)}`;
  const before = change.previous as Deployment;
  if ((before.spec.replicas ?? 1) !== wanted)
    return `The Deployment *${name}* now wants ${pods(wanted)}.${idle(telling)}`;
  const done =
    (deployment.status.readyReplicas ?? 0) === wanted && (before.status.readyReplicas ?? 0) < wanted;
  return done && wanted > 0 ? `The Deployment *${name}* has what it wants: ${pods(wanted)} ready.` : '';
}

export function aboutDaemonSet(telling: Telling, change: Change): string {
  const set = change.value as DaemonSet;
  const { name } = set.metadata;
  if (change.type === 'ADDED')
    return `kube-apiserver stored the DaemonSet *${name}*: a pod on every node that fits.${idle(telling)}`;
  if (change.type === 'DELETED')
    return `The DaemonSet *${name}* is gone; the garbage collector takes its pods.${idle(telling)}`;
  const { desiredNumberScheduled: wanted, numberReady: ready } = set.status;
  const before = change.previous as DaemonSet;
  const done = ready === wanted && before.status.numberReady < wanted;
  return done && wanted > 0 ? `The DaemonSet *${name}* is ready on all its ${words(wanted)} nodes.` : '';
}
