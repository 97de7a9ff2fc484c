/** What happens in the cluster lets pods in that wait. Models MoveAllToActiveOrBackoffQueue. */
import type { Pod } from '../api/pod';
import { cached } from '../client/informer';
import type { Context } from '../kernel/component';
import type { ClusterEvent } from './framework';
import { HINTS } from './plugins/index';
import { isAnybodyWaiting, retry, turnedAwayBy } from './queue';
import { snapshotOf, type SchedulerState } from './state';

/** Every pod gets another try for which one of the plugins that turned it away says that this may help. */
export function wake(state: SchedulerState, context: Context, event: ClusterEvent): void {
  const { queue, preempting } = state;
  if (!isAnybodyWaiting(queue)) return;
  const snapshot = snapshotOf(state, context);
  for (const hint of HINTS) {
    const keys = turnedAwayBy(queue, hint.name);
    if (keys.size === 0 || !hint.concerns(event)) continue;
    for (const key of [...keys]) {
      const pod = cached<Pod>(snapshot.pods, key);
      if (pod === undefined || preempting.has(key)) continue;
      if (hint.helps === undefined || hint.helps(pod, event, snapshot))
        retry(queue, context.epoch, context.now, key, context.cause);
    }
  }
}
