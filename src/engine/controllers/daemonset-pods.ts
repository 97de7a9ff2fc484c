/**
 * The pods of a DaemonSet: for which node each is, and which nodes should have one.
 * Models pkg/controller/daemon/util/daemonset_util.go and daemon_controller.go (NodeShouldRunDaemonPod).
 */
import { templateGenerationOf, type DaemonSet } from '../api/daemonset';
import type { StringMap } from '../api/meta';
import type { Node } from '../api/node';
import { mayBeOn, NAME_FIELD, requiredTerms } from '../api/node-affinity';
import type { Affinity, Pod, PodSpec, PodTemplateSpec, Toleration } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import { memoised } from '../api/share';
import { firstUntolerated } from '../api/tolerations';
import { referenceTo } from '../client/recorder';
import type { Ask } from './controller';
import { controllerReference } from './ownership';

export const REVISION_HASH = 'controller-revision-hash';
const TEMPLATE_GENERATION = 'pod-template-generation';

function tolerated(key: string, effect: string): Toleration {
  return { key: `node.kubernetes.io/${key}`, operator: 'Exists', effect };
}

/** With these, agents run on nodes that are in trouble, and on those that take no other pods. */
const ALWAYS: readonly Toleration[] = [
  tolerated('not-ready', 'NoExecute'),
  tolerated('unreachable', 'NoExecute'),
  tolerated('disk-pressure', 'NoSchedule'),
  tolerated('memory-pressure', 'NoSchedule'),
  tolerated('pid-pressure', 'NoSchedule'),
  tolerated('unschedulable', 'NoSchedule'),
];
const ON_HOST_NETWORK = tolerated('network-unavailable', 'NoSchedule');

function isSameToleration(a: Toleration, b: Toleration): boolean {
  return (
    a.key === b.key &&
    a.effect === b.effect &&
    a.operator === b.operator &&
    (a.value ?? '') === (b.value ?? '')
  );
}

/** The spec of all pods of a template, but for the node that each is for. */
const agentSpec = memoised(({ spec }: PodTemplateSpec): PodSpec => {
  const given = spec.tolerations ?? [];
  const wanted = spec.hostNetwork === true ? [...ALWAYS, ON_HOST_NETWORK] : ALWAYS;
  const kept = given.filter((toleration) => !wanted.some((other) => isSameToleration(other, toleration)));
  return { ...spec, tolerations: [...kept, ...wanted] };
});

/** What a node is to a DaemonSet. */
export interface Fitness {
  /** A pod that is not there yet should be. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly mayStay: boolean;
}

const FIT: Fitness = { shouldRun: true, mayStay: true };
const TAINTED: Fitness = { shouldRun: false, mayStay: true };
const UNFIT: Fitness = { shouldRun: false, mayStay: false };

function judge(template: PodTemplateSpec, node: Node): Fitness {
  const spec = agentSpec(template);
  const pinned = spec.nodeName ?? '';
  if (pinned !== '' && pinned !== node.metadata.name) return UNFIT;
  if (!mayBeOn(spec, node)) return UNFIT;
  const { taints } = node.spec;
  if (firstUntolerated(taints, spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined) return FIT;
  return firstUntolerated(taints, spec.tolerations, ['NoExecute']) === undefined ? TAINTED : UNFIT;
}

/** A node that did not change is as fit as it was: a look at a thousand nodes costs a thousand look-ups. */
const judged = new WeakMap<PodTemplateSpec, WeakMap<Node, Fitness>>();

export function fitnessOf({ spec: { template } }: DaemonSet, node: Node): Fitness {
  let ofTemplate = judged.get(template);
  if (ofTemplate === undefined) {
    ofTemplate = new WeakMap();
    judged.set(template, ofTemplate);
  }
  let fitness = ofTemplate.get(node);
  if (fitness === undefined) {
    fitness = judge(template, node);
    ofTemplate.set(node, fitness);
  }
  return fitness;
}

/** The only node that will do; whatever else was required has been checked. Models ReplaceDaemonSetPodNodeNameNodeAffinity. */
function pinnedTo(name: string, affinity: Affinity | undefined): Affinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: NAME_FIELD, operator: 'In', values: [name] }] }];
  const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms };
  const nodeAffinity = { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution };
  return { ...affinity, nodeAffinity };
}

/** The node that a pod is on or waits for; '' when it is for none in particular. Models GetTargetNodeName. */
function targetNode({ spec }: Pod): string {
  if (spec.nodeName !== undefined && spec.nodeName !== '') return spec.nodeName;
  for (const { matchFields = [] } of requiredTerms(spec) ?? []) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === NAME_FIELD && operator === 'In') return values.length === 1 ? (values[0] as string) : '';
    }
  }
  return '';
}

/** Pods by the node that they are for. What is finished and on its way out counts no more. */
export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined) continue;
    const node = targetNode(pod);
    if (node === '') continue;
    const there = byNode.get(node);
    if (there === undefined) byNode.set(node, [pod]);
    else there.push(pod);
  }
  return byNode;
}

/** Scheduled ones first, then the oldest. Models podByCreationTimestampAndPhase. */
export function byAge(a: Pod, b: Pod): number {
  const [placedA, placedB] = [(a.spec.nodeName ?? '') !== '', (b.spec.nodeName ?? '') !== ''];
  if (placedA !== placedB) return placedA ? -1 : 1;
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Made from the present template. */
export function isUpdated({ metadata: { labels } }: Pod, set: DaemonSet, hash: string): boolean {
  if (labels?.[REVISION_HASH] === hash) return true;
  const generation = templateGenerationOf(set.metadata);
  return generation > 0 && labels?.[TEMPLATE_GENERATION] === String(generation);
}

export function createPod(set: DaemonSet, node: string, hash: string): Ask {
  const { template } = set.spec;
  const { name, namespace = '' } = set.metadata;
  const generation = templateGenerationOf(set.metadata);
  const labels: StringMap = {
    ...template.metadata?.labels,
    ...(generation > 0 ? { [TEMPLATE_GENERATION]: String(generation) } : {}),
    [REVISION_HASH]: hash,
  };
  const annotations = template.metadata?.annotations;
  const spec = agentSpec(template);
  const involved = referenceTo(set);
  return {
    verb: 'create',
    resource: 'pods',
    namespace,
    name: '',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: '',
        generateName: `${name}-`,
        namespace,
        labels,
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference(set)],
      },
      spec: { ...spec, affinity: pinnedTo(node, spec.affinity) },
      status: {},
    },
    onSuccess: { involved, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: $name' },
    onFailure: { involved, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: $error' },
  };
}

export function deletePod(set: DaemonSet, pod: Pod): Ask {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const involved = referenceTo(set);
  return {
    verb: 'delete',
    resource: 'pods',
    namespace,
    name,
    options: { uid },
    onSuccess: { involved, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` },
    onFailure: { involved, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: $error' },
  };
}
