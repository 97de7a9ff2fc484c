/** PostFilter: when no node fits, pods of a lower priority may have to go. Models plugins/defaultpreemption. */
import { conditionOf } from '../../api/conditions';
import { keyOf } from '../../api/meta';
import type { Pod } from '../../api/pod';
import { cached } from '../../client/informer';
import type { RandomStream } from '../../kernel/random';
import { fitError, NOT_HELPFUL } from '../diagnosis';
import type { FilterRun } from '../filtering';
import type { NodeInfo, Rejection, Snapshot } from '../framework';
import { priorityOf } from '../node-info';
import { findCandidates, hasLesserPods, leastHarmful, NO_VICTIMS, type Candidate } from '../preemption';

/** The condition of a victim. */
export const DISRUPTION_TARGET = 'DisruptionTarget';
export const PREEMPTED_REASON = 'PreemptionByScheduler';

/** A node that said no. */
interface Rejected {
  readonly node: string;
  readonly rejection: Rejection;
}

export interface PostFiltered {
  /** Room that is to be made; null for none. */
  readonly candidate: Candidate | null;
  /** '' when room is made. */
  readonly message: string;
  /** True when the pod waits for room that is being made, and keeps its nomination. */
  readonly keepsNomination: boolean;
}

function refused(message: string): PostFiltered {
  return { candidate: null, message, keepsNomination: true };
}

function isPreempted({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  const condition = conditionOf(status.conditions, DISRUPTION_TARGET);
  return condition?.status === 'True' && condition.reason === PREEMPTED_REASON;
}

/** True when pods are on their way out of the node to make room for this one. */
function isMakingRoom(pod: Pod, node: NodeInfo, { pods }: Snapshot): boolean {
  return node.placed.some(({ pod: placed }) => {
    if (priorityOf(placed) >= priorityOf(pod)) return false;
    const fresh = cached<Pod>(pods, keyOf(placed.metadata));
    return fresh !== undefined && isPreempted(fresh);
  });
}

/** Why the pod may not make room for itself, or null. Models PodEligibleToPreemptOthers. */
function ineligibility(pod: Pod, rejected: readonly Rejected[], snapshot: Snapshot): string | null {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const { nominatedNodeName = '' } = pod.status;
  if (nominatedNodeName === '') return null;
  const rejection = rejected.find(({ node }) => node === nominatedNodeName)?.rejection;
  // Where no waiting helps, room is made elsewhere. A node that was not looked at counts as such.
  if (rejection === undefined || rejection.unresolvable) return null;
  const node = snapshot.cache.nodes.map.get(nominatedNodeName);
  if (node === undefined || !isMakingRoom(pod, node, snapshot)) return null;
  return 'not eligible due to a terminating pod on the nominated node.';
}

export function postFilter(
  run: FilterRun,
  rejected: readonly Rejected[],
  snapshot: Snapshot,
  random: RandomStream,
): PostFiltered {
  const { pod } = run.pod;
  const reason = ineligibility(pod, rejected, snapshot);
  if (reason !== null) return refused(reason);
  const nodes = snapshot.cache.nodes.map;
  const helpful = rejected.filter(({ rejection }) => !rejection.unresolvable);
  const others = { reason: NOT_HELPFUL, count: nodes.size - helpful.length };
  const failed = (reasons: readonly string[]): PostFiltered => {
    const message = fitError({ nodes: nodes.size, reasons, others });
    return { candidate: null, message, keepsNomination: false };
  };
  // The usual case costs nothing: pods of one priority have nothing to take from each other.
  if (helpful.length === 0 || !hasLesserPods(pod, snapshot)) return failed(helpful.map(() => NO_VICTIMS));
  const infos = helpful.map(({ node }) => nodes.get(node) as NodeInfo);
  const { candidates, reasons } = findCandidates(run, infos, snapshot, random);
  if (candidates.length === 0) return failed(reasons);
  return { candidate: leastHarmful(candidates), message: '', keepsNomination: false };
}
