/** A world in a test: asks at the door as a person would, and lets virtual time run until something is so. */
import { materialise, type Event } from '../api/event';
import { controllerOf, type ApiObject } from '../api/meta';
import type { Deployment } from '../api/deployment';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { ReplicaSet } from '../api/replicaset';
import type { Status } from '../api/status';
import { parseTime } from '../api/time';
import type { ApiResponse, ExecResult, StreamPart } from '../api/wire';
import { DEFAULT_CLUSTER, type ClusterConfig } from '../cluster';
import { get, range, type EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';
import {
  createWorld,
  DEFAULT_WORLD,
  isApiResponse,
  isStreamPart,
  requestInput,
  SCENE_EPOCH_MS,
  type OutsideCall,
  type WorldConfig,
} from '../world';
import { deploymentManifest, podManifest, type DeploymentWishes, type PodWishes } from './manifests';

export type ClusterWishes = Partial<Omit<ClusterConfig, 'latencies'>> & {
  readonly latencies?: Partial<ClusterConfig['latencies']>;
};

/** One cluster, the default one but for the wishes. */
export function worldConfig(wishes: ClusterWishes = {}, seed = 1): WorldConfig {
  const { latencies, ...rest } = wishes;
  const cluster = { ...DEFAULT_CLUSTER, ...rest, latencies: { ...DEFAULT_CLUSTER.latencies, ...latencies } };
  return { ...DEFAULT_WORLD, seed, clusters: [cluster] };
}

/** Without any client limit: what the API server and the controllers do when nothing slows them down. */
export const UNLIMITED: ClusterConfig['limits'] = {
  controllers: { qps: Infinity, burst: 1 },
  others: { qps: Infinity, burst: 1 },
};

const MINUTE_MS = 60_000;

export class Lab {
  readonly simulation: Simulation;
  readonly cluster: string;
  private nextId = 1;
  private readonly answers = new Map<number, ApiResponse>();
  /** What streams have said so far. */
  readonly streamed: StreamPart[] = [];

  constructor(readonly config: WorldConfig = DEFAULT_WORLD) {
    this.simulation = createWorld(config);
    this.cluster = config.clusters[0]?.name ?? '';
  }

  get now(): number {
    return this.simulation.now;
  }

  // ---------------------------------------------------------------------------------------------- time

  run(ms: number): void {
    this.simulation.advance({ until: this.simulation.now + ms });
  }

  /** Runs event by event until the condition holds. Throws when it does not within `withinMs`. Returns the ms it took. */
  until(what: string, condition: () => boolean, withinMs = 5 * MINUTE_MS): number {
    const begin = this.now;
    if (condition()) return 0;
    const { reason } = this.simulation.advance({ until: begin + withinMs, stop: condition });
    if (reason !== 'stop') throw new Error(`not within ${withinMs} ms: ${what}`);
    return this.now - begin;
  }

  /** Looks after every event for `ms`, and throws when the law does not hold. */
  always(ms: number, law: () => void): void {
    law();
    this.simulation.advance({
      until: this.now + ms,
      stop: () => {
        law();
        return false;
      },
    });
  }

  // ------------------------------------------------------------------------------------------ the door

  /** Sends a request and does not wait. Returns its id. */
  send(call: Partial<OutsideCall> & Pick<OutsideCall, 'verb' | 'resource'>, immediate = false): number {
    const id = this.nextId++;
    const whole: OutsideCall = { namespace: 'default', name: '', ...call };
    const label = `kubectl ${whole.verb} ${whole.resource} ${whole.name}`;
    this.simulation.input(requestInput(this.cluster, id, whole, label, immediate));
    return id;
  }

  /** The answer to a request, once it has come. */
  answerTo(id: number): ApiResponse | undefined {
    for (const answer of this.simulation.outbox) {
      if (isApiResponse(answer)) this.answers.set(answer.id, answer);
      else if (isStreamPart(answer)) this.streamed.push(answer);
    }
    this.simulation.outbox = [];
    return this.answers.get(id);
  }

  /** Sends a request and runs until its answer is here. */
  request(call: Partial<OutsideCall> & Pick<OutsideCall, 'verb' | 'resource'>): ApiResponse {
    const id = this.send(call);
    this.until(`an answer to ${call.verb} ${call.resource}`, () => this.answerTo(id) !== undefined);
    return this.answerTo(id) as ApiResponse;
  }

  /** As `request`, for what must succeed. */
  do(call: Partial<OutsideCall> & Pick<OutsideCall, 'verb' | 'resource'>): ApiResponse {
    const response = this.request(call);
    if (response.code >= 300) throw new Error(`${response.code}: ${(response.body as Status).message}`);
    return response;
  }

  createPod(name: string, wishes: PodWishes = {}): ApiResponse {
    return this.do({ verb: 'create', resource: 'pods', body: podManifest(name, wishes) });
  }

  createDeployment(name: string, wishes: DeploymentWishes = {}): ApiResponse {
    return this.do({ verb: 'create', resource: 'deployments', body: deploymentManifest(name, wishes) });
  }

  scale(name: string, replicas: number): ApiResponse {
    const body = { spec: { replicas } };
    return this.do({
      verb: 'patch',
      resource: 'deployments',
      name,
      subresource: 'scale',
      body,
      patchType: 'merge',
    });
  }

  patchDeployment(name: string, spec: unknown): ApiResponse {
    return this.do({ verb: 'patch', resource: 'deployments', name, body: { spec }, patchType: 'strategic' });
  }

  setImage(name: string, image: string): ApiResponse {
    return this.patchDeployment(name, { template: { spec: { containers: [{ name: 'main', image }] } } });
  }

  delete(resource: string, name: string, gracePeriodSeconds?: number): ApiResponse {
    const options = gracePeriodSeconds === undefined ? {} : { options: { gracePeriodSeconds } };
    return this.do({ verb: 'delete', resource, name, ...options });
  }

  exec(pod: string, ...command: readonly string[]): ExecResult {
    const response = this.do({ verb: 'create', resource: 'pods', name: pod, subresource: 'exec', command });
    return response.body as ExecResult;
  }

  // ------------------------------------------------------------------------------- looking, beside the door

  get etcd(): EtcdState {
    return this.simulation.stateOf(`${this.cluster}/etcd`) as EtcdState;
  }

  private stored<T extends ApiObject>(prefix: string): T[] {
    return [...range(this.etcd, prefix).values()].map(({ value }) => value as T);
  }

  find<T extends ApiObject>(prefix: string, key: string): T | undefined {
    return get(this.etcd, prefix, key)?.value as T | undefined;
  }

  /** The pods of the namespace `default`, oldest first; with `app`, those of this Deployment only. */
  pods(app?: string): Pod[] {
    const all = this.stored<Pod>('pods');
    return app === undefined ? all : all.filter(({ metadata }) => metadata.labels?.['app'] === app);
  }

  pod(name: string): Pod {
    const found = this.find<Pod>('pods', `default/${name}`);
    if (found === undefined) throw new Error(`there is no pod ${name}`);
    return found;
  }

  deployment(name: string): Deployment {
    const found = this.find<Deployment>('deployments', `default/${name}`);
    if (found === undefined) throw new Error(`there is no deployment ${name}`);
    return found;
  }

  deployments(): Deployment[] {
    return this.stored<Deployment>('deployments');
  }

  replicaSets(owner?: string): ReplicaSet[] {
    const all = this.stored<ReplicaSet>('replicasets');
    return owner === undefined ? all : all.filter(({ metadata }) => controllerOf(metadata)?.name === owner);
  }

  nodes(): Node[] {
    return this.stored<Node>('minions');
  }

  node(name: string): Node {
    return this.find<Node>('minions', name) as Node;
  }

  /** All Events, or those about one object. */
  events(name?: string): Event[] {
    const all = this.stored<ApiObject>('events').map((event) => materialise(event) as Event);
    return name === undefined ? all : all.filter(({ involvedObject }) => involvedObject.name === name);
  }

  /** `Type Reason: message` of the Events about one object, oldest first. */
  told(name: string): string[] {
    return this.events(name).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  }

  /** Virtual ms of a time in an object. */
  static ms(time: string | undefined): number {
    return (parseTime(time ?? '') ?? 0) - SCENE_EPOCH_MS;
  }

  // --------------------------------------------------------------------------------------- usual conditions

  /** Runs until all nodes are ready. */
  boot(): this {
    const { workers } = this.config.clusters[0] as ClusterConfig;
    this.until('all nodes ready', () => this.readyNodes() === workers);
    this.run(1000);
    return this;
  }

  private readyNodes(): number {
    return this.nodes().filter(({ spec, status }) => {
      const ready =
        status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
      return ready && (spec.taints ?? []).length === 0;
    }).length;
  }

  /** Runs until the Deployment has so many pods, all of them ready, none leaving. Returns them. */
  ready(app: string, count: number, withinMs = 5 * MINUTE_MS): Pod[] {
    this.until(
      `${count} ready pods of ${app}`,
      () => {
        const pods = this.pods(app);
        const fine = pods.every((pod) => isPodReady(pod) && isPodActive(pod));
        return fine && pods.length === count && this.isRolledOut(app, count);
      },
      withinMs,
    );
    return this.pods(app);
  }

  private isRolledOut(app: string, count: number): boolean {
    const deployment = this.find<Deployment>('deployments', `default/${app}`);
    if (deployment === undefined) return true;
    const { status, metadata } = deployment;
    const numbers = [status.replicas ?? 0, status.updatedReplicas ?? 0, status.availableReplicas ?? 0];
    return numbers.every((number) => number === count) && status.observedGeneration === metadata.generation;
  }

  untilPod(name: string, what: string, condition: (pod: Pod) => boolean, withinMs?: number): number {
    return this.until(`${name} ${what}`, () => condition(this.pod(name)), withinMs);
  }

  untilGone(name: string, withinMs?: number): number {
    return this.until(`${name} gone`, () => this.find('pods', `default/${name}`) === undefined, withinMs);
  }
}

/** A booted cluster. */
export function bootedLab(wishes: ClusterWishes = {}, seed = 1): Lab {
  return new Lab(worldConfig(wishes, seed)).boot();
}
