/** What can be done to machines and processes here and now: a fault, or its counter-action. */
import { faultLabel, type Fault, type FaultType } from '../../engine/faults/faults';
import { machineFaults, processFaults } from '../../engine/faults/possible';
import type { FaultOffer } from '../protocol';
import type { Subject } from '../subject';

const VERBS: Readonly<Record<FaultType, string>> = {
  stop: 'Stop',
  start: 'Start',
  'power-off': 'Power off',
  'power-on': 'Power on',
  cut: 'Cut the network',
  mend: 'Mend the network',
};

function offersOf(subject: Subject, faults: readonly Fault[]): readonly FaultOffer[] {
  const { controlPlane } = subject;
  return faults.map((fault) => ({ fault, verb: VERBS[fault.type], label: faultLabel(fault, controlPlane) }));
}

/** A Node without a machine of ours (somebody created the object) can't be switched off. */
export function machineOffers(subject: Subject, node: string): readonly FaultOffer[] {
  return offersOf(subject, machineFaults(subject, node));
}

/** `place`: `kube-scheduler`, `worker-1/kubelet`. */
export function processOffers(subject: Subject, place: string): readonly FaultOffer[] {
  return offersOf(subject, processFaults(subject, place));
}

/** True when this may be done now. */
export function isFaultOffered(subject: Subject, { type, target }: Fault): boolean {
  const faults = type === 'stop' || type === 'start' ? processFaults : machineFaults;
  return faults(subject, target).some((fault) => fault.type === type);
}
