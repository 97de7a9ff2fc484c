/**
 * Mutating and validating admission: the built-in plugins that a learner can see at work.
 * Models pkg/kubeapiserver/options/plugins.go (order) and plugin/pkg/admission.
 */
import type { ApiObject } from '../api/meta';
import type { Namespace } from '../api/namespace';
import type { Node, Taint } from '../api/node';
import type { Pod, PodSpec, Toleration } from '../api/pod';
import { forbidden, namespaceTerminating, notFound, type Status } from '../api/status';
import { get, type EtcdState } from '../etcd/store';
import type { Exchange } from './exchange';

/** Models plugin/pkg/admission/defaulttolerationseconds: 300 s each. */
const DEFAULT_TOLERATIONS: readonly Toleration[] = ['not-ready', 'unreachable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

function tolerates(toleration: Toleration, wanted: Toleration): boolean {
  const effect = toleration.effect ?? '';
  const key = toleration.key ?? '';
  return (effect === '' || effect === wanted.effect) && (key === '' || key === wanted.key);
}

/** Pods made from one template share its spec object, so that the second pod costs nothing. */
const admittedSpecs = new WeakMap<PodSpec, PodSpec>();

function admitPodSpec(spec: PodSpec): PodSpec {
  const known = admittedSpecs.get(spec);
  if (known !== undefined) return known;
  const present = spec.tolerations ?? [];
  const missing = DEFAULT_TOLERATIONS.filter((wanted) => !present.some((given) => tolerates(given, wanted)));
  const serviceAccountName = spec.serviceAccountName ?? 'default';
  const admitted: PodSpec = {
    ...spec,
    serviceAccountName,
    serviceAccount: serviceAccountName,
    priority: spec.priority ?? 0,
    preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority',
    tolerations: [...present, ...missing],
  };
  admittedSpecs.set(spec, admitted);
  return admitted;
}

/** Models plugin/pkg/admission/nodetaint: a new node is not ready until its controller says so. */
function admitNode(node: Node): Node {
  const taint: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const taints = node.spec.taints ?? [];
  if (taints.some((present) => present.key === taint.key && present.effect === taint.effect)) return node;
  return { ...node, spec: { ...node.spec, taints: [...taints, taint] } };
}

/** What the built-in mutating plugins make of a new object. */
export function mutateOnCreate(object: ApiObject): ApiObject {
  if (object.kind === 'Pod') {
    const pod = object as Pod;
    const spec = admitPodSpec(pod.spec);
    const admitted: Pod = { ...pod, spec };
    return admitted;
  }
  if (object.kind === 'Node') return admitNode(object as Node);
  return object;
}

/** NamespaceLifecycle: no new content in a namespace that is missing or going away. */
export function admitNamespace(exchange: Exchange, etcd: EtcdState): Status | null {
  const { kind, request } = exchange;
  if (!kind.namespaced) return null;
  const found = get(etcd, 'namespaces', request.namespace)?.value as Namespace | undefined;
  if (found === undefined) return notFound({ group: '', resource: 'namespaces' }, request.namespace);
  if (found.status.phase === 'Terminating')
    return namespaceTerminating(kind, request.name, request.namespace);
  return null;
}

/** The namespaces that NamespaceLifecycle never lets go (kube-node-lease is not among them). */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

export function admitDelete(exchange: Exchange): Status | null {
  const { kind, request } = exchange;
  if (kind.resource !== 'namespaces' || !IMMORTAL.has(request.name)) return null;
  return forbidden(kind, request.name, 'this namespace may not be deleted');
}
