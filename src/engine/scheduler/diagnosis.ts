/** The FailedScheduling message. Models FitError in pkg/scheduler/framework/types.go, word for word. */
import type { Rejection } from './framework';

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  // Sorted as strings: "1 Insufficient cpu" stands before "10 node(s) …", which stands before "2 node(s) …".
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

/** `nodes`: how many there are in all. */
export function failedSchedulingMessage(nodes: number, rejections: readonly Rejection[]): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const head = `0/${nodes} nodes are available: `;
  const reasons = histogram(rejections.flatMap((rejection) => rejection.reasons));
  const preemption = histogram(
    rejections.map(({ unresolvable }) => (unresolvable ? NOT_HELPFUL : NO_VICTIMS)),
  );
  return `${head}${reasons}. preemption: ${head}${preemption}.`;
}
