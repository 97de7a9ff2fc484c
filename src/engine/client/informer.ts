/**
 * Informers: a process's own, possibly stale, copy of one resource, kept by LIST and WATCH.
 * Models client-go/tools/cache (reflector, store, indexer). One set per process, shared by all that run in it.
 */
import { controllerOf, type ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import type { ApiResponse, WatchEvent } from '../api/wire';
import {
  cowMap,
  indexAdd,
  indexKeys,
  indexRemove,
  shareMap,
  writable,
  type CowIndex,
  type CowMap,
} from '../kernel/cow';

/**
 * How objects can be found besides by key: by their controller's uid, by the node that a pod is bound to, by their
 * first owner's uid, or by namespace.
 */
export type IndexName = 'controller' | 'node' | 'owner' | 'namespace';

const INDEXERS: Readonly<Record<IndexName, (object: ApiObject) => string>> = {
  controller: (object) => controllerOf(object.metadata)?.uid ?? '',
  node: (object) => (object as Pod).spec.nodeName ?? '',
  owner: (object) => object.metadata.ownerReferences?.[0]?.uid ?? '',
  namespace: (object) => object.metadata.namespace ?? '',
};

export interface Informer {
  readonly resource: string;
  /** Revision up to which this cache knows everything of its resource. */
  revision: number;
  synced: boolean;
  /** True while its watch stream is open. */
  open: boolean;
  /** LISTs and WATCHes that failed in a row. */
  failures: number;
  readonly objects: CowMap<string, ApiObject>;
  readonly indexes: readonly { readonly name: IndexName; readonly index: CowIndex }[];
}

export function createInformer(resource: string, indexes: readonly IndexName[] = []): Informer {
  return {
    resource,
    revision: 0,
    synced: false,
    open: false,
    failures: 0,
    objects: cowMap(),
    indexes: indexes.map((name) => ({ name, index: cowMap() })),
  };
}

export function cloneInformer(informer: Informer): Informer {
  const indexes = informer.indexes.map(({ name, index }) => ({ name, index: shareMap(index) }));
  return { ...informer, objects: shareMap(informer.objects), indexes };
}

/** Empty informers of the same resources, for a process that begins again. */
export function restartInformers(informers: ReadonlyMap<string, Informer>): Map<string, Informer> {
  const fresh = new Map<string, Informer>();
  for (const [resource, { indexes }] of informers) {
    fresh.set(
      resource,
      createInformer(
        resource,
        indexes.map(({ name }) => name),
      ),
    );
  }
  return fresh;
}

/** A process's whole set of informers, for its own cloner. */
export function cloneInformers(informers: ReadonlyMap<string, Informer>): Map<string, Informer> {
  const copies = new Map<string, Informer>();
  for (const [resource, informer] of informers) copies.set(resource, cloneInformer(informer));
  return copies;
}

function reindex(informer: Informer, epoch: number, key: string, old?: ApiObject, fresh?: ApiObject): void {
  for (const { name, index } of informer.indexes) {
    const valueOf = INDEXERS[name];
    const before = old === undefined ? '' : valueOf(old);
    const after = fresh === undefined ? '' : valueOf(fresh);
    if (before === after) continue;
    if (before !== '') indexRemove(index, epoch, before, key);
    if (after !== '') indexAdd(index, epoch, after, key);
  }
}

/** What a change did to the cache: what stood there before, and what stands there now. */
export interface CacheChange {
  readonly resource: string;
  readonly key: string;
  readonly old: ApiObject | undefined;
  readonly now: ApiObject | undefined;
}

/** Takes one delivery of the watch. Returns the change, or null for what was known already. */
export function applyWatchEvent(informer: Informer, epoch: number, event: WatchEvent): CacheChange | null {
  if (event.revision <= informer.revision) return null;
  informer.revision = event.revision;
  const { key, resource } = event;
  const objects = writable(informer.objects, epoch);
  const old = objects.get(key);
  const now = event.type === 'DELETED' ? undefined : event.object;
  if (now === undefined) objects.delete(key);
  else objects.set(key, now);
  reindex(informer, epoch, key, old, now);
  return { resource, key, old, now };
}

/** Takes the answer of a LIST: the cache becomes exactly the list. Returns what changed, in the list's order. */
export function applyList(informer: Informer, epoch: number, response: ApiResponse): CacheChange[] {
  const { resource } = informer;
  const objects = writable(informer.objects, epoch);
  const changes: CacheChange[] = [];
  const gone = new Set(objects.keys());
  for (const now of response.items ?? []) {
    const { namespace, name } = now.metadata;
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    gone.delete(key);
    const old = objects.get(key);
    objects.set(key, now);
    reindex(informer, epoch, key, old, now);
    changes.push({ resource, key, old, now });
  }
  for (const key of gone) {
    const old = objects.get(key);
    objects.delete(key);
    reindex(informer, epoch, key, old, undefined);
    changes.push({ resource, key, old, now: undefined });
  }
  informer.revision = response.revision;
  informer.synced = true;
  return changes;
}

export function cached<T extends ApiObject>(informer: Informer, key: string): T | undefined {
  return informer.objects.map.get(key) as T | undefined;
}

/** Objects by an index, in the order in which they entered it. */
export function cachedBy<T extends ApiObject>(informer: Informer, name: IndexName, value: string): T[] {
  const entry = informer.indexes.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no index ${name} on ${informer.resource}`);
  const result: T[] = [];
  for (const key of indexKeys(entry.index, value)) result.push(informer.objects.map.get(key) as T);
  return result;
}
