/**
 * The image of a container: there already, pulled, or not to be had. Models pkg/kubelet/images/image_manager.go.
 */
import { parseImageReference } from '../api/image-reference';
import type { Container } from '../api/pod';
import type { Context } from '../kernel/component';
import { nextBelow } from '../kernel/random';
import { referenceOf } from '../workload/registry';
import { goSeconds, nextBackoff } from './backoff';
import { hasImage } from './containerd-images';
import type { CriReply } from './cri';
import { lookSoon } from './heartbeat';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { containerOf, specOf, withContainer, type PodRecord } from './pod-record';
import { announce, callRuntime, runtimeOf } from './runtime-calls';
import { reportStatus } from './status-manager';

/** After a failed pull the next sync finds the image in back-off. */
const NEXT_SYNC_MS = 2000;
/** A sync that failed is tried again after this, and up to half of it more. */
const SYNC_RETRY_MS = 10_000;

/** The data of the timers that let a container try again. */
export interface RetryData {
  readonly uid: string;
  readonly name: string;
  readonly generation: number;
}

function mustPull(state: KubeletState, context: Context, spec: Container): boolean {
  const { imagePullPolicy } = spec;
  return imagePullPolicy === 'Always' || !hasImage(runtimeOf(state, context), referenceOf(spec), context.now);
}

/** Declarations of which the image's name is known to be one. */
const wellNamed = new WeakSet<Container>();

function isWellNamed(spec: Container): boolean {
  if (wellNamed.has(spec)) return true;
  if (parseImageReference(spec.image ?? '') === null) return false;
  wellNamed.add(spec);
  return true;
}

/** Gets the image. Returns the record: with its container `pulled`, `pulling`, or waiting to try again. */
export function ensureImage(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
): PodRecord {
  const spec = specOf(record, name);
  const { image = '' } = spec;
  if (!isWellNamed(spec)) return invalidName(state, context, record, name, image);
  if (!mustPull(state, context, spec)) {
    const message = `Container image "${image}" already present on machine`;
    announce(state, context, record, name, 'Normal', 'Pulled', message);
    return withContainer(record, name, { stage: 'pulled', imageId: referenceOf(spec).full });
  }
  if (spec.imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    announce(state, context, record, name, 'Warning', 'ErrImageNeverPull', message);
    announce(state, context, record, name, 'Warning', 'Failed', 'Error: ErrImageNeverPull');
    return tryLater(state, context, record, name, 'ErrImageNeverPull', message);
  }
  announce(state, context, record, name, 'Normal', 'Pulling', `Pulling image "${image}"`);
  const pulling = withContainer(record, name, { stage: 'pulling' });
  return callRuntime(state, context, pulling, 'PullImage', name, { spec });
}

/** Upper case is told of by name; anything else that is no image name is just invalid. */
function invalidName(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  image: string,
): PodRecord {
  const isLowered = parseImageReference(image.toLowerCase()) !== null;
  const repository = parseImageReference(image.toLowerCase())?.repository ?? '';
  const start = repository.startsWith('library/') ? 'library/' : '';
  const tail = isLowered
    ? `: repository name (${start}${image.replace(/[:@].*$/, '')}) must be lowercase`
    : '';
  const why = `couldn't parse image name "${image}": invalid reference format${tail}`;
  const message = `Failed to apply default image tag "${image}": ${why}`;
  announce(state, context, record, name, 'Warning', 'InspectFailed', message);
  announce(state, context, record, name, 'Warning', 'Failed', 'Error: InvalidImageName');
  return tryLater(state, context, record, name, 'InvalidImageName', message);
}

/** The container can't go on for a reason that only time can mend: its status says why, and it tries again. */
export function tryLater(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  reason: string,
  message: string,
): PodRecord {
  const generation = containerOf(record, name).generation + 1;
  const words = { stage: 'backoff', reason, message, generation, askedAt: -1 } as const;
  const waiting = update(state, context, withContainer(record, name, words));
  const data: RetryData = { uid: record.uid, name, generation };
  context.after(SYNC_RETRY_MS + nextBelow(state.jitter, SYNC_RETRY_MS / 2), 'retry', data);
  reportStatus(state, context, waiting);
  return recordOf(state, record.uid) ?? waiting;
}

/** Takes the end of a pull. */
export function pulled(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  const { image = '' } = specOf(record, name);
  if (reply.error !== '') {
    const message = `Failed to pull image "${image}": ${reply.error}`;
    announce(state, context, record, name, 'Warning', 'Failed', message);
    announce(state, context, record, name, 'Warning', 'Failed', 'Error: ErrImagePull');
    pullFailed(state, context, record, name, reply.error);
    return;
  }
  const { pullMs = 0, waitMs = 0, sizeBytes = 0, imageId = '' } = reply;
  const times = `${goSeconds(pullMs)} (${goSeconds(waitMs)} including waiting)`;
  const message = `Successfully pulled image "${image}" in ${times}. Image size: ${sizeBytes} bytes.`;
  announce(state, context, record, name, 'Normal', 'Pulled', message);
  update(state, context, withContainer(record, name, { stage: 'pulled', imageId, pullBackoffMs: 0 }));
  // The node's status lists the images of its machine.
  lookSoon(state, context);
}

/** The pull failed: report it, and try again after 10 s, 20 s … 5 min. */
function pullFailed(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
  message: string,
): void {
  const container = containerOf(record, name);
  const pullBackoffMs = nextBackoff(container.pullBackoffMs);
  const generation = container.generation + 1;
  const words = {
    stage: 'pull-backoff',
    reason: 'ErrImagePull',
    message,
    pullBackoffMs,
    generation,
  } as const;
  const failed = update(state, context, withContainer(record, name, words));
  const data: RetryData = { uid: record.uid, name, generation };
  context.after(NEXT_SYNC_MS, 'pull-backoff', data);
  context.after(pullBackoffMs, 'retry', data);
  reportStatus(state, context, failed);
}

export function showPullBackoff(state: KubeletState, context: Context, data: RetryData): void {
  const record = recordOf(state, data.uid);
  if (record === undefined || record.stage !== 'active') return;
  const container = containerOf(record, data.name);
  if (container.generation !== data.generation || container.reason !== 'ErrImagePull') return;
  const image = specOf(record, data.name).image ?? '';
  const message = `Back-off pulling image "${image}"`;
  announce(state, context, record, data.name, 'Normal', 'BackOff', message);
  announce(state, context, record, data.name, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  const words = { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${container.message}` };
  reportStatus(state, context, update(state, context, withContainer(record, data.name, words)));
}
