/**
 * JSON Patch (RFC 6902). Models evanphx/json-patch as the patch handler of apiserver/pkg/endpoints/handlers uses it.
 *
 * The result shares with the target what did not change. A failed operation ends the patch: clients hear only that
 * something was wrong; the words for what it was are in `detail`.
 */
import { deepEqual } from './equal';
import { isJsonArray, isJsonObject, type JsonObject, ownValue, withChanges } from './json';

export type JsonPatchResult =
  | { readonly object: unknown }
  | {
      /** 400: no patch at all. 413: too large. 422: it does not fit the object. */
      readonly code: 400 | 413 | 422;
      readonly message: string;
      readonly detail: string;
    };

const OPERATIONS_MAX = 10_000;
/** Copies of copies grow exponentially; the limit is that of a request. */
const COPIED_MAX = 3 * 1024 * 1024;
const REJECTED = 'the server rejected our request due to an error in our request';

/** Carries the words of the failed operation from deep inside a document to the border. */
class PatchFailure extends Error {}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: unknown;
}

/** Steps of a JSON pointer. */
function steps(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const MISSING = Symbol('missing');

function indexOf(step: string, length: number): number {
  const index = /^(?:0|[1-9]\d{0,8})$/.test(step) ? Number(step) : -1;
  return index < length ? index : -1;
}

function child(value: unknown, step: string): unknown {
  if (isJsonArray(value)) {
    const index = indexOf(step, value.length);
    return index < 0 ? MISSING : value[index];
  }
  const found = isJsonObject(value) ? ownValue(value, step) : undefined;
  return found === undefined ? MISSING : found;
}

function find(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of steps(pointer)) {
    value = child(value, step);
    if (value === MISSING) return MISSING;
  }
  return value;
}

type Edit = (parent: readonly unknown[] | JsonObject, step: string) => unknown;

/** The document with the parent of the last step edited. */
function edited(
  document: unknown,
  path: readonly string[],
  at: number,
  edit: Edit,
  missing: () => Error,
): unknown {
  if (!isJsonArray(document) && !isJsonObject(document)) throw missing();
  const step = path[at] ?? '';
  if (at === path.length - 1) return edit(document, step);
  const inner = child(document, step);
  if (inner === MISSING) throw missing();
  const next = edited(inner, path, at + 1, edit, missing);
  if (isJsonArray(document)) return document.with(Number(step), next);
  return withChanges(document, new Map([[step, next]]));
}

function missingPath(op: string, pointer: string): () => Error {
  return () =>
    new PatchFailure(`${op} operation does not apply: doc is missing path: "${pointer}": missing value`);
}

function missingKey(op: string, pointer: string): Error {
  return new PatchFailure(`${op} operation does not apply: doc is missing key: ${pointer}: missing value`);
}

function add(document: unknown, pointer: string, value: unknown, op: string): unknown {
  const path = steps(pointer);
  if (path.length === 0) return value;
  const insert: Edit = (parent, step) => {
    if (!isJsonArray(parent)) return withChanges(parent, new Map([[step, value]]));
    const index = step === '-' ? parent.length : indexOf(step, parent.length + 1);
    if (index < 0) {
      throw new PatchFailure(
        `${op} operation does not apply: error in add for path: '${pointer}': Unable to access invalid index: ${step}: invalid index referenced`,
      );
    }
    return parent.toSpliced(index, 0, value);
  };
  return edited(document, path, 0, insert, missingPath(op, pointer));
}

function remove(document: unknown, pointer: string, op: string): unknown {
  const cut: Edit = (parent, step) => {
    if (child(parent, step) === MISSING) throw missingKey(op, pointer);
    if (isJsonArray(parent)) return parent.toSpliced(Number(step), 1);
    return withChanges(parent, new Map([[step, undefined]]));
  };
  return edited(document, steps(pointer), 0, cut, missingPath(op, pointer));
}

function replace(document: unknown, pointer: string, value: unknown): unknown {
  const path = steps(pointer);
  if (path.length === 0) return value;
  const put: Edit = (parent, step) => {
    if (child(parent, step) === MISSING) throw missingKey('replace', pointer);
    if (isJsonArray(parent)) return parent.with(Number(step), value);
    return withChanges(parent, new Map([[step, value]]));
  };
  return edited(document, path, 0, put, missingPath('replace', pointer));
}

function test(document: unknown, pointer: string, value: unknown): unknown {
  const found = find(document, pointer);
  if (deepEqual(found === MISSING ? null : found, value)) return document;
  if (found === MISSING) throw missingPath('testing', pointer)();
  throw new PatchFailure(`testing value ${pointer} failed: test failed`);
}

/** Rough length of the value as JSON; counting ends above the limit. */
function sizeOf(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (!isJsonArray(value) && !isJsonObject(value)) return 4;
  let size = 2;
  for (const [key, item] of Object.entries(value)) {
    size += key.length + sizeOf(item, limit - size);
    if (size > limit) break;
  }
  return size;
}

interface Progress {
  document: unknown;
  copied: number;
}

function source(document: unknown, operation: Operation): unknown {
  const value = find(document, operation.from);
  if (value === MISSING) throw missingPath(operation.op, operation.from)();
  return value;
}

function apply(progress: Progress, operation: Operation): void {
  const { op, path, from, value } = operation;
  const { document } = progress;
  switch (op) {
    case 'add':
      progress.document = add(document, path, value, op);
      return;
    case 'remove':
      progress.document = remove(document, path, op);
      return;
    case 'replace':
      progress.document = replace(document, path, value);
      return;
    case 'move':
      progress.document = add(remove(document, from, op), path, source(document, operation), op);
      return;
    case 'copy': {
      const copy = source(document, operation);
      progress.copied += sizeOf(copy, COPIED_MAX);
      if (progress.copied > COPIED_MAX) {
        throw new PatchFailure(
          `Unable to complete the copy, the accumulated size increase of copy is ${progress.copied}, exceeding the limit ${COPIED_MAX}`,
        );
      }
      progress.document = add(document, path, copy, op);
      return;
    }
    case 'test':
      progress.document = test(document, path, value);
      return;
    default:
      throw new PatchFailure(`Unexpected kind: ${op}`);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function operationOf(item: JsonObject): Operation {
  const value = ownValue(item, 'value');
  return {
    op: textOf(ownValue(item, 'op')),
    path: textOf(ownValue(item, 'path')),
    from: textOf(ownValue(item, 'from')),
    value: value === undefined ? null : value,
  };
}

function isOfObjects(items: readonly unknown[]): items is readonly JsonObject[] {
  return items.every(isJsonObject);
}

export function jsonPatch(target: unknown, patch: unknown): JsonPatchResult {
  if (!isJsonArray(patch) || !isOfObjects(patch)) {
    const type = isJsonArray(patch) ? 'array' : patch === null ? 'null' : typeof patch;
    const message = isJsonArray(patch)
      ? 'json: cannot unmarshal into Go value of type jsonpatch.Operation'
      : `json: cannot unmarshal ${type} into Go value of type jsonpatch.Patch`;
    return { code: 400, message, detail: message };
  }
  if (patch.length > OPERATIONS_MAX) {
    const message = `The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${patch.length}`;
    return { code: 413, message, detail: message };
  }
  const progress: Progress = { document: target, copied: 0 };
  try {
    for (const item of patch) apply(progress, operationOf(item));
  } catch (error) {
    if (error instanceof PatchFailure) return { code: 422, message: REJECTED, detail: error.message };
    throw error;
  }
  return { object: progress.document };
}
