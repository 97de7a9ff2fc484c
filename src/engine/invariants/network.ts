/** Laws of addresses, Services and endpoints. */
import type { Endpoints } from '../api/endpoints';
import type { EndpointSlice } from '../api/endpointslice';
import { deepEqual } from '../api/equal';
import { keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodReady, isPodTerminal } from '../api/pod-status';
import { matchesSelector } from '../api/selector';
import { serviceKind, type Service } from '../api/service';
import type { EtcdState } from '../etcd/store';
import { objects } from './stored';

function servicesOf(etcd: EtcdState): Service[] {
  return objects<Service>(etcd, serviceKind.storagePrefix);
}

/** Two things that may not be the same: sentences about those that are. */
class Unique {
  private readonly owners = new Map<string, string>();
  readonly problems: string[] = [];

  note(value: string, owner: string): void {
    const other = this.owners.get(value);
    if (other !== undefined) this.problems.push(`${owner} and ${other} both have ${value}`);
    this.owners.set(value, owner);
  }
}

/** Pods in their node's network share its address. */
function sharedAddresses(etcd: EtcdState): string[] {
  const addresses = new Unique();
  for (const pod of objects<Pod>(etcd, 'pods')) {
    const ip = pod.status.podIP ?? '';
    if (ip === '' || pod.spec.hostNetwork === true || isPodTerminal(pod)) continue;
    addresses.note(`the address ${ip}`, pod.metadata.name);
  }
  return addresses.problems;
}

function sharedServiceAddresses(etcd: EtcdState): string[] {
  const given = new Unique();
  for (const { metadata, spec } of servicesOf(etcd)) {
    const name = `services/${metadata.name}`;
    const { clusterIP = '', ports = [] } = spec;
    if (clusterIP !== '' && clusterIP !== 'None') given.note(`the cluster IP ${clusterIP}`, name);
    for (const { nodePort = 0, protocol = 'TCP' } of ports)
      if (nodePort !== 0) given.note(`the node port ${nodePort}/${protocol}`, name);
  }
  return given.problems;
}

/** At every moment. */
export function brokenNetwork(etcd: EtcdState): string[] {
  return [...sharedAddresses(etcd), ...sharedServiceAddresses(etcd)];
}

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER = 'endpointslice-controller.k8s.io';

/** Slices of Services with a selector: the others are none of the controller's business. */
function slicesByService(etcd: EtcdState): ReadonlyMap<string, EndpointSlice[]> {
  const found = new Map<string, EndpointSlice[]>();
  for (const slice of objects<EndpointSlice>(etcd, 'endpointslices')) {
    const { labels = {}, namespace = '' } = slice.metadata;
    if (labels[MANAGED_BY] !== CONTROLLER) continue;
    const key = `${namespace}/${labels[SERVICE_NAME] ?? ''}`;
    found.set(key, [...(found.get(key) ?? []), slice]);
  }
  return found;
}

/** What the endpoints of a Service say of each pod: its address and whether it gets new connections. */
function told(slices: readonly EndpointSlice[], name: string, problems: string[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { endpoints } of slices) {
    for (const { targetRef, addresses, conditions } of endpoints) {
      const uid = targetRef?.uid ?? '';
      if (found.has(uid)) problems.push(`${name} has ${targetRef?.name} twice`);
      found.set(uid, { ip: addresses[0], ready: conditions.ready !== false });
    }
  }
  return found;
}

function wanted(service: Service, pods: readonly Pod[]): Map<string, unknown> {
  const { selector = {}, publishNotReadyAddresses = false } = service.spec;
  const found = new Map<string, unknown>();
  for (const pod of pods) {
    const { metadata, status } = pod;
    const selected =
      metadata.namespace === service.metadata.namespace &&
      matchesSelector({ matchLabels: selector }, metadata.labels);
    if (!selected || (status.podIP ?? '') === '' || isPodTerminal(pod)) continue;
    const ready = publishNotReadyAddresses || (isPodReady(pod) && metadata.deletionTimestamp === undefined);
    found.set(metadata.uid ?? '', { ip: status.podIP, ready });
  }
  return found;
}

/** Endpoints are the pods that a Service selects, each once, with their present address and readiness. */
export function unsettledEndpoints(etcd: EtcdState): string[] {
  const problems: string[] = [];
  const slices = slicesByService(etcd);
  const pods = objects<Pod>(etcd, 'pods');
  for (const service of servicesOf(etcd)) {
    const { name, namespace = '' } = service.metadata;
    const { selector = {}, type } = service.spec;
    if (Object.keys(selector).length === 0 || type === 'ExternalName') continue;
    const text = `endpoints of services/${name}`;
    const are = told(slices.get(`${namespace}/${name}`) ?? [], text, problems);
    const should = wanted(service, pods);
    for (const [uid, endpoint] of should) {
      if (!are.has(uid)) problems.push(`${text}: the pod ${uid} is missing`);
      else if (!deepEqual(are.get(uid), endpoint)) problems.push(`${text}: the pod ${uid} has changed since`);
    }
    for (const uid of are.keys())
      if (!should.has(uid)) problems.push(`${text}: the pod ${uid} does not belong there`);
  }
  return problems;
}

/** What an object's addresses say of each pod. An object that is full does not tell of all. */
function toldAtOnce({ subsets = [] }: Endpoints): Map<string, string> {
  const found = new Map<string, string>();
  for (const { addresses = [], notReadyAddresses = [] } of subsets) {
    for (const { ip, targetRef } of addresses) found.set(targetRef?.uid ?? '', `${ip} ready`);
    for (const { ip, targetRef } of notReadyAddresses) found.set(targetRef?.uid ?? '', ip);
  }
  return found;
}

/** A Service's Endpoints tell of the same pods as its slices do, but for those that are leaving. */
export function unsettledEndpointsObjects(etcd: EtcdState): string[] {
  const problems: string[] = [];
  const stored = new Map(
    objects<Endpoints>(etcd, 'services/endpoints').map((one) => [keyOf(one.metadata), one]),
  );
  const pods = objects<Pod>(etcd, 'pods');
  for (const service of servicesOf(etcd)) {
    const { selector, type, ports = [], publishNotReadyAddresses = false } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0 || type === 'ExternalName') continue;
    const text = `Endpoints of services/${service.metadata.name}`;
    const endpoints = stored.get(keyOf(service.metadata));
    if (endpoints === undefined) problems.push(`${text} are missing`);
    // Which ports a name stands for is the pods' own business.
    if (endpoints === undefined || ports.some(({ targetPort }) => typeof targetPort === 'string')) continue;
    const are = toldAtOnce(endpoints);
    const staying = pods.filter(
      ({ metadata }) => publishNotReadyAddresses || metadata.deletionTimestamp === undefined,
    );
    const should = wanted(service, staying) as Map<string, { ip: string; ready: boolean }>;
    for (const [uid, { ip, ready }] of should) {
      if (are.get(uid) !== (ready ? `${ip} ready` : ip) && should.size <= 1000)
        problems.push(`${text}: the pod ${uid} is missing or has changed since`);
    }
    for (const uid of are.keys())
      if (!should.has(uid)) problems.push(`${text}: the pod ${uid} does not belong there`);
  }
  return problems;
}
