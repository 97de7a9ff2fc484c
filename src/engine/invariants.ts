/**
 * What must be true of a cluster at every moment. The fuzzer asks after every step, the worker now and then: a user
 * can never be blamed for our bug.
 */
import type { Node } from './api/node';
import type { Pod } from './api/pod';
import { isPodTerminal, podRequests } from './api/pod-status';
import { parseBytes, parseMillicores } from './api/quantity';
import { range, type EtcdState } from './etcd/store';
import type { Informer } from './client/informer';
import type { Simulation } from './kernel/simulation';
import { controllerOf, type ApiObject } from './api/meta';

function objects<T extends ApiObject>(etcd: EtcdState, prefix: string): T[] {
  return [...range(etcd, prefix).values()].map(({ value }) => value as T);
}

function etcdOf(simulation: Simulation, cluster: string): EtcdState {
  return simulation.stateOf(`${cluster}/etcd`) as EtcdState;
}

/** No node holds more than it has. Finished pods hold nothing; refused ones never did. */
function overfullNodes(etcd: EtcdState): string[] {
  const used = new Map<string, { cpu: number; memory: number; pods: number }>();
  for (const pod of objects<Pod>(etcd, 'pods')) {
    const node = pod.spec.nodeName ?? '';
    if (node === '' || isPodTerminal(pod)) continue;
    const sum = used.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
    const { cpuMillicores, memoryBytes } = podRequests(pod);
    used.set(node, { cpu: sum.cpu + cpuMillicores, memory: sum.memory + memoryBytes, pods: sum.pods + 1 });
  }
  const problems: string[] = [];
  for (const node of objects<Node>(etcd, 'minions')) {
    const sum = used.get(node.metadata.name);
    const { cpu = '0', memory = '0', pods = '0' } = node.status.allocatable ?? {};
    if (sum === undefined) continue;
    if (sum.cpu > (parseMillicores(cpu) ?? 0)) problems.push(`${node.metadata.name} has more cpu requested than it has`);
    if (sum.memory > (parseBytes(memory) ?? 0)) problems.push(`${node.metadata.name} has more memory requested than it has`);
    if (sum.pods > Number(pods)) problems.push(`${node.metadata.name} has ${sum.pods} of ${pods} pods`);
  }
  return problems;
}

function sharedAddresses(etcd: EtcdState): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const pod of objects<Pod>(etcd, 'pods')) {
    const ip = pod.status.podIP ?? '';
    if (ip === '' || isPodTerminal(pod)) continue;
    const other = owners.get(ip);
    if (other !== undefined) problems.push(`${pod.metadata.name} and ${other} both have the address ${ip}`);
    owners.set(ip, pod.metadata.name);
  }
  return problems;
}

function revisions(etcd: EtcdState): string[] {
  const problems: string[] = [];
  for (const [prefix, table] of etcd.tables) {
    for (const { key, value, modRevision, createRevision } of table.map.values()) {
      const shown = (value as ApiObject).metadata.resourceVersion;
      if (shown !== String(modRevision)) problems.push(`${prefix}/${key} shows revision ${shown}, etcd has ${modRevision}`);
      if (createRevision > modRevision || modRevision > etcd.revision) problems.push(`${prefix}/${key} has odd revisions`);
    }
  }
  return problems;
}

/** Broken laws of the present moment, as sentences; empty when all is well. */
export function brokenInvariants(simulation: Simulation, cluster: string): string[] {
  const etcd = etcdOf(simulation, cluster);
  return [...overfullNodes(etcd), ...sharedAddresses(etcd), ...revisions(etcd)];
}

function orphans(etcd: EtcdState): string[] {
  const uids = new Set<string>();
  for (const table of etcd.tables.values()) {
    for (const { value } of table.map.values()) uids.add((value as ApiObject).metadata.uid ?? '');
  }
  const problems: string[] = [];
  for (const prefix of ['pods', 'replicasets']) {
    for (const { metadata } of objects<ApiObject>(etcd, prefix)) {
      const owner = controllerOf(metadata);
      if (owner === undefined || uids.has(owner.uid) || metadata.deletionTimestamp !== undefined) continue;
      problems.push(`${prefix}/${metadata.name} outlived its owner ${owner.kind} ${owner.name}`);
    }
  }
  return problems;
}

function staleInformers(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const problems: string[] = [];
  for (const process of ['kube-controller-manager', 'kube-scheduler']) {
    const state = simulation.stateOf(`${cluster}/${process}`) as { readonly informers: ReadonlyMap<string, Informer> };
    for (const [resource, informer] of state.informers) {
      const stored = range(etcd, resource === 'nodes' ? 'minions' : resource);
      const cache = informer.objects.map;
      if (cache.size !== stored.size) problems.push(`${process} knows ${cache.size} of ${stored.size} ${resource}`);
      for (const [key, { value }] of stored) {
        if (cache.get(key) !== value) problems.push(`${process} has an old copy of ${resource}/${key}`);
      }
    }
  }
  return problems;
}

interface Sized extends ApiObject {
  readonly spec: { readonly replicas?: number };
}

/** ReplicaSets that do not have the pods that they want. */
function unsettledSets(etcd: EtcdState): string[] {
  const pods = objects<Pod>(etcd, 'pods');
  return objects<Sized>(etcd, 'replicasets').flatMap(({ metadata, spec }) => {
    const own = pods.filter((pod) => controllerOf(pod.metadata)?.uid === metadata.uid && !isPodTerminal(pod));
    const active = own.filter((pod) => pod.metadata.deletionTimestamp === undefined).length;
    const wanted = spec.replicas ?? 1;
    return active === wanted ? [] : [`replicasets/${metadata.name} has ${active} pods and wants ${wanted}`];
  });
}

/** Broken laws of a cluster that has been left alone for long enough. */
export function unsettled(simulation: Simulation, cluster: string): string[] {
  const etcd = etcdOf(simulation, cluster);
  return [...orphans(etcd), ...staleInformers(simulation, cluster, etcd), ...unsettledSets(etcd)];
}
