/** Laws that need two looks: what may never change, what may only go forward, and what may never be too much. */
import { controllerOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodActive } from '../api/pod-status';
import type { ReplicaSet } from '../api/replicaset';
import { changesSince, type Change } from '../etcd/store';
import { KERNEL } from '../kernel/machinery';
import type { HopRecord } from '../kernel/trace';
import type { Lab } from './lab';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Running: 1, Succeeded: 2, Failed: 2 };

function restartsOf({ status }: Pod): number {
  return (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function podProblems(before: Pod, now: Pod, hadFaults: boolean): string[] {
  const { name } = now.metadata;
  const problems: string[] = [];
  if (before.metadata.uid !== now.metadata.uid) problems.push(`${name} became another pod`);
  const node = before.spec.nodeName ?? '';
  if (node !== '' && now.spec.nodeName !== node)
    problems.push(`${name} moved from ${node} to ${now.spec.nodeName ?? ''}`);
  const [was, is] = [before.status.phase ?? 'Pending', now.status.phase ?? 'Pending'];
  const isOver = PHASES[was] === 2;
  // After a machine lost its power its pods initialize again, as upstream.
  const isBack = isOver ? is !== was : !hadFaults && (PHASES[is] ?? 0) < (PHASES[was] ?? 0);
  if (isBack) problems.push(`${name} went from ${was} to ${is}`);
  if (restartsOf(now) < restartsOf(before)) problems.push(`${name} has fewer restarts than before`);
  const ip = before.status.podIP ?? '';
  // A machine that lost its power makes its sandboxes anew.
  if (!hadFaults && ip !== '' && now.status.podIP !== ip)
    problems.push(`${name} changed its address from ${ip}`);
  if (before.metadata.deletionTimestamp !== undefined && now.metadata.deletionTimestamp === undefined) {
    problems.push(`${name} is no longer being deleted`);
  }
  return problems;
}

function uncaused(hops: readonly HopRecord[]): string[] {
  return hops
    .filter(({ root, cause, id, kind }) => root === 0 || cause >= id || (cause === 0) !== (kind === 'input'))
    .map(({ id, verb, resource, key }) => `hop ${id} (${verb} ${resource} ${key}) has no cause`);
}

/** Follows a world from its beginning, change by change. */
export class History {
  /** etcd begins at 1. */
  private revision = 1;
  private seq = 0;
  private hadFaults = false;
  /** The most pods that each ReplicaSet ever wanted, by uid. */
  private readonly wanted = new Map<string, number>();
  /** Its active pods, by uid. */
  private readonly active = new Map<string, Set<string>>();

  /** What went wrong since the last time. */
  brokenSince(lab: Lab): string[] {
    const { etcd, simulation } = lab;
    this.hadFaults = simulation.journal.some(({ to }) => to === KERNEL);
    const problems: string[] = [];
    if (etcd.revision < this.revision) problems.push('the revision went back');
    for (const change of changesSince(etcd, this.revision) ?? []) problems.push(...this.take(change));
    problems.push(...uncaused(simulation.trace.between(this.seq, simulation.seq)));
    this.revision = etcd.revision;
    this.seq = simulation.seq;
    return problems;
  }

  private take({ prefix, type, value, previous }: Change): string[] {
    if (prefix === 'replicasets') {
      const { metadata, spec } = value as ReplicaSet;
      const uid = metadata.uid ?? '';
      this.wanted.set(uid, Math.max(this.wanted.get(uid) ?? 0, spec.replicas ?? 1));
      return [];
    }
    if (prefix !== 'pods') return [];
    const pod = value as Pod;
    const problems = type === 'MODIFIED' ? podProblems(previous as Pod, pod, this.hadFaults) : [];
    return [...problems, ...this.count(pod, type !== 'DELETED' && isPodActive(pod))];
  }

  private count({ metadata }: Pod, isActive: boolean): string[] {
    const owner = controllerOf(metadata);
    if (owner?.kind !== 'ReplicaSet') return [];
    const pods = this.active.get(owner.uid) ?? new Set();
    this.active.set(owner.uid, pods);
    if (!isActive) {
      pods.delete(metadata.uid ?? '');
      return [];
    }
    pods.add(metadata.uid ?? '');
    // Who did not hear that a pod was made may ask for it again, as upstream.
    if (this.hadFaults) return [];
    const most = this.wanted.get(owner.uid) ?? 0;
    return pods.size > most ? [`${owner.name} has ${pods.size} pods and never wanted more than ${most}`] : [];
  }
}
