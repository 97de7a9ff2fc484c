/** The machines of a cluster: names, addresses and sizes. */
import type { Runtime } from '../node/containerd-state';
import type { Machine } from '../node/kubelet-state';
import type { ClusterConfig } from './config';

/** The machine of the control plane, where there is one. */
export const CONTROL_PLANE_MACHINE = 'control-plane';

/** Each node has a /24 of its own: 10.244.n.0, and on from 10.245 for the 257th node. */
export function podPrefix(index: number): string {
  return `10.${244 + Math.floor(index / 256)}.${index % 256}`;
}

/** The container runtime of a machine; the control plane has containerd. */
export function runtimeOf({ runtimes = ['containerd'] }: ClusterConfig, index: number): Runtime {
  return index === 0 ? 'containerd' : (runtimes[(index - 1) % runtimes.length] as Runtime);
}

/** `index` 0 is the control plane's machine. */
export function machineOf(config: ClusterConfig, index: number): Machine {
  const { cpuMillicores, memoryBytes, podsMax } = config;
  const [high, low] = [Math.floor(index / 250), index % 250];
  const controlPlane = index === 0;
  return {
    name: controlPlane ? CONTROL_PLANE_MACHINE : `worker-${index}`,
    ip: `172.18.${high}.${low + 2}`,
    podCidr: `${podPrefix(index)}.0/24`,
    cpuMillicores,
    memoryBytes,
    podsMax,
    controlPlane,
    runtime: runtimeOf(config, index),
  };
}

/** All of the cluster's machines, the control plane's first. */
export function machinesOf(config: ClusterConfig): readonly Machine[] {
  const first = config.controlPlane ? 0 : 1;
  return Array.from({ length: config.workers + 1 - first }, (_, i) => machineOf(config, first + i));
}
