/**
 * The objects of one cluster as view objects, kept up by etcd's own history: only what changed is projected again,
 * and only what looks different is sent.
 */
import type { ApiObject } from '../../engine/api/meta';
import { changesSince, range, type Change } from '../../engine/etcd/store';
import type { NodeView, PodView, ServiceView, WorkloadView } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { idOf } from './ids';
import { NodeProjection } from './node-views';
import { PodProjection } from './pod-views';
import { ServiceProjection, SERVICES, SLICES } from './service-views';
import { Shown } from './shown';
import { WORKLOAD_PREFIXES, workloadView } from './workload-views';

export interface ObjectChanges {
  readonly pods: readonly PodView[];
  readonly nodes: readonly NodeView[];
  readonly workloads: readonly WorkloadView[];
  readonly services: readonly ServiceView[];
}

const NO_COMMITS: readonly Change[] = [];

export class ObjectProjection {
  private revision = 0;
  private readonly podViews = new Shown<PodView>();
  private readonly nodeViews = new Shown<NodeView>();
  private readonly workloadViews = new Shown<WorkloadView>();
  private readonly serviceViews = new Shown<ServiceView>();
  private readonly pods: PodProjection;
  private readonly nodes: NodeProjection;
  private readonly services: ServiceProjection;

  constructor(private readonly subject: Subject) {
    this.pods = new PodProjection(subject, this.podViews);
    this.nodes = new NodeProjection(subject, this.nodeViews);
    this.services = new ServiceProjection(subject, this.serviceViews);
  }

  /**
   * Takes in what has happened since the last call. Returns the commits, for those who tell of them: none the first
   * time and after a gap in the history, when everything is looked at anew.
   */
  update(): readonly Change[] {
    const etcd = etcdOf(this.subject);
    const fresh = this.revision === 0 ? null : changesSince(etcd, this.revision);
    this.revision = etcd.revision;
    if (fresh === null) this.takeEverything();
    else for (const commit of fresh) this.take(commit);
    this.pods.refresh();
    this.nodes.refresh();
    this.services.refresh();
    return fresh ?? NO_COMMITS;
  }

  private take(commit: Change): void {
    this.pods.take(commit);
    this.nodes.take(commit);
    this.services.take(commit);
    this.takeWorkload(commit);
  }

  private takeWorkload({ prefix, type, value }: Change): void {
    const { cluster } = this.subject;
    const view = workloadView(cluster, prefix, value as ApiObject);
    if (view === undefined) return;
    if (type === 'DELETED') this.workloadViews.remove(view.id);
    else this.workloadViews.put(view);
  }

  private takeEverything(): void {
    const { cluster } = this.subject;
    const etcd = etcdOf(this.subject);
    for (const part of [this.pods, this.nodes, this.services]) part.forget();
    const ids = new Set<string>();
    const take = (prefix: string, resource: string): void => {
      for (const { key, value, modRevision } of range(etcd, prefix).values()) {
        ids.add(idOf(cluster, resource, value as ApiObject));
        this.take({ type: 'ADDED', revision: modRevision, prefix, key, value, previous: undefined });
      }
    };
    take('minions', 'nodes');
    take('pods', 'pods');
    for (const prefix of WORKLOAD_PREFIXES) take(prefix, prefix);
    take(SERVICES, 'services');
    take(SLICES, SLICES);
    this.takeHeartbeats();
    for (const shown of [this.podViews, this.nodeViews, this.workloadViews, this.serviceViews]) {
      shown.keepOnly(ids);
    }
  }

  /** In the order of their last renewal, as they come from then on. */
  private takeHeartbeats(): void {
    const leases = [...range(etcdOf(this.subject), 'leases').values()];
    leases.sort((a, b) => a.modRevision - b.modRevision);
    for (const { key, value, modRevision } of leases) {
      this.nodes.take({
        type: 'ADDED',
        revision: modRevision,
        prefix: 'leases',
        key,
        value,
        previous: undefined,
      });
    }
  }

  /** When the next countdown ends that nobody but the cluster itself waits for, virtual ms; Infinity for none. */
  nextCountdown(now: number): number {
    return Math.min(this.nodes.nextGivenUp(now), this.pods.nextLeaving(now));
  }

  nodeNames(): string[] {
    return [...this.nodeViews.all()].map(({ name }) => name);
  }

  /** What looks different since the last call; what is gone joins `removed`. */
  takeChanges(removed: string[]): ObjectChanges {
    return {
      pods: this.podViews.take(removed),
      nodes: this.nodeViews.take(removed),
      workloads: this.workloadViews.take(removed),
      services: this.serviceViews.take(removed),
    };
  }
}
