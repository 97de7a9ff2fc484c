/** Containers that already run when the world begins. */
import type { Container } from '../api/pod';
import { writable } from '../kernel/cow';
import { programOf } from '../workload/program';
import { findImage, isImage, parseReference } from '../workload/registry';
import { allocate } from './cni';
import { newId, newInstance, type ContainerdState, type Sandbox } from './containerd-state';

/** A pod whose containers already run. */
export interface PrefillItem {
  readonly podUid: string;
  readonly podKey: string;
  readonly hostNetwork?: boolean;
  readonly containers: readonly Container[];
}

/** Before the world begins: these pods run here since then. Their images are on the machine. */
export function prefill(state: ContainerdState, items: readonly PrefillItem[]): void {
  for (const { podUid, podKey, hostNetwork = false, containers } of items) {
    const ip = hostNetwork ? state.hostIp : (allocate(state.ipam, 0, podUid) ?? '');
    const sandbox: Sandbox = hostNetwork ? { podKey, ip, hostNetwork, hostname: state.node } : { podKey, ip };
    writable(state.sandboxes, 0).set(podUid, sandbox);
    for (const spec of containers) prefillContainer(state, podUid, podKey, spec);
  }
}

function prefillContainer(state: ContainerdState, podUid: string, podKey: string, spec: Container): void {
  const { image = '', name } = spec;
  const reference = parseReference(image);
  const found = findImage(reference);
  if (!isImage(found)) throw new Error(`${podKey}: ${found.error}`);
  writable(state.images, 0).set(reference.full, 0);
  const id = newId(state);
  const instance = newInstance({ id, podUid, podKey, name, image, program: programOf(spec) });
  // Since before the beginning: its server listens.
  writable(state.containers, 0).set(id, { ...instance, state: 'running', startedAt: LONG_AGO });
}

const LONG_AGO = -60_000;
