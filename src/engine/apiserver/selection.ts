/** Which objects of a kind a list, a watch or a deletecollection means. */
import { matchesFields, parseFieldSelector, type FieldTerm } from '../api/field-selector';
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import { matchesSelector, type LabelSelector } from '../api/selector';
import { parseLabelSelector } from '../api/selector-parse';
import { badRequest, type Status } from '../api/status';
import type { ApiRequest } from '../api/wire';

/** Plain data, because streams keep it. Immutable. '' stands for any. */
export interface Selection {
  readonly namespace: string;
  readonly name: string;
  /** The node that a pod is bound to: streams are found by it. */
  readonly nodeName: string;
  readonly labels: LabelSelector | null;
  /** What is left of the field selector. */
  readonly terms: readonly FieldTerm[];
}

type Asked = Pick<ApiRequest, 'namespace' | 'nodeName' | 'labelSelector' | 'fieldSelector'>;

const NO_TERMS: readonly FieldTerm[] = [];
const EVERYTHING: Selection = { namespace: '', name: '', nodeName: '', labels: null, terms: NO_TERMS };

/** Takes the demand for one value out of the terms. */
function takeValue(
  terms: readonly FieldTerm[],
  field: string,
): { value: string; rest: readonly FieldTerm[] } {
  const term = terms.find((each) => each.isEqual && each.field === field && each.value !== '');
  if (term === undefined) return { value: '', rest: terms };
  return { value: term.value, rest: terms.filter((each) => each !== term) };
}

/** What the request selects, or what is wrong with its selectors. */
export function parseSelection(kind: Kind, request: Asked): Selection | Status {
  const { namespace, nodeName = '', labelSelector = '', fieldSelector = '' } = request;
  if (labelSelector === '' && fieldSelector === '') {
    if (namespace === '' && nodeName === '') return EVERYTHING;
    return { ...EVERYTHING, namespace, nodeName };
  }
  const labels = parseLabelSelector(labelSelector);
  if ('error' in labels) return badRequest(labels.error);
  const fields = parseFieldSelector(kind, fieldSelector);
  if ('error' in fields) return badRequest(fields.error);
  const name = takeValue(fields.terms, 'metadata.name');
  const node = takeValue(name.rest, 'spec.nodeName');
  return {
    namespace,
    name: name.value,
    nodeName: nodeName === '' ? node.value : nodeName,
    labels: labelSelector === '' ? null : labels.selector,
    terms: node.rest,
  };
}

export function nodeOf(object: unknown): string {
  return (object as Pod | undefined)?.spec.nodeName ?? '';
}

/** True when the object is selected. */
export function isSelected(kind: Kind, selection: Selection, object: ApiObject): boolean {
  const { namespace, name, nodeName, labels, terms } = selection;
  const { metadata } = object;
  if (namespace !== '' && metadata.namespace !== namespace) return false;
  if (name !== '' && metadata.name !== name) return false;
  if (nodeName !== '' && nodeOf(object) !== nodeName) return false;
  if (labels !== null && !matchesSelector(labels, metadata.labels)) return false;
  return terms.length === 0 || matchesFields(kind, terms, object);
}

/** True when nothing narrows it but the node: such a stream needs no look at the object. */
export function isOfNodeOnly({ namespace, name, labels, terms }: Selection): boolean {
  return namespace === '' && name === '' && labels === null && terms.length === 0;
}
