/** etcd as a component of a world. With one member it answers its API server within the same event. */
import type { ComponentKind } from '../kernel/component';
import { cloneEtcd, type EtcdState } from './store';

export const etcdComponent: ComponentKind<EtcdState> = {
  clone: cloneEtcd,
  handle() {
    // Nothing reaches a one-member etcd but the API server's own calls.
  },
  // All that it knows lies on its disk.
  restart: (state) => state,
};
