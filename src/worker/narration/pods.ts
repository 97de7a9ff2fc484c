/** Sentences about pods. */
import { conditionOf } from '../../engine/api/conditions';
import { controllerOf } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import { isPodActive, isPodReady } from '../../engine/api/pod-status';
import type { ReplicaSet } from '../../engine/api/replicaset';
import { range, type Change } from '../../engine/etcd/store';
import { isLost, isMirror } from '../projection/pod-view';
import { etcdOf, isDown, machineOf, type Subject } from '../subject';
import { containersChanged } from './containers';
import type { Telling } from './telling';
import { pods, quoted, words } from './words';

/** True when nobody on the pod's node hears what the API server has to say. */
function isUnheard(subject: Subject, { spec }: Pod): boolean {
  const node = spec.nodeName ?? '';
  if (node === '') return false;
  const { on, cut } = machineOf(subject, node);
  return !on || cut || isDown(subject, `${node}/kubelet`);
}

function waitsForScheduler(subject: Subject, count: number): string {
  if (!isDown(subject, 'kube-scheduler')) return '';
  return ` The scheduler does not run: ${count === 1 ? 'it stays' : 'they stay'} Pending.`;
}

function wantedBySet({ subject }: Telling, created: readonly Pod[], set: ReplicaSet): string {
  const uids = new Set(created.map(({ metadata }) => metadata.uid));
  let seen = 0;
  for (const { value } of range(etcdOf(subject), 'pods').values()) {
    const other = value as Pod;
    const sibling = controllerOf(other.metadata)?.uid === set.metadata.uid && isPodActive(other);
    if (sibling && !uids.has(other.metadata.uid)) seen++;
  }
  const names = created.length === 1 ? `: *${created[0]?.metadata.name}*` : '';
  const wanted = pods(set.spec.replicas ?? 1);
  return `The ReplicaSet *${set.metadata.name}* wants ${wanted} and saw ${seen === 0 ? 'none' : words(seen)}, so it asked for ${words(created.length)} more${names}.`;
}

function mirrored(pod: Pod): string {
  const node = pod.spec.nodeName ?? '';
  return `The kubelet on *${node}* shows its static pod *${pod.metadata.name}* in the API. This object is only a mirror: the pod comes from a file on that machine.`;
}

function createdText(telling: Telling, created: readonly Pod[]): string {
  const [first] = created;
  if (first === undefined) return '';
  if (isMirror(first)) return mirrored(first);
  const { name, namespace } = first.metadata;
  const owner = controllerOf(first.metadata);
  if (owner === undefined)
    return `kube-apiserver stored the pod *${name}*. Nobody owns it: if it goes, nothing replaces it.`;
  const set = range(etcdOf(telling.subject), 'replicasets').get(`${namespace}/${owner.name}`)?.value;
  if (owner.kind === 'ReplicaSet' && set !== undefined)
    return wantedBySet(telling, created, set as ReplicaSet);
  if (owner.kind === 'DaemonSet')
    return `The DaemonSet *${owner.name}* wants a pod on every node that fits, so it asked for ${words(created.length)} more.`;
  return `The ${owner.kind} *${owner.name}* asked for ${created.length === 1 ? `the pod *${name}*` : pods(created.length)}.`;
}

/** Pods that one owner asked for between two looks are told of together. */
export function podsCreated(telling: Telling, created: readonly Pod[]): string {
  const text = createdText(telling, created);
  const waiting = created.filter(({ spec }) => (spec.nodeName ?? '') === '').length;
  return waiting === 0 ? text : text + waitsForScheduler(telling.subject, waiting);
}

function podBound({ decisions }: Telling, pod: Pod): string {
  const { name, namespace } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  if (controllerOf(pod.metadata)?.kind === 'DaemonSet')
    return `The scheduler gave *${name}* to *${node}*, the node for which its DaemonSet made it.`;
  const decision = decisions.find(
    ({ podKey, node: chosen }) => podKey === `${namespace}/${name}` && chosen === node,
  );
  const [best, second] = decision?.scores ?? [];
  if (decision === undefined) return `The pod *${name}* belongs to *${node}* now.`;
  if (best === undefined || second === undefined)
    return `The scheduler put *${name}* on *${node}*: no other node fits.`;
  const rival = [best, second].find((score) => score.node !== node) ?? second;
  const own = decision.scores.find((score) => score.node === node)?.total ?? 0;
  const comparison =
    own === rival.total
      ? `as good as *${rival.node}*, so it drew lots`
      : `ahead of *${rival.node}* with ${rival.total}`;
  return `The scheduler chose *${node}* for *${name}*: ${own} points, ${comparison}.`;
}

function unschedulable(pod: Pod, before: Pod): string {
  const now = conditionOf(pod.status.conditions, 'PodScheduled');
  const old = conditionOf(before.status.conditions, 'PodScheduled');
  if (now?.status !== 'False' || now.message === old?.message) return '';
  return `No node fits *${pod.metadata.name}*, so it waits: ${quoted((now.message ?? '').replace(/ preemption:.*/, ''))}`;
}

/** Who or what wants the pod gone, when it is not a person or its owner. */
function disruption(pod: Pod): string {
  const target = conditionOf(pod.status.conditions, 'DisruptionTarget');
  if (target?.status !== 'True') return '';
  const { name } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  switch ((target as { readonly reason?: string }).reason) {
    case 'DeletionByTaintManager':
      return `*${name}* has to leave *${node}*: it does not tolerate that node's taint any longer.`;
    case 'PreemptionByScheduler':
      return `*${name}* has to leave *${node}*: a pod of higher priority needs its place.`;
    case 'EvictionByEvictionAPI':
      return `*${name}* is evicted from *${node}*, as somebody asked.`;
    default:
      return '';
  }
}

function deleting({ subject }: Telling, pod: Pod): string {
  const { name, deletionGracePeriodSeconds: grace = 0 } = pod.metadata;
  const unheard = isUnheard(subject, pod);
  const normal = `*${name}* is being deleted: its containers get SIGTERM, and at most ${grace} s to leave.`;
  const first = disruption(pod) || (unheard ? `*${name}* is to be deleted.` : normal);
  const stuck = unheard
    ? ` The kubelet on *${pod.spec.nodeName}* can't be told: it stays Terminating until that is back.`
    : '';
  const owned = controllerOf(pod.metadata) !== undefined && isDown(subject, 'kube-controller-manager');
  return `${first}${stuck}${owned ? ' The controller manager does not run: nobody will replace it.' : ''}`;
}

function ended(pod: Pod, before: Pod): string {
  const { phase, reason = '', message = '' } = pod.status;
  if (phase === before.status.phase || pod.metadata.deletionTimestamp !== undefined) return '';
  const { name } = pod.metadata;
  if (phase === 'Succeeded') return `*${name}* has done its work: all its containers ended with exit code 0.`;
  if (phase !== 'Failed') return '';
  return reason === ''
    ? `*${name}* has failed, and its restart policy wants no other try.`
    : `The kubelet on *${pod.spec.nodeName}* gave up *${name}* (${reason}): ${quoted(message)}`;
}

function modified(telling: Telling, pod: Pod, before: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined)
    return isMirror(pod) ? '' : deleting(telling, pod);
  if ((before.spec.nodeName ?? '') === '' && (pod.spec.nodeName ?? '') !== '') return podBound(telling, pod);
  const told = containersChanged(pod, before) || unschedulable(pod, before) || ended(pod, before);
  if (told !== '') return told;
  const isBack = isLost(before) || pod.metadata.deletionTimestamp !== undefined;
  return isPodReady(pod) && !isPodReady(before) && !isBack
    ? `*${pod.metadata.name}* is Running and ready on *${pod.spec.nodeName}*, at ${pod.status.podIP}.`
    : '';
}

function gone({ subject }: Telling, pod: Pod): string {
  const { name } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  if (node === '') return `*${name}* is gone; it never had a node.`;
  if (isMirror(pod))
    return `Only the mirror of *${name}* was deleted: the static pod itself runs on, and the kubelet on *${node}* will show it again.`;
  return isUnheard(subject, pod)
    ? `*${name}* is gone from the API. Whether it still runs on *${node}*, nobody knows.`
    : `*${name}* is gone: nothing of it runs on *${node}* any more, and its address is free.`;
}

export function aboutPod(telling: Telling, change: Change): string {
  if (change.type === 'ADDED') return podsCreated(telling, [change.value as Pod]);
  if (change.type === 'DELETED') return gone(telling, change.previous as Pod);
  return modified(telling, change.value as Pod, change.previous as Pod);
}
