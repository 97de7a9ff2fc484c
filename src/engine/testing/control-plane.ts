/** An API server and its etcd alone, and those who call: what is said at the door, without anybody who acts on it. */
import type { ApiObject } from '../api/meta';
import type { Status } from '../api/status';
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/wire';
import { apiServerComponent } from '../apiserver/server';
import { createApiServer, type ApiServerOptions, type ApiServerState } from '../apiserver/state';
import { etcdComponent } from '../etcd/component';
import { createEtcd, get, put, type EtcdState } from '../etcd/store';
import type { ComponentKind } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import { Simulation } from '../kernel/simulation';

const CLUSTER = 'lab';
const EPOCH_MS = 1_780_304_400_000;
const LATENCIES = { link: 2, etcd: 1, watch: 2, watchJitter: 0 };
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export type Call = Partial<ApiRequest> & Pick<ApiRequest, 'verb' | 'resource'>;

/** What a refusal says. */
export interface Refusal {
  readonly code: number;
  readonly reason: string | undefined;
  readonly message: string;
}

function namespace(name: string): ApiObject {
  const metadata = { name, uid: `uid-of-${name}`, labels: { 'kubernetes.io/metadata.name': name } };
  const spec = { finalizers: ['kubernetes'] };
  return { apiVersion: 'v1', kind: 'Namespace', metadata, spec, status: { phase: 'Active' } } as ApiObject;
}

export class ControlPlane {
  readonly simulation: Simulation;
  readonly server = `${CLUSTER}/kube-apiserver`;
  readonly etcdAddress = `${CLUSTER}/etcd`;
  /** All that came to a caller, oldest first. */
  readonly received: SimEvent[] = [];
  private nextId = 1;

  constructor(options: Partial<ApiServerOptions> = {}, callers: readonly string[] = ['user', 'other']) {
    const caller: ComponentKind<unknown> = {
      clone: (state) => state,
      handle: (_state, event) => {
        this.received.push(event);
      },
    };
    const kinds = { etcd: etcdComponent, 'kube-apiserver': apiServerComponent, caller } as Readonly<
      Record<string, ComponentKind<unknown>>
    >;
    this.simulation = new Simulation(kinds);
    const etcd = createEtcd();
    for (const name of NAMESPACES) {
      put(etcd, 0, 'namespaces', name, 0, (revision) => {
        const object = namespace(name);
        return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
      });
    }
    const machine = { machine: `${CLUSTER}/control-plane` };
    this.simulation.addComponent(this.etcdAddress, 'etcd', etcd, machine);
    const state = createApiServer(CLUSTER, 1, EPOCH_MS, LATENCIES, options);
    this.simulation.addComponent(this.server, 'kube-apiserver', state, machine);
    for (const name of callers) {
      const place = { machine: name.includes('/') ? `${CLUSTER}/${name.split('/')[0]}` : '' };
      this.simulation.addComponent(`${CLUSTER}/${name}`, 'caller', null, place);
    }
    this.simulation.boot('boot');
    this.run(10);
  }

  get etcd(): EtcdState {
    return this.simulation.stateOf(this.etcdAddress) as EtcdState;
  }

  get state(): ApiServerState {
    return this.simulation.stateOf(this.server) as ApiServerState;
  }

  run(ms: number): void {
    this.simulation.advance({ until: this.simulation.now + ms });
  }

  stop(address: string): void {
    this.simulation.machinery.stop(address, this.simulation.lastHop);
  }

  start(address: string): void {
    this.simulation.machinery.start(address, this.simulation.lastHop);
  }

  /** Sends a request and does not wait. Returns its id. `from`: which caller. */
  send(call: Call, from = 'user'): number {
    const id = this.nextId++;
    const request: ApiRequest = {
      namespace: 'default',
      name: '',
      subresource: '',
      client: '',
      user: 'kubernetes-admin',
      immediate: false,
      quiet: false,
      ...call,
      id,
    };
    const hop = { kind: 'input', verb: call.verb, resource: call.resource, key: '', code: 0 } as const;
    const label = `${call.verb} ${call.resource}`;
    this.simulation.input({
      label,
      from: `${CLUSTER}/${from}`,
      to: this.server,
      type: 'request',
      data: request,
      hop,
      latency: 2,
      immediate: false,
    });
    return id;
  }

  answerTo(id: number): ApiResponse | undefined {
    const event = this.received.find(
      ({ type, data }) => type === 'response' && (data as ApiResponse).id === id,
    );
    return event?.data as ApiResponse | undefined;
  }

  /** Sends a request and lets time run until its answer is here. */
  ask(call: Call, from = 'user'): ApiResponse {
    const id = this.send(call, from);
    for (let ms = 0; ms < 60_000; ms++) {
      const answer = this.answerTo(id);
      if (answer !== undefined) return answer;
      this.run(1);
    }
    throw new Error(`no answer to ${call.verb} ${call.resource}`);
  }

  /** As `ask`, for what must succeed. Returns the body. */
  do<T = ApiObject>(call: Call): T {
    const { code, body } = this.ask(call);
    if (code >= 300) throw new Error(`${code}: ${(body as Status).message}`);
    return body as T;
  }

  /** As `ask`, for what must be refused. */
  refused(call: Call): Refusal {
    const { code, body } = this.ask(call);
    if (code < 300) throw new Error(`${call.verb} ${call.resource} was not refused`);
    const { reason, message } = body as Status;
    return { code, reason, message };
  }

  create<T = ApiObject>(resource: string, body: unknown, namespaceName = 'default'): T {
    return this.do<T>({ verb: 'create', resource, namespace: namespaceName, body });
  }

  stored<T = ApiObject>(prefix: string, key: string): T | undefined {
    return get(this.etcd, prefix, key)?.value as T | undefined;
  }

  /** `TYPE name` of what a caller was told on its streams of a resource. */
  told(resource: string, to = 'user'): string[] {
    return this.watchEvents(resource, to).map(({ type, object }) => `${type} ${object.metadata.name}`);
  }

  watchEvents(resource: string, to = 'user'): WatchEvent[] {
    return this.received
      .filter((event) => event.type === 'watch' && event.to === `${CLUSTER}/${to}`)
      .map(({ data }) => data as WatchEvent)
      .filter((event) => event.resource === resource);
  }
}
