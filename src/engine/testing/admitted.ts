/** What an API server makes of a manifest before it stores it, for tests of kinds: decoded, completed, prepared, checked. */
import { decode } from '../api/decode';
import type { FieldError } from '../api/field-error';
import type { Column, Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';

type Metadata = Readonly<Record<string, unknown>>;

/** A body with what every object needs. */
function named(kind: Kind, body: object): object {
  const own = body as { readonly metadata?: Metadata };
  const namespace = kind.namespaced ? { namespace: 'default' } : {};
  return { ...body, metadata: { name: 'web', ...namespace, ...own.metadata } };
}

function completed<T extends ApiObject>(kind: Kind<T>, body: object): T {
  const { object, error, unknown } = decode(kind, named(kind, body));
  if (error !== null) throw new Error(error);
  if (unknown.length > 0) throw new Error(`unknown fields: ${unknown.join(', ')}`);
  return kind.applyDefaults(object as T);
}

export function created<T extends ApiObject>(kind: Kind<T>, body: object): T {
  return kind.prepareForCreate(completed(kind, body));
}

export function updated<T extends ApiObject>(kind: Kind<T>, old: T, body: object): T {
  return kind.prepareForUpdate(completed(kind, body), old);
}

function told(errors: readonly FieldError[]): readonly string[] {
  return errors.map(({ field, detail }) => `${field}: ${detail}`);
}

/** What validation says about a new object. */
export function createMistakes<T extends ApiObject>(kind: Kind<T>, body: object): readonly string[] {
  return told(kind.validateCreate(created(kind, body)));
}

/** What validation says about a change of a stored object. */
export function updateMistakes<T extends ApiObject>(kind: Kind<T>, old: T, body: object): readonly string[] {
  return told(kind.validateUpdate(updated(kind, old, body), old));
}

/** The row of `kubectl get`, or of `-o wide`, without the age. */
export function row<T extends ApiObject>(kind: Kind<T>, object: T, isWide = false): readonly string[] {
  const shown = kind.columns.filter((column) => column.name !== 'Age' && (isWide || column.priority === 0));
  return shown.map((column: Column<T>) =>
    isWide && column.wideCell !== undefined ? column.wideCell(object, 0) : column.cell(object, 0),
  );
}
