/** Builds one cluster from a small declarative description. */
import type { Pod } from './api/pod';
import { apiServerComponent } from './apiserver/server';
import { createApiServer } from './apiserver/state';
import type { ClusterConfig } from './cluster/config';
import { initialEtcd } from './cluster/initial-objects';
import { CONTROL_PLANE_MACHINE, machineOf, machinesOf, podPrefix, runtimeOf } from './cluster/machines';
import { staticPods } from './cluster/static-pods';
import { ALL_CONTROLLERS, CORE_CONTROLLERS } from './controllers/index';
import { createControllerManager } from './controllers/manager-state';
import { controllerManagerComponent } from './controllers/runtime';
import { etcdComponent } from './etcd/component';
import type { ComponentKind } from './kernel/component';
import type { Place, Simulation } from './kernel/simulation';
import { containerdComponent } from './node/containerd';
import { prefill, type PrefillItem } from './node/containerd-prefill';
import { createContainerd } from './node/containerd-state';
import { createKubeProxy, kubeProxyComponent } from './node/kube-proxy';
import { kubeletComponent } from './node/kubelet';
import { createKubelet } from './node/kubelet-state';
import { createServiceTableState, serviceTableComponent } from './node/service-table';
import { schedulerComponent } from './scheduler/scheduler';
import { createScheduler } from './scheduler/state';

export { DEFAULT_CLUSTER, KUBEADM_CLUSTER, type ClusterConfig } from './cluster/config';

/** The component kinds of which clusters are made, by name. */
export const COMPONENT_KINDS: Readonly<Record<string, ComponentKind<unknown>>> = {
  'kube-apiserver': apiServerComponent,
  etcd: etcdComponent,
  'kube-controller-manager': controllerManagerComponent(ALL_CONTROLLERS),
  'kube-scheduler': schedulerComponent,
  kubelet: kubeletComponent,
  containerd: containerdComponent,
  'kube-proxy': kubeProxyComponent,
  'service-table': serviceTableComponent,
};

const SYSTEM_MACHINE = '';

/** One cluster while it is being put together. */
interface Building {
  readonly simulation: Simulation;
  readonly config: ClusterConfig;
  readonly seed: number;
  readonly epochMs: number;
}

/** Where the control plane's processes live: static pods of a machine, or nowhere in particular. */
function controlPlanePlace({ config }: Building): Place {
  if (!config.controlPlane) return { machine: SYSTEM_MACHINE };
  return { machine: `${config.name}/${CONTROL_PLANE_MACHINE}`, hosted: true };
}

function addControlPlane(building: Building): void {
  const { simulation, config, seed, epochMs } = building;
  const { name: cluster, latencies, limits, addons } = config;
  const base = { cluster, epochMs, link: latencies.link };
  const place = controlPlanePlace(building);
  const election = config.leaderElection ? { election: { host: CONTROL_PLANE_MACHINE, seed } } : {};
  const etcd = initialEtcd(seed, epochMs, addons ? { apiServerIp: machineOf(config, 0).ip } : null);
  simulation.addComponent(`${cluster}/etcd`, 'etcd', etcd, place);
  const apiServer = createApiServer(cluster, seed, epochMs, latencies, {
    serviceAccounts: addons,
    bounded: addons,
  });
  simulation.addComponent(`${cluster}/kube-apiserver`, 'kube-apiserver', apiServer, place);
  const controllers = addons ? ALL_CONTROLLERS : CORE_CONTROLLERS;
  const manager = createControllerManager(controllers, { ...base, ...limits.controllers, ...election });
  simulation.addComponent(`${cluster}/kube-controller-manager`, 'kube-controller-manager', manager, place);
  const scheduler = createScheduler({ ...base, seed, ...limits.others, ...election });
  simulation.addComponent(`${cluster}/kube-scheduler`, 'kube-scheduler', scheduler, place);
}

function addMachine(building: Building, index: number): void {
  const { simulation, config, seed, epochMs } = building;
  const { name: cluster, latencies, limits } = config;
  const machine = machineOf(config, index);
  const { name, ip: hostIp, memoryBytes } = machine;
  const place: Place = { machine: `${cluster}/${name}` };
  const pods = index === 0 ? staticPods(name, hostIp, seed) : [];
  const options = { hostIp, memoryBytes, epochMs, runtime: runtimeOf(config, index) };
  const runtime = createContainerd(cluster, name, seed, podPrefix(index), options);
  prefill(runtime, pods.map(prefillItem));
  simulation.addComponent(`${cluster}/${name}/containerd`, 'containerd', runtime, place);
  const { link } = latencies;
  const kubelet = createKubelet({
    cluster,
    epochMs,
    link,
    machine,
    seed,
    staticPods: pods,
    ...limits.others,
  });
  simulation.addComponent(`${cluster}/${name}/kubelet`, 'kubelet', kubelet, place);
  if (!config.addons) return;
  // Its container starts it.
  const proxy = createKubeProxy(cluster, name);
  const hosted: Place = { ...place, hosted: true, running: false };
  simulation.addComponent(`${cluster}/${name}/kube-proxy`, 'kube-proxy', proxy, hosted);
}

function prefillItem({ metadata, spec }: Pod): PrefillItem {
  const { uid: podUid = '', namespace = '', name } = metadata;
  return { podUid, podKey: `${namespace}/${name}`, hostNetwork: true, containers: spec.containers };
}

export function addCluster(
  simulation: Simulation,
  config: ClusterConfig,
  seed: number,
  epochMs: number,
): void {
  const building: Building = { simulation, config, seed, epochMs };
  addControlPlane(building);
  if (config.addons) {
    const { name: cluster, latencies } = config;
    const table = createServiceTableState({ cluster, link: latencies.link, nodes: machinesOf(config) });
    simulation.addComponent(`${cluster}/service-table`, 'service-table', table);
  }
  for (let index = config.controlPlane ? 0 : 1; index <= config.workers; index++) addMachine(building, index);
}
