/**
 * metrics.k8s.io/v1beta1: what nodes and pods use. Simplified here: there is no metrics-server pod; its API is answered
 * beside the clock from what containers use, with its delays. Models pkg/api of metrics-server.
 */
import type { Column } from '../api/kind';
import type { ApiObject, StringMap } from '../api/meta';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { parseMillicores } from '../api/quantity';
import { matchesSelector } from '../api/selector';
import { parseLabelSelector } from '../api/selector-parse';
import { badRequest, notFound, type Status } from '../api/status';
import { formatTime } from '../api/time';
import { objectAnswer } from '../apiserver/http/answer';
import type { ResourceInfo } from '../apiserver/http/request-info';
import { tableOf } from '../apiserver/http/table';
import { valueOf } from '../apiserver/http/target';
import { offersObjects } from '../apiserver/http/view';
import { range } from '../etcd/store';
import { hashText32 } from '../kernel/hash';
import { cpuNanocores, WINDOW_MS } from '../node/container-cpu';
import { memoryOf } from '../node/container-memory';
import type { ContainerdState, Instance } from '../node/containerd-state';
import type { DoorHost } from './host';
import { acceptedBy, etcdOf, refuse, sendAnswer, wallOf, type Taken } from './taken';

export const METRICS_GROUP = 'metrics.k8s.io';
const API_VERSION = `${METRICS_GROUP}/v1beta1`;

interface Usage {
  readonly nanocores: number;
  readonly bytes: number;
}

interface Metrics extends ApiObject {
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Readonly<Record<string, string>>;
  readonly containers?: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<string, string>>;
  }[];
}

const MIB = 1024 * 1024;
/** What kubelet, runtime and system take of a node besides its pods, and what each pod adds to that. */
const SYSTEM: Usage = { nanocores: 38_000_000, bytes: 310 * MIB };
const PER_POD: Usage = { nanocores: 600_000, bytes: 2 * MIB };

function quantities({ nanocores, bytes }: Usage): Readonly<Record<string, string>> {
  return { cpu: `${Math.round(nanocores)}n`, memory: `${Math.floor(bytes / 1024)}Ki` };
}

/** End of the newest whole window, virtual ms; a node is asked some time within it. */
function sampledAt({ simulation: { now } }: DoorHost): number {
  return Math.floor(now / WINDOW_MS) * WINDOW_MS;
}

/** Windows are never quite as long as they should be. */
function windowOf(name: string, at: number): string {
  const ms = WINDOW_MS - 500 + ((hashText32(`${name} ${at}`) >>> 0) % 1000);
  return `${(ms / 1000).toFixed(3)}s`;
}

function runtimeOf({ simulation, cluster }: DoorHost, node: string): ContainerdState | undefined {
  return simulation.stateOf(`${cluster}/${node}/containerd`) as ContainerdState | undefined;
}

/** metrics-server asks kubelets: of a node whose kubelet does not answer there is nothing to tell. */
function isScraped({ simulation, cluster }: DoorHost, node: string): boolean {
  const kubelet = `${cluster}/${node}/kubelet`;
  return (
    simulation.machinery.isUp(kubelet) && simulation.machinery.canReach(`${cluster}/kube-apiserver`, kubelet)
  );
}

/** Two samples are needed: a container is told of from 15 to 30 s after it began. */
function isSampled({ state, startedAt }: Instance, at: number): boolean {
  return state === 'running' && startedAt <= at - WINDOW_MS;
}

function limitOf(pod: Pod | undefined, name: string): number {
  const container = pod?.spec.containers.find((each) => each.name === name);
  const limit = container?.resources?.limits?.['cpu'];
  return limit === undefined ? Infinity : (parseMillicores(limit) ?? Infinity);
}

function usageOf(state: ContainerdState, instance: Instance, pod: Pod | undefined, now: number): Usage {
  return {
    nanocores: cpuNanocores(state, instance, now, limitOf(pod, instance.name)),
    bytes: memoryOf(state, instance, now),
  };
}

function stamped(host: DoorHost, name: string, labels: StringMap | undefined): Metrics['metadata'] {
  const creationTimestamp = formatTime(wallOf(host));
  return { name, creationTimestamp, ...(labels === undefined ? {} : { labels }) };
}

/** Null while there is nothing to tell. */
function podMetrics(host: DoorHost, pod: Pod): Metrics | null {
  const { nodeName = '' } = pod.spec;
  const { name, namespace = '', labels } = pod.metadata;
  const state = nodeName === '' || !isScraped(host, nodeName) ? undefined : runtimeOf(host, nodeName);
  if (state === undefined || pod.status.phase !== 'Running') return null;
  const at = sampledAt(host);
  const { now } = host.simulation;
  const containers = [...state.containers.map.values()]
    .filter((instance) => instance.podKey === `${namespace}/${name}` && instance.state === 'running')
    .filter((instance) => pod.spec.containers.some((each) => each.name === instance.name));
  // Of a pod of which one container is still unknown, nothing is told.
  if (containers.length === 0 || !containers.every((instance) => isSampled(instance, at))) return null;
  return {
    kind: 'PodMetrics',
    apiVersion: API_VERSION,
    metadata: { ...stamped(host, name, labels), namespace },
    timestamp: formatTime(host.epochMs + at),
    window: windowOf(name, at),
    containers: containers.map((instance) => ({
      name: instance.name,
      usage: quantities(usageOf(state, instance, pod, now)),
    })),
  };
}

function nodeMetrics(host: DoorHost, node: Node): Metrics | null {
  const { name, labels } = node.metadata;
  const state = isScraped(host, name) ? runtimeOf(host, name) : undefined;
  const at = sampledAt(host);
  if (state === undefined || at < 2 * WINDOW_MS) return null;
  const { now } = host.simulation;
  const pods = podsByKey(host);
  let { nanocores, bytes } = SYSTEM;
  for (const instance of state.containers.map.values()) {
    if (instance.state !== 'running') continue;
    const usage = usageOf(state, instance, pods.get(instance.podKey), now);
    nanocores += usage.nanocores;
    bytes += usage.bytes;
  }
  nanocores += state.sandboxes.map.size * PER_POD.nanocores;
  bytes += state.sandboxes.map.size * PER_POD.bytes;
  return {
    kind: 'NodeMetrics',
    apiVersion: API_VERSION,
    metadata: stamped(host, name, labels),
    timestamp: formatTime(host.epochMs + at),
    window: windowOf(name, at),
    usage: quantities({ nanocores, bytes }),
  };
}

/** Objects as they are stored, in the order of their keys. */
function stored<T extends ApiObject>(host: DoorHost, prefix: string): readonly T[] {
  const entries = [...range(etcdOf(host), prefix)];
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([, { value }]) => value as T);
}

function podsByKey(host: DoorHost): ReadonlyMap<string, Pod> {
  const pods = stored<Pod>(host, 'pods');
  return new Map(pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]));
}

/** All that is asked for, in order. */
function listed(host: DoorHost, { resource, namespace }: ResourceInfo): readonly Metrics[] {
  const found =
    resource === 'nodes'
      ? stored<Node>(host, 'minions').map((node) => nodeMetrics(host, node))
      : stored<Pod>(host, 'pods')
          .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
          .map((pod) => podMetrics(host, pod));
  return found.filter((each) => each !== null);
}

function total({ usage, containers = [] }: Metrics, resource: 'cpu' | 'memory'): string {
  if (usage !== undefined) return usage[resource] ?? '';
  const unit = resource === 'cpu' ? 'n' : 'Ki';
  return `${containers.reduce((sum, each) => sum + parseInt(each.usage[resource] ?? '0', 10), 0)}${unit}`;
}

const COLUMNS: readonly Column<ApiObject>[] = [
  { name: 'Name', priority: 0, cell: ({ metadata }) => metadata.name },
  { name: 'cpu', priority: 0, cell: (object) => total(object as Metrics, 'cpu') },
  { name: 'memory', priority: 0, cell: (object) => total(object as Metrics, 'memory') },
  { name: 'Window', priority: 0, cell: (object) => (object as Metrics).window },
];

function selected(items: readonly Metrics[], text: string): readonly Metrics[] | Status {
  if (text === '') return items;
  const parsed = parseLabelSelector(text);
  if ('error' in parsed) return badRequest(parsed.error);
  return items.filter(({ metadata }) => matchesSelector(parsed.selector, metadata.labels));
}

/** Answers a GET of the group. */
export function serveMetrics(taken: Taken, info: ResourceInfo): void {
  const accepted = acceptedBy(taken, offersObjects);
  if (accepted === null) return;
  const { host, target } = taken;
  const all = listed(host, info);
  const items = info.name === '' ? selected(all, valueOf(target.query, 'labelSelector')) : all;
  if ('status' in items) {
    refuse(taken, items);
    return;
  }
  const single = items.find(({ metadata }) => metadata.name === info.name);
  if (info.name !== '' && single === undefined) {
    const isPod = info.resource === 'pods';
    const resource = { group: METRICS_GROUP, resource: isPod ? 'podmetrics' : 'nodemetrics' };
    refuse(taken, notFound(resource, isPod ? `${info.namespace}/${info.name}` : info.name));
    return;
  }
  const shown = single === undefined ? items : [single];
  if (accepted.as === 'Table') {
    const options = {
      version: accepted.version,
      include: 'Metadata',
      nowMs: wallOf(host),
      withColumns: true,
    } as const;
    sendAnswer(taken, objectAnswer(200, tableOf({ columns: COLUMNS }, shown, {}, options), accepted));
    return;
  }
  const kind = info.resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList';
  const list = {
    kind,
    apiVersion: API_VERSION,
    metadata: {},
    items: shown.map(({ kind: _, apiVersion: __, ...rest }) => rest),
  };
  sendAnswer(taken, objectAnswer(200, single ?? list, accepted));
}
