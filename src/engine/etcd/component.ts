/** etcd as a component of a world. With one member it answers its API server within the same event. */
import type { ComponentKind } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import { cloneEtcd, raiseRevision, type EtcdState } from './store';

/** The message type; its data is a revision. */
export const RAISE_REVISION = 'raise-revision';

export const etcdComponent: ComponentKind<EtcdState> = {
  clone: cloneEtcd,
  handle(state: EtcdState, event: SimEvent): void {
    // Nothing else reaches a one-member etcd but the API server's own calls.
    if (event.type === RAISE_REVISION) raiseRevision(state, event.data as number);
  },
  // All that it knows lies on its disk.
  restart: (state) => state,
};
