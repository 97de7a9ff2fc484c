/** Which pods of a node a drain takes away. Models kubectl/pkg/drain/filters.go. */
import { parseTime } from '../../../engine/api/time';
import { DAEMON_SETS } from '../built-in-kinds';
import type { Client } from '../client';
import { isNotFound, plainMessage } from '../errors';
import type { Fields } from '../fields';

export interface DrainRules {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Pods that have been terminating for longer are left alone. Seconds; 0 is never. */
  readonly skipDeletedAfter: number;
}

export interface Verdict {
  readonly isTaken: boolean;
  readonly warning?: string;
  readonly error?: string;
}

export interface DrainList {
  readonly pods: readonly Fields[];
  /** '' for none. */
  readonly warnings: string;
  readonly errors: readonly string[];
}

const TAKEN: Verdict = { isTaken: true };
const LEFT: Verdict = { isTaken: false };

type Filter = (pod: Fields) => Promise<Verdict> | Verdict;

/** Judges every pod; a reason that several pods share is told once. */
export async function judgePods(
  client: Client,
  pods: readonly Fields[],
  rules: DrainRules,
): Promise<DrainList> {
  const filters: readonly Filter[] = [
    (pod) => (isLongDeleted(pod, rules.skipDeletedAfter, client.context.now()) ? LEFT : TAKEN),
    (pod) => judgeDaemonSetPod(client, pod, rules),
    (pod) => (pod.annotations['kubernetes.io/config.mirror'] === undefined ? TAKEN : LEFT),
    (pod) => judgeLocalStorage(pod, rules),
    (pod) => judgeController(pod, rules),
  ];
  const taken: Fields[] = [];
  const [warnings, errors] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const pod of pods) {
    const verdict = await judge(pod, filters);
    if (verdict.isTaken) taken.push(pod);
    note(warnings, verdict.warning, pod);
    note(errors, verdict.error, pod);
  }
  const lines = (map: ReadonlyMap<string, readonly string[]>) =>
    [...map].map(([message, names]) => `${message}: ${names.join(', ')}`);
  return {
    pods: taken,
    warnings: lines(warnings).join('; '),
    errors: lines(errors).map((line) => `cannot delete ${line}`),
  };
}

/** The first filter that keeps the pod decides; else the last one's words stay. */
async function judge(pod: Fields, filters: readonly Filter[]): Promise<Verdict> {
  let verdict = TAKEN;
  for (const filter of filters) {
    verdict = await filter(pod);
    if (!verdict.isTaken) break;
  }
  return verdict;
}

function note(notes: Map<string, string[]>, message: string | undefined, pod: Fields): void {
  if (message === undefined) return;
  const names = notes.get(message) ?? [];
  names.push(`${pod.namespace}/${pod.name}`);
  notes.set(message, names);
}

/** `now`: ms since 1970. */
export function isLongDeleted(pod: Fields, seconds: number, now: number): boolean {
  const deleted = parseTime(pod.text('metadata.deletionTimestamp'));
  return seconds > 0 && deleted !== null && Math.trunc((now - deleted) / 1000) > seconds;
}

function hasEnded(pod: Fields): boolean {
  const phase = pod.text('status.phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

async function judgeDaemonSetPod(client: Client, pod: Fields, rules: DrainRules): Promise<Verdict> {
  const owner = pod.controller;
  if (owner?.text('kind') !== 'DaemonSet' || hasEnded(pod)) return TAKEN;
  try {
    await client.get(DAEMON_SETS, pod.namespace, owner.text('name'));
  } catch (error) {
    if (client.context.signal.aborted) throw error;
    const words = plainMessage(error);
    return isNotFound(error) && rules.force
      ? { isTaken: true, warning: words }
      : { isTaken: false, error: words };
  }
  return rules.ignoreDaemonSets
    ? { isTaken: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { isTaken: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}

function judgeLocalStorage(pod: Fields, rules: DrainRules): Verdict {
  const isLocal = pod.list('spec.volumes').some((volume) => volume.has('emptyDir'));
  if (!isLocal || hasEnded(pod)) return TAKEN;
  return rules.deleteEmptyDirData
    ? { isTaken: true, warning: 'deleting Pods with local storage' }
    : { isTaken: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' };
}

function judgeController(pod: Fields, rules: DrainRules): Verdict {
  if (hasEnded(pod) || pod.controller !== undefined) return TAKEN;
  return rules.force
    ? { isTaken: true, warning: 'deleting Pods that declare no controller' }
    : {
        isTaken: false,
        // The doubled words are upstream's.
        error: 'cannot delete Pods that declare no controller (use --force to override)',
      };
}
