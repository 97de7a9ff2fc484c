/**
 * The event recorder of a process: turns what happened into Event objects, and counts repeats instead of writing them
 * anew. Models client-go/tools/record/events_cache.go (deduplication).
 */
import { eventName, type EventRecord, type EventSeriesStyle, type ObjectReference } from '../api/event';
import type { ApiObject } from '../api/meta';
import type { Context } from '../kernel/component';
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import type { HopId } from '../kernel/event';
import { send, type ClientState } from './requests';

interface Seen {
  readonly name: string;
  readonly firstMs: number;
  readonly count: number;
}

export interface RecorderState {
  /** `replicaset-controller`, `kubelet` … */
  readonly component: string;
  /** Node name, for kubelets. */
  readonly host: string;
  /** Set for the scheduler, which writes events.k8s.io. */
  readonly style: EventSeriesStyle | null;
  readonly epochMs: number;
  written: number;
  readonly seen: CowMap<string, Seen>;
}

export function createRecorder(
  component: string,
  host: string,
  epochMs: number,
  style: EventSeriesStyle | null = null,
): RecorderState {
  return { component, host, style, epochMs, written: 0, seen: cowMap() };
}

export function cloneRecorder(recorder: RecorderState): RecorderState {
  return { ...recorder, seen: shareMap(recorder.seen) };
}

/** The recorder of a process that begins again: it no longer knows what it has told. */
export function restartRecorder(recorder: RecorderState): RecorderState {
  return { ...recorder, seen: cowMap() };
}

export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export function referenceTo(object: ApiObject, fieldPath?: string): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace = '', uid = '' } = metadata;
  const reference = { kind, apiVersion, namespace, name, uid };
  return fieldPath === undefined ? reference : { ...reference, fieldPath };
}

/** Size of upstream's LRU cache of seen events. */
const SEEN_MAX = 4096;
/** The oldest are forgotten so many at a time: each look at the front of a Map walks over the holes left there. */
const SEEN_BATCH = 512;

function forgetOldest(seen: Map<string, Seen>): void {
  if (seen.size < SEEN_MAX + SEEN_BATCH) return;
  for (const key of seen.keys()) {
    if (seen.size <= SEEN_MAX) return;
    seen.delete(key);
  }
}

/** Writes an Event about an object through the process's client. */
export function recordEvent(
  recorder: RecorderState,
  client: ClientState,
  context: Context,
  involved: ObjectReference,
  happening: Happening,
  cause: HopId = context.cause,
): void {
  const { type, reason, message } = happening;
  const nowMs = recorder.epochMs + context.now;
  const path = involved.fieldPath ?? '';
  const key = `${involved.uid}|${path}|${type}|${reason}|${message}`;
  const seen = writable(recorder.seen, context.epoch);
  const known = seen.get(key);
  const name = known?.name ?? eventName(involved.name, nowMs, recorder.written);
  const entry: Seen = { name, firstMs: known?.firstMs ?? nowMs, count: (known?.count ?? 0) + 1 };
  recorder.written++;
  seen.delete(key);
  seen.set(key, entry);
  forgetOldest(seen);
  const namespace = involved.namespace === '' ? 'default' : involved.namespace;
  const { component, host, style } = recorder;
  const record: EventRecord = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involved,
    reason,
    message,
    type,
    component,
    host,
    firstMs: entry.firstMs,
    lastMs: nowMs,
    count: entry.count,
    ...(style === null ? {} : { style }),
  };
  send(client, context, { verb: 'create', resource: 'events', namespace, name, body: record }, null, cause);
}
