/**
 * ConfigMaps and Secrets that the pods of a node use: read when a pod needs them, and again about once a minute, so
 * that what changes reaches running containers. Models pkg/kubelet/{configmap,secret} with the cache-based manager of
 * pkg/kubelet/util/manager: one GET costs less than one watch per object and node, and ends with the last pod.
 */
import type { ApiObject } from '../api/meta';
import { isSuccess, type ApiResponse } from '../api/wire';
import { send } from '../client/requests';
import type { Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import { nextBelow } from '../kernel/random';
import type { KubeletState } from './kubelet-state';
import { podReferences, type ObjectReference } from './object-references';

/** A ConfigMap or a Secret: both hold texts by key; those of a Secret are base64. */
export interface DataObject extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface CachedObject {
  /** Null while it is not there, or was never read. */
  readonly object: DataObject | null;
  /** When it was last read, virtual ms; -1 for never. */
  readonly readAt: number;
  /** The server could not be asked, and nothing is known from before. */
  readonly failed: boolean;
  /** Pods to work on when the answer is here; empty while nothing is asked. */
  readonly waiting: readonly string[];
  readonly asking: boolean;
}

/** Remembered with the GET of an object. */
export interface ObjectTag {
  readonly object: string;
}

const UNREAD: CachedObject = { object: null, readAt: -1, failed: false, waiting: [], asking: false };

/** What was read so long ago still counts as new: the pods of one roll-out share one answer. */
const FRESH_MS = 1000;
/** The certificates of the cluster are written once per namespace. */
const CONSTANT_FRESH_MS = 60_000;
const CONSTANT_NAME = 'kube-root-ca.crt';
/** Running containers see changes after one to one and a half periods. */
const REFRESH_MS = 60_000;
const REFRESH_JITTER_MS = 30_000;

export function objectKey(namespace: string, { resource, name }: ObjectReference): string {
  return `${resource}/${namespace}/${name}`;
}

/** The object as last read; null when it is not there. */
export function cachedObject(
  state: KubeletState,
  namespace: string,
  reference: ObjectReference,
): CachedObject {
  return state.objects.map.get(objectKey(namespace, reference)) ?? UNREAD;
}

function store(state: KubeletState, context: Context, key: string, entry: CachedObject): void {
  writable(state.objects, context.epoch).set(key, entry);
}

function ask(state: KubeletState, context: Context, key: string, quiet: boolean): void {
  const [resource = '', namespace = '', name = ''] = key.split('/');
  const tag: ObjectTag = { object: key };
  send(state.client, context, { verb: 'get', resource, namespace, name, quiet }, tag);
}

/** How long before it is needed an object may have been read. What is missing is always looked for again. */
function freshMs({ object }: CachedObject, { name }: ObjectReference): number {
  if (object === null) return 0;
  return name === CONSTANT_NAME ? CONSTANT_FRESH_MS : FRESH_MS;
}

/**
 * True when all objects are known as they were at `since`, or nearly. Else asks for them; the pod is worked on again
 * when they are here.
 */
export function haveObjects(
  state: KubeletState,
  context: Context,
  uid: string,
  namespace: string,
  references: readonly ObjectReference[],
  since: number,
): boolean {
  let complete = true;
  for (const reference of references) {
    const key = objectKey(namespace, reference);
    const entry = state.objects.map.get(key) ?? UNREAD;
    if (entry.readAt >= 0 && entry.readAt >= since - freshMs(entry, reference)) continue;
    complete = false;
    if (entry.waiting.includes(uid)) continue;
    if (state.objects.map.size === 0) refreshLater(state, context);
    store(state, context, key, { ...entry, waiting: [...entry.waiting, uid], asking: true });
    if (!entry.asking) ask(state, context, key, false);
  }
  return complete;
}

function refreshLater(state: KubeletState, context: Context): void {
  context.after(REFRESH_MS + nextBelow(state.jitter, REFRESH_JITTER_MS), 'refresh-objects', null);
}

export interface ObjectNews {
  /** Pods that wait for it. */
  readonly waiting: readonly string[];
  readonly key: string;
  /** True when it differs from what was known, so that files made from it change. */
  readonly changed: boolean;
}

/** Takes an answer. A server that can't be reached leaves what was known. */
export function objectAnswered(
  state: KubeletState,
  context: Context,
  { object: key }: ObjectTag,
  response: ApiResponse,
): ObjectNews | null {
  const entry = state.objects.map.get(key);
  if (entry === undefined) return null;
  const { waiting, object: before } = entry;
  const answered = isSuccess(response.code) || response.code === 404;
  const object = isSuccess(response.code) ? (response.body as DataObject) : answered ? null : before;
  store(state, context, key, {
    object,
    readAt: context.now,
    failed: !answered && before === null,
    waiting: [],
    asking: false,
  });
  const version = object?.metadata.resourceVersion;
  return { waiting, key, changed: object !== null && version !== before?.metadata.resourceVersion };
}

/** Reads again what pods of this node still use, and forgets the rest. */
export function refreshObjects(state: KubeletState, context: Context): void {
  const used = new Set<string>();
  for (const { pod, stage } of state.pods.map.values()) {
    if (stage === 'finished') continue;
    const namespace = pod.metadata.namespace ?? '';
    for (const reference of podReferences(pod.spec)) used.add(objectKey(namespace, reference));
  }
  for (const [key, entry] of [...state.objects.map]) {
    if (!used.has(key)) {
      writable(state.objects, context.epoch).delete(key);
    } else if (!entry.asking && entry.object?.immutable !== true && !key.endsWith(`/${CONSTANT_NAME}`)) {
      store(state, context, key, { ...entry, asking: true });
      ask(state, context, key, true);
    }
  }
  if (state.objects.map.size > 0) refreshLater(state, context);
}
