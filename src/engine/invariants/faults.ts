/** Whether anything is switched off: then nobody can ask that the cluster becomes what was asked of it. */
import type { Simulation } from '../kernel/simulation';

/** Processes that somebody has to be running. The kube-proxies come and go with their containers. */
const NEEDED = new Set([
  'kube-apiserver',
  'etcd',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'containerd',
]);

/** True while a machine is off or cut off, or a process is down. */
export function hasFaults(simulation: Simulation, cluster: string): boolean {
  for (const [name, { on, cut }] of simulation.machinery.machines) {
    if (name.startsWith(`${cluster}/`) && (!on || cut)) return true;
  }
  for (const [address, { kind, running }] of simulation.components) {
    if (!running && NEEDED.has(kind) && address.startsWith(`${cluster}/`)) return true;
  }
  return false;
}
