/**
 * Objects as a Table: what `kubectl get` prints. Models pkg/printers (tablegenerator.go) and
 * apiserver/pkg/endpoints/handlers/response.go.
 */
import type { Column, Kind } from '../../api/kind';
import type { ApiObject } from '../../api/meta';
import type { Pod } from '../../api/pod';

/** What a row shows of its object besides the cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export function parseIncludeObject(text: string): IncludeObject | null {
  if (text === '' || text === 'Metadata') return 'Metadata';
  return text === 'None' || text === 'Object' ? text : null;
}

/** In our own words; no client shows them. */
function descriptionOf({ name }: Column<ApiObject>): string {
  if (name === 'Name') return 'The name of the object, unique within its namespace and kind.';
  return name === 'Age' ? 'How long ago the object was created.' : `${name} of the object.`;
}

function definition(column: Column<ApiObject>): object {
  const { name, priority, type = 'string' } = column;
  const format = name === 'Name' ? 'name' : '';
  return { name, type, format, description: descriptionOf(column), priority };
}

function cellOf(column: Column<ApiObject>, object: ApiObject, nowMs: number): unknown {
  const text = column.cell(object, nowMs);
  if (column.cells === 'number') return Number(text);
  return column.cells === 'boolean' ? text === 'true' : text;
}

/** A pod that has ended is marked in its row. */
const COMPLETED = {
  type: 'Completed',
  status: 'True',
  reason: 'Succeeded',
  message: 'The pod has completed successfully.',
};
const FAILED = {
  type: 'Completed',
  status: 'True',
  reason: 'Failed',
  message: 'The pod failed.',
};

function conditionsOf(object: ApiObject): readonly object[] {
  if (object.kind !== 'Pod') return [];
  const { phase } = (object as Pod).status;
  if (phase === 'Succeeded') return [COMPLETED];
  return phase === 'Failed' ? [FAILED] : [];
}

/** Only kind and metadata. `version`: of meta.k8s.io. */
export function partialObject({ metadata }: ApiObject, version: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}

export interface TableOptions {
  /** Of meta.k8s.io: `v1` or `v1beta1`. */
  readonly version: string;
  readonly include: IncludeObject;
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
  /** False for all but the first Table of a watch. */
  readonly withColumns: boolean;
  /** How whole objects are shown, where that is not as they are stored. */
  readonly show?: ((object: ApiObject) => ApiObject) | undefined;
}

function shownObject(object: ApiObject, { include, version, show }: TableOptions): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? (show?.(object) ?? object) : partialObject(object, version);
}

/** `metadata`: of the list; of a single object its resourceVersion. */
export function tableOf(
  kind: Pick<Kind, 'columns'>,
  objects: readonly ApiObject[],
  metadata: object,
  options: TableOptions,
): object {
  const { version, nowMs, withColumns } = options;
  const { columns } = kind;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: withColumns ? columns.map(definition) : null,
    rows: objects.map((object) => {
      const conditions = conditionsOf(object);
      return {
        cells: columns.map((column) => cellOf(column, object, nowMs)),
        ...(conditions.length === 0 ? {} : { conditions }),
        object: shownObject(object, options),
      };
    }),
  };
}
