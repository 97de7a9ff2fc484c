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
import { deedText } from '../narration/faults';
import type { Cause } from '../protocol';
import { etcdOf, machineOf, type Subject } from '../subject';

/** Faults that silence a kubelet, and what ends each. */
const SILENCERS: Readonly<Record<string, string>> = { 'power-off': 'power-on', cut: 'mend', stop: 'start' };

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
  return at === null ? null : cause(at, 'Its kubelet renewed its Lease for the last time', `PUT leases/${name}`);
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
  return [...active].map(([verb, { at, label }]) => cause(at, deedText(verb, name), label));
}

function isGivenUp({ status }: Node): boolean {
  return conditionOf(status.conditions, 'Ready')?.status === 'Unknown';
}

function drivingTaint({ spec }: Node): Taint | undefined {
  return spec.taints?.find(({ effect, timeAdded }) => effect === 'NoExecute' && timeAdded !== undefined);
}

/** The causes of a silent node, oldest first; empty for one that reports. */
export function silenceOfNode(subject: Subject, node: Node): readonly Cause[] {
  const { name } = node.metadata;
  const faults = silencers(subject, name);
  const givenUp = isGivenUp(node);
  if (!givenUp && faults.length === 0) return [];
  const told = [...faults];
  const last = heartbeat(subject, name);
  if (last !== null) told.push(last);
  if (givenUp) {
    const ready = conditionOf(node.status.conditions, 'Ready');
    const at = momentOf(subject, ready?.lastTransitionTime);
    const text = 'The node controller heard nothing of its kubelet for 50 s, and gave the node up: NotReady';
    if (at !== null) told.push(cause(at, text, `Ready: Unknown · ${ready?.message ?? ''}`));
  }
  told.sort((a, b) => a.at - b.at);
  const taint = drivingTaint(node);
  const tainted = momentOf(subject, taint?.timeAdded);
  if (taint !== undefined && tainted !== null)
    told.push(cause(tainted, 'It got a taint that drives its pods away', `${taint.key}:${taint.effect}`));
  return told;
}

function evicted(subject: Subject, { metadata, status }: Pod): Cause | null {
  const target = conditionOf(status.conditions, 'DisruptionTarget');
  if (target?.status !== 'True' || target.reason !== 'DeletionByTaintManager') return null;
  const at = momentOf(subject, target.lastTransitionTime);
  const text = 'Its time was over: the taint-eviction controller deleted it';
  return at === null ? null : cause(at, text, `DELETE pods/${metadata.name}`);
}

/** What the taint of its node means for the pod. */
function tolerated(subject: Subject, { spec }: Pod, node: Node): Cause | null {
  const taint = drivingTaint(node);
  const at = momentOf(subject, taint?.timeAdded);
  if (taint === undefined || at === null) return null;
  const ms = toleratedMs([taint], spec.tolerations);
  if (ms === 0) return null;
  const text = ms === Infinity ? 'It tolerates that for ever' : `It tolerates that for ${ms / 1000} s`;
  return cause(at, text, `toleration ${taint.key}:${taint.effect}`);
}

function stranded({ simulation, cluster }: Subject, { metadata }: Pod, node: Node): Cause | null {
  const { name } = node.metadata;
  if (metadata.deletionTimestamp === undefined || !isGivenUp(node)) return null;
  const { on, cut } = machineOf({ simulation, cluster } as Subject, name);
  const why = on ? (cut ? 'its network is cut' : 'its kubelet does not answer') : 'its machine has no power';
  const text = `Nobody on ${name} can be told: ${why}. It stays Terminating until the kubelet is back`;
  return cause(simulation.now, text, '');
}

/** The causes of a pod on a node that was given up, oldest first; empty for one that somebody looks after. */
export function silenceOfPod(subject: Subject, pod: Pod): readonly Cause[] {
  const node = range(etcdOf(subject), 'minions').get(pod.spec.nodeName ?? '')?.value as Node | undefined;
  if (node === undefined || !isGivenUp(node)) return [];
  const { name } = node.metadata;
  const ofNode = silenceOfNode(subject, node).map((told) => ({
    ...told,
    text: told.text.replace(/^It got/, `${name} got`).replace(/^Its kubelet/, `The kubelet of ${name}`),
  }));
  const own = [tolerated(subject, pod, node), evicted(subject, pod), stranded(subject, pod, node)];
  return [...ofNode, ...own.filter((told) => told !== null)];
}
