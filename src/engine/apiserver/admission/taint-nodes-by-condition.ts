/** TaintNodesByCondition. Models plugin/pkg/admission/nodetaint/admission.go. */
import type { ApiObject } from '../../api/meta';
import type { Node, Taint } from '../../api/node';

const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A new node is not ready until its controller says so. */
export function taintNodesByCondition(_exchange: unknown, object: ApiObject): ApiObject {
  if (object.kind !== 'Node') return object;
  const node = object as Node;
  const taints = node.spec.taints ?? [];
  if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return node;
  const tainted: Node = { ...node, spec: { ...node.spec, taints: [...taints, NOT_READY] } };
  return tainted;
}
