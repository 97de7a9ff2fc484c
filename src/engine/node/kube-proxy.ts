/**
 * kube-proxy of one node: the process that a node's rules need to follow the cluster. The rules themselves are kept
 * once for all nodes (service-table.ts); while this process is down, its node's rules stay as they were.
 */
import type { ComponentKind } from '../kernel/component';

export interface KubeProxyState {
  readonly cluster: string;
  readonly node: string;
}

export function createKubeProxy(cluster: string, node: string): KubeProxyState {
  return { cluster, node };
}

export const kubeProxyComponent: ComponentKind<KubeProxyState> = {
  clone: (state) => ({ ...state }),
  handle() {
    // It has no work of its own.
  },
};
