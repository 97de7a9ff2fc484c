/**
 * Asks etcd to forget its past: every five minutes, to where it stood five minutes before.
 * Models apiserver/pkg/storage/etcd3/compact.go.
 */
import { txn } from '../etcd/kv';
import { compact, get, type EtcdState } from '../etcd/store';
import type { Context } from '../kernel/component';
import type { ApiServerState } from './state';

/** --etcd-compaction-interval. */
const INTERVAL_MS = 300_000;
/** By its version the API servers of a cluster agree on who compacts. */
const MARKER = 'compact_rev_key';

export function scheduleCompaction(context: Context): void {
  context.after(INTERVAL_MS, 'compact', null);
}

export function runCompaction(state: ApiServerState, etcd: EtcdState, context: Context): void {
  const { time, revision } = state.compaction;
  const compare = { target: 'version', value: time } as const;
  const success = { type: 'put', value: String(revision) } as const;
  if (txn(etcd, context.epoch, { key: MARKER, compare, success }) === null) {
    // Somebody else was faster, or this server has begun anew: learn where things stand.
    state.compaction = { time: get(etcd, '', MARKER)?.version ?? 0, revision: etcd.revision };
    return;
  }
  state.compaction = { time: time + 1, revision: etcd.revision };
  if (revision > 0) compact(etcd, revision);
}
