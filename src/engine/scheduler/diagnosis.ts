/** The FailedScheduling message. Models FitError in pkg/scheduler/framework/types.go, word for word. */
import type { Rejection } from './framework';

export const NO_NODES = 'no nodes available to schedule pods';

export const NOT_HELPFUL = 'Preemption is not helpful for scheduling';

/** Why a pod fits nowhere, or why it cannot make room for itself. */
export interface Diagnosis {
  /** How many nodes there are in all. */
  readonly nodes: number;
  /** Set when the pod was turned down before any node was looked at. */
  readonly refusal?: Rejection;
  /** Of the nodes that were looked at. */
  readonly reasons: readonly string[];
  /** Of each of those that were not, and how many they are. */
  readonly others?: { readonly reason: string; readonly count: number };
}

/** Sorted as strings: "1 Insufficient cpu" stands before "10 node(s) …", which stands before "2 node(s) …". */
function histogram({ reasons, others }: Diagnosis): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (others !== undefined && others.count > 0)
    counts.set(others.reason, (counts.get(others.reason) ?? 0) + others.count);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

/** `0/3 nodes are available: 3 Insufficient cpu.` */
export function fitError(diagnosis: Diagnosis): string {
  const { nodes, refusal } = diagnosis;
  const why = refusal === undefined ? histogram(diagnosis) : refusal.reasons.join(', ');
  const head = `0/${nodes} nodes are available:`;
  return why === '' ? head : `${head} ${why}.`;
}

/** With what PostFilter had to say: `… preemption: 0/3 nodes are available: …`; '' when it made room. */
export function withPreemption(message: string, preemption: string): string {
  return preemption === '' ? message : `${message} preemption: ${preemption}`;
}
