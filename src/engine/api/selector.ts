/** Label selectors. Models apimachinery/pkg/labels and pkg/apis/meta/v1/helpers.go. */
import type { StringMap } from './meta';

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

function meets(requirement: LabelSelectorRequirement, labels: StringMap): boolean {
  // Of a hostile key such as `constructor`, only an own value counts.
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt':
      return isBeyond(value, requirement.operator, values[0]);
    default:
      return false;
  }
}

/** Comparison of integers, which only selectors written as texts have (`generation>3`). */
function isBeyond(value: string | undefined, operator: 'Gt' | 'Lt', bound: string | undefined): boolean {
  if (value === undefined || bound === undefined || !/^[+-]?\d{1,18}$/.test(value)) return false;
  return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

const NO_LABELS: StringMap = {};

/** True when the labels meet every part. An empty selector selects everything, as LabelSelectorAsSelector does. */
export function matchesSelector(selector: LabelSelector, labels: StringMap = NO_LABELS): boolean {
  const wanted = selector.matchLabels;
  if (wanted !== undefined) for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  const expressions = selector.matchExpressions;
  if (expressions !== undefined) for (const part of expressions) if (!meets(part, labels)) return false;
  return true;
}

function formatRequirement({ key, operator, values }: LabelSelectorRequirement): string {
  const list = [...(values ?? [])].sort().join(',');
  switch (operator) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${list}`;
    case 'Lt':
      return `${key}<${list}`;
    default:
      return key;
  }
}

/** The selector as text, sorted by key: `app=web,tier in (a,b)`. Models labels.Selector.String. */
export function formatSelector(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = (selector?.matchExpressions ?? []).map((part) => ({
    key: part.key,
    text: formatRequirement(part),
  }));
  return [...labels, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map((part) => part.text)
    .join(',');
}
