/** Our engine under the stop-watch: worlds and roll-outs. The engine alone, no worker and no page. */
import type { Deployment } from '../src/engine/api/deployment';
import type { Node } from '../src/engine/api/node';
import { DEFAULT_CLUSTER, type ClusterConfig } from '../src/engine/cluster';
import { get, range, type EtcdState } from '../src/engine/etcd/store';
import type { Simulation } from '../src/engine/kernel/simulation';
import { createWorld, requestInput, SCENE_EPOCH_MS, type OutsideCall } from '../src/engine/world';
import { startTiming, type TimeSpent } from './cpu';
import { settle } from './memory';
import { repeat } from './statistics';

/** Nothing here takes longer in virtual time; a run that does has hung. */
const VIRTUAL_MAX_MS = 3_600_000;
/** Virtual ms between two looks at the status. */
const LOOK_EVERY_MS = 100;

export interface WorldSize {
  readonly nodes: number;
  /** Requests a second for the controllers; Infinity lifts all limits. 20 is the real default. */
  readonly qps: number;
  /** Hops to remember; 0 switches the trace off. Absent: as the product has it. */
  readonly traceCapacity?: number;
}

/** The product's default cluster but for the number of nodes and the limits. */
function configOf({ nodes, qps }: WorldSize): ClusterConfig {
  if (qps === Infinity) {
    const none = { qps: Infinity, burst: 1 };
    return { ...DEFAULT_CLUSTER, workers: nodes, limits: { controllers: none, others: none } };
  }
  const { controllers, others } = DEFAULT_CLUSTER.limits;
  return { ...DEFAULT_CLUSTER, workers: nodes, limits: { controllers: { ...controllers, qps }, others } };
}

/** Name of the only cluster. */
export const CLUSTER = DEFAULT_CLUSTER.name;

function etcdOf(world: Simulation): EtcdState {
  return world.stateOf(`${CLUSTER}/etcd`) as EtcdState;
}

function isReady(node: Node): boolean {
  const { spec, status } = node;
  const ready = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
  return ready && (spec.taints ?? []).length === 0;
}

function readyNodes(world: Simulation): number {
  let ready = 0;
  for (const { value } of range(etcdOf(world), 'minions').values()) if (isReady(value as Node)) ready++;
  return ready;
}

/** Lets time run until it is so. Throws when it is not within a virtual hour. */
function advanceUntil(world: Simulation, what: string, isSo: () => boolean): void {
  const begin = world.now;
  while (!isSo()) {
    if (world.now - begin > VIRTUAL_MAX_MS) throw new Error(`not within a virtual hour: ${what}`);
    world.advance({ until: world.now + LOOK_EVERY_MS });
  }
}

/** A cluster all of whose nodes are Ready. */
export function bootWorld(size: WorldSize): Simulation {
  const trace = size.traceCapacity === undefined ? {} : { traceCapacity: size.traceCapacity };
  const world = createWorld({ seed: 1, epochMs: SCENE_EPOCH_MS, clusters: [configOf(size)], ...trace });
  advanceUntil(world, 'all nodes Ready', () => readyNodes(world) === size.nodes);
  return world;
}

let nextRequest = 1;

/** Sends a request in the namespace `default`, as kubectl would. */
export function ask(world: Simulation, call: Omit<OutsideCall, 'namespace'>, command: string): void {
  world.outbox = [];
  world.input(requestInput(CLUSTER, nextRequest++, { namespace: 'default', ...call }, command));
}

const HTTP = { httpGet: { path: '/', port: 80 } };
/** Readiness and liveness, every ten seconds each. */
const PROBES = { readinessProbe: HTTP, livenessProbe: HTTP };

/** Asks for a Deployment with so many replicas of nginx. */
function apply(world: Simulation, name: string, replicas: number, probed = false): void {
  const labels = { app: name };
  const nginx = { name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };
  const containers = [probed ? { ...nginx, ...PROBES } : nginx];
  const template = { metadata: { labels }, spec: { containers } };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', labels },
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
  ask(world, { verb: 'create', resource: 'deployments', name, body }, `kubectl apply -f ${name}.yaml`);
}

function readyReplicas(world: Simulation, name: string): number {
  const deployment = get(etcdOf(world), 'deployments', `default/${name}`)?.value as Deployment | undefined;
  return deployment?.status.readyReplicas ?? 0;
}

/** Lets time run until the Deployment's status says that so many replicas are ready. */
function advanceUntilReady(world: Simulation, name: string, replicas: number): void {
  const isSo = (): boolean => readyReplicas(world, name) === replicas;
  advanceUntil(world, `${replicas} ready replicas of ${name}`, isSo);
}

/** Names of the pods in the namespace `default`, oldest first. */
export function podNames(world: Simulation): string[] {
  const names: string[] = [];
  for (const key of range(etcdOf(world), 'pods').keys()) {
    if (key.startsWith('default/')) names.push(key.slice('default/'.length));
  }
  return names;
}

/** Times are those of the roll-out, from apply until the Deployment says that all are ready. */
export interface RollOut extends TimeSpent {
  readonly virtualMs: number;
  /** Events that ran. */
  readonly events: number;
}

/** Rolls out in a world whose nodes are Ready. */
export function rollOutIn(world: Simulation, replicas: number): RollOut {
  const [begin, steps] = [world.now, world.steps];
  const timeSpent = startTiming();
  apply(world, 'web', replicas);
  advanceUntilReady(world, 'web', replicas);
  return { ...timeSpent(), virtualMs: world.now - begin, events: world.steps - steps };
}

export interface BootAndRollOut extends RollOut {
  /** From nothing until all nodes are Ready. */
  readonly boot: TimeSpent;
}

/** Boots a fresh world, rolls out and forgets the world. */
export function rollOut(size: WorldSize, replicas: number): BootAndRollOut {
  const timeSpent = startTiming();
  const world = bootWorld(size);
  const boot = timeSpent();
  return { boot, ...rollOutIn(world, replicas) };
}

/**
 * Many roll-outs, each in a fresh world, after some that do not count.
 * Garbage is collected before the first; from then on each pays for what the collector does meanwhile. A collection
 * before each would fall upon the short ones: it takes away the shapes of objects of which none lives any more, and with
 * them the compiled code that relied on them.
 */
export async function rollOuts(
  size: WorldSize,
  replicas: number,
  { warmUps = 0, times }: { readonly warmUps?: number; readonly times: number },
): Promise<BootAndRollOut[]> {
  await settle();
  await repeat(warmUps, () => rollOut(size, replicas));
  return await repeat(times, () => rollOut(size, replicas));
}

/** Fills a world with Deployments of so many probed pods each, one after the other. */
export function fill(world: Simulation, deployments: number, replicas: number): void {
  for (let index = 0; index < deployments; index++) {
    const name = `web-${index}`;
    apply(world, name, replicas, true);
    advanceUntilReady(world, name, replicas);
  }
}

/** Kills the oldest of the pods of `web` and lets time run until as many as before are ready. */
export function killAndHeal(world: Simulation, replicas: number, kills: number): TimeSpent {
  const names = podNames(world).slice(0, kills);
  const timeSpent = startTiming();
  for (const name of names)
    ask(world, { verb: 'delete', resource: 'pods', name }, `kubectl delete pod ${name}`);
  advanceUntil(world, 'the loss is noticed', () => readyReplicas(world, 'web') < replicas);
  advanceUntilReady(world, 'web', replicas);
  return timeSpent();
}

/** A world with a Deployment `web` whose replicas are all ready. */
export function populatedWorld(size: WorldSize, replicas: number): Simulation {
  const world = bootWorld(size);
  rollOutIn(world, replicas);
  return world;
}
