/** Laws that need two looks: what may never change, and what may only go forward. */
import type { Pod } from '../api/pod';
import { range, type EtcdState } from '../etcd/store';
import type { HopRecord } from '../kernel/trace';
import type { Lab } from './lab';

interface Look {
  readonly revision: number;
  readonly seq: number;
  readonly pods: ReadonlyMap<string, Pod>;
}

function podsByUid(etcd: EtcdState): ReadonlyMap<string, Pod> {
  const pods = [...range(etcd, 'pods').values()].map(({ value }) => value as Pod);
  return new Map(pods.map((pod) => [pod.metadata.uid ?? '', pod]));
}

export function look(lab: Lab): Look {
  return { revision: lab.etcd.revision, seq: lab.simulation.seq, pods: podsByUid(lab.etcd) };
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Running: 1, Succeeded: 2, Failed: 2 };

function restartsOf({ status }: Pod): number {
  return (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function podProblems(before: Pod, now: Pod): string[] {
  const { name } = now.metadata;
  const problems: string[] = [];
  const node = before.spec.nodeName ?? '';
  if (node !== '' && now.spec.nodeName !== node) problems.push(`${name} moved from ${node} to ${now.spec.nodeName ?? ''}`);
  const [was, is] = [before.status.phase ?? 'Pending', now.status.phase ?? 'Pending'];
  const isBack = (PHASES[is] ?? 0) < (PHASES[was] ?? 0) || (PHASES[was] === 2 && is !== was);
  if (isBack) problems.push(`${name} went from ${was} to ${is}`);
  if (restartsOf(now) < restartsOf(before)) problems.push(`${name} has fewer restarts than before`);
  const ip = before.status.podIP ?? '';
  if (ip !== '' && now.status.podIP !== ip) problems.push(`${name} changed its address from ${ip}`);
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

/** What went wrong between an earlier look and now. */
export function brokenHistory(lab: Lab, before: Look): string[] {
  const now = look(lab);
  const problems = now.revision < before.revision ? ['the revision went back'] : [];
  for (const [uid, pod] of now.pods) {
    const old = before.pods.get(uid);
    if (old !== undefined && old !== pod) problems.push(...podProblems(old, pod));
  }
  return [...problems, ...uncaused(lab.simulation.trace.between(before.seq, now.seq))];
}
