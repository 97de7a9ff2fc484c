/** Watch fan-out: who is told of a change, as what, and when. Models staging/.../storage/cacher. */
import { materialise } from '../api/event';
import type { Kind } from '../api/kind';
import { kindOfResource } from '../api/kinds';
import type { ApiObject } from '../api/meta';
import { expired, type Status } from '../api/status';
import type { WatchEvent } from '../api/wire';
import { wholeKey } from '../etcd/key';
import { changesBelow } from '../etcd/kv';
import { range, type Change } from '../etcd/store';
import type { Context } from '../kernel/component';
import { writable, type CowMap } from '../kernel/cow';
import type { Address, Hop, HopId } from '../kernel/event';
import { nextBelow } from '../kernel/random';
import type { Exchange } from './exchange';
import { isOfNodeOnly, isSelected, nodeOf, parseSelection, type Selection } from './selection';
import type { ApiServerState, Watcher } from './state';

const NOBODY: readonly Watcher[] = [];

function streamKey(resource: string, nodeName: string): string {
  return nodeName === '' ? resource : `${resource}|${nodeName}`;
}

/** The change as somebody sees it who looks at a selection only. */
function seenSelected(change: Change, kind: Kind, selection: Selection): WatchEvent['type'] | null {
  const before = change.type !== 'ADDED' && isSelected(kind, selection, change.previous as ApiObject);
  const after = change.type !== 'DELETED' && isSelected(kind, selection, change.value as ApiObject);
  return transition(before, after);
}

/** One event of a watch from outside, or null when the change is none of its business. */
export function eventFor(
  change: Change,
  kind: Kind,
  selection: Selection,
): Pick<WatchEvent, 'type' | 'object'> | null {
  const type = seenSelected(change, kind, selection);
  return type === null ? null : { type, object: shownAs(type, change) };
}

/** The change as a watcher with a filter sees it, or null when it is none of its business. */
function seenThrough(change: Change, { nodeName, selection, resource }: Watcher): WatchEvent['type'] | null {
  if (selection !== null) return seenSelected(change, kindOfResource(resource) as Kind, selection);
  if (nodeName === '') return change.type;
  const before = change.type !== 'ADDED' && nodeOf(change.previous) === nodeName;
  const after = change.type !== 'DELETED' && nodeOf(change.value) === nodeName;
  return transition(before, after);
}

/** Entering and leaving a selection look like creation and deletion. */
function transition(before: boolean, after: boolean): WatchEvent['type'] | null {
  if (before) return after ? 'MODIFIED' : 'DELETED';
  return after ? 'ADDED' : null;
}

/** Whoever loses sight of an object sees it as it last was, with the version that took it away. */
function shownAs(type: WatchEvent['type'], { type: whole, value, previous, revision }: Change): ApiObject {
  if (type !== 'DELETED' || whole === 'DELETED') return materialise(value as ApiObject);
  const last = materialise(previous as ApiObject);
  return { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } };
}

function deliver(
  state: ApiServerState,
  context: Context,
  watcher: Watcher,
  change: Change,
  cause: HopId,
  delay: number,
  quiet: boolean,
): void {
  const type = seenThrough(change, watcher);
  if (type === null) return;
  let { watch: latency } = state.latencies;
  if (state.latencies.watchJitter > 0) {
    const stream = `${watcher.to}|${streamKey(watcher.resource, watcher.nodeName)}`;
    const wanted = context.now + delay + latency + nextBelow(state.jitters, state.latencies.watchJitter + 1);
    const at = Math.max(wanted, state.lastDelivery.map.get(stream) ?? 0);
    writable(state.lastDelivery, context.epoch).set(stream, at);
    latency = at - context.now - delay;
  }
  const { key, revision } = change;
  const event: WatchEvent = {
    resource: watcher.resource,
    type,
    key,
    object: shownAs(type, change),
    revision,
  };
  const hop: Hop | null = quiet
    ? null
    : { kind: 'watch', verb: type, resource: watcher.resource, key, code: 0 };
  context.send(watcher.to, 'watch', event, latency, hop, cause, delay);
}

/** Tells every watcher of a committed change. `delay`: ms until etcd has answered. */
export function fanOut(
  state: ApiServerState,
  context: Context,
  resource: string,
  change: Change,
  cause: HopId,
  delay: number,
  quiet: boolean,
): void {
  for (const watcher of state.watchers.map.get(resource) ?? NOBODY) {
    deliver(state, context, watcher, change, cause, delay, quiet);
  }
  if (state.namedWatchers.map.size > 0) {
    for (const watcher of state.namedWatchers.map.get(`${resource}/${change.key}`) ?? NOBODY) {
      deliver(state, context, watcher, change, cause, delay, quiet);
    }
  }
  if (resource !== 'pods') return;
  const before = nodeOf(change.previous);
  const after = nodeOf(change.value);
  for (const nodeName of before === after ? [after] : [before, after]) {
    if (nodeName === '') continue;
    for (const watcher of state.watchers.map.get(streamKey(resource, nodeName)) ?? NOBODY) {
      deliver(state, context, watcher, change, cause, delay, quiet);
    }
  }
}

/** Where a stream is kept so that a change finds it: by the name of its one object, by node, or by resource. */
function shelfOf(
  state: ApiServerState,
  kind: Kind,
  { namespace, name, nodeName }: Selection,
): { readonly shelf: CowMap<string, readonly Watcher[]>; readonly key: string } {
  if (name !== '' && (namespace !== '' || !kind.namespaced)) {
    const key = kind.namespaced ? `${kind.resource}/${namespace}/${name}` : `${kind.resource}/${name}`;
    return { shelf: state.namedWatchers, key };
  }
  return { shelf: state.watchers, key: streamKey(kind.resource, nodeName) };
}

function isSameSelection(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}

/** The oldest revision from which a stream can be taken up: what the watch cache holds, and etcd's own history. */
export function oldestRevision({ state, etcd, kind }: Pick<Exchange, 'state' | 'etcd' | 'kind'>): number {
  // Events have no watch cache: etcd itself answers.
  if (kind.resource === 'events') return etcd.compactRevision;
  return Math.max(state.cachedFrom ?? etcd.revision, etcd.compactRevision);
}

/** The present state as if it had just been created: how a stream without a revision begins. */
export function presentState({ etcd, kind }: Pick<Exchange, 'etcd' | 'kind'>): Change[] {
  const changes: Change[] = [];
  for (const { key, value, modRevision: revision } of range(etcd, kind.storagePrefix).values()) {
    changes.push({ type: 'ADDED', revision, prefix: kind.storagePrefix, key, value, previous: undefined });
  }
  return changes.sort((a, b) => a.revision - b.revision);
}

function missedChanges(exchange: Exchange): Change[] | Status {
  const { etcd, kind, request } = exchange;
  const { revision = 0 } = request;
  if (revision === 0) return presentState(exchange);
  const oldest = oldestRevision(exchange);
  if (revision < oldest) return expired(revision, oldest);
  return changesBelow(etcd, wholeKey(kind.storagePrefix, ''), revision) ?? expired(revision, oldest);
}

/**
 * Opens a stream and delivers what came after the revision that the client has seen. Returns what stands against it:
 * a wrong selector, or a history that no longer reaches back so far (410 Expired).
 */
export function openWatch(exchange: Exchange): Status | null {
  const { state, context, from, kind, request } = exchange;
  const selection = parseSelection(kind, request);
  if ('code' in selection) return selection;
  const missed = missedChanges(exchange);
  if (!Array.isArray(missed)) return missed;
  const { nodeName } = selection;
  const narrowed = isOfNodeOnly(selection) ? null : selection;
  const watcher: Watcher = { to: from, resource: request.resource, nodeName, selection: narrowed };
  const { shelf, key } = shelfOf(state, kind, selection);
  // Whoever asks again for the same has lost the stream that it had.
  const others = (shelf.map.get(key) ?? NOBODY).filter(
    (other) => other.to !== from || !isSameSelection(other.selection, narrowed),
  );
  writable(shelf, context.epoch).set(key, [...others, watcher]);
  for (const change of missed) deliver(state, context, watcher, change, exchange.cause, 0, false);
  return null;
}

function forgetFrom(
  shelf: CowMap<string, readonly Watcher[]>,
  epoch: number,
  peers: ReadonlySet<Address>,
): void {
  for (const [key, watchers] of [...shelf.map]) {
    const kept = watchers.filter(({ to }) => !peers.has(to));
    if (kept.length === watchers.length) continue;
    if (kept.length === 0) writable(shelf, epoch).delete(key);
    else writable(shelf, epoch).set(key, kept);
  }
}

/** Closes the streams of processes that are gone. */
export function forgetWatchersOf(state: ApiServerState, epoch: number, peers: ReadonlySet<Address>): void {
  forgetFrom(state.watchers, epoch, peers);
  forgetFrom(state.namedWatchers, epoch, peers);
}
