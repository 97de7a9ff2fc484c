/** What a cluster is made from. */
import type { ApiLatencies } from '../apiserver/state';
import type { Runtime } from '../node/containerd-state';

export interface ClusterConfig {
  /** The first part of every address: `kubeadm-lab`. */
  readonly name: string;
  readonly workers: number;
  /** True for a node `control-plane` whose static pods the control plane's processes are; else they run nowhere. */
  readonly controlPlane: boolean;
  /** True for what kubeadm adds: kube-proxy, a network agent, CoreDNS, service accounts and Services' addresses. */
  readonly addons: boolean;
  /** True when the controller manager and the scheduler work only while they hold their Leases. */
  readonly leaderElection: boolean;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly podsMax: number;
  /** Container runtimes of the workers, in turn, as real clusters choose them; absent: containerd everywhere. */
  readonly runtimes?: readonly Runtime[];
  readonly latencies: ApiLatencies;
  /** Client limits, requests a second and burst; Infinity lifts them. */
  readonly limits: {
    readonly controllers: { readonly qps: number; readonly burst: number };
    readonly others: { readonly qps: number; readonly burst: number };
  };
}

const GIB = 1024 * 1024 * 1024;

/** A bare cluster: three workers of 4 CPUs and 8 GiB, with the limits and periods of the real defaults. */
export const DEFAULT_CLUSTER: ClusterConfig = {
  name: 'kubeadm-lab',
  workers: 3,
  controlPlane: false,
  addons: false,
  leaderElection: false,
  cpuMillicores: 4000,
  memoryBytes: 8 * GIB,
  podsMax: 110,
  latencies: { link: 2, etcd: 1, watch: 2, watchJitter: 0 },
  limits: { controllers: { qps: 20, burst: 30 }, others: { qps: 50, burst: 100 } },
};

/** What `kubeadm init` leaves: the bare cluster, its control plane as a node, and the addons. */
export const KUBEADM_CLUSTER: ClusterConfig = {
  ...DEFAULT_CLUSTER,
  controlPlane: true,
  addons: true,
  leaderElection: true,
};
