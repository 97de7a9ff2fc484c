/** A process with informers: opens them at its start, one LIST and then one WATCH each. */
import type { ApiResponse, WatchEvent } from '../api/wire';
import { isSuccess } from '../api/wire';
import type { Context } from '../kernel/component';
import { relistLater } from './connection';
import { applyList, applyWatchEvent, type CacheChange, type Informer } from './informer';
import { send, takeTag, type ClientState } from './requests';

/** Remembered with the LIST and WATCH requests of an informer. */
export interface InformerTag {
  readonly informer: string;
  readonly phase: 'list' | 'watch';
}

function isInformerTag(tag: unknown): tag is InformerTag {
  return typeof tag === 'object' && tag !== null && 'informer' in tag;
}

/** Begins to fill an informer. `nodeName` restricts it to the pods of one node. */
export function openInformer(
  client: ClientState,
  context: Context,
  resource: string,
  nodeName?: string,
): void {
  const filter = nodeName === undefined ? {} : { nodeName };
  const tag: InformerTag = { informer: resource, phase: 'list' };
  send(client, context, { verb: 'list', resource, namespace: '', name: '', ...filter }, tag);
}

/** A message or timer, sorted into what it means for a process. */
export type ProcessEvent =
  | { readonly kind: 'changes'; readonly informer: Informer; readonly changes: readonly CacheChange[] }
  | { readonly kind: 'response'; readonly response: ApiResponse; readonly tag: unknown }
  | { readonly kind: 'nothing' };

const NOTHING: ProcessEvent = { kind: 'nothing' };

export interface Process {
  readonly client: ClientState;
  readonly informers: ReadonlyMap<string, Informer>;
  /** Set for processes that watch one node's pods only. */
  readonly watchesNode?: string;
}

export function takeWatchEvent(process: Process, context: Context, event: WatchEvent): ProcessEvent {
  const informer = process.informers.get(event.resource);
  if (informer === undefined) return NOTHING;
  const change = applyWatchEvent(informer, context.epoch, event);
  return change === null ? NOTHING : { kind: 'changes', informer, changes: [change] };
}

export function takeResponse(process: Process, context: Context, response: ApiResponse): ProcessEvent {
  // Another client of the same process counts its requests for itself.
  const tag = response.client === process.client.name ? takeTag(process.client, response) : undefined;
  if (!isInformerTag(tag)) return { kind: 'response', response, tag };
  const informer = process.informers.get(tag.informer);
  if (informer === undefined) return NOTHING;
  if (!isSuccess(response.code)) {
    relistLater(context, informer);
    return NOTHING;
  }
  if (tag.phase === 'watch') {
    informer.open = true;
    informer.failures = 0;
    return NOTHING;
  }
  const changes = applyList(informer, context.epoch, response);
  openStream(process, context, informer);
  return { kind: 'changes', informer, changes };
}

function openStream(process: Process, context: Context, informer: Informer): void {
  const { resource, revision } = informer;
  const filter = process.watchesNode === undefined ? {} : { nodeName: process.watchesNode };
  const tag: InformerTag = { informer: resource, phase: 'watch' };
  const call = { verb: 'watch', resource, namespace: '', name: '', revision, ...filter } as const;
  send(process.client, context, call, tag);
}
