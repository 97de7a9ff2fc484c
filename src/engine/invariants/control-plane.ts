/** Laws of a control plane that has been left alone: caches, queues, and what the controllers are there for. */
import type { Deployment } from '../api/deployment';
import { controllerOf, type ApiObject } from '../api/meta';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady, isPodTerminal } from '../api/pod-status';
import type { ReplicaSet } from '../api/replicaset';
import type { ApiServerState } from '../apiserver/state';
import type { Informer } from '../client/informer';
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
import type { ControllerManagerState } from '../controllers/manager-state';
import { range, type EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';
import { createCache, place, podInfo, setNode } from '../scheduler/cache';
import { FILTERS } from '../scheduler/plugins/index';
import type { SchedulerState } from '../scheduler/state';
import { objects } from './stored';

/** Dependents whose owner is gone. */
function orphans(etcd: EtcdState): string[] {
  const uids = new Set<string>();
  for (const table of etcd.tables.values()) {
    for (const { value } of table.map.values()) uids.add((value as ApiObject).metadata.uid ?? '');
  }
  const problems: string[] = [];
  for (const prefix of ['pods', 'replicasets']) {
    for (const { metadata } of objects<ApiObject>(etcd, prefix)) {
      const owner = controllerOf(metadata);
      if (owner === undefined || uids.has(owner.uid)) continue;
      problems.push(`${prefix}/${metadata.name} outlived its owner ${owner.kind} ${owner.name}`);
    }
  }
  return problems;
}

interface Watching {
  readonly client: ClientState;
  readonly informers: ReadonlyMap<string, Informer>;
}

function staleInformers(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const problems: string[] = [];
  for (const process of ['kube-controller-manager', 'kube-scheduler']) {
    const { informers, client } = simulation.stateOf(`${cluster}/${process}`) as Watching;
    for (const [resource, informer] of informers) {
      const stored = range(etcd, resource === 'nodes' ? 'minions' : resource);
      const cache = informer.objects.map;
      if (cache.size !== stored.size)
        problems.push(`${process} knows ${cache.size} of ${stored.size} ${resource}`);
      for (const [key, { modRevision }] of stored) {
        if (cache.get(key)?.metadata.resourceVersion === String(modRevision)) continue;
        problems.push(`${process} has an old copy of ${resource}/${key}`);
      }
    }
    if (client.pending.size > 0) problems.push(`${process} waits for ${client.pending.size} answers`);
  }
  return problems;
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
  if (fresh === undefined) return [...problems, `${name} has no ReplicaSet for its template`];
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

/** Pods that wait although a node would take them. */
function forgottenPods(etcd: EtcdState): string[] {
  const cache = createCache();
  for (const node of objects<Node>(etcd, 'minions')) setNode(cache, 0, node);
  const pods = objects<Pod>(etcd, 'pods').filter((pod) => !isPodTerminal(pod));
  for (const pod of pods) {
    const { nodeName = '' } = pod.spec;
    if (nodeName !== '') place(cache, 0, pod.metadata.uid ?? '', nodeName, podInfo(pod));
  }
  return pods
    .filter(({ spec }) => (spec.nodeName ?? '') === '')
    .flatMap((pod) => {
      const info = podInfo(pod);
      const node = [...cache.nodes.map.values()].find((each) =>
        FILTERS.every(({ filter }) => filter(info, each) === null),
      );
      return node === undefined
        ? []
        : [`pods/${pod.metadata.name} waits although ${node.name} would take it`];
    });
}

/** The scheduler's sums are those of etcd, and nothing is only assumed any more. */
function unsettledScheduler(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const { cache, queue } = simulation.stateOf(`${cluster}/kube-scheduler`) as SchedulerState;
  const problems: string[] = [];
  const bound = objects<Pod>(etcd, 'pods').filter(
    (pod) => (pod.spec.nodeName ?? '') !== '' && !isPodTerminal(pod),
  );
  if (cache.placements.map.size !== bound.length) {
    problems.push(`kube-scheduler has placed ${cache.placements.map.size} pods, ${bound.length} are bound`);
  }
  for (const { name, pods } of cache.nodes.map.values()) {
    const there = bound.filter((pod) => pod.spec.nodeName === name).length;
    if (there !== pods) problems.push(`kube-scheduler counts ${pods} pods on ${name}, there are ${there}`);
  }
  const known = queue.active.length + queue.backoff.length + queue.unschedulable.map.size;
  if (known !== queue.members.map.size)
    problems.push(`kube-scheduler queues ${known} pods and knows ${queue.members.map.size}`);
  if (queue.active.length + queue.backoff.length > 0) problems.push('kube-scheduler has pods to look at');
  return problems;
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
    ...unsettledSets(etcd),
    ...unsettledDeployments(etcd),
    ...forgottenPods(etcd),
    ...unsettledScheduler(simulation, cluster, etcd),
    ...unsettledControllers(simulation, cluster),
    ...(inFlight.size > 0 ? [`kube-apiserver has ${inFlight.size} requests that were never answered`] : []),
  ];
}
