/**
 * Informers: a process's own, possibly stale, copy of one resource, kept by LIST and WATCH.
 * Models client-go/tools/cache (reflector, store, indexer). One set per process, shared by all that run in it.
 */
import { controllerOf, type ApiObject, type ObjectMeta } from '../api/meta';
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
 * How objects can be found besides by key: by their controller's uid, by the uids of owners that do not control them,
 * by their namespace, by their namespace when nobody controls them (such can be adopted), or by the node that a pod is
 * bound to.
 */
export type IndexName = 'controller' | 'owner' | 'orphan' | 'node' | 'namespace';

/** What an object is found by; '' for nothing. */
type IndexValue = string | readonly string[];

/** Most objects have no owner but their controller, and cost no list. */
function otherOwners({ ownerReferences: references }: ObjectMeta): IndexValue {
  if (references === undefined || references.length === 0) return '';
  if (references.length === 1 && references[0]?.controller === true) return '';
  return references.filter(({ controller }) => controller !== true).map(({ uid }) => uid);
}

const INDEXERS: Readonly<Record<IndexName, (object: ApiObject) => IndexValue>> = {
  controller: ({ metadata }) => controllerOf(metadata)?.uid ?? '',
  owner: ({ metadata }) => otherOwners(metadata),
  orphan: ({ metadata }) => (controllerOf(metadata) === undefined ? (metadata.namespace ?? '') : ''),
  node: (object) => (object as Pod).spec.nodeName ?? '',
  namespace: ({ metadata }) => metadata.namespace ?? '',
};

function listOf(value: IndexValue): readonly string[] {
  if (typeof value !== 'string') return value;
  return value === '' ? [] : [value];
}

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
    const [gone, come] = [listOf(before), listOf(after)];
    for (const value of gone) if (!come.includes(value)) indexRemove(index, epoch, value, key);
    for (const value of come) if (!gone.includes(value)) indexAdd(index, epoch, value, key);
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
