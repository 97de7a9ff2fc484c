/** Which nodes a pod allows itself. Models component-helpers/scheduling/corev1/nodeaffinity (GetRequiredNodeAffinity). */
import type { Node } from '../api/node';
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '../api/pod';

const INTEGER = /^[+-]?\d+$/;

function compares(value: string | undefined, wanted: string | undefined, greater: boolean): boolean {
  if (value === undefined || wanted === undefined || !INTEGER.test(value) || !INTEGER.test(wanted))
    return false;
  return greater ? Number(value) > Number(wanted) : Number(value) < Number(wanted);
}

function meets({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compares(value, values[0], true);
    case 'Lt':
      return compares(value, values[0], false);
    default:
      return false;
  }
}

function matchesTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  { metadata }: Node,
): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const labels = metadata.labels ?? {};
  const label = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    matchExpressions.every((requirement) => meets(requirement, label(requirement.key))) &&
    matchFields.every(
      (requirement) => requirement.key === 'metadata.name' && meets(requirement, metadata.name),
    )
  );
}

/** True when the pod's node selector and required node affinity allow the node. */
export function allowsNode({ nodeSelector, affinity }: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const key in nodeSelector) if (labels[key] !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}
