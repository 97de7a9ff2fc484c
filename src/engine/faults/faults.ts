/**
 * What can go wrong with machines, links and processes, and what sets it right again. Faults go through no door: they
 * are messages to the kernel, which owns the machines (law 1 of DESIGN.md).
 */
import type { Address } from '../kernel/event';
import type { Input } from '../kernel/journal';
import { KERNEL, type Control } from '../kernel/machinery';

/** The control plane's processes, which are static pods where the control plane is a node. */
export const CONTROL_PLANE_PROCESSES = [
  'kube-apiserver',
  'etcd',
  'kube-controller-manager',
  'kube-scheduler',
] as const;

export type FaultType = 'stop' | 'start' | 'power-off' | 'power-on' | 'cut' | 'mend';

/** `target`: a process below its cluster (`kube-scheduler`, `worker-1/kubelet`), or the name of a machine. */
export interface Fault {
  readonly type: FaultType;
  readonly target: string;
}

const COUNTER: Readonly<Record<FaultType, FaultType>> = {
  stop: 'start',
  start: 'stop',
  'power-off': 'power-on',
  'power-on': 'power-off',
  cut: 'mend',
  mend: 'cut',
};

/** What takes the fault back. */
export function counterOf({ type, target }: Fault): Fault {
  return { type: COUNTER[type], target };
}

/** Where a cluster's control plane runs: static pods of this machine, or '' for processes on no machine of ours. */
export type ControlPlaneMachine = string;

const MANIFESTS = '/etc/kubernetes/manifests';

function isStaticPod(target: string, machine: ControlPlaneMachine): boolean {
  return machine !== '' && (CONTROL_PLANE_PROCESSES as readonly string[]).includes(target);
}

/** The command line, or the deed, that a fault stands for. */
export function faultLabel({ type, target }: Fault, machine: ControlPlaneMachine): string {
  if (type === 'power-off') return `pull the plug of ${target}`;
  if (type === 'power-on') return `switch ${target} on`;
  if (type === 'cut') return `unplug the network cable of ${target}`;
  if (type === 'mend') return `plug in the network cable of ${target}`;
  if (isStaticPod(target, machine)) {
    const [from, to] = type === 'stop' ? [MANIFESTS, '/tmp'] : ['/tmp', MANIFESTS];
    return `ssh ${machine} sudo mv ${from}/${target}.yaml ${to}/`;
  }
  const slash = target.indexOf('/');
  const [host, service] = slash < 0 ? ['', target] : [target.slice(0, slash), target.slice(slash + 1)];
  const command = `sudo systemctl ${type} ${service}`;
  return host === '' ? command : `ssh ${host} ${command}`;
}

function controlOf(cluster: string, fault: Fault, machine: ControlPlaneMachine): Control {
  const { type, target } = fault;
  if (type === 'stop' || type === 'start') {
    const address: Address = `${cluster}/${target}`;
    if (!isStaticPod(target, machine)) return { type: `${type}-process`, address };
    const change = { type: 'static-manifest', data: { name: target, present: type === 'start' } };
    return { type: 'disk', address: `${cluster}/${machine}/kubelet`, change };
  }
  return { type, machine: `${cluster}/${target}` };
}

/** The input that makes a fault happen. */
export function faultInput(cluster: string, fault: Fault, machine: ControlPlaneMachine): Input {
  const { type, target } = fault;
  return {
    label: faultLabel(fault, machine),
    from: `${cluster}/user`,
    to: KERNEL,
    type: 'control',
    data: controlOf(cluster, fault, machine),
    hop: { kind: 'input', verb: type, resource: 'faults', key: target, code: 0 },
    latency: 0,
    // A plug that is pulled is pulled, also while the clock stands.
    immediate: true,
  };
}
