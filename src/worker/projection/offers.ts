/** What can be done to machines and processes here and now: a fault, or its counter-action. */
import { CONTROL_PLANE_PROCESSES, faultLabel, type Fault, type FaultType } from '../../engine/faults/faults';
import type { FaultOffer } from '../protocol';
import { isUp, machineOf, type Subject } from '../subject';

const VERBS: Readonly<Record<FaultType, string>> = {
  stop: 'Stop',
  start: 'Start',
  'power-off': 'Power off',
  'power-on': 'Power on',
  cut: 'Cut the network',
  mend: 'Mend the network',
};

const NO_OFFERS: readonly FaultOffer[] = [];

function offer({ controlPlane }: Subject, type: FaultType, target: string): FaultOffer {
  const fault: Fault = { type, target };
  return { fault, verb: VERBS[type], label: faultLabel(fault, controlPlane) };
}

function exists({ simulation, cluster }: Subject, place: string): boolean {
  return simulation.kindOf(`${cluster}/${place}`) !== undefined;
}

/** A Node without a machine of ours (somebody created the object) can't be switched off. */
export function machineOffers(subject: Subject, node: string): readonly FaultOffer[] {
  if (!exists(subject, `${node}/kubelet`)) return NO_OFFERS;
  const { on, cut } = machineOf(subject, node);
  if (!on) return [offer(subject, 'power-on', node)];
  return [offer(subject, 'power-off', node), offer(subject, cut ? 'mend' : 'cut', node)];
}

/**
 * True while the manifest of a static pod lies where its kubelet looks for it. What was done to the file last counts:
 * the kubelet may not have seen it yet.
 */
function hasManifest({ simulation }: Subject, process: string): boolean {
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
export function processOffers(subject: Subject, place: string): readonly FaultOffer[] {
  const { controlPlane } = subject;
  if (!exists(subject, place)) return NO_OFFERS;
  const isStatic = controlPlane !== '' && isControlPlane(place);
  const node = isStatic ? controlPlane : place.slice(0, Math.max(0, place.indexOf('/')));
  if (!isControlPlane(place) && !place.endsWith('/kubelet')) return NO_OFFERS;
  // A machine that is off, or has only begun to boot, has no processes.
  if (node !== '' && !isUp(subject, `${node}/containerd`)) return NO_OFFERS;
  const runs = isStatic ? hasManifest(subject, place) : isUp(subject, place);
  return [offer(subject, runs ? 'stop' : 'start', place)];
}

/** True when this may be done now. */
export function isFaultOffered(subject: Subject, { type, target }: Fault): boolean {
  const offers = type === 'stop' || type === 'start' ? processOffers : machineOffers;
  return offers(subject, target).some(({ fault }) => fault.type === type);
}
