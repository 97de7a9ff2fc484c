/** The process of the API server that serves an answer which goes on for a while. */
import type { DoorHost } from './host';

/** Which process it is: another one knows nothing of what this one served. */
export function bootOf({ simulation, cluster }: DoorHost): number {
  return simulation.components.get(`${cluster}/kube-apiserver`)?.boot ?? -1;
}

/** True while the process that began the answer runs. */
export function isServedBy(host: DoorHost, boot: number): boolean {
  return host.simulation.machinery.isUp(`${host.cluster}/kube-apiserver`) && bootOf(host) === boot;
}
