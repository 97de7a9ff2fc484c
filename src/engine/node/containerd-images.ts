/** Images of a machine: pulled one after the other, kept, and listed in the node's status. */
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { findImage, isImage, parseReference, type Reference } from '../workload/registry';
import { reply } from './containerd-reply';
import type { ContainerdState } from './containerd-state';
import type { CriRequest } from './cri';

/** Asking the registry for a manifest: all that a pull of a present image does. */
const RESOLVE_MS = 150;
/** Layers unpacked, whatever their size. */
const UNPACK_MS = 250;
const PULL_BYTES_PER_MS = 40_000;

export function pullImage(state: ContainerdState, context: Context, request: CriRequest): void {
  const reference = parseReference(request.spec?.image ?? '');
  const image = findImage(reference);
  const begin = Math.max(context.now, state.pullsUntil);
  if (!isImage(image)) {
    state.pullsUntil = begin + RESOLVE_MS;
    const error =
      state.runtime === 'containerd'
        ? `rpc error: code = NotFound desc = ${image.error}`
        : crioError(reference.full, image.error);
    reply(state, context, request, { error }, state.pullsUntil - context.now);
    return;
  }
  const present = state.images.map.has(reference.full);
  const pullMs = RESOLVE_MS + (present ? 0 : UNPACK_MS + Math.ceil(image.sizeBytes / PULL_BYTES_PER_MS));
  state.pullsUntil = begin + pullMs;
  if (!present) writable(state.images, context.epoch).set(reference.full, state.pullsUntil);
  const waitMs = state.pullsUntil - context.now;
  reply(
    state,
    context,
    request,
    { pullMs, waitMs, sizeBytes: image.sizeBytes, imageId: reference.full },
    waitMs,
  );
}

/** CRI-O's words for a name that the registry does not know. */
function crioError(full: string, error: string): string {
  const [name = '', tag = ''] = full.replace(/:([^:/]+)$/, ' $1').split(' ');
  const denied = error.endsWith(': not found')
    ? 'manifest unknown'
    : 'requested access to the resource is denied';
  return `rpc error: code = Unknown desc = reading manifest ${tag} in ${name}: ${denied}`;
}

/** True when the machine has the image. The kubelet asks the runtime in passing; no hop is drawn for it. */
export function hasImage(state: ContainerdState, { full }: Reference, now: number): boolean {
  const pulledAt = state.images.map.get(full);
  return pulledAt !== undefined && pulledAt <= now;
}

/** An image as a node's status lists it. */
export interface NodeImage {
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

const NODE_IMAGES_MAX = 50;

/** The images that are on the machine by now, the biggest first. Models nodestatus.Images (at most 50). */
export function imagesOf(state: ContainerdState, now: number): readonly NodeImage[] {
  const present: NodeImage[] = [];
  for (const [name, pulledAt] of state.images.map) {
    const image = findImage(parseReference(name));
    if (pulledAt <= now && isImage(image)) present.push({ names: [name], sizeBytes: image.sizeBytes });
  }
  return present.sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, NODE_IMAGES_MAX);
}
