/** Laws of a control plane that has been left alone: caches, queues, and what the controllers are there for. */
import type { Deployment } from '../api/deployment';
import { controllerOf, type ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { ReplicaSet } from '../api/replicaset';
import type { ApiServerState } from '../apiserver/state';
import type { ClientState } from '../client/requests';
import {
  annotatedNumber,
  desiredOf,
  newSetOf,
  REVISION,
  revisionOf,
  sizeOf,
  totalSize,
} from '../controllers/deployment-sets';
import { isScaling } from '../controllers/deployment-rollout';
import type { ControllerManagerState } from '../controllers/manager-state';
import type { EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';
import { staleInformers } from './informers';
import { unsettledScheduler } from './scheduler';
import { objects } from './stored';

/** Dependents of which every owner is gone. */
function orphans(etcd: EtcdState): string[] {
  const uids = new Set<string>();
  for (const table of etcd.tables.values()) {
    for (const { value } of table.map.values()) uids.add((value as ApiObject).metadata.uid ?? '');
  }
  const problems: string[] = [];
  for (const [prefix, table] of etcd.tables) {
    for (const { value } of table.map.values()) {
      const { name, ownerReferences = [] } = (value as ApiObject).metadata;
      const [first] = ownerReferences;
      if (first === undefined || ownerReferences.some(({ uid }) => uids.has(uid))) continue;
      problems.push(`${prefix}/${name} outlived its owner ${first.kind} ${first.name}`);
    }
  }
  return problems;
}

/** Nobody waits for an answer for ever. */
function openRequests(simulation: Simulation, cluster: string): string[] {
  return ['kube-controller-manager', 'kube-scheduler'].flatMap((process) => {
    const { client } = simulation.stateOf(`${cluster}/${process}`) as { readonly client: ClientState };
    return client.pending.size > 0 ? [`${process} waits for ${client.pending.size} answers`] : [];
  });
}

/** ReplicaSets that do not have the pods that they want, or do not say what they have. */
function unsettledSets(etcd: EtcdState): string[] {
  const pods = objects<Pod>(etcd, 'pods');
  return objects<ReplicaSet>(etcd, 'replicasets').flatMap((set) => {
    const { metadata, status } = set;
    const active = pods.filter((pod) => controllerOf(pod.metadata)?.uid === metadata.uid && isPodActive(pod));
    const ready = active.filter(isPodReady).length;
    const problems: string[] = [];
    const name = `replicasets/${metadata.name}`;
    if (active.length !== sizeOf(set))
      problems.push(`${name} has ${active.length} pods and wants ${sizeOf(set)}`);
    if (status.replicas !== active.length)
      problems.push(`${name} says ${status.replicas} pods and has ${active.length}`);
    if ((status.readyReplicas ?? 0) !== ready)
      problems.push(`${name} says ${status.readyReplicas ?? 0} ready of ${ready}`);
    return problems;
  });
}

function unsettledDeployment(deployment: Deployment, sets: readonly ReplicaSet[]): string[] {
  const { metadata, spec, status } = deployment;
  const name = `deployments/${metadata.name}`;
  const problems: string[] = [];
  if (status.observedGeneration !== metadata.generation)
    problems.push(`${name} was not looked at after its last change`);
  const counted = sets.reduce((sum, set) => sum + set.status.replicas, 0);
  if ((status.replicas ?? 0) !== counted)
    problems.push(`${name} says ${status.replicas ?? 0} pods and has ${counted}`);
  if (spec.paused === true) return problems;
  const fresh = newSetOf(deployment, sets);
  // Upstream's Recreate leaves several adopted ReplicaSets of another size as they are, for ever.
  const stuck = spec.strategy?.type === 'Recreate' && isScaling(deployment, sets);
  if (fresh === undefined)
    return stuck ? problems : [...problems, `${name} has no ReplicaSet for its template`];
  const olds = sets.filter((set) => set !== fresh);
  const newest = Math.max(...olds.map(revisionOf), 0);
  if (revisionOf(fresh) <= newest) problems.push(`${name}: its present template is not the newest revision`);
  if (metadata.annotations?.[REVISION] !== String(annotatedNumber(fresh, REVISION))) {
    problems.push(`${name} does not show the revision of its ReplicaSet`);
  }
  const allReady = sets.every((set) => (set.status.readyReplicas ?? 0) === sizeOf(set));
  if (allReady && (totalSize(olds) > 0 || sizeOf(fresh) !== desiredOf(deployment))) {
    problems.push(
      `${name}: every pod is ready, and still ${totalSize(olds)} are old and ${sizeOf(fresh)} new`,
    );
  }
  return problems;
}

function unsettledDeployments(etcd: EtcdState): string[] {
  const sets = objects<ReplicaSet>(etcd, 'replicasets');
  return objects<Deployment>(etcd, 'deployments').flatMap((deployment) =>
    unsettledDeployment(
      deployment,
      sets.filter((set) => controllerOf(set.metadata)?.uid === deployment.metadata.uid),
    ),
  );
}

function unsettledControllers(simulation: Simulation, cluster: string): string[] {
  const { controllers } = simulation.stateOf(`${cluster}/kube-controller-manager`) as ControllerManagerState;
  return [...controllers].flatMap(([name, { keys, parked, client }]) => {
    const busy = [...keys.map].filter(([, { phase }]) => phase !== 'waking');
    const problems = busy.map(([key, { phase }]) => `${name}: ${key} is ${phase}`);
    if (parked.size > 0) problems.push(`${name}: ${parked.size} keys wait for their own writes`);
    if (client.pending.size > 0) problems.push(`${name} waits for ${client.pending.size} answers`);
    return problems;
  });
}

export function unsettledControlPlane(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const { inFlight } = simulation.stateOf(`${cluster}/kube-apiserver`) as ApiServerState;
  return [
    ...orphans(etcd),
    ...staleInformers(simulation, cluster, etcd),
    ...openRequests(simulation, cluster),
    ...unsettledSets(etcd),
    ...unsettledDeployments(etcd),
    ...unsettledScheduler(simulation, cluster, etcd),
    ...unsettledControllers(simulation, cluster),
    ...(inFlight.size > 0 ? [`kube-apiserver has ${inFlight.size} requests that were never answered`] : []),
  ];
}
