/** From an object's kind to its description, with what else must be asked for. Models kubectl/pkg/describe (describerMap). */
import { deepEqual } from '../../../engine/api/equal';
import {
  ENDPOINT_SLICES,
  HORIZONTAL_POD_AUTOSCALERS_V2,
  LEASES,
  LIMIT_RANGES,
  PODS,
  REPLICA_SETS,
  RESOURCE_QUOTAS,
  SECRETS,
  SERVICES,
} from '../built-in-kinds';
import { type Client, type ListOptions, StatusError } from '../client';
import type { Mapping } from '../discovery';
import { Fields } from '../fields';
import { describeAutoscaler, describeDisruptionBudget } from './autoscaler';
import { describeCronJob, describeJob } from './batch';
import { describeConfigMap, describePriorityClass, describeSecret, describeServiceAccount } from './config';
import { searchEvents, writeEvents } from './events';
import { describeGeneric } from './generic';
import {
  type Backend,
  backendServices,
  describeIngress,
  describeIngressClass,
  describeIpAddress,
  describeServiceCidr,
} from './ingress';
import { describeLimitRange, describeNamespace, describeQuota } from './namespace';
import { describeNetworkPolicy } from './network-policy';
import { describeNode } from './node';
import { describePod, selectorString } from './pod';
import { describeRole, describeRoleBinding } from './rbac';
import { describeEndpointSlice, describeEndpoints, describeService } from './service';
import {
  describeClaim,
  describeCsiNode,
  describePersistentVolume,
  describeStorageClass,
  describeVolumeAttributesClass,
} from './storage';
import {
  countPods,
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
  type PodCounts,
  type Surroundings,
} from './workloads';
import { described } from './writer';

export interface DescribeSettings {
  readonly showEvents: boolean;
  /** How many objects a list asks for at once; 0 is all. */
  readonly chunkSize: number;
}

export interface DescribeTask {
  readonly client: Client;
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly settings: DescribeSettings;
}

type Describer = (object: Fields, around: Around) => Promise<string> | string;

/** What a describer may ask. */
class Around {
  constructor(
    private readonly task: DescribeTask,
    private readonly object: Fields,
  ) {}

  get client(): Client {
    return this.task.client;
  }

  get now(): number {
    return this.task.client.context.now();
  }

  async list(mapping: Mapping, namespace: string, options: ListOptions = {}): Promise<readonly Fields[]> {
    const limit = this.task.settings.chunkSize;
    const { items } = await this.client.list(mapping, namespace, { ...options, limit });
    return items.map(Fields.of);
  }

  /** Events about the object. `change` alters the question. */
  async events(change: { readonly kind?: string; readonly uid?: string } = {}) {
    if (!this.task.settings.showEvents) return null;
    const subject = {
      name: this.object.name,
      namespace: this.object.namespace,
      kind: change.kind ?? this.object.text('kind'),
      uid: change.uid ?? this.object.uid,
    };
    return searchEvents(this.client, subject, this.task.settings.chunkSize);
  }

  async surroundings(): Promise<Surroundings> {
    return { events: await this.events(), now: this.now };
  }

  async counts(labelSelector: string): Promise<PodCounts> {
    return countPods(await this.list(PODS, this.object.namespace, { labelSelector }), this.object.uid);
  }
}

const simple =
  (describe: (object: Fields, surroundings: Surroundings) => string): Describer =>
  async (object, around) =>
    describe(object, await around.surroundings());

const withCounts =
  (describe: (object: Fields, counts: PodCounts, surroundings: Surroundings) => string): Describer =>
  async (object, around) => {
    const selector =
      object.text('kind') === 'ReplicationController'
        ? Object.entries(object.map('spec.selector'))
            .map(([key, value]) => `${key}=${value}`)
            .sort()
            .join(',')
        : selectorString(object.at('spec.selector'));
    const counts = await around.counts(selector);
    return describe(object, counts, await around.surroundings());
  };

/** By kind and group. */
const DESCRIBERS: Readonly<Record<string, Describer>> = {
  Pod: async (pod, around) => {
    const mirrored = pod.annotations['kubernetes.io/config.mirror'];
    const events = await around.events({ kind: '', ...(mirrored === undefined ? {} : { uid: mirrored }) });
    return describePod(pod, events, around.now);
  },
  ReplicationController: withCounts(describeReplicationController),
  Secret: describeSecret,
  Service: async (service, around) => {
    const slices = await slicesOf(around, service.namespace, service.name);
    return describeService(service, slices, await around.surroundings());
  },
  ServiceAccount: async (account, around) => {
    const secrets = await around.list(SECRETS, account.namespace).catch(() => null);
    return describeServiceAccount(account, secrets, await around.surroundings());
  },
  Node: describeNodeWithPods,
  LimitRange: describeLimitRange,
  ResourceQuota: describeQuota,
  PersistentVolume: simple(describePersistentVolume),
  PersistentVolumeClaim: async (claim, around) => {
    const pods = await around.list(PODS, claim.namespace);
    return describeClaim(claim, pods, await around.surroundings());
  },
  Namespace: async (namespace, around) =>
    describeNamespace(
      namespace,
      await listIfKnown(around, RESOURCE_QUOTAS, namespace.name),
      await listIfKnown(around, LIMIT_RANGES, namespace.name),
    ),
  Endpoints: simple(describeEndpoints),
  ConfigMap: simple(describeConfigMap),
  'PriorityClass.scheduling.k8s.io': simple(describePriorityClass),
  'EndpointSlice.discovery.k8s.io': simple(describeEndpointSlice),
  'HorizontalPodAutoscaler.autoscaling': simple(describeAutoscaler),
  'Ingress.networking.k8s.io': async (ingress, around) => {
    const surroundings = await around.surroundings();
    return describeIngress(ingress, await backendsOf(ingress, around), surroundings);
  },
  'IngressClass.networking.k8s.io': simple(describeIngressClass),
  'ServiceCIDR.networking.k8s.io': simple(describeServiceCidr),
  'IPAddress.networking.k8s.io': simple(describeIpAddress),
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Job.batch': simple(describeJob),
  'CronJob.batch': simple(describeCronJob),
  'StatefulSet.apps': withCounts(describeStatefulSet),
  'Deployment.apps': describeDeploymentWithSets,
  'DaemonSet.apps': withCounts(describeDaemonSet),
  'ReplicaSet.apps': withCounts(describeReplicaSet),
  'StorageClass.storage.k8s.io': simple(describeStorageClass),
  'CSINode.storage.k8s.io': simple(describeCsiNode),
  'VolumeAttributesClass.storage.k8s.io': simple(describeVolumeAttributesClass),
  'PodDisruptionBudget.policy': simple(describeDisruptionBudget),
  'Role.rbac.authorization.k8s.io': describeRole,
  'ClusterRole.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeRoleBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeRoleBinding,
};

/** Asks for the object and what belongs to it. Throws what the server says. */
export async function describeObject(task: DescribeTask): Promise<string> {
  const { client, mapping, namespace, name } = task;
  const key = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`;
  const describer = Object.hasOwn(DESCRIBERS, key) ? DESCRIBERS[key] : undefined;
  const asked = mapping.kind === 'HorizontalPodAutoscaler' ? HORIZONTAL_POD_AUTOSCALERS_V2 : mapping;
  try {
    const object = Fields.of(await client.get(asked, namespace, name));
    const around = new Around(task, object);
    return await (describer ?? simple(describeGeneric))(object, around);
  } catch (error) {
    const text = mapping.kind === 'Pod' ? await describeGone(task, error) : null;
    if (text === null) throw error;
    return text;
  }
}

/** A pod that is gone may still have Events. */
async function describeGone(task: DescribeTask, error: unknown): Promise<string | null> {
  const { client, namespace, name, settings } = task;
  if (!settings.showEvents || !(error instanceof StatusError)) return null;
  const events = await searchEvents(client, { name, namespace, kind: '', uid: '' }, settings.chunkSize);
  if (events === null || events.length === 0) return null;
  return described((w) => {
    w.line(0, `Pod '${name}': error '${error.message}', but found events.`);
    writeEvents(w, events, client.context.now());
  });
}

async function listIfKnown(around: Around, mapping: Mapping, namespace: string) {
  return around.list(mapping, namespace).catch((error: unknown) => {
    if (error instanceof StatusError && error.code === 404) return null;
    throw error;
  });
}

async function slicesOf(around: Around, namespace: string, service: string): Promise<readonly Fields[]> {
  const { items } = await around.client
    .list(ENDPOINT_SLICES, namespace, { labelSelector: `kubernetes.io/service-name=${service}` })
    .catch(() => ({ items: [] }));
  return items.map(Fields.of);
}

async function backendsOf(ingress: Fields, around: Around): Promise<ReadonlyMap<string, Backend>> {
  const backends = new Map<string, Backend>();
  for (const name of backendServices(ingress)) {
    try {
      const slices = await slicesOf(around, ingress.namespace, name);
      const service = Fields.of(await around.client.get(SERVICES, ingress.namespace, name));
      backends.set(name, { service, slices });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      backends.set(name, { error: error.message });
    }
  }
  return backends;
}

async function describeNodeWithPods(node: Fields, around: Around): Promise<string> {
  const fieldSelector = `spec.nodeName=${node.name},status.phase!=Succeeded,status.phase!=Failed`;
  const pods = await around.list(PODS, '', { fieldSelector }).catch((error: unknown) => {
    if (error instanceof StatusError && error.code === 403) return null;
    throw error;
  });
  // Controllers name the node by its uid, its kubelet by its name.
  const [byUid, byName] = [await around.events(), await around.events({ uid: node.name })];
  const events = byUid === null ? null : [...byUid, ...(byName ?? [])];
  const lease = await around.client.get(LEASES, 'kube-node-lease', node.name).then(
    (object) => Fields.of(object),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  return describeNode(node, { pods, lease, events, now: around.now });
}

async function describeDeploymentWithSets(deployment: Fields, around: Around): Promise<string> {
  const surroundings = await around.surroundings();
  const labelSelector = selectorString(deployment.at('spec.selector'));
  const all = await around.list(REPLICA_SETS, deployment.namespace, { labelSelector }).catch(() => []);
  return describeDeployment(deployment, splitReplicaSets(deployment, all), surroundings);
}

/** Its ReplicaSets, oldest first: the one with its template, and the others. Models deploymentutil.GetAllReplicaSets. */
export function splitReplicaSets(deployment: Fields, all: readonly Fields[]) {
  const order = (set: Fields) => `${set.text('metadata.creationTimestamp')} ${set.name}`;
  const owned = all
    .filter((set) => set.controller?.text('uid') === deployment.uid)
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const template = withoutHash(deployment.at('spec.template'));
  const newest = owned.find((set) => deepEqual(withoutHash(set.at('spec.template')), template));
  return { old: owned.filter((set) => set !== newest), new: newest };
}

/** The template without the label that the Deployment controller adds. */
function withoutHash(template: Fields): unknown {
  const { 'pod-template-hash': _, ...labels } = template.labels;
  const value = template.value as Record<string, unknown>;
  return { ...value, metadata: { ...(value['metadata'] as object | undefined), labels } };
}
