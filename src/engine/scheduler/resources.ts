/** What a pod reserves. Models component-helpers/resource/helpers.go (PodRequests) and framework.HostPortInfo. */
import type { Container, PodSpec, ResourceList } from '../api/pod';
import { isSidecar } from '../api/pod-resources';
import { parseBytes, parseMillicores } from '../api/quantity';
import { memoised } from '../api/share';

/** Requests of a container that names none, for scores only. Models plugins/… util.DefaultMilliCPURequest. */
const SCORED_DEFAULTS: ResourceList = { cpu: '100m', memory: '200Mi' };

/** An extended resource or huge pages, in whole units. */
export interface Scalar {
  readonly name: string;
  readonly amount: number;
}

/** A port of the node. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** What a pod asks of its node. */
export interface Demand {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Sorted by name; most pods have none. */
  readonly scalars: readonly Scalar[];
  /** The first two, where a container that requests nothing counts as 100m and 200 MiB. */
  readonly nonZeroCpuMillicores: number;
  readonly nonZeroMemoryBytes: number;
  readonly ports: readonly HostPort[];
}

/** CPU in millicores, everything else in bytes or whole units. */
type Amounts = ReadonlyMap<string, number>;

function amountsOf(list: ResourceList): Amounts {
  const amounts = new Map<string, number>();
  for (const name in list) {
    const text = list[name] as string;
    amounts.set(name, (name === 'cpu' ? parseMillicores(text) : parseBytes(text)) ?? 0);
  }
  return amounts;
}

function combined(a: Amounts, b: Amounts, combine: (x: number, y: number) => number): Amounts {
  const result = new Map(a);
  for (const [name, amount] of b) result.set(name, combine(result.get(name) ?? 0, amount));
  return result;
}

function plus(a: number, b: number): number {
  return a + b;
}

const NOTHING: Amounts = new Map();

/** Init containers run one at a time, each beside the sidecars before it; main containers run beside all sidecars. */
function amountsOfPod(spec: PodSpec, missing: ResourceList): Amounts {
  const wanted = ({ resources }: Container): Amounts => amountsOf({ ...missing, ...resources?.requests });
  let sidecars = NOTHING;
  let initPeak = NOTHING;
  for (const container of spec.initContainers ?? []) {
    const beside = combined(sidecars, wanted(container), plus);
    if (isSidecar(container)) sidecars = beside;
    initPeak = combined(initPeak, beside, Math.max);
  }
  let running = sidecars;
  for (const container of spec.containers) running = combined(running, wanted(container), plus);
  return combined(combined(running, initPeak, Math.max), amountsOf(spec.overhead ?? {}), plus);
}

const NO_SCALARS: readonly Scalar[] = [];
const OWN_FIELD = new Set(['cpu', 'memory', 'ephemeral-storage']);

function scalarsOf(amounts: Amounts): readonly Scalar[] {
  const scalars: Scalar[] = [];
  for (const [name, amount] of amounts) if (!OWN_FIELD.has(name)) scalars.push({ name, amount });
  return scalars.length === 0 ? NO_SCALARS : scalars.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const NO_PORTS: readonly HostPort[] = [];
/** A host port that names no address takes it on all. */
const EVERY_ADDRESS = '0.0.0.0';

function portsOf(spec: PodSpec): readonly HostPort[] {
  const ports: HostPort[] = [];
  const take = (container: Container): void => {
    for (const { hostPort = 0, hostIP, protocol } of container.ports ?? []) {
      if (hostPort > 0)
        ports.push({ ip: hostIP || EVERY_ADDRESS, protocol: protocol || 'TCP', port: hostPort });
    }
  };
  for (const container of spec.containers) take(container);
  for (const container of spec.initContainers ?? []) if (isSidecar(container)) take(container);
  return ports.length === 0 ? NO_PORTS : ports;
}

/** True when the two cannot be on one node. Models HostPortInfo.CheckConflict. */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === EVERY_ADDRESS || b.ip === EVERY_ADDRESS;
}

/** Computed once per spec object, which the pods of one template share. */
export const demandOf: (spec: PodSpec) => Demand = memoised((spec: PodSpec): Demand => {
  const real = amountsOfPod(spec, {});
  const scored = amountsOfPod(spec, SCORED_DEFAULTS);
  return {
    cpuMillicores: real.get('cpu') ?? 0,
    memoryBytes: real.get('memory') ?? 0,
    ephemeralBytes: real.get('ephemeral-storage') ?? 0,
    scalars: scalarsOf(real),
    nonZeroCpuMillicores: scored.get('cpu') ?? 0,
    nonZeroMemoryBytes: scored.get('memory') ?? 0,
    ports: portsOf(spec),
  };
});

/** What a node has to give. */
export interface Room {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  readonly podsMax: number;
  readonly scalars: ReadonlyMap<string, number>;
}

const NO_ALLOCATABLE: ResourceList = {};

/** Computed once per `status.allocatable`. */
export const roomOf: (allocatable: ResourceList | undefined) => Room = (() => {
  const compute = memoised((allocatable: ResourceList): Room => {
    const scalars = new Map(amountsOf(allocatable));
    const taken = (name: string): number => {
      const amount = scalars.get(name) ?? 0;
      scalars.delete(name);
      return amount;
    };
    return {
      cpuMillicores: taken('cpu'),
      memoryBytes: taken('memory'),
      ephemeralBytes: taken('ephemeral-storage'),
      podsMax: taken('pods'),
      scalars,
    };
  });
  return (allocatable = NO_ALLOCATABLE) => compute(allocatable);
})();
