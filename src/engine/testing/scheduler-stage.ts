/** A scheduling cycle in a test: nodes, what is on them, and what becomes of a pod. No API server, no time. */
import type { ApiObject, StringMap } from '../api/meta';
import type { Node, NodeStatus, Taint } from '../api/node';
import type { Pod, PodSpec, PodStatus } from '../api/pod';
import { createInformer, type Informer } from '../client/informer';
import { createStream } from '../kernel/random';
import { place, createCache, setNode, unplace } from '../scheduler/cache';
import { schedule, type Outcome } from '../scheduler/cycle';
import type { Decision, Snapshot } from '../scheduler/framework';
import { podInfo } from '../scheduler/node-info';
import { createNominations, nominate } from '../scheduler/nominations';

export interface StageNode {
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
  readonly allocatable?: StringMap;
  readonly images?: NodeStatus['images'];
}

/** 4 CPUs, 8 GiB and room for 110 pods, unless it says otherwise. */
export function stageNode(name: string, wishes: StageNode = {}): Node {
  const { labels, taints, unschedulable, allocatable, images } = wishes;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: {
      ...(taints === undefined ? {} : { taints }),
      ...(unschedulable === undefined ? {} : { unschedulable }),
    },
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable },
      ...(images === undefined ? {} : { images }),
    },
  };
}

export interface StagePod {
  readonly namespace?: string;
  readonly labels?: StringMap;
  /** Of its one container. */
  readonly requests?: StringMap;
  readonly priority?: number;
  readonly spec?: Partial<PodSpec>;
  readonly status?: PodStatus;
  /** Name of the ReplicaSet that controls it. */
  readonly owner?: string;
  readonly deletionTimestamp?: string;
}

export function stagePod(name: string, wishes: StagePod = {}): Pod {
  const { namespace = 'default', labels, requests, priority = 0, spec, status = {}, owner } = wishes;
  const { deletionTimestamp } = wishes;
  const reference = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: owner ?? '',
    uid: owner ?? '',
    controller: true,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      ...(labels === undefined ? {} : { labels }),
      ...(owner === undefined ? {} : { ownerReferences: [reference] }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    spec: {
      containers: [
        { name: 'main', image: 'nginx:1.27', ...(requests === undefined ? {} : { resources: { requests } }) },
      ],
      priority,
      ...spec,
    },
    status,
  };
}

function keyOf({ metadata: { namespace, name } }: ApiObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export class Stage {
  readonly cache = createCache();
  readonly nominations = createNominations();
  private readonly pods = createInformer('pods');
  private readonly services = createInformer('services', ['namespace']);
  private readonly replicaSets = createInformer('replicasets');
  private readonly namespaces = createInformer('namespaces');
  private readonly claims = createInformer('persistentvolumeclaims');
  private readonly ties = createStream(1, 'ties');
  private readonly offsets = createStream(1, 'offsets');
  private start = 0;

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) setNode(this.cache, 1, node);
  }

  get snapshot(): Snapshot {
    const { cache, pods, services, replicaSets, namespaces, claims } = this;
    return { cache, epoch: 1, pods, services, replicaSets, namespaces, claims };
  }

  private informerOf({ kind }: ApiObject): Informer {
    const informers: Readonly<Record<string, Informer>> = {
      Service: this.services,
      ReplicaSet: this.replicaSets,
      Namespace: this.namespaces,
      PersistentVolumeClaim: this.claims,
      Pod: this.pods,
    };
    return informers[kind] as Informer;
  }

  /** A Service, a ReplicaSet or a Namespace that the scheduler knows. */
  know(object: ApiObject): this {
    const informer = this.informerOf(object);
    informer.objects.map.set(keyOf(object), object);
    const [index] = informer.indexes;
    const { namespace = '' } = object.metadata;
    const keys = index?.index.map.get(namespace)?.keys ?? new Set<string>();
    index?.index.map.set(namespace, { epoch: 1, keys: keys.add(keyOf(object)) });
    return this;
  }

  /** Puts a pod onto a node. */
  put(node: string, pod: Pod): this {
    this.know(pod);
    place(this.cache, 1, keyOf(pod), node, podInfo(pod));
    return this;
  }

  remove(pod: Pod): this {
    unplace(this.cache, 1, keyOf(pod));
    return this;
  }

  /** A pod for which room is being made on a node. */
  expect(node: string, pod: Pod): this {
    nominate(this.nominations, 1, pod, node);
    return this;
  }

  /** One cycle for the pod. Where it goes it does not stay. */
  outcome(pod: Pod): Outcome {
    const { snapshot, nominations, ties, offsets, start } = this;
    const input = { pod: podInfo(pod), podKey: keyOf(pod), snapshot, nominations, start, now: 0 };
    const outcome = schedule({ ...input, ties, offsets });
    this.start = outcome.next;
    return outcome;
  }

  decide(pod: Pod): Decision {
    return this.outcome(pod).decision;
  }

  /** Why the pod does not fit a node: the reasons of the plugin that said no, or [] when it fits. */
  reasons(pod: Pod, node: string): readonly string[] {
    const { rejections } = this.decide(pod);
    return rejections.find((one) => one.node === node)?.rejection.reasons ?? [];
  }

  /** What a plugin says of the nodes: raw and normalised, by node. undefined when the plugin keeps out of it. */
  scores(
    pod: Pod,
    plugin: string,
  ): Readonly<Record<string, readonly [raw: number, normalised: number]>> | undefined {
    const found: Record<string, readonly [number, number]> = {};
    for (const { node, plugins } of this.decide(pod).scores) {
      const one = plugins.find((score) => score.plugin === plugin);
      if (one !== undefined) found[node] = [one.raw, one.normalised];
    }
    return Object.keys(found).length === 0 ? undefined : found;
  }
}
