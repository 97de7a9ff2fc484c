/**
 * How fast nodes that fell silent are given up, zone by zone: the more of a zone is gone at once, the likelier it is the
 * network and not the nodes. Models pkg/controller/nodelifecycle (handleDisruption, ComputeZoneState) and
 * nodelifecycle/scheduler/rate_limited_queue.go.
 */
import type { Node } from '../api/node';

/** --node-eviction-rate, --secondary-node-eviction-rate: nodes a second and zone. */
const RATE = 0.1;
const SECONDARY_RATE = 0.01;
/** --large-cluster-size-threshold. */
const LARGE = 50;
/** --unhealthy-zone-threshold. */
const UNHEALTHY = 0.55;

type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Immutable. */
export interface Zone {
  readonly state: ZoneState;
  /** Nodes a second that may be tainted; 0 for none at all. */
  readonly rate: number;
  /** From when on the next node may be tainted. */
  readonly tokenAt: number;
  /** Nodes to be tainted, first come, first served. */
  readonly queue: readonly string[];
}

export type Zones = Readonly<Record<string, Zone>>;

const NEW_ZONE: Zone = { state: 'Initial', rate: RATE, tokenAt: 0, queue: [] };

/** Models nodetopology.GetZoneKey. */
export function zoneOf({ metadata }: Node): string {
  const { labels } = metadata;
  const region = labels?.['topology.kubernetes.io/region'] ?? '';
  const zone = labels?.['topology.kubernetes.io/zone'] ?? '';
  return `${region}:${zone}`;
}

/** What a pass saw of a zone. */
export interface Census {
  ready: number;
  notReady: number;
  /** Nodes that are to be tainted and are not yet. */
  readonly waiting: string[];
}

function stateOf({ ready, notReady }: Census): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  const isPartial = notReady > 2 && notReady / (notReady + ready) >= UNHEALTHY;
  return isPartial ? 'PartialDisruption' : 'Normal';
}

function rateOf(state: ZoneState, { ready, notReady }: Census): number {
  if (state !== 'PartialDisruption') return RATE;
  return ready + notReady > LARGE ? SECONDARY_RATE : 0;
}

/** A token that was saved up stays, whatever the new rate. */
function withRate(zone: Zone, rate: number, now: number): Zone {
  if (rate === zone.rate) return zone;
  const isDrained = zone.rate === 0 || zone.tokenAt > now;
  const tokenAt = rate === 0 ? 0 : isDrained ? now + 1000 / rate : now;
  return { ...zone, rate, tokenAt };
}

export interface Verdict {
  readonly zones: Zones;
  /** Nobody is ready any more: take off all taints, it must be us. */
  readonly entersMasterDisruption: boolean;
  /** Somebody is ready again: give everybody time to report. */
  readonly leavesMasterDisruption: boolean;
}

function queueOf(zone: Zone, { waiting }: Census): readonly string[] {
  const wanted = new Set(waiting);
  const kept = zone.queue.filter((name) => wanted.delete(name));
  return wanted.size === 0 && kept.length === zone.queue.length ? zone.queue : [...kept, ...wanted];
}

/** The zones after a pass that saw this. */
export function judge(before: Zones, seen: ReadonlyMap<string, Census>, now: number): Verdict {
  const names = [...seen.keys()];
  const states = new Map(names.map((name) => [name, stateOf(seen.get(name) as Census)]));
  const isFull = names.length > 0 && names.every((name) => states.get(name) === 'FullDisruption');
  const wasFull =
    names.length > 0 && names.every((name) => (before[name] ?? NEW_ZONE).state === 'FullDisruption');
  const zones: Record<string, Zone> = {};
  for (const [name, census] of seen) {
    const zone = before[name] ?? NEW_ZONE;
    const state = states.get(name) as ZoneState;
    const queued = { ...zone, queue: queueOf(zone, census) };
    if (isFull) zones[name] = { ...withRate(queued, 0, now), state, queue: [] };
    else if (state === zone.state && !wasFull) zones[name] = queued;
    else zones[name] = { ...withRate(queued, rateOf(state, census), now), state };
  }
  return {
    zones,
    entersMasterDisruption: isFull && !wasFull,
    leavesMasterDisruption: wasFull && !isFull,
  };
}

/** Takes the nodes that may be tainted now. At most one of a zone: nothing is saved up. */
export function takeDue(
  zones: Zones,
  now: number,
): { readonly zones: Zones; readonly due: readonly string[] } {
  const due: string[] = [];
  const left: Record<string, Zone> = {};
  for (const name in zones) {
    const zone = zones[name] as Zone;
    const [first, ...rest] = zone.queue;
    if (first === undefined || zone.rate === 0 || zone.tokenAt > now) {
      left[name] = zone;
    } else {
      due.push(first);
      left[name] = { ...zone, queue: rest, tokenAt: now + 1000 / zone.rate };
    }
  }
  return due.length === 0 ? { zones, due } : { zones: left, due };
}

/** When the next node may be tainted; Infinity when none waits for it. */
export function nextDue(zones: Zones): number {
  let next = Infinity;
  for (const { queue, rate, tokenAt } of Object.values(zones)) {
    if (queue.length > 0 && rate > 0) next = Math.min(next, tokenAt);
  }
  return next;
}
