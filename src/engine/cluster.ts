/** Builds one cluster from a small declarative description. */
import { apiServerComponent } from './apiserver/server';
import { createApiServer, type ApiLatencies } from './apiserver/state';
import type { Namespace } from './api/namespace';
import { deploymentController } from './controllers/deployment';
import { garbageCollector } from './controllers/garbage-collector';
import { nodeLifecycleController } from './controllers/node-lifecycle';
import { replicaSetController } from './controllers/replicaset';
import { createControllerManager } from './controllers/manager-state';
import { controllerManagerComponent } from './controllers/runtime';
import { etcdComponent } from './etcd/component';
import { createEtcd, put } from './etcd/store';
import type { ComponentKind } from './kernel/component';
import { formatTime } from './api/time';
import { createStream, nextUuid } from './kernel/random';
import type { Simulation } from './kernel/simulation';
import { containerdComponent } from './node/containerd';
import { createContainerd } from './node/containerd-state';
import { kubeletComponent } from './node/kubelet';
import { createKubelet, type Machine } from './node/kubelet-state';
import { schedulerComponent } from './scheduler/scheduler';
import { createScheduler } from './scheduler/state';

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
  readonly latencies: ApiLatencies;
  /** Client limits, requests a second and burst; Infinity lifts them. */
  readonly limits: {
    readonly controllers: { readonly qps: number; readonly burst: number };
    readonly others: { readonly qps: number; readonly burst: number };
  };
}

const GIB = 1024 * 1024 * 1024;

/** The machine of the control plane, where there is one. */
export const CONTROL_PLANE_MACHINE = 'control-plane';

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

const CONTROLLERS = [deploymentController, replicaSetController, nodeLifecycleController, garbageCollector];

/** The component kinds of which clusters are made, by name. */
export const COMPONENT_KINDS: Readonly<Record<string, ComponentKind<unknown>>> = {
  'kube-apiserver': apiServerComponent,
  etcd: etcdComponent,
  'kube-controller-manager': controllerManagerComponent(CONTROLLERS),
  'kube-scheduler': schedulerComponent,
  kubelet: kubeletComponent,
  containerd: containerdComponent,
};

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** etcd as kubeadm leaves it: with the namespaces that every cluster has. */
function initialEtcd(seed: number, epochMs: number): ReturnType<typeof createEtcd> {
  const etcd = createEtcd();
  const uids = createStream(seed, 'initial namespaces');
  for (const name of NAMESPACES) {
    put(etcd, 0, 'namespaces', name, 0, (revision): Namespace => {
      const metadata = {
        name,
        uid: nextUuid(uids),
        resourceVersion: String(revision),
        creationTimestamp: formatTime(epochMs),
        labels: { 'kubernetes.io/metadata.name': name },
      };
      const spec = { finalizers: ['kubernetes'] };
      return { apiVersion: 'v1', kind: 'Namespace', metadata, spec, status: { phase: 'Active' } };
    });
  }
  return etcd;
}

function machineOf(config: ClusterConfig, index: number): Machine {
  const { cpuMillicores, memoryBytes, podsMax } = config;
  const [high, low] = [Math.floor(index / 250), index % 250];
  return {
    name: `worker-${index}`,
    ip: `172.18.${high}.${low + 2}`,
    podCidr: `${podPrefix(index)}.0/24`,
    cpuMillicores,
    memoryBytes,
    podsMax,
  };
}

/** Each node has a /24 of its own: 10.244.n.0, and on from 10.245 for the 257th node. */
function podPrefix(index: number): string {
  return `10.${244 + Math.floor(index / 256)}.${index % 256}`;
}

export function addCluster(
  simulation: Simulation,
  config: ClusterConfig,
  seed: number,
  epochMs: number,
): void {
  const { name: cluster, latencies, limits } = config;
  const { link } = latencies;
  const base = { cluster, epochMs, link };
  const apiServer = createApiServer(cluster, seed, epochMs, latencies);
  simulation.addComponent(`${cluster}/etcd`, 'etcd', initialEtcd(seed, epochMs));
  simulation.addComponent(`${cluster}/kube-apiserver`, 'kube-apiserver', apiServer);
  const manager = createControllerManager(CONTROLLERS, { ...base, ...limits.controllers });
  simulation.addComponent(`${cluster}/kube-controller-manager`, 'kube-controller-manager', manager);
  const scheduler = createScheduler({ ...base, seed, ...limits.others });
  simulation.addComponent(`${cluster}/kube-scheduler`, 'kube-scheduler', scheduler);
  for (let index = 1; index <= config.workers; index++) {
    const machine = machineOf(config, index);
    const runtime = createContainerd(cluster, machine.name, seed, podPrefix(index));
    simulation.addComponent(`${cluster}/${machine.name}/containerd`, 'containerd', runtime);
    const kubelet = createKubelet({ ...base, machine, ...limits.others });
    simulation.addComponent(`${cluster}/${machine.name}/kubelet`, 'kubelet', kubelet);
  }
}
