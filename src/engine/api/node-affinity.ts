/** Which nodes a pod allows itself. Models component-helpers/scheduling/corev1/nodeaffinity. */
import type { NodeSelectorRequirement, NodeSelectorTerm } from './affinity-types';
import type { Node } from './node-types';
import type { PodSpec } from './pod-types';
import { matchesSelector } from './selector';

const INTEGER = /^[+-]?\d+$/;

function isBeyond(value: string | undefined, { operator, values = [] }: NodeSelectorRequirement): boolean {
  const [limit = ''] = values;
  if (value === undefined || !INTEGER.test(value) || !INTEGER.test(limit)) return false;
  return operator === 'Gt' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit);
}

function meets(requirement: NodeSelectorRequirement, { metadata }: Node): boolean {
  const { operator, key } = requirement;
  const { labels } = metadata;
  if (operator !== 'Gt' && operator !== 'Lt')
    return matchesSelector({ matchExpressions: [requirement] }, labels);
  return isBeyond(labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined, requirement);
}

/** The one field that can be asked for. */
export const NAME_FIELD = 'metadata.name';

function meetsField({ key, operator, values = [] }: NodeSelectorRequirement, { metadata }: Node): boolean {
  if (key !== NAME_FIELD) return false;
  return operator === 'In' ? values.includes(metadata.name) : !values.includes(metadata.name);
}

/** A term that demands nothing matches nothing. */
export function matchesTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  node: Node,
): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => meets(requirement, node)) &&
    matchFields.every((requirement) => meetsField(requirement, node))
  );
}

/** The terms of the required node affinity, if there is one. */
export function requiredTerms({ affinity }: PodSpec): readonly NodeSelectorTerm[] | undefined {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** `spec.nodeSelector` and the required node affinity. Models GetRequiredNodeAffinity. */
export function mayBeOn(spec: PodSpec, node: Node): boolean {
  const { nodeSelector } = spec;
  if (nodeSelector !== undefined && !matchesSelector({ matchLabels: nodeSelector }, node.metadata.labels))
    return false;
  const terms = requiredTerms(spec);
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}
