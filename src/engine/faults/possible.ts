/** Which faults make sense here and now: on machines that exist, and processes that run or do not. */
import type { Simulation } from '../kernel/simulation';
import { CONTROL_PLANE_PROCESSES, type ControlPlaneMachine, type Fault } from './faults';

/** A cluster's machines and processes. */
export interface Site {
  readonly simulation: Simulation;
  readonly cluster: string;
  readonly controlPlane: ControlPlaneMachine;
}

const NONE: readonly Fault[] = [];

function exists({ simulation, cluster }: Site, place: string): boolean {
  return simulation.kindOf(`${cluster}/${place}`) !== undefined;
}

function runs({ simulation, cluster }: Site, place: string): boolean {
  return simulation.machinery.isUp(`${cluster}/${place}`);
}

/** A Node without a machine of ours (somebody created the object) can't be switched off. */
export function machineFaults(site: Site, node: string): readonly Fault[] {
  if (!exists(site, `${node}/kubelet`)) return NONE;
  const { on, cut } = site.simulation.machinery.machine(`${site.cluster}/${node}`);
  if (!on) return [{ type: 'power-on', target: node }];
  return [
    { type: 'power-off', target: node },
    { type: cut ? 'mend' : 'cut', target: node },
  ];
}

/**
 * True while the manifest of a static pod lies where its kubelet looks for it. What was done to the file last counts:
 * the kubelet may not have seen it yet.
 */
function hasManifest({ simulation }: Site, process: string): boolean {
  const last = simulation.journal.findLast(
    ({ hop }) =>
      hop.resource === 'faults' && hop.key === process && (hop.verb === 'stop' || hop.verb === 'start'),
  );
  return last?.hop.verb !== 'stop';
}

function isControlPlane(process: string): boolean {
  return (CONTROL_PLANE_PROCESSES as readonly string[]).includes(process);
}

/** `place`: `kube-scheduler`, `worker-1/kubelet`. */
export function processFaults(site: Site, place: string): readonly Fault[] {
  const { controlPlane } = site;
  if (!exists(site, place)) return NONE;
  const isStatic = controlPlane !== '' && isControlPlane(place);
  const node = isStatic ? controlPlane : place.slice(0, Math.max(0, place.indexOf('/')));
  if (!isControlPlane(place) && !place.endsWith('/kubelet')) return NONE;
  // A machine that is off, or has only begun to boot, has no processes.
  if (node !== '' && !runs(site, `${node}/containerd`)) return NONE;
  const goes = isStatic ? hasManifest(site, place) : runs(site, place);
  return [{ type: goes ? 'stop' : 'start', target: place }];
}

/** All that can be done now, faults and their counter-actions, machine by machine. */
export function possibleFaults(site: Site): readonly Fault[] {
  const faults: Fault[] = CONTROL_PLANE_PROCESSES.flatMap((process) => processFaults(site, process));
  for (const address of site.simulation.addresses()) {
    const [cluster, node = '', process] = address.split('/');
    if (cluster !== site.cluster || process !== 'kubelet') continue;
    faults.push(...machineFaults(site, node), ...processFaults(site, `${node}/kubelet`));
  }
  return faults;
}
