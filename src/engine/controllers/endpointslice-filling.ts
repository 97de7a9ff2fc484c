/**
 * Which endpoint goes into which slice. What stands somewhere stays there; room in slices that change anyway is used
 * first, then one other slice, then new ones. Models staging/src/k8s.io/endpointslice/reconciler.go
 * (reconcileByPortMapping).
 */
import type { Endpoint, EndpointPort, EndpointSlice } from '../api/endpointslice';
import { endpointKey, isSameEndpoint } from './endpoints';

/** --max-endpoints-per-slice. */
const ENDPOINTS_MAX = 100;

/** Endpoints that share their ports. */
export interface Group {
  readonly ports: readonly EndpointPort[];
  /** By `endpointKey`. */
  readonly desired: ReadonlyMap<string, Endpoint>;
}

export interface Filling {
  /** Contents of new slices. */
  readonly created: readonly (readonly Endpoint[])[];
  /** Slices with new contents. */
  readonly updated: ReadonlyMap<EndpointSlice, readonly Endpoint[]>;
  readonly unchanged: readonly EndpointSlice[];
  readonly emptied: readonly EndpointSlice[];
}

/** Takes from `missing` what stands in the slice already. Null when the slice stays as it is. */
function kept({ endpoints }: EndpointSlice, missing: Map<string, Endpoint>): Endpoint[] | null {
  let changed = false;
  const left: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const key = endpointKey(endpoint);
    const wanted = missing.get(key);
    if (wanted === undefined) {
      changed = true;
      continue;
    }
    missing.delete(key);
    if (!isSameEndpoint(wanted, endpoint)) changed = true;
    left.push(wanted);
  }
  return changed ? left : null;
}

/** Moves endpoints from `missing` into the list until it is full. */
function fill(list: Endpoint[], missing: Map<string, Endpoint>): void {
  for (const [key, endpoint] of missing) {
    if (list.length >= ENDPOINTS_MAX) return;
    list.push(endpoint);
    missing.delete(key);
  }
}

/** The slice that would be fullest with all that is missing. Models getSliceToFill. */
function sliceToFill(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  let least = ENDPOINTS_MAX;
  for (const slice of slices) {
    const room = ENDPOINTS_MAX - (count + slice.endpoints.length);
    if (room < 0 || room >= least) continue;
    least = room;
    best = slice;
  }
  return best;
}

export function fillSlices(slices: readonly EndpointSlice[], { desired }: Group): Filling {
  const missing = new Map(desired);
  const updated = new Map<EndpointSlice, Endpoint[]>();
  const emptied: EndpointSlice[] = [];
  let unchanged: EndpointSlice[] = [];
  for (const slice of slices) {
    const endpoints = kept(slice, missing);
    if (endpoints === null) unchanged.push(slice);
    else if (endpoints.length === 0) emptied.push(slice);
    else updated.set(slice, endpoints);
  }
  for (const list of [...updated.values()].sort((a, b) => b.length - a.length)) fill(list, missing);
  const created: Endpoint[][] = [];
  while (missing.size > 0) {
    const other = missing.size < ENDPOINTS_MAX ? sliceToFill(unchanged, missing.size) : undefined;
    const list = other === undefined ? [] : [...other.endpoints];
    fill(list, missing);
    if (other === undefined) {
      created.push(list);
    } else {
      updated.set(other, list);
      unchanged = unchanged.filter((slice) => slice !== other);
    }
  }
  return { created, updated, unchanged, emptied };
}
