/**
 * What just happened and why, in one sentence that could be said aloud. Told from the commits in etcd, so that nothing
 * is said that did not happen.
 */
import type { Deployment } from '../engine/api/deployment';
import { controllerOf, type ApiObject } from '../engine/api/meta';
import type { Node } from '../engine/api/node';
import type { ContainerStatus, Pod } from '../engine/api/pod';
import { isPodActive, isPodReady } from '../engine/api/pod-status';
import { conditionOf } from '../engine/api/conditions';
import type { ReplicaSet } from '../engine/api/replicaset';
import { range, type Change, type EtcdState } from '../engine/etcd/store';
import type { Decision } from '../engine/scheduler/framework';
import type { Narration } from './protocol';
import { objectId } from './projection/ids';

export type Part = Narration['parts'][number];

/** What a teller can look at besides the commit. */
export interface Stage {
  readonly cluster: string;
  readonly etcd: EtcdState;
  readonly decisions: readonly Decision[];
}

export interface Sentence {
  readonly parts: readonly Part[];
  readonly about: string;
}

/** Builds parts from text in which `*name*` is strong. */
export function say(text: string): Part[] {
  return text
    .split('*')
    .map((part, index) => ({ text: part, strong: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** Numbers up to twelve as words. */
function words(count: number): string {
  return NUMBERS[count] ?? String(count);
}

function pods(count: number): string {
  return `${words(count)} ${count === 1 ? 'pod' : 'pods'}`;
}

function idOf(stage: Stage, resource: string, { metadata }: ApiObject): string {
  return objectId(stage.cluster, resource, metadata.namespace ?? '', metadata.name);
}

/** Pods that one owner asked for between two looks are told of together. */
function podsCreated(stage: Stage, created: readonly Pod[]): string {
  const first = created[0] as Pod;
  const { name, namespace } = first.metadata;
  const owner = controllerOf(first.metadata);
  if (owner === undefined)
    return `kube-apiserver stored the pod *${name}*. Nobody owns it: if it goes, nothing replaces it.`;
  const set = range(stage.etcd, 'replicasets').get(`${namespace}/${owner.name}`)?.value as
    | ReplicaSet
    | undefined;
  if (set === undefined) return `The ${owner.kind} *${owner.name}* asked for the pod *${name}*.`;
  const uids = new Set(created.map(({ metadata }) => metadata.uid));
  let seen = 0;
  for (const { value } of range(stage.etcd, 'pods').values()) {
    const other = value as Pod;
    const sibling = controllerOf(other.metadata)?.uid === owner.uid && isPodActive(other);
    if (sibling && !uids.has(other.metadata.uid)) seen++;
  }
  const names = created.length === 1 ? `: *${name}*` : '';
  const wanted = pods(set.spec.replicas ?? 1);
  return `The ReplicaSet *${owner.name}* wants ${wanted} and saw ${words(seen)}, so it asked for ${words(created.length)} more${names}.`;
}

function podBound(stage: Stage, pod: Pod): string {
  const { name, namespace } = pod.metadata;
  const node = pod.spec.nodeName ?? '';
  const decision = stage.decisions.find(
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

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'];

function restarted(pod: Pod, before: ContainerStatus, now: ContainerStatus): string {
  const code = now.lastState.terminated?.exitCode ?? before.state.terminated?.exitCode ?? 0;
  const node = pod.spec.nodeName ?? '';
  const count = ORDINALS[now.restartCount] ?? `${now.restartCount}th`;
  const pace =
    now.restartCount === 1
      ? 'The first restart is immediate; the next one would wait 10 s.'
      : 'Same pod, same address.';
  return `The kubelet on *${node}* started the container of *${pod.metadata.name}* again after exit code ${code}: its ${count} restart. ${pace}`;
}

function waits(pod: Pod, status: ContainerStatus): string {
  const { reason = '', message = '' } = status.state.waiting ?? {};
  const { name } = pod.metadata;
  const image = pod.spec.containers.find((container) => container.name === status.name)?.image ?? '';
  switch (reason) {
    case 'CrashLoopBackOff': {
      const wait = /back-off (\S+) restarting/.exec(message)?.[1] ?? '';
      const code = status.lastState.terminated?.exitCode ?? 0;
      return `The container of *${name}* ended again (exit code ${code}): the kubelet waits ${wait} before it starts it once more.`;
    }
    case 'ErrImagePull':
      return `The runtime on *${pod.spec.nodeName}* could not pull *${image}* for *${name}*. Is the name right?`;
    case 'ImagePullBackOff':
      return `The kubelet waits before it tries to pull *${image}* again for *${name}*: 10 s, 20 s, up to five minutes.`;
    default:
      return '';
  }
}

function containerChanged(pod: Pod, before: Pod): string {
  for (const now of pod.status.containerStatuses ?? []) {
    const old = before.status.containerStatuses?.find(({ name }) => name === now.name);
    if (old === undefined) continue;
    const reason = now.state.waiting?.reason;
    if (reason !== undefined && reason !== old.state.waiting?.reason && waits(pod, now) !== '')
      return waits(pod, now);
    if (now.state.terminated !== undefined && old.state.running !== undefined && isPodActive(pod)) {
      const { exitCode } = now.state.terminated;
      return `The container of *${pod.metadata.name}* has ended with exit code ${exitCode}; its kubelet has noticed.`;
    }
    if (now.state.running !== undefined && now.restartCount > 0 && old.state.running === undefined) {
      return restarted(pod, old, now);
    }
  }
  return '';
}

function unschedulable(pod: Pod, before: Pod): string {
  const now = conditionOf(pod.status.conditions, 'PodScheduled');
  const old = conditionOf(before.status.conditions, 'PodScheduled');
  if (now?.status !== 'False' || now.message === old?.message) return '';
  return `No node fits *${pod.metadata.name}*, so it waits: ${(now.message ?? '').replace(/ preemption:.*/, '')}`;
}

function podModified(stage: Stage, pod: Pod, before: Pod): string {
  const { name } = pod.metadata;
  if (pod.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
    return `*${name}* is being deleted: its containers get SIGTERM, and at most ${grace} s to leave.`;
  }
  if ((before.spec.nodeName ?? '') === '' && (pod.spec.nodeName ?? '') !== '') return podBound(stage, pod);
  const told = containerChanged(pod, before) || unschedulable(pod, before);
  if (told !== '') return told;
  if (isPodReady(pod) && !isPodReady(before)) {
    return `*${name}* is Running and ready on *${pod.spec.nodeName}*, at ${pod.status.podIP}.`;
  }
  return '';
}

function podGone(pod: Pod): string {
  const node = pod.spec.nodeName ?? '';
  return node === ''
    ? `*${pod.metadata.name}* is gone; it never had a node.`
    : `*${pod.metadata.name}* is gone: nothing of it runs on *${node}* any more, and its address is free.`;
}

function aboutPod(stage: Stage, change: Change): string {
  if (change.type === 'ADDED') return podsCreated(stage, [change.value as Pod]);
  if (change.type === 'DELETED') return podGone(change.previous as Pod);
  return podModified(stage, change.value as Pod, change.previous as Pod);
}

function aboutSet(change: Change): string {
  const set = change.value as ReplicaSet;
  const { name } = set.metadata;
  const owner = controllerOf(set.metadata);
  if (change.type === 'ADDED') {
    const wanted = pods(set.spec.replicas ?? 1);
    return owner === undefined
      ? `kube-apiserver stored the ReplicaSet *${name}*: ${wanted} wanted.`
      : `The deployment controller made the ReplicaSet *${name}* for this template: ${wanted} wanted.`;
  }
  if (change.type === 'DELETED')
    return `The ReplicaSet *${name}* is gone; the garbage collector takes its pods.`;
  const before = (change.previous as ReplicaSet).spec.replicas ?? 1;
  const now = set.spec.replicas ?? 1;
  if (before === now) return '';
  return `The ReplicaSet *${name}* is to have ${pods(now)} instead of ${words(before)}.`;
}

function aboutDeployment(change: Change): string {
  const deployment = change.value as Deployment;
  const { name } = deployment.metadata;
  const wanted = deployment.spec.replicas ?? 1;
  if (change.type === 'ADDED')
    return `kube-apiserver stored the Deployment *${name}*: ${pods(wanted)} wanted.`;
  if (change.type === 'DELETED')
    return `The Deployment *${name}* is gone; the garbage collector takes what it owned.`;
  const before = change.previous as Deployment;
  if ((before.spec.replicas ?? 1) !== wanted) return `The Deployment *${name}* now wants ${pods(wanted)}.`;
  const done =
    (deployment.status.readyReplicas ?? 0) === wanted && (before.status.readyReplicas ?? 0) < wanted;
  return done && wanted > 0 ? `The Deployment *${name}* has what it wants: ${pods(wanted)} ready.` : '';
}

function aboutNode(change: Change): string {
  const ready = (node: Node): string => conditionOf(node.status.conditions, 'Ready')?.status ?? '';
  const node = change.value as Node;
  if (change.type === 'ADDED') return `The kubelet on *${node.metadata.name}* has registered its node.`;
  if (change.type === 'DELETED') return `The node *${node.metadata.name}* is no longer known.`;
  const [before, now] = [ready(change.previous as Node), ready(node)];
  if (before === now) return '';
  return now === 'True' ? `*${node.metadata.name}* is Ready.` : `*${node.metadata.name}* is no longer Ready.`;
}

/** The sentence for a commit, or null when it is not worth one. */
function tellOne(stage: Stage, change: Change): Sentence | null {
  const object = (change.value ?? change.previous) as ApiObject;
  const one = (resource: string, text: string): Sentence | null =>
    text === '' ? null : { parts: say(text), about: idOf(stage, resource, object) };
  switch (change.prefix) {
    case 'pods':
      return one('pods', aboutPod(stage, change));
    case 'replicasets':
      return one('replicasets', aboutSet(change));
    case 'deployments':
      return one('deployments', aboutDeployment(change));
    case 'minions':
      return one('nodes', aboutNode(change));
    case 'namespaces':
      return change.type === 'ADDED'
        ? one('namespaces', `kube-apiserver stored the namespace *${object.metadata.name}*.`)
        : null;
    default:
      return null;
  }
}

function ownerOf(change: Change): string {
  const pod = change.value as Pod;
  return change.prefix === 'pods' && change.type === 'ADDED' ? (controllerOf(pod.metadata)?.uid ?? '') : '';
}

/** The sentences for what was committed since the last look, oldest first. */
export function tell(stage: Stage, changes: readonly Change[]): Sentence[] {
  const told = new Set<string>();
  const sentences: Sentence[] = [];
  for (const change of changes) {
    const owner = ownerOf(change);
    if (owner !== '' && told.has(owner)) continue;
    told.add(owner);
    const siblings = owner === '' ? [] : changes.filter((other) => ownerOf(other) === owner);
    const sentence =
      siblings.length > 1
        ? {
            parts: say(
              podsCreated(
                stage,
                siblings.map(({ value }) => value as Pod),
              ),
            ),
            about: '',
          }
        : tellOne(stage, change);
    if (sentence !== null) sentences.push(sentence);
  }
  return sentences;
}
