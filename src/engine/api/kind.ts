/** What a kind tells the API server about itself. Adding a kind is adding one file that exports one of these. */
import type { ApiObject } from './meta';
import type { FieldError } from './field-error';

/** A printed column of `kubectl get`. Models pkg/printers/internalversion/printers.go. */
export interface Column<T> {
  readonly name: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: 0 | 1;
  /** What the column's definition says; `string` when absent. */
  readonly type?: 'integer' | 'boolean';
  /** What the cell is on the wire: columns of strings may have cells that are numbers. Absent: what `type` says. */
  readonly cells?: 'number' | 'boolean';
  /** `nowMs` is the wall clock of the world (ms since 1970), for ages. */
  cell(object: T, nowMs: number): string;
  /** The cell with `-o wide`, where that has room for more. */
  wideCell?(object: T, nowMs: number): string;
}

interface FieldReader<T> {
  read(object: T): string;
}

/**
 * The fields by which a list or watch of a kind can be narrowed (`status.phase`), and how each reads in an object. Typed as
 * methods are, so that a kind of pods still is a kind of objects.
 */
export type SelectableFields<T> = Readonly<Record<string, FieldReader<T>['read']>>;

export interface Kind<T extends ApiObject = ApiObject> {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, lower case: the word in URLs and etcd keys. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Path below `/registry/` in etcd: `pods`, `minions` (nodes). */
  readonly storagePrefix: string;
  /** The Go types behind the kind, in the notation of schema.ts. What a body may hold. */
  readonly structs: Readonly<Record<string, string>>;
  /** True when writes to the object ignore `status` and `/status` writes ignore the rest. */
  readonly hasStatus: boolean;
  /** True when spec changes bump `metadata.generation`. */
  readonly hasGeneration: boolean;
  /** True when `/scale` exists. */
  readonly hasScale: boolean;
  /** Seconds of graceful deletion by default; 0 means that DELETE removes at once. Models DefaultDeletionStrategy. */
  gracePeriodSeconds(object: T): number;
  /** Fills in defaults. Returns the same object when nothing was missing. Never mutates. */
  applyDefaults(object: T): T;
  /** What the server sets on create: status reset, qosClass … `nowMs` is the world's wall clock. */
  prepareForCreate(object: T): T;
  /** On update of the main resource: fields that the caller can't change are taken from `old`. */
  prepareForUpdate(object: T, old: T): T;
  /** Errors of a whole new object, in field order. Empty means valid. */
  validateCreate(object: T): readonly FieldError[];
  validateUpdate(object: T, old: T): readonly FieldError[];
  /** For writes to `/status`, of kinds that check them. */
  validateStatusUpdate?(object: T, old: T): readonly FieldError[];
  /** True when a change of the annotations bumps `metadata.generation` too, as it does for Deployments. */
  readonly annotationsBumpGeneration?: boolean;
  /** Beyond `metadata.name` and `metadata.namespace`, which all kinds have. */
  readonly selectableFields?: SelectableFields<T>;
  readonly columns: readonly Column<T>[];
  /** `all` for what `kubectl get all` shows. */
  readonly categories?: readonly string[];
  /** What does not happen to objects of this kind in this version, in one sentence: a warning to who creates one. */
  readonly simplified?: string;
}

/** `v1` or `apps/v1`. */
export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}
