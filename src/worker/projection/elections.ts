/** Processes that wait for their Lease: of several equal ones only its holder works. */
import type { Election } from '../../engine/client/leader-election';
import { isUp, stateAt, type Subject } from '../subject';

/** --leader-elect-lease-duration: a Lease that nobody renewed for so long is free. */
const LEASE_DURATION_MS = 15_000;

const ELECTED = ['kube-controller-manager', 'kube-scheduler'];

interface Elected {
  readonly election?: Election | null;
}

/** The election in which a process stands; null where there is none. */
function electionOf(subject: Subject, process: string): Election | null {
  return stateAt<Elected>(subject, process)?.election ?? null;
}

/** True when the process works only while it holds its Lease. */
export function isElected(subject: Subject, process: string): boolean {
  return electionOf(subject, process) !== null;
}

/** When the next of the waiting processes finds its Lease free, virtual ms; Infinity when none waits. */
export function nextElection(subject: Subject): number {
  let next = Infinity;
  for (const process of ELECTED) {
    const election = electionOf(subject, process);
    if (election === null || election.leading || election.seen === null || !isUp(subject, process)) continue;
    next = Math.min(next, election.seenAt + LEASE_DURATION_MS);
  }
  return next;
}
