/** GET and LIST: what is stored, as clients see it. Also asked beside the door, so they take no more than they need. */
import { materialise } from '../api/event';
import { apiVersionOf, type Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { scaleOf } from '../api/scale';
import { badRequest, expired, notFound, tooLargeResourceVersion, type Status } from '../api/status';
import type { ApiRequest } from '../api/wire';
import { wholeKey } from '../etcd/key';
import { rangeKeys } from '../etcd/kv';
import { get, range, type EtcdState, type KeyValue } from '../etcd/store';
import { decodeContinue, encodeContinue, type ContinuePoint } from './continue-token';
import { failure, type Answer } from './exchange';
import { isSelected, parseSelection, type Selection } from './selection';

export type ReadRequest = Pick<ApiRequest, 'namespace' | 'name' | 'subresource'> & Partial<ApiRequest>;

/** True when the caller has seen a newer store than this one is. */
export function isAhead({ verb, resourceVersion = '' }: ReadRequest, { revision }: EtcdState): boolean {
  return resourceVersion !== '' && (verb === 'get' || verb === 'list') && Number(resourceVersion) > revision;
}

export function serveGet(kind: Kind, etcd: EtcdState, request: ReadRequest): Answer {
  if (isAhead(request, etcd)) return failure(tooLargeResourceVersion(request.resourceVersion, etcd.revision));
  const key = kind.namespaced ? `${request.namespace}/${request.name}` : request.name;
  const stored = get(etcd, kind.storagePrefix, key);
  if (stored === undefined) return failure(notFound(kind, request.name));
  const object = stored.value as ApiObject;
  const body = request.subresource === 'scale' ? scaleOf(object) : materialise(object);
  return { code: 200, body, revision: stored.modRevision };
}

interface Found {
  /** Below the prefix. */
  readonly key: string;
  readonly object: ApiObject;
}

function inOrder(a: Found, b: Found): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** What is selected now. One object by its name needs no walk over all of them. */
function selectedNow(kind: Kind, etcd: EtcdState, selection: Selection): Found[] {
  const { namespace, name } = selection;
  const table = range(etcd, kind.storagePrefix);
  const isOne = name !== '' && (namespace !== '' || !kind.namespaced);
  const one = isOne ? table.get(kind.namespaced ? `${namespace}/${name}` : name) : undefined;
  const candidates: Iterable<KeyValue> = !isOne ? table.values() : one === undefined ? [] : [one];
  const found: Found[] = [];
  for (const { key, value } of candidates) {
    if (isSelected(kind, selection, value as ApiObject)) found.push({ key, object: value as ApiObject });
  }
  return found.sort(inOrder);
}

/** Models storage/etcd3/errors.go. */
const TOO_OLD = 'The resourceVersion for the provided list is too old.';
const TOO_OLD_TO_GO_ON =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
/** In a token: go on with what is there now, whatever it is. */
const NOW = -1;

/** The history is gone. With a list that has begun comes a token that goes on without it. */
function tooOld({ revision, start }: ContinuePoint, oldest: number): Status {
  const status = expired(revision, oldest);
  if (start === '') return { ...status, message: TOO_OLD };
  const metadata = { continue: encodeContinue({ revision: NOW, start }) } as unknown as Status['metadata'];
  return { ...status, metadata, message: TOO_OLD_TO_GO_ON };
}

/** The rest of a list as it was when the list began, or a whole list as it once was. */
function selectedThen(
  kind: Kind,
  etcd: EtcdState,
  selection: Selection,
  from: ContinuePoint,
): Found[] | Status {
  const directory = wholeKey(kind.storagePrefix, '');
  const revision = from.revision === NOW ? etcd.revision : from.revision;
  const answer = rangeKeys(etcd, { key: directory, prefix: true, revision });
  if (typeof answer === 'string') return tooOld(from, etcd.compactRevision);
  const found: Found[] = [];
  for (const { key: whole, value } of answer.kvs) {
    const key = whole.slice(directory.length);
    if (key < from.start || !isSelected(kind, selection, value as ApiObject)) continue;
    found.push({ key, object: value as ApiObject });
  }
  return found;
}

/** The selected objects in the order of their keys, and the metadata of their list. */
interface Part {
  readonly items: readonly ApiObject[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

function partOf(found: readonly Found[], revision: number, request: ReadRequest): Part {
  const { limit = 0, labelSelector = '', fieldSelector = '' } = request;
  const resourceVersion = String(revision);
  const isWhole = limit <= 0 || found.length <= limit;
  const items = (isWhole ? found : found.slice(0, limit)).map(({ object }) => materialise(object));
  if (isWhole) return { items, metadata: { resourceVersion } };
  const start = `${(found[limit - 1] as Found).key}\0`;
  const token = encodeContinue({ revision, start });
  // With a selector nobody has counted the others.
  const isCounted = labelSelector === '' && fieldSelector === '';
  const count = isCounted ? { remainingItemCount: found.length - limit } : {};
  return { items, metadata: { resourceVersion, continue: token, ...count } };
}

/** Where and when the list begins; null for now and the first. Models ValidateListOptions in storage/util.go. */
function beginning(request: ReadRequest): ContinuePoint | Status | null {
  const { continue: token = '', resourceVersion = '', resourceVersionMatch } = request;
  if (token === '') {
    if (resourceVersionMatch !== 'Exact') return null;
    return { revision: Number(resourceVersion), start: '' };
  }
  if (resourceVersion !== '' && resourceVersion !== '0') {
    return badRequest('specifying resource version is not allowed when using continue');
  }
  const from = decodeContinue(token);
  return from ?? badRequest('continue key is not valid: illegal base64 data or an unknown version');
}

/** Models the list handler: items sorted by key, with the store's revision. */
export function serveList(kind: Kind, etcd: EtcdState, request: ReadRequest): Answer {
  if (isAhead(request, etcd)) return failure(tooLargeResourceVersion(request.resourceVersion, etcd.revision));
  const selection = parseSelection(kind, request);
  if ('code' in selection) return failure(selection);
  const from = beginning(request);
  if (from !== null && 'code' in from) return failure(from);
  const found =
    from === null ? selectedNow(kind, etcd, selection) : selectedThen(kind, etcd, selection, from);
  if (!Array.isArray(found)) return failure(found);
  const isNow = from === null || from.revision === NOW;
  const { items, metadata } = partOf(found, isNow ? etcd.revision : from.revision, request);
  const body = { apiVersion: apiVersionOf(kind), kind: `${kind.kind}List`, metadata };
  return { code: 200, body, items, revision: etcd.revision };
}
