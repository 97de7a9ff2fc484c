/** How a kubelet speaks: to its container runtime by CRI calls, and of its pods by Events. */
import { recordEvent, referenceTo, type Happening } from '../client/recorder';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import type { ContainerdState } from './containerd-state';
import type { CriOperation, CriRequest } from './cri';
import { update, type KubeletState } from './kubelet-state';
import { containerOf, type PodRecord } from './pod-record';

/** ms between two processes of one machine. */
export const LOCAL_MS = 1;

/** Sends a CRI call. Returns the record, which now awaits one more reply. */
export function callRuntime(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  operation: CriOperation,
  container: string,
  part: Partial<CriRequest> = {},
): PodRecord {
  const { uid: podUid, key: podKey } = record;
  const request: CriRequest = { operation, podUid, podKey, container, ...part };
  const key = container === '' ? podKey : `${podKey}/${container}`;
  const hop: Hop = { kind: 'cri', verb: operation, resource: 'pods', key, code: 0 };
  context.send(state.containerd, 'cri', request, LOCAL_MS, hop, record.cause);
  return update(state, context, { ...record, awaiting: record.awaiting + 1 });
}

/** The runtime of the same machine, for looks that cost no message. */
export function runtimeOf(state: KubeletState, context: Context): ContainerdState {
  return context.peer(state.containerd) as ContainerdState;
}

const LISTS = {
  init: 'initContainers',
  sidecar: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
} as const;

function pathOf(record: PodRecord, container: string): string {
  return `spec.${LISTS[containerOf(record, container).role]}{${container}}`;
}

/** Writes an Event about a pod, or about one of its containers. */
export function announce(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  container: string,
  type: Happening['type'],
  reason: string,
  message: string,
): void {
  const path = container === '' ? undefined : pathOf(record, container);
  const reference = referenceTo(record.pod, path);
  recordEvent(state.recorder, state.events, context, reference, { type, reason, message }, record.cause);
}
