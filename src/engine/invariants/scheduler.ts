/** Laws of a scheduler that has been left alone. */
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import type { Informer } from '../client/informer';
import type { EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';
import { createCache, place, setNode } from '../scheduler/cache';
import { fitsSomewhere } from '../scheduler/cycle';
import type { Snapshot } from '../scheduler/framework';
import { podInfo } from '../scheduler/node-info';
import { NAME, type SchedulerState } from '../scheduler/state';
import { objects } from './stored';

function isBound({ spec }: Pod): boolean {
  return (spec.nodeName ?? '') !== '';
}

/** True for a pod that the scheduler should look for a node for. */
function isWaiting(pod: Pod): boolean {
  const { schedulerName = NAME, schedulingGates = [] } = pod.spec;
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  return !isBound(pod) && !isLeaving && schedulerName === NAME && schedulingGates.length === 0;
}

/** What a scheduler would look at that has just read everything. */
function freshSnapshot({ informers }: SchedulerState, etcd: EtcdState, pods: readonly Pod[]): Snapshot {
  const cache = createCache();
  for (const node of objects<Node>(etcd, 'minions')) setNode(cache, 0, node);
  for (const pod of pods) {
    const { name, namespace = '' } = pod.metadata;
    if (isBound(pod)) place(cache, 0, `${namespace}/${name}`, pod.spec.nodeName ?? '', podInfo(pod));
  }
  const informer = (resource: string): Informer => informers.get(resource) as Informer;
  return {
    cache,
    epoch: 0,
    pods: informer('pods'),
    services: informer('services'),
    replicaSets: informer('replicasets'),
    namespaces: informer('namespaces'),
    claims: informer('persistentvolumeclaims'),
  };
}

/** Pods that wait although a node would take them. */
function forgottenPods(state: SchedulerState, etcd: EtcdState): string[] {
  const pods = objects<Pod>(etcd, 'pods').filter((pod) => !isPodTerminal(pod));
  const waiting = pods.filter(isWaiting);
  if (waiting.length === 0) return [];
  const snapshot = freshSnapshot(state, etcd, pods);
  return waiting
    .filter((pod) => fitsSomewhere(podInfo(pod), snapshot, state.nominations))
    .map(({ metadata }) => `pods/${metadata.name} waits although a node would take it`);
}

/** The scheduler's sums are those of etcd, and nothing is only assumed any more. */
function wrongSums({ cache }: SchedulerState, etcd: EtcdState): string[] {
  const problems: string[] = [];
  const bound = objects<Pod>(etcd, 'pods').filter((pod) => isBound(pod) && !isPodTerminal(pod));
  if (cache.placements.map.size !== bound.length) {
    problems.push(`kube-scheduler has placed ${cache.placements.map.size} pods, ${bound.length} are bound`);
  }
  for (const { name, pods } of cache.nodes.map.values()) {
    const there = bound.filter((pod) => pod.spec.nodeName === name).length;
    if (there !== pods) problems.push(`kube-scheduler counts ${pods} pods on ${name}, there are ${there}`);
  }
  return problems;
}

function busyQueue({ queue }: SchedulerState): string[] {
  const problems: string[] = [];
  const due = queue.active.length + queue.backoff.length + queue.errors.length;
  const known = due + queue.unschedulable.map.size;
  if (known !== queue.members.map.size)
    problems.push(`kube-scheduler queues ${known} pods and knows ${queue.members.map.size}`);
  if (due > 0) problems.push('kube-scheduler has pods to look at');
  return problems;
}

export function unsettledScheduler(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const state = simulation.stateOf(`${cluster}/kube-scheduler`) as SchedulerState;
  return [...forgottenPods(state, etcd), ...wrongSums(state, etcd), ...busyQueue(state)];
}
