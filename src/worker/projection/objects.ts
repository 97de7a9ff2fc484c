/**
 * The objects of one cluster as view objects, kept up by etcd's own history: only what changed is projected again,
 * and only what looks different is sent.
 */
import type { Deployment } from '../../engine/api/deployment';
import type { ApiObject } from '../../engine/api/meta';
import type { Node } from '../../engine/api/node';
import type { Pod } from '../../engine/api/pod';
import { isPodTerminal, podRequests } from '../../engine/api/pod-status';
import type { ReplicaSet } from '../../engine/api/replicaset';
import { changesSince, range, type Change, type EtcdState } from '../../engine/etcd/store';
import type { NodeView, PodView, WorkloadView } from '../protocol';
import { keyOfId, objectId, parseObjectId } from './ids';
import { deploymentView, nodeView, replicaSetView, type NodeLoad } from './object-views';
import { podView } from './pod-view';

export interface ObjectChanges {
  readonly pods: readonly PodView[];
  readonly nodes: readonly NodeView[];
  readonly workloads: readonly WorkloadView[];
  readonly removed: readonly string[];
  /** The commits behind them, for those who tell of them. */
  readonly commits: readonly Change[];
}

function isSame(a: object, b: object | undefined): boolean {
  if (b === undefined) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) {
    const [one, other] = [left[key], right[key]];
    if (one === other) continue;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
    if (!isSame(one, other)) return false;
  }
  return true;
}

const NO_LOAD: NodeLoad = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

function loadOf(pod: Pod): NodeLoad {
  if (isPodTerminal(pod)) return NO_LOAD;
  return { ...podRequests(pod), pods: 1 };
}

const PREFIX_OF: Readonly<Record<string, string>> = { nodes: 'minions' };

/** The stored object behind an id, or undefined. */
export function objectOfId(etcd: EtcdState, id: string): ApiObject | undefined {
  const parts = parseObjectId(id);
  if (parts === null) return undefined;
  const prefix = PREFIX_OF[parts.resource] ?? parts.resource;
  return range(etcd, prefix).get(keyOfId(parts.namespace, parts.name))?.value as ApiObject | undefined;
}

export class ObjectProjection {
  private revision = 0;
  private readonly shown = new Map<string, object>();
  private readonly loads = new Map<string, NodeLoad>();

  constructor(
    private readonly cluster: string,
    private readonly epochMs: number,
  ) {}

  /** What looks different since the last call. The first call shows everything. */
  update(etcd: EtcdState): ObjectChanges {
    const fresh = this.revision === 0 ? null : changesSince(etcd, this.revision);
    const commits = fresh ?? this.everything(etcd);
    this.revision = etcd.revision;
    return this.project(etcd, commits);
  }

  private everything(etcd: EtcdState): Change[] {
    this.loads.clear();
    const commits: Change[] = [];
    for (const prefix of ['minions', 'deployments', 'replicasets', 'pods']) {
      for (const { key, value, modRevision } of range(etcd, prefix).values()) {
        commits.push({ type: 'ADDED', revision: modRevision, prefix, key, value, previous: undefined });
      }
    }
    return commits;
  }

  private project(etcd: EtcdState, commits: readonly Change[]): ObjectChanges {
    const changed = new Map<string, PodView | NodeView | WorkloadView>();
    const removed = new Set<string>();
    const touchedNodes = new Set<string>();
    for (const commit of commits) {
      const object = (commit.value ?? commit.previous) as ApiObject;
      if (commit.prefix === 'pods') this.addLoad(commit, touchedNodes);
      if (commit.prefix === 'minions') touchedNodes.add(object.metadata.name);
      const id = this.idOf(commit.prefix, object);
      if (id === '') continue;
      changed.delete(id);
      removed.delete(id);
      if (commit.type === 'DELETED') removed.add(id);
      else if (commit.prefix !== 'minions') changed.set(id, this.viewOf(commit.prefix, object));
    }
    for (const name of touchedNodes) {
      const node = range(etcd, 'minions').get(name)?.value as Node | undefined;
      if (node === undefined) continue;
      const view = nodeView(this.cluster, node, this.loads.get(name) ?? NO_LOAD);
      changed.set(view.id, view);
    }
    return this.different(changed, removed, commits);
  }

  private idOf(prefix: string, { metadata }: ApiObject): string {
    const { name, namespace = '' } = metadata;
    if (prefix === 'minions') return objectId(this.cluster, 'nodes', '', name);
    const drawn = prefix === 'pods' || prefix === 'deployments' || prefix === 'replicasets';
    return drawn ? objectId(this.cluster, prefix, namespace, name) : '';
  }

  private viewOf(prefix: string, object: ApiObject): PodView | WorkloadView {
    if (prefix === 'pods') return podView(this.cluster, object as Pod, this.epochMs);
    if (prefix === 'deployments') return deploymentView(this.cluster, object as Deployment);
    return replicaSetView(this.cluster, object as ReplicaSet);
  }

  private addLoad({ type, value, previous }: Change, touched: Set<string>): void {
    if (previous !== undefined) this.shift(previous as Pod, -1, touched);
    if (type !== 'DELETED') this.shift(value as Pod, 1, touched);
  }

  private shift(pod: Pod, sign: 1 | -1, touched: Set<string>): void {
    const node = pod.spec.nodeName ?? '';
    if (node === '') return;
    const load = this.loads.get(node) ?? NO_LOAD;
    const own = loadOf(pod);
    touched.add(node);
    this.loads.set(node, {
      cpuMillicores: load.cpuMillicores + sign * own.cpuMillicores,
      memoryBytes: load.memoryBytes + sign * own.memoryBytes,
      pods: load.pods + sign * own.pods,
    });
  }

  private different(
    changed: ReadonlyMap<string, PodView | NodeView | WorkloadView>,
    removed: ReadonlySet<string>,
    commits: readonly Change[],
  ): ObjectChanges {
    const pods: PodView[] = [];
    const nodes: NodeView[] = [];
    const workloads: WorkloadView[] = [];
    for (const [id, view] of changed) {
      if (isSame(view, this.shown.get(id))) continue;
      this.shown.set(id, view);
      if ('shape' in view) pods.push(view);
      else if ('podCapacity' in view) nodes.push(view);
      else workloads.push(view);
    }
    for (const id of removed) this.shown.delete(id);
    return { pods, nodes, workloads, removed: [...removed], commits };
  }
}
