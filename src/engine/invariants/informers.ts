/** The caches of every process that watches: each equals a fresh list. */
import { kindOfResource } from '../api/kinds';
import type { Pod } from '../api/pod';
import type { Informer } from '../client/informer';
import type { Process } from '../client/process';
import { range, type EtcdState, type KeyValue } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';

function isProcess(state: unknown): state is Process {
  return typeof state === 'object' && state !== null && 'informers' in state && 'client' in state;
}

/** What the informer should hold: all of its resource, or the pods of one node. */
function listed(etcd: EtcdState, { resource }: Informer, node: string | undefined): KeyValue[] {
  const all = [...range(etcd, kindOfResource(resource)?.storagePrefix ?? resource).values()];
  if (resource !== 'pods' || node === undefined) return all;
  return all.filter(({ value }) => (value as Pod).spec.nodeName === node);
}

function staleInformer(
  etcd: EtcdState,
  informer: Informer,
  node: string | undefined,
  place: string,
): string[] {
  const { resource } = informer;
  const cache = informer.objects.map;
  const stored = listed(etcd, informer, node);
  const problems: string[] = [];
  if (cache.size !== stored.length)
    problems.push(`${place} knows ${cache.size} of ${stored.length} ${resource}`);
  // Heartbeats never rest: one of them is always on its way.
  if (resource === 'leases') return problems;
  for (const { key, modRevision } of stored) {
    if (cache.get(key)?.metadata.resourceVersion !== String(modRevision))
      problems.push(`${place} has an old copy of ${resource}/${key}`);
  }
  return problems;
}

/** Of all processes that run. A kind that nobody has opened a watch for yet is nobody's business. */
export function staleInformers(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const problems: string[] = [];
  for (const [address, { state, running }] of simulation.components) {
    if (!running || !address.startsWith(`${cluster}/`) || !isProcess(state)) continue;
    const place = address.slice(cluster.length + 1);
    for (const informer of state.informers.values())
      problems.push(...staleInformer(etcd, informer, state.watchesNode, place));
  }
  return problems;
}
