/** What the query of a list, watch or deletecollection asks. Models apimachinery/pkg/apis/meta/internalversion. */
import { forbidden, invalid as invalidField, notSupported, type FieldError } from '../../api/field-error';
import { goQuote } from '../../api/go-print';
import { badRequest, invalid, type Status } from '../../api/status';
import type { ApiRequest } from '../../api/wire';
import { valueOf, type Query } from './target';

const FALSE: readonly string[] = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** A parameter without a value is true, and so is what nobody can read. Models Convert_Slice_string_To_bool. */
export function flagOf(query: Query, name: string): boolean {
  const value = query.get(name)?.[0];
  return value !== undefined && !FALSE.includes(value);
}

export type ListQuery = Pick<
  ApiRequest,
  'labelSelector' | 'fieldSelector' | 'limit' | 'continue' | 'resourceVersion' | 'resourceVersionMatch'
>;

const MATCHES: readonly string[] = ['Exact', 'NotOlderThan'];

const LIST_OPTIONS = { group: 'meta.k8s.io', kind: 'ListOptions' } as const;

/** Models strconv.ParseInt. Undefined for no value, null for no number. */
export function integerOf(query: Query, name: string): number | null | undefined {
  const text = valueOf(query, name);
  if (text === '') return undefined;
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : null;
}

export function notInteger(query: Query, name: string): Status {
  return badRequest(`strconv.ParseInt: parsing ${goQuote(valueOf(query, name))}: invalid syntax`);
}

/** Models APIObjectVersioner.ParseResourceVersion. Null for a version that is none. */
function wrongVersion(text: string): Status | null {
  if (text === '' || /^\d{1,19}$/.test(text)) return null;
  const detail = `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
  return invalid(LIST_OPTIONS, '', [invalidField('resourceVersion', text, detail)]);
}

function matchErrors(query: Query): FieldError[] {
  const match = valueOf(query, 'resourceVersionMatch');
  if (match === '') return [];
  const field = 'resourceVersionMatch';
  const errors: FieldError[] = [];
  if (valueOf(query, 'resourceVersion') === '')
    errors.push(forbidden(field, `${field} is forbidden unless resourceVersion is provided`));
  if (valueOf(query, 'continue') !== '')
    errors.push(forbidden(field, `${field} is forbidden when continue is provided`));
  if (!MATCHES.includes(match)) errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && valueOf(query, 'resourceVersion') === '0')
    errors.push(forbidden(field, `${field} "exact" is forbidden for resourceVersion "0"`));
  return errors;
}

/** WatchList is off by default in v1.33: who asks for it is told so, and lists first. */
function initialEventsErrors(query: Query): FieldError[] {
  const match = valueOf(query, 'resourceVersionMatch');
  const asks = query.has('sendInitialEvents');
  const errors: FieldError[] = [];
  if (asks && match !== 'NotOlderThan') {
    const words = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    errors.push(forbidden('resourceVersionMatch', words));
  }
  if (asks) {
    const words = 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
    errors.push(forbidden('sendInitialEvents', words));
  }
  if (match === '') return errors;
  if (!asks) {
    const words = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
    errors.push(forbidden('resourceVersionMatch', words));
  }
  if (match !== 'NotOlderThan') errors.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']));
  return errors;
}

/** Models ValidateListOptions in apimachinery/pkg/apis/meta/internalversion/validation. */
export function listRefusal(query: Query, isWatch: boolean): Status | null {
  const errors = isWatch ? initialEventsErrors(query) : matchErrors(query);
  if (!isWatch && query.has('sendInitialEvents'))
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors.length === 0 ? null : invalid(LIST_OPTIONS, '', errors);
}

/** Selectors and the part of the list, or what stands against them. */
export function listQuery(query: Query): ListQuery | Status {
  const limit = integerOf(query, 'limit');
  if (limit === null) return notInteger(query, 'limit');
  const resourceVersion = valueOf(query, 'resourceVersion');
  const wrong = wrongVersion(resourceVersion);
  if (wrong !== null) return wrong;
  const match = valueOf(query, 'resourceVersionMatch');
  return {
    labelSelector: valueOf(query, 'labelSelector'),
    fieldSelector: valueOf(query, 'fieldSelector'),
    limit: limit ?? 0,
    continue: valueOf(query, 'continue'),
    resourceVersion,
    ...(match === '' ? {} : { resourceVersionMatch: match as 'Exact' | 'NotOlderThan' }),
  };
}
