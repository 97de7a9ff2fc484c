/** Sentences about the containers of a pod, from its status. */
import type { ContainerStatus, Pod } from '../../engine/api/pod';
import { isPodActive } from '../../engine/api/pod-status';
import { ordinal, quoted } from './words';

function restarted(pod: Pod, before: ContainerStatus, now: ContainerStatus): string {
  const code = now.lastState.terminated?.exitCode ?? before.state.terminated?.exitCode ?? 0;
  const node = pod.spec.nodeName ?? '';
  const pace =
    now.restartCount === 1
      ? 'The first restart is immediate; the next one would wait 10 s.'
      : 'Same pod, same address.';
  return `The kubelet on *${node}* started the container of *${pod.metadata.name}* again after exit code ${code}: its ${ordinal(now.restartCount)} restart. ${pace}`;
}

function imageOf({ spec }: Pod, name: string): string {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  return all.find((container) => container.name === name)?.image ?? '';
}

/** `container`, or the name of an init container. */
function nounOf({ spec }: Pod, { name }: ContainerStatus): string {
  const isInit = spec.initContainers?.some((container) => container.name === name) === true;
  return isInit ? `init container *${name}*` : 'container';
}

function crashes(pod: Pod, status: ContainerStatus): string {
  const wait = /back-off (\S+) restarting/.exec(status.state.waiting?.message ?? '')?.[1] ?? '';
  const { exitCode = 0, reason = '' } = status.lastState.terminated ?? {};
  const end = reason === 'OOMKilled' ? 'OOMKilled' : `exit code ${exitCode}`;
  return `The ${nounOf(pod, status)} of *${pod.metadata.name}* ended again (${end}): the kubelet waits ${wait} before it starts it once more.`;
}

/** Why a container waits, when that is worth a word. */
function waits(pod: Pod, status: ContainerStatus, before: ContainerStatus): string {
  const { reason = '', message = '' } = status.state.waiting ?? {};
  const { name } = pod.metadata;
  const image = imageOf(pod, status.name);
  switch (reason) {
    case 'CrashLoopBackOff':
      return crashes(pod, status);
    case 'ErrImagePull':
      // Told once: every later try fails in the same way.
      return before.state.waiting?.reason === 'ImagePullBackOff'
        ? ''
        : `The runtime on *${pod.spec.nodeName}* could not pull *${image}* for *${name}*. Is the name right? It tries again after 10 s, after 20 s, up to every five minutes.`;
    case 'ErrImageNeverPull':
      return `*${image}* is not on *${pod.spec.nodeName}*, and *${name}* forbids to pull it.`;
    case 'InvalidImageName':
      return `*${image}* is no name of an image: *${name}* cannot start.`;
    case 'CreateContainerConfigError':
      return `*${name}* cannot start: ${quoted(message)}. It starts as soon as that is there.`;
    case 'CreateContainerError':
    case 'RunContainerError':
      return `The runtime on *${pod.spec.nodeName}* could not start *${name}*: ${quoted(message)}.`;
    default:
      return '';
  }
}

function limitOf({ spec }: Pod, name: string): string {
  return spec.containers.find((container) => container.name === name)?.resources?.limits?.['memory'] ?? '';
}

function ended(pod: Pod, status: ContainerStatus): string {
  const { exitCode = 0, reason = '' } = status.state.terminated ?? {};
  const { name } = pod.metadata;
  if (reason === 'OOMKilled') {
    const limit = limitOf(pod, status.name);
    const over =
      limit === '' ? 'the node had no more memory for it' : `it used more memory than its limit of ${limit}`;
    return `The kernel killed the container of *${name}* (OOMKilled): ${over}.`;
  }
  return `The container of *${name}* has ended with exit code ${exitCode}; its kubelet has noticed.`;
}

function oneChanged(pod: Pod, old: ContainerStatus, now: ContainerStatus): string {
  const reason = now.state.waiting?.reason;
  if (reason !== undefined && reason !== old.state.waiting?.reason) {
    const text = waits(pod, now, old);
    if (text !== '') return text;
  }
  if (now.state.terminated !== undefined && old.state.running !== undefined && isPodActive(pod))
    return ended(pod, now);
  if (now.state.running !== undefined && now.restartCount > 0 && old.state.running === undefined)
    return restarted(pod, old, now);
  return '';
}

function statusOf(list: readonly ContainerStatus[] | undefined, name: string): ContainerStatus | undefined {
  return list?.find((status) => status.name === name);
}

/** Init containers run one after the other: told when one begins, and when it does not end well. */
function initChanged(pod: Pod, before: Pod): string {
  const all = pod.status.initContainerStatuses ?? [];
  for (const [index, now] of all.entries()) {
    const old = statusOf(before.status.initContainerStatuses, now.name);
    const { name } = pod.metadata;
    const isNew = old?.state.running === undefined && old?.state.terminated === undefined;
    if (now.state.running !== undefined && isNew && now.restartCount === 0) {
      return `*${name}* runs its ${ordinal(index + 1)} init container, *${now.name}*: its containers start when it has ended well.`;
    }
    if (old === undefined) continue;
    const code = now.state.terminated?.exitCode;
    if (code !== undefined && code !== 0 && old.state.running !== undefined)
      return `The init container *${now.name}* of *${name}* has failed with exit code ${code}: nothing else of the pod starts before it succeeds.`;
    const reason = now.state.waiting?.reason;
    const text = reason === undefined || reason === old.state.waiting?.reason ? '' : waits(pod, now, old);
    if (text !== '') return text;
  }
  return '';
}

/** What became of the containers between two statuses; '' for nothing worth a word. */
export function containersChanged(pod: Pod, before: Pod): string {
  if (pod.status.initContainerStatuses !== undefined) {
    const told = initChanged(pod, before);
    if (told !== '') return told;
  }
  for (const now of pod.status.containerStatuses ?? []) {
    const old = statusOf(before.status.containerStatuses, now.name);
    const text = old === undefined ? '' : oneChanged(pod, old, now);
    if (text !== '') return text;
  }
  return '';
}
