/** Services and whom they lead to, kept up from Services and EndpointSlices. */
import type { Endpoint, EndpointSlice } from '../../engine/api/endpointslice';
import { serviceKind, type Service } from '../../engine/api/service';
import { range, type Change } from '../../engine/etcd/store';
import type { ServiceView } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { idOf, objectId } from './ids';
import type { Shown } from './shown';

const SERVICE_NAME = 'kubernetes.io/service-name';
export const SERVICES = serviceKind.storagePrefix;
export const SLICES = 'endpointslices';

/** Key of the Service to which a slice belongs; '' for none. */
export function serviceKeyOf(slice: EndpointSlice): string {
  const name = slice.metadata.labels?.[SERVICE_NAME] ?? '';
  return name === '' ? '' : `${slice.metadata.namespace ?? ''}/${name}`;
}

const PORTS = serviceKind.columns.find(({ name }) => name.toUpperCase() === 'PORT(S)');

/** The PORT(S) column. */
function portsOf(service: Service): string {
  return PORTS?.cell(service, 0) ?? '';
}

function typeOf({ spec }: Service): string {
  return spec.clusterIP === 'None' ? 'Headless' : (spec.type ?? 'ClusterIP');
}

/** Who is behind the slices: ids of pods, by whether they get new connections, and addresses that are no pod's. */
function thoseBehind(
  cluster: string,
  slices: Iterable<EndpointSlice>,
): Pick<ServiceView, 'ready' | 'notReady' | 'others'> {
  const ready = new Set<string>();
  const notReady = new Set<string>();
  const others: string[] = [];
  const place = (slice: EndpointSlice, { targetRef, conditions, addresses }: Endpoint): void => {
    if (targetRef?.kind !== 'Pod' || targetRef.name === undefined) {
      if (conditions.ready !== false) others.push(...addresses);
      return;
    }
    const namespace = targetRef.namespace ?? slice.metadata.namespace ?? '';
    const id = objectId(cluster, 'pods', namespace, targetRef.name);
    (conditions.ready === false ? notReady : ready).add(id);
  };
  for (const slice of slices) for (const endpoint of slice.endpoints) place(slice, endpoint);
  return { ready: [...ready], notReady: [...notReady].filter((id) => !ready.has(id)), others };
}

/** Our own Services: the API server's and the DNS server's. */
function isSystem({ metadata: { namespace, name } }: Service): boolean {
  return namespace === 'kube-system' || (namespace === 'default' && name === 'kubernetes');
}

export class ServiceProjection {
  /** By the Service's key, then by the slice's own. */
  private readonly slices = new Map<string, Map<string, EndpointSlice>>();
  private readonly touched = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly shown: Shown<ServiceView>,
  ) {}

  forget(): void {
    this.slices.clear();
  }

  take({ prefix, type, key, value, previous }: Change): void {
    if (prefix === SERVICES) {
      if (type === 'DELETED') this.shown.remove(idOf(this.subject.cluster, 'services', value as Service));
      this.touched.add(key);
    } else if (prefix === SLICES) {
      if (previous !== undefined) this.drop(serviceKeyOf(previous as EndpointSlice), key);
      if (type !== 'DELETED') this.keep(serviceKeyOf(value as EndpointSlice), key, value as EndpointSlice);
    }
  }

  private drop(service: string, key: string): void {
    this.touched.add(service);
    const slices = this.slices.get(service);
    slices?.delete(key);
    if (slices?.size === 0) this.slices.delete(service);
  }

  private keep(service: string, key: string, slice: EndpointSlice): void {
    this.touched.add(service);
    const slices = this.slices.get(service);
    if (slices === undefined) this.slices.set(service, new Map([[key, slice]]));
    else slices.set(key, slice);
  }

  refresh(): void {
    const stored = range(etcdOf(this.subject), SERVICES);
    for (const key of this.touched) {
      const service = stored.get(key)?.value as Service | undefined;
      if (service !== undefined) this.shown.put(this.view(key, service));
    }
    this.touched.clear();
  }

  private view(key: string, service: Service): ServiceView {
    const { cluster } = this.subject;
    const { name, namespace = '' } = service.metadata;
    return {
      id: objectId(cluster, 'services', namespace, name),
      namespace,
      name,
      type: typeOf(service),
      clusterIp: service.spec.clusterIP ?? '',
      ports: portsOf(service),
      ...thoseBehind(cluster, this.slices.get(key)?.values() ?? []),
      system: isSystem(service),
    };
  }
}
