/**
 * What a kubelet finds on its machine when it starts, or when its runtime answers again: sandboxes and containers of
 * pods that it has yet to take over. Models the pod cache and the relist of PLEG.
 */
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import type { ContainerEnd } from './container-exit';
import type { ContainerListItem, CriReply, CriRequest } from './cri';
import type { Found, KubeletState } from './kubelet-state';
import { LOCAL_MS } from './runtime-calls';

function call(
  state: KubeletState,
  context: Context,
  operation: CriRequest['operation'],
  uid = '',
  key = '',
): void {
  const request: CriRequest = { operation, podUid: uid, podKey: key, container: '' };
  const hop: Hop = { kind: 'cri', verb: operation, resource: 'pods', key, code: 0 };
  context.send(state.containerd, 'cri', request, LOCAL_MS, hop);
}

/** Asks the runtime what runs. */
export function askRuntime(state: KubeletState, context: Context): void {
  call(state, context, 'ListContainers');
}

export function foundIn({ items = [], sandboxes = [] }: CriReply): Found {
  const containers = new Map<string, readonly ContainerListItem[]>();
  const keys = new Map<string, string>();
  for (const item of items) {
    containers.set(item.podUid, [...(containers.get(item.podUid) ?? []), item]);
    keys.set(item.podUid, item.podKey);
  }
  for (const { podUid, podKey } of sandboxes) keys.set(podUid, podKey);
  return { containers, sandboxes: new Map(sandboxes.map(({ podUid, ip }) => [podUid, ip])), keys };
}

/** What was found of one pod. Nobody finds it a second time. */
export interface Remains {
  /** In the order of their creation; of a restarted container also the instance before. */
  readonly items: readonly ContainerListItem[];
  /** '' when the sandbox is gone. */
  readonly ip: string;
}

export function takeRemains({ found }: KubeletState, uid: string): Remains | null {
  if (found === null || !found.keys.has(uid)) return null;
  const remains = { items: found.containers.get(uid) ?? [], ip: found.sandboxes.get(uid) ?? '' };
  found.keys.delete(uid);
  found.containers.delete(uid);
  found.sandboxes.delete(uid);
  return remains;
}

/** How a container ended. Nobody saw the end of what died with its machine. */
export function endOf({ state, exitCode, reason }: ContainerListItem): ContainerEnd {
  if (state === 'unknown') return { exitCode: 255, reason: 'Unknown' };
  return { exitCode, reason: reason === '' ? (exitCode === 0 ? 'Completed' : 'Error') : reason };
}

/** Ends what belongs to no pod, once all pods are known. */
export function killOrphans(state: KubeletState, context: Context): void {
  const { found } = state;
  if (found === null || found.keys.size === 0 || state.informers.get('pods')?.synced !== true) return;
  for (const [uid, key] of found.keys) {
    call(state, context, found.sandboxes.has(uid) ? 'StopPodSandbox' : 'RemovePodSandbox', uid, key);
  }
  state.found = { containers: new Map(), sandboxes: new Map(), keys: new Map() };
}
