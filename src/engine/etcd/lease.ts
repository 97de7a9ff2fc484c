/**
 * Leases: keys that go when their time has come. Models etcd's lessor.
 *
 * A one-member etcd acts within the events of its API server, so it has no clock of its own: whoever calls brings the
 * time.
 */
import { writable } from '../kernel/cow';
import { txnAt } from './kv';
import { range, type Change, type EtcdState, type Lease } from './store';

export function grantLease(state: EtcdState, epoch: number, now: number, ttlMs: number): Lease {
  const leases = writable(state.leases, epoch);
  // A granted lease is a write of etcd's own log, but none of a key: ids count for themselves.
  const id = state.nextLease++;
  const lease: Lease = { id, ttlMs, expiresAt: now + ttlMs };
  leases.set(id, lease);
  return lease;
}

/** Ends the leases whose time has come and deletes their keys. Returns the deletions, in order. */
export function expireLeases(state: EtcdState, epoch: number, now: number): Change[] {
  const ended = new Set<number>();
  for (const { id, expiresAt } of state.leases.map.values()) if (expiresAt <= now) ended.add(id);
  if (ended.size === 0) return [];
  for (const id of ended) writable(state.leases, epoch).delete(id);
  const changes: Change[] = [];
  for (const prefix of state.leasedPrefixes) {
    for (const { key, lease } of range(state, prefix).values()) {
      if (!ended.has(lease)) continue;
      changes.push(txnAt(state, epoch, { prefix, key }, undefined, { type: 'delete' }) as Change);
    }
  }
  return changes;
}
