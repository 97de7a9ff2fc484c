/** What an object means for others, which no object says of itself. */
import type { DaemonSet } from '../../engine/api/daemonset';
import type { ApiObject } from '../../engine/api/meta';
import type { Node } from '../../engine/api/node';
import type { Pod } from '../../engine/api/pod';
import type { Service } from '../../engine/api/service';
import { range } from '../../engine/etcd/store';
import { tolerationOf } from '../../engine/controllers/tolerations';
import { environmentReferences, volumeReferences } from '../../engine/node/object-references';
import { idOf } from '../projection/ids';
import type { Fact } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { serviceFacts, servicesOfPod } from './service-facts';

/** So many at most; the rest is counted. */
const FACTS_MAX = 24;

function podsOf(subject: Subject, namespace: string): Pod[] {
  return [...range(etcdOf(subject), 'pods').values()]
    .map(({ value }) => value as Pod)
    .filter(({ metadata }) => metadata.namespace === namespace);
}

/** Who reads a ConfigMap or a Secret, and how. */
function readers(subject: Subject, resource: string, { metadata }: ApiObject): Fact[] {
  const { name, namespace = '' } = metadata;
  const isThis = (reference: { readonly resource: string; readonly name: string }): boolean =>
    reference.resource === resource && reference.name === name;
  return podsOf(subject, namespace).flatMap((pod) => {
    const { spec } = pod;
    const mounts = volumeReferences(spec).some(isThis);
    const containers = [...(spec.initContainers ?? []), ...spec.containers];
    const reads = containers.some((container) => environmentReferences(container).some(isThis));
    if (!mounts && !reads) return [];
    const text = mounts
      ? 'mounts it: changes arrive within about a minute'
      : 'has it in its environment: changes need a new container';
    return [{ head: pod.metadata.name, text, about: idOf(subject.cluster, 'pods', pod) }];
  });
}

/** Why a DaemonSet has no pod on a node; '' when it has one, or will have. */
function whyNot({ spec }: DaemonSet, { metadata, spec: { taints = [] } }: Node): string {
  const { nodeSelector = {}, tolerations } = spec.template.spec;
  const missing = Object.entries(nodeSelector).find(([key, value]) => metadata.labels?.[key] !== value);
  if (missing !== undefined) return `has no label ${missing[0]}=${missing[1]}`;
  const taint = taints.find(({ effect, key }) => {
    // The controller gives its pods tolerations for what befalls nodes.
    if (effect === 'PreferNoSchedule' || key.startsWith('node.kubernetes.io/')) return false;
    return tolerationOf(tolerations, { key, effect }) === undefined;
  });
  return taint === undefined
    ? ''
    : `has the taint ${taint.key}:${taint.effect}, which its pods don't tolerate`;
}

function daemonFacts(subject: Subject, set: DaemonSet): Fact[] {
  const { cluster } = subject;
  return [...range(etcdOf(subject), 'minions').values()].flatMap(({ value }) => {
    const node = value as Node;
    const text = whyNot(set, node);
    return text === '' ? [] : [{ head: node.metadata.name, text, about: idOf(cluster, 'nodes', node) }];
  });
}

function allFacts(subject: Subject, resource: string, object: ApiObject): Fact[] {
  switch (resource) {
    case 'services':
      return serviceFacts(subject, object as Service);
    case 'pods':
      return servicesOfPod(subject, object as Pod);
    case 'daemonsets':
      return daemonFacts(subject, object as DaemonSet);
    case 'configmaps':
    case 'secrets':
      return readers(subject, resource, object);
    default:
      return [];
  }
}

export function factsOf(subject: Subject, resource: string, object: ApiObject): Fact[] {
  const facts = allFacts(subject, resource, object);
  if (facts.length <= FACTS_MAX) return facts;
  const rest = facts.length - FACTS_MAX;
  return [...facts.slice(0, FACTS_MAX), { head: '', text: `and ${rest} more`, about: '' }];
}
