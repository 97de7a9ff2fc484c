/** The cluster that is being watched, and the few questions that all who draw it or tell of it ask. */
import { CONTROL_PLANE_MACHINE } from '../engine/cluster/machines';
import type { EtcdState } from '../engine/etcd/store';
import type { ControlPlaneMachine } from '../engine/faults/faults';
import type { Machine } from '../engine/kernel/machinery';
import type { Simulation } from '../engine/kernel/simulation';
import type { WorldConfig } from '../engine/world';

export interface Subject {
  readonly simulation: Simulation;
  readonly cluster: string;
  /** Wall clock at virtual 0, ms since 1970. */
  readonly epochMs: number;
  /** The machine whose static pods the control plane's processes are; '' where they run on no machine of ours. */
  readonly controlPlane: ControlPlaneMachine;
}

export function subjectOf(simulation: Simulation, { clusters, epochMs }: WorldConfig): Subject {
  const [config] = clusters;
  if (config === undefined) throw new Error('a world without a cluster cannot be watched');
  const controlPlane = config.controlPlane ? CONTROL_PLANE_MACHINE : '';
  return { simulation, cluster: config.name, epochMs, controlPlane };
}

/** The state of a component of the cluster: `kube-scheduler`, `worker-1/kubelet`. Undefined when there is none. */
export function stateAt<S>({ simulation, cluster }: Subject, place: string): S | undefined {
  return simulation.stateOf(`${cluster}/${place}`) as S | undefined;
}

export function etcdOf(subject: Subject): EtcdState {
  return stateAt<EtcdState>(subject, 'etcd') as EtcdState;
}

/** True while the process runs: `kube-scheduler`, `worker-1/kubelet`. */
export function isUp({ simulation, cluster }: Subject, place: string): boolean {
  return simulation.machinery.isUp(`${cluster}/${place}`);
}

/** True when there is such a process, and it does not run. */
export function isDown(subject: Subject, place: string): boolean {
  const { simulation, cluster } = subject;
  return simulation.kindOf(`${cluster}/${place}`) !== undefined && !isUp(subject, place);
}

export function machineOf({ simulation, cluster }: Subject, node: string): Machine {
  return simulation.machinery.machine(`${cluster}/${node}`);
}
