/** Whether the API server reaches the kubelet of a node, for what is read beside the clock. */
import type { Node } from '../../api/node';
import { get } from '../../etcd/store';
import type { DoorHost } from '../host';
import { etcdOf } from '../taken';

export interface Unreachable {
  readonly address: string;
  /** `dial tcp 172.18.0.3:10250: connect: connection refused`. */
  readonly why: string;
}

/** '' when nothing stands in the way. */
export function kubeletProblem(host: DoorHost, node: string): Unreachable | '' {
  const { simulation, cluster } = host;
  const { machinery } = simulation;
  const kubelet = `${cluster}/${node}/kubelet`;
  const isReachable = machinery.canReach(`${cluster}/kube-apiserver`, kubelet);
  if (isReachable && machinery.isUp(kubelet)) return '';
  const object = get(etcdOf(host), 'minions', node)?.value as Node | undefined;
  const known = object?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const address = known ?? node;
  const reason = isReachable ? 'connect: connection refused' : 'i/o timeout';
  return { address, why: `dial tcp ${address}:10250: ${reason}` };
}
