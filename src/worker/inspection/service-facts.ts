/** Whom a Service leads to, and why a pod is not among them. */
import type { Endpoint, EndpointSlice } from '../../engine/api/endpointslice';
import type { StringMap } from '../../engine/api/meta';
import type { Pod } from '../../engine/api/pod';
import { isPodReady, isPodTerminal } from '../../engine/api/pod-status';
import { formatSelector, matchesSelector } from '../../engine/api/selector';
import type { Service } from '../../engine/api/service';
import { range } from '../../engine/etcd/store';
import { idOf } from '../projection/ids';
import { serviceKeyOf, SERVICES, SLICES } from '../projection/service-views';
import type { Fact } from '../protocol';
import { etcdOf, isDown, type Subject } from '../subject';

/** Endpoints of a Service by the name of their pod. */
function endpointsOf(subject: Subject, key: string): Map<string, Endpoint> {
  const found = new Map<string, Endpoint>();
  for (const { value } of range(etcdOf(subject), SLICES).values()) {
    const slice = value as EndpointSlice;
    if (serviceKeyOf(slice) !== key) continue;
    for (const endpoint of slice.endpoints) found.set(endpoint.targetRef?.name ?? '', endpoint);
  }
  return found;
}

function whyNotReady(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  const waiting = pod.status.containerStatuses?.find(({ ready }) => !ready);
  if (waiting === undefined) return 'its node does not report any more';
  if (waiting.state.running !== undefined) return 'its readiness probe has not succeeded';
  return waiting.state.waiting?.reason ?? 'its container does not run';
}

function stateOf(subject: Subject, pod: Pod, endpoint: Endpoint | undefined): string {
  if (endpoint !== undefined && endpoint.conditions.ready !== false)
    return `gets connections at ${endpoint.addresses[0] ?? ''}`;
  if (isPodTerminal(pod)) return 'is not among them: it has ended';
  if ((pod.status.podIP ?? '') === '') return 'is not among them: it has no address yet';
  if (!isPodReady(pod) || pod.metadata.deletionTimestamp !== undefined)
    return `gets no new connections: ${whyNotReady(pod)}`;
  return isDown(subject, 'kube-controller-manager')
    ? 'is not among them: the controller manager does not run'
    : 'is not among them yet: the endpointslice controller has not seen it';
}

function selects(selector: StringMap | undefined, { metadata }: Pod): boolean {
  return selector !== undefined && matchesSelector({ matchLabels: selector }, metadata.labels);
}

/** The API server writes itself into the one Service that every cluster has; other lists are a person's. */
function withoutSelector(subject: Subject, { metadata: { name, namespace = '' } }: Service): Fact[] {
  const own = namespace === 'default' && name === 'kubernetes';
  const facts: Fact[] = [];
  for (const { value } of range(etcdOf(subject), SLICES).values()) {
    const slice = value as EndpointSlice;
    if (serviceKeyOf(slice) !== `${namespace}/${name}`) continue;
    const ports = slice.ports.map(({ port }) => port).join(', ');
    for (const { addresses } of slice.endpoints) {
      const text = `gets connections at ${addresses[0] ?? ''}:${ports}`;
      facts.push(
        own
          ? { head: 'kube-apiserver', text, about: `${subject.cluster}/kube-apiserver` }
          : { head: '', text, about: '' },
      );
    }
  }
  const text = own
    ? 'It has no selector: the API server keeps its endpoints itself'
    : 'It has no selector: whoever made it keeps its endpoints';
  return [...facts, { head: '', text, about: '' }];
}

export function serviceFacts(subject: Subject, service: Service): Fact[] {
  const { name, namespace = '' } = service.metadata;
  const { selector, type } = service.spec;
  if (type === 'ExternalName') return [];
  if (selector === undefined || Object.keys(selector).length === 0) return withoutSelector(subject, service);
  const endpoints = endpointsOf(subject, `${namespace}/${name}`);
  const facts: Fact[] = [];
  for (const { value } of range(etcdOf(subject), 'pods').values()) {
    const pod = value as Pod;
    if (pod.metadata.namespace !== namespace || !selects(selector, pod)) continue;
    const text = stateOf(subject, pod, endpoints.get(pod.metadata.name));
    facts.push({ head: pod.metadata.name, text, about: idOf(subject.cluster, 'pods', pod) });
  }
  if (facts.length > 0) return facts;
  return [
    { head: '', text: `No pod has the labels ${formatSelector({ matchLabels: selector })}`, about: '' },
  ];
}

/** Which Services a pod is behind. */
export function servicesOfPod(subject: Subject, pod: Pod): Fact[] {
  const facts: Fact[] = [];
  for (const { value } of range(etcdOf(subject), SERVICES).values()) {
    const service = value as Service;
    const { name, namespace = '' } = service.metadata;
    const { selector } = service.spec;
    if (namespace !== pod.metadata.namespace || selector === undefined || !selects(selector, pod)) continue;
    const endpoint = endpointsOf(subject, `${namespace}/${name}`).get(pod.metadata.name);
    const about = idOf(subject.cluster, 'services', service);
    facts.push({ head: `Service ${name}`, text: stateOf(subject, pod, endpoint), about });
  }
  return facts;
}
