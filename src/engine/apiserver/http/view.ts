/** How objects are shown to a client: as they are, as a Table, or as their metadata only. */
import { ageColumn, integerColumn, nameColumn } from '../../api/columns';
import { apiVersionOf, type Kind } from '../../api/kind';
import type { ApiObject } from '../../api/meta';
import { SCALE, type Scale } from '../../api/scale';
import { badRequest, type Status } from '../../api/status';
import type { Conversion } from '../conversion';
import type { Accepted } from './accept';
import { parseIncludeObject, partialObject, tableOf, type IncludeObject } from './table';
import { valueOf, type Query } from './target';
import { wireForm } from './wire-form';

const META_GROUP = 'meta.k8s.io';

/** True for what a single object, a list or a watch of them can be turned into. */
export function offersObjects(as: string, group: string, version: string): boolean {
  if (group !== META_GROUP || (version !== 'v1' && version !== 'v1beta1')) return false;
  return as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList';
}

export interface View {
  readonly kind: Kind;
  /** To the version in which objects are shown; undefined for the one in which they are stored. */
  readonly conversion: Conversion | undefined;
  readonly accepted: Accepted;
  readonly include: IncludeObject;
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
}

export function viewOf(
  { kind, conversion }: Pick<View, 'kind' | 'conversion'>,
  accepted: Accepted,
  query: Query,
  nowMs: number,
): View | Status {
  const include = parseIncludeObject(valueOf(query, 'includeObject'));
  if (include === null) {
    const text = valueOf(query, 'includeObject');
    return badRequest(`Invalid value: "includeObject": unrecognized includeObject value: "${text}"`);
  }
  return { kind, conversion, accepted, include, nowMs };
}

/** The apiVersion under which objects are shown. */
export function versionOf({ kind, conversion }: Pick<View, 'kind' | 'conversion'>): string {
  return apiVersionOf(conversion?.type ?? kind);
}

/** Metadata of a list. */
export interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A stored object as the path shows it. What is none of its kind (a Scale) is shown as it is. */
function shown({ kind, conversion }: Pick<View, 'kind' | 'conversion'>, object: ApiObject): ApiObject {
  const isOfKind = conversion !== undefined && object.kind === kind.kind;
  return wireForm(isOfKind ? conversion.show(object) : object);
}

function withoutType({ apiVersion: _apiVersion, kind: _kind, ...rest }: ApiObject): object {
  return rest;
}

export function listView(view: View, items: readonly ApiObject[], metadata: ListMeta): object {
  const { kind, accepted, include, nowMs } = view;
  const { as, version } = accepted;
  const show = (object: ApiObject): ApiObject => shown(view, object);
  if (as === 'Table')
    return tableOf(kind, items, metadata, { version, include, nowMs, withColumns: true, show });
  if (as !== '') {
    const partial = items.map((item) => partialObject(item, version));
    const apiVersion = `${META_GROUP}/${version}`;
    return { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: partial };
  }
  const whole = items.map((item) => withoutType(show(item)));
  return { kind: `${kind.kind}List`, apiVersion: versionOf(view), metadata, items: whole };
}

/** A single object, also inside a watch. `isFirst`: false where the columns of a Table are known already. */
export function objectView(view: View, object: ApiObject, isFirst = true, nowMs = view.nowMs): object {
  const { kind, accepted, include } = view;
  const { as, version } = accepted;
  if (as === 'Table') {
    const { resourceVersion } = object.metadata;
    const metadata = resourceVersion === undefined ? {} : { resourceVersion };
    const show = (each: ApiObject): ApiObject => shown(view, each);
    const columns = object.kind === SCALE.kind ? SCALE_TABLE : kind;
    return tableOf(columns, [object], metadata, { version, include, nowMs, withColumns: isFirst, show });
  }
  if (as !== '') return partialObject(object, version);
  return shown(view, object);
}

/** Scale is no kind of its own, and has columns all the same. */
const SCALE_TABLE: Pick<Kind, 'columns'> = {
  columns: [
    nameColumn,
    integerColumn('Desired', (object: ApiObject) => (object as Scale).spec.replicas ?? 0),
    integerColumn('Available', (object: ApiObject) => (object as Scale).status.replicas),
    ageColumn,
  ],
};

/** A bookmark of a watch: it has nothing to show but its resourceVersion. */
export function bookmarkView(view: View, mark: ApiObject, isFirst: boolean): object {
  const { kind, accepted, include, nowMs } = view;
  const { as, version } = accepted;
  if (as === 'Table')
    return tableOf(kind, [], mark.metadata, { version, include, nowMs, withColumns: isFirst });
  return as === '' ? mark : partialObject(mark, version);
}
