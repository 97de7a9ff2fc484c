/** What every part of the runtime does: answer the kubelet, and change an instance. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { Hop } from '../kernel/event';
import type { ContainerdState, Instance } from './containerd-state';
import type { CriReply, CriRequest } from './cri';

/** Between two processes of one machine. */
export const LOCAL_MS = 1;

export function reply(
  state: ContainerdState,
  context: Context,
  request: CriRequest,
  part: Partial<CriReply>,
  ms: number,
): void {
  const { operation, podUid, podKey, container } = request;
  const message: CriReply = { operation, podUid, container, error: '', ...part };
  const key = container === '' ? podKey : `${podKey}/${container}`;
  const hop: Hop = {
    kind: 'cri',
    verb: operation,
    resource: 'reply',
    key,
    code: message.error === '' ? 200 : 500,
  };
  context.send(state.kubelet, 'cri-reply', message, LOCAL_MS, hop, context.cause, ms - LOCAL_MS);
}

export function update(
  state: ContainerdState,
  context: Context,
  id: string,
  change: Partial<Instance>,
): Instance {
  const fresh = { ...(state.containers.map.get(id) as Instance), ...change };
  writable(state.containers, context.epoch).set(id, fresh);
  return fresh;
}
