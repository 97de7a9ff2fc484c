/** Our engine under the stop-watch: worlds, roll-outs, idling, snapshots. The engine alone, no worker and no page. */
import type { Deployment } from '../src/engine/api/deployment';
import { DEFAULT_CLUSTER, type ClusterConfig } from '../src/engine/cluster';
import { get, type EtcdState } from '../src/engine/etcd/store';
import type { Simulation } from '../src/engine/kernel/simulation';
import { createWorld, requestInput, SCENE_EPOCH_MS } from '../src/engine/world';
import { startTiming, type TimeSpent } from './cpu';

/** Virtual ms until the nodes of a fresh world are Ready. */
const BOOT_MS = 5000;
/** Nothing here takes longer in virtual time; a run that does has hung. */
const VIRTUAL_MAX_MS = 3_600_000;

export interface WorldSize {
  readonly nodes: number;
  /** Requests a second for the controllers; Infinity lifts all limits. 20 is the real default. */
  readonly qps: number;
  /** Capacity of a node. */
  readonly podsMax?: number;
  readonly traceCapacity?: number;
}

function configOf({ nodes, qps, podsMax = 110 }: WorldSize): ClusterConfig {
  const free = qps === Infinity;
  const limits = {
    controllers: free ? { qps: Infinity, burst: 1 } : { qps, burst: 30 },
    others: free ? { qps: Infinity, burst: 1 } : { qps: 50, burst: 100 },
  };
  return { ...DEFAULT_CLUSTER, workers: nodes, podsMax, cpuMillicores: 64_000, limits };
}

/** A cluster whose nodes are Ready. */
export function bootWorld(size: WorldSize): Simulation {
  const trace = size.traceCapacity === undefined ? {} : { traceCapacity: size.traceCapacity };
  const world = createWorld({ seed: 1, epochMs: SCENE_EPOCH_MS, clusters: [configOf(size)], ...trace });
  world.advance({ until: BOOT_MS });
  return world;
}

const CLUSTER = DEFAULT_CLUSTER.name;

function etcdOf(world: Simulation): EtcdState {
  return world.stateOf(`${CLUSTER}/etcd`) as EtcdState;
}

/** Asks for a Deployment with so many replicas of nginx. */
export function applyWeb(world: Simulation, replicas: number): void {
  const labels = { app: 'web' };
  const containers = [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }];
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
  const call = { verb: 'create', resource: 'deployments', namespace: 'default', name: 'web', body } as const;
  world.input(requestInput(CLUSTER, 1, call, 'kubectl apply -f web.yaml'));
}

function readyReplicas(world: Simulation): number {
  const deployment = get(etcdOf(world), 'deployments', 'default/web')?.value as Deployment | undefined;
  return deployment?.status.readyReplicas ?? 0;
}

export interface RollOut extends TimeSpent {
  readonly bootCpuMs: number;
  readonly virtualMs: number;
  readonly events: number;
  readonly hops: number;
  readonly world: Simulation;
}

/** Boots a fresh world and rolls out `replicas` pods; measures from apply until the Deployment says that all are ready. */
export function rollOut(size: WorldSize, replicas: number): RollOut {
  const bootTiming = startTiming();
  const world = bootWorld(size);
  const boot = bootTiming();
  const [begin, steps, hops] = [world.now, world.steps, world.lastHop];
  const timing = startTiming();
  applyWeb(world, replicas);
  while (readyReplicas(world) < replicas) {
    if (world.now - begin > VIRTUAL_MAX_MS) throw new Error(`${replicas} replicas: still not ready after an hour`);
    world.advance({ until: world.now + 100 });
  }
  const spent = timing();
  const virtualMs = world.now - begin;
  return { ...spent, bootCpuMs: boot.cpuMs, virtualMs, events: world.steps - steps, hops: world.lastHop - hops, world };
}

/** Virtual ms per real ms of CPU time, left alone for `virtualMs`. */
export function speedOf(world: Simulation, virtualMs: number): { readonly speed: number; readonly events: number } {
  const steps = world.steps;
  const timing = startTiming();
  world.advance({ until: world.now + virtualMs });
  const { cpuMs } = timing();
  return { speed: virtualMs / cpuMs, events: ((world.steps - steps) / cpuMs) * 1000 };
}
