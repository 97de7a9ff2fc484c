/**
 * How much one cluster of a page may hold: a limit of our own, so that no script can fill the tab's memory. Said in the form
 * in which Kubernetes tells of an exceeded quota, and in words that name whose limit it is.
 */
import { forbidden, type Status } from '../api/status';
import { range, type EtcdState } from '../etcd/store';
import type { Exchange } from './exchange';

/** DESIGN.md, "Borders". */
const PODS_MAX = 20_000;
const NODES_MAX = 1000;
const OBJECTS_MAX = 50_000;

/** The name under which the limit refuses. */
const QUOTA = 'kube-orrery-page-limits';

/** Events come and go by themselves. */
function objectsIn({ tables }: EtcdState): number {
  let count = 0;
  for (const [prefix, table] of tables) if (prefix !== 'events') count += table.map.size;
  return count;
}

/** What stands against one object more. Null where there are no limits. */
export function pageLimitRefusal({ state, etcd, kind, request }: Exchange): Status | null {
  if (!state.bounded || kind.resource === 'events') return null;
  const full =
    over('pods', kind.resource === 'pods' ? range(etcd, 'pods').size : 0, PODS_MAX) ??
    over('nodes', kind.resource === 'nodes' ? range(etcd, 'minions').size : 0, NODES_MAX) ??
    over('objects', objectsIn(etcd), OBJECTS_MAX);
  return full === null ? null : forbidden(kind, request.name, full);
}

function over(what: string, used: number, most: number): string | null {
  if (used < most) return null;
  return `exceeded quota: ${QUOTA}, requested: ${what}=1, used: ${what}=${used}, limited: ${what}=${most}`;
}
