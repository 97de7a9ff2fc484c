/** Watch fan-out: who is told of a change, as what, and when. Models staging/.../storage/cacher. */
import type { ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import type { ApiRequest, WatchEvent } from '../api/wire';
import { changesSince, type Change, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { Address, Hop, HopId } from '../kernel/event';
import { nextBelow } from '../kernel/random';
import type { ApiServerState, Watcher } from './state';

const NOBODY: readonly Watcher[] = [];

function streamKey(resource: string, nodeName: string): string {
  return nodeName === '' ? resource : `${resource}|${nodeName}`;
}

function nodeOf(object: unknown): string {
  return (object as Pod | undefined)?.spec.nodeName ?? '';
}

/** The change as a watcher with a node filter sees it, or null when it is none of its business. */
function seenThrough(change: Change, nodeName: string): WatchEvent['type'] | null {
  if (nodeName === '') return change.type;
  const before = change.type !== 'ADDED' && nodeOf(change.previous) === nodeName;
  const after = change.type !== 'DELETED' && nodeOf(change.value) === nodeName;
  if (before) return after ? 'MODIFIED' : 'DELETED';
  return after ? 'ADDED' : null;
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
  const type = seenThrough(change, watcher.nodeName);
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
    object: change.value as ApiObject,
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

/**
 * Opens a stream and delivers what came after the revision that the client has seen. Returns false when the history
 * no longer reaches back so far (410 Expired).
 */
export function openWatch(
  state: ApiServerState,
  etcd: EtcdState,
  context: Context,
  from: Address,
  request: ApiRequest,
  prefix: string,
): boolean {
  const missed = changesSince(etcd, request.revision ?? etcd.revision);
  if (missed === null) return false;
  const watcher: Watcher = { to: from, resource: request.resource, nodeName: request.nodeName ?? '' };
  const key = streamKey(watcher.resource, watcher.nodeName);
  const others = (state.watchers.map.get(key) ?? NOBODY).filter((other) => other.to !== from);
  writable(state.watchers, context.epoch).set(key, [...others, watcher]);
  for (const change of missed) {
    if (change.prefix === prefix) deliver(state, context, watcher, change, context.cause, 0, false);
  }
  return true;
}
