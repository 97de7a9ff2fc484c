/**
 * What silence leads to: a node that is given up, and the pods that have to leave it. No chain of messages tells that
 * story, because it begins with one that did not come; it is told from the Lease, the journal and the objects.
 */
import { conditionOf } from '../../engine/api/conditions';
import type { Lease } from '../../engine/api/lease';
import type { Node, Taint } from '../../engine/api/node';
import type { Pod } from '../../engine/api/pod';
import { parseTime } from '../../engine/api/time';
import { toleratedMs } from '../../engine/controllers/tolerations';
import { range } from '../../engine/etcd/store';
import type { JournalEntry } from '../../engine/kernel/journal';
import type { Cause } from '../protocol';
import { etcdOf, machineOf, type Subject } from '../subject';

/** Faults that silence a kubelet, and what ends each. */
const SILENCERS: Readonly<Record<string, string>> = { 'power-off': 'power-on', cut: 'mend', stop: 'start' };

const DEEDS: Readonly<Record<string, string>> = {
  'power-off': 'You switched its machine off',
  cut: 'You cut its network',
  stop: 'You stopped its kubelet',
};

function cause(at: number, text: string, detail: string): Cause {
  return { at, text, detail, now: false };
}

/** Virtual ms of a moment in an object; null when it is none. */
function momentOf({ epochMs }: Subject, time: string | undefined): number | null {
  const at = parseTime(time ?? '');
  return at === null ? null : at - epochMs;
}

function heartbeat(subject: Subject, name: string): Cause | null {
  const lease = range(etcdOf(subject), 'leases').get(`kube-node-lease/${name}`)?.value as Lease | undefined;
  const at = momentOf(subject, lease?.spec.renewTime);
  return at === null
    ? null
    : cause(at, 'Its kubelet renewed its Lease for the last time', `PUT leases/${name}`);
}

/** The faults that silenced the node's kubelet and have not been undone since. */
function silencers({ simulation }: Subject, name: string): Cause[] {
  const active = new Map<string, JournalEntry>();
  for (const entry of simulation.journal) {
    const { verb, resource, key } = entry.hop;
    if (entry.at > simulation.now || resource !== 'faults') continue;
    const target = verb === 'stop' || verb === 'start' ? `${name}/kubelet` : name;
    if (key !== target) continue;
    if (verb in SILENCERS) active.set(verb, entry);
    for (const [fault, end] of Object.entries(SILENCERS)) if (end === verb) active.delete(fault);
  }
  return [...active].map(([verb, { at, label }]) => cause(at, DEEDS[verb] ?? '', label));
}

const GIVEN_UP =
  'The node controller had heard nothing of its kubelet for 50 s: it gave the node up, NotReady';

function isGivenUp({ status }: Node): boolean {
  return conditionOf(status.conditions, 'Ready')?.status === 'Unknown';
}

function drivingTaint({ spec }: Node): Taint | undefined {
  return spec.taints?.find(({ effect, timeAdded }) => effect === 'NoExecute' && timeAdded !== undefined);
}

/** The causes of a silent node, oldest first; empty for one that reports. */
function silenceOfNode(subject: Subject, node: Node): Cause[] {
  const { name } = node.metadata;
  const told = silencers(subject, name);
  const givenUp = isGivenUp(node);
  if (!givenUp && told.length === 0) return [];
  const last = heartbeat(subject, name);
  if (last !== null) told.push(last);
  const ready = conditionOf(node.status.conditions, 'Ready');
  const at = momentOf(subject, ready?.lastTransitionTime);
  if (givenUp && at !== null) told.push(cause(at, GIVEN_UP, `Ready: Unknown · ${ready?.message ?? ''}`));
  told.sort((a, b) => a.at - b.at);
  const taint = drivingTaint(node);
  const tainted = momentOf(subject, taint?.timeAdded);
  if (taint !== undefined && tainted !== null)
    told.push(cause(tainted, 'It got a taint that drives its pods away', `${taint.key}:${taint.effect}`));
  return told;
}

/** What the taint of its node means for the pod. */
function tolerated(subject: Subject, { spec }: Pod, node: Node): Cause | null {
  const taint = drivingTaint(node);
  const at = momentOf(subject, taint?.timeAdded);
  if (taint === undefined || at === null) return null;
  const ms = toleratedMs([taint], spec.tolerations);
  if (ms === 0) return null;
  const text =
    ms === Infinity ? 'The pod tolerates that for ever' : `The pod tolerates that for ${ms / 1000} s`;
  return cause(at, text, `toleration of ${taint.key}:${taint.effect}`);
}

function evicted(subject: Subject, { metadata, status }: Pod): Cause | null {
  const target = conditionOf(status.conditions, 'DisruptionTarget');
  if (target?.status !== 'True' || target.reason !== 'DeletionByTaintManager') return null;
  const at = momentOf(subject, target.lastTransitionTime);
  const text = 'That time was over: the taint-eviction controller deleted the pod';
  return at === null ? null : cause(at, text, `DELETE pods/${metadata.name}`);
}

/** Why a deleted pod stays: nobody on its node can be told. */
function stranded(subject: Subject, { metadata }: Pod, name: string): Cause | null {
  const end = momentOf(subject, metadata.deletionTimestamp);
  if (end === null) return null;
  const { on, cut } = machineOf(subject, name);
  const why = on ? (cut ? 'its network is cut' : 'its kubelet is silent') : 'its machine has no power';
  const text = `Nobody on ${name} can be told: ${why}. Until that is back the pod stays Terminating`;
  return cause(end - (metadata.deletionGracePeriodSeconds ?? 0) * 1000, text, '');
}

function silenceOfPod(subject: Subject, pod: Pod, why: readonly Cause[]): readonly Cause[] {
  const node = range(etcdOf(subject), 'minions').get(pod.spec.nodeName ?? '')?.value as Node | undefined;
  if (node === undefined || !isGivenUp(node)) return why;
  const end = stranded(subject, pod, node.metadata.name);
  const eviction = evicted(subject, pod);
  if (end !== null && eviction === null) return [...why, end];
  const own = [tolerated(subject, pod, node), eviction, end].filter((told) => told !== null);
  return [...silenceOfNode(subject, node).map((told) => ofNode(told, node.metadata.name)), ...own];
}

/** On a pod's page `its kubelet` would be nobody's. */
function ofNode(told: Cause, name: string): Cause {
  const text = told.text.replace(/\bits (kubelet|machine|network)/i, `the $1 of ${name}`);
  return { ...told, text: text.replace(/^It got/, `${name} got`).replace(/^the/, 'The') };
}

/** The story of a silent node, or of a pod on one; `why`, as the chain of messages tells it, for everything else. */
export function withSilence(
  subject: Subject,
  resource: string,
  object: unknown,
  why: readonly Cause[],
): readonly Cause[] {
  if (resource === 'pods') return silenceOfPod(subject, object as Pod, why);
  if (resource !== 'nodes') return why;
  const told = silenceOfNode(subject, object as Node);
  return told.length === 0 ? why : told;
}
