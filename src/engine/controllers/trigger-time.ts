/**
 * When the readiness of a Service's pods changed last: an annotation of what tells of its endpoints.
 * Models staging/src/k8s.io/endpointslice/util/trigger_time_tracker.go.
 */
import type { Pod } from '../api/pod';
import { readySinceMs } from '../api/pod-readiness';
import type { Service } from '../api/service';
import { formatTime, parseTime } from '../api/time';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** The newest change of a pod's readiness that was seen, and how many pods share its second. */
export interface LastChange {
  readonly newestMs: number;
  readonly count: number;
}

export function newestChange(pods: readonly Pod[]): LastChange {
  let newestMs = 0;
  let count = 0;
  for (const pod of pods) {
    const ms = readySinceMs(pod);
    if (ms > newestMs) [newestMs, count] = [ms, 1];
    else if (ms === newestMs) count++;
  }
  return { newestMs, count };
}

/** The oldest change since the last look, as an annotation; '' when no pod's readiness changed. Models TriggerTimeTracker. */
export function triggerTime(
  service: Service,
  pods: readonly Pod[],
  before: LastChange | undefined,
  now: LastChange,
): string {
  const { creationTimestamp = '' } = service.metadata;
  if (before === undefined) return creationTimestamp;
  let oldest = Infinity;
  for (const pod of pods) {
    const ms = readySinceMs(pod);
    if (ms > before.newestMs && ms < oldest) oldest = ms;
  }
  if (now.newestMs === before.newestMs && now.count > before.count) oldest = now.newestMs;
  const created = parseTime(creationTimestamp) ?? 0;
  return oldest === Infinity ? '' : formatTime(Math.max(oldest, created));
}
