/**
 * What the Endpoints of a Service hold: addresses of its pods, ready or not, grouped by the ports that they have in
 * common. Models pkg/controller/endpoint/endpoints_controller.go and pkg/api/v1/endpoints/util.go (RepackSubsets).
 */
import type { EndpointAddress, EndpointSubset, EndpointsPort } from '../api/endpoints';
import type { EndpointPort } from '../api/endpointslice';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import type { Service } from '../api/service';
import { belongsInEndpoints, portKey, portsOf } from './endpoints';
import { md5 } from './md5';

/** More addresses than these nobody keeps in one object. maxCapacity. */
const CAPACITY = 1000;

// --------------------------------------------------------------------------------------------------- the addresses

interface Known {
  readonly isIpv6: boolean;
  readonly hostname: string;
  readonly address: EndpointAddress | null;
}

/** A pod that did not change has the same address: comparing the old with the new costs nothing. */
const addresses = new WeakMap<Pod, Known>();

function makeAddress({ metadata, spec, status }: Pod, isIpv6: boolean, hostname: string): Known['address'] {
  const ip = status.podIPs?.find((one) => one.ip.includes(':') === isIpv6)?.ip;
  if (ip === undefined) return null;
  const { name, namespace = '', uid = '' } = metadata;
  const { nodeName = '' } = spec;
  return {
    ip,
    ...(hostname === '' ? {} : { hostname }),
    nodeName,
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** In the first family of the Service; null when the pod has none there. Models podToEndpointAddressForService. */
function addressOf(service: Service, pod: Pod): EndpointAddress | null {
  const { hostname: own = '', subdomain = '' } = pod.spec;
  const hostname = subdomain === service.metadata.name ? own : '';
  const isIpv6 = service.spec.ipFamilies?.[0] === 'IPv6';
  const known = addresses.get(pod);
  if (known !== undefined && known.isIpv6 === isIpv6 && known.hostname === hostname) return known.address;
  const address = makeAddress(pod, isIpv6, hostname);
  addresses.set(pod, { isIpv6, hostname, address });
  return address;
}

function compareAddresses(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  const [x = '', y = ''] = [a.targetRef?.uid, b.targetRef?.uid];
  return x < y ? -1 : x > y ? 1 : 0;
}

// ------------------------------------------------------------------------------------------------------- the ports

/** As Go's spew prints it, of which upstream takes the MD5 to put ports in an order. */
function printed({ name = '', port, protocol = 'TCP', appProtocol }: EndpointsPort): string {
  const application = appProtocol ?? '<nil>';
  return `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${application}}`;
}

function inOrder(ports: readonly EndpointsPort[]): readonly EndpointsPort[] {
  if (ports.length < 2) return ports;
  const hashes = new Map(ports.map((port) => [port, md5(printed(port))]));
  return ports.toSorted((a, b) => ((hashes.get(a) ?? '') < (hashes.get(b) ?? '') ? -1 : 1));
}

const converted = new WeakMap<readonly EndpointPort[], readonly EndpointsPort[]>();

/** Ports as Endpoints write them: without an empty name. */
function endpointsPorts(ports: readonly EndpointPort[]): readonly EndpointsPort[] {
  let made = converted.get(ports);
  if (made === undefined) {
    made = inOrder(
      ports.map(({ name = '', port = 0, protocol = 'TCP', appProtocol }) => ({
        ...(name === '' ? {} : { name }),
        port,
        protocol,
        ...(appProtocol === undefined ? {} : { appProtocol }),
      })),
    );
    converted.set(ports, made);
  }
  return made;
}

// ----------------------------------------------------------------------------------------------------- the subsets

/** Pods that have all their ports in common. */
interface Group {
  readonly ports: readonly EndpointsPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

function groupsOf(service: Service, pods: readonly Pod[]): Group[] {
  const groups = new Map<string, Group>();
  const publish = service.spec.publishNotReadyAddresses === true;
  const isPortless = (service.spec.ports ?? []).length === 0;
  for (const pod of pods) {
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    if (!belongsInEndpoints(pod) || (isLeaving && !publish)) continue;
    const address = addressOf(service, pod);
    if (address === null) continue;
    const ports = portsOf(service, pod);
    if (ports.length === 0 && !(isPortless && service.spec.clusterIP === 'None')) continue;
    const key = portKey(ports);
    let group = groups.get(key);
    if (group === undefined) {
      group = { ports: endpointsPorts(ports), ready: [], notReady: [] };
      groups.set(key, group);
    }
    (publish || isPodReady(pod) ? group.ready : group.notReady).push(address);
  }
  return [...groups.values()];
}

/** Ports that have the same pods stand together, whatever else these pods have. */
function regroup(groups: readonly Group[]): readonly Group[] {
  const holders = new Map<string, { readonly port: EndpointsPort; readonly of: number[] }>();
  groups.forEach(({ ports }, i) => {
    for (const port of ports) {
      const key = printed(port);
      const known = holders.get(key);
      if (known === undefined) holders.set(key, { port, of: [i] });
      else known.of.push(i);
    }
  });
  const together = new Map<string, { readonly of: readonly number[]; readonly ports: EndpointsPort[] }>();
  for (const { port, of } of holders.values()) {
    const known = together.get(of.join());
    if (known === undefined) together.set(of.join(), { of, ports: [port] });
    else known.ports.push(port);
  }
  return [...together.values()].map(({ of, ports }) => ({
    ports: inOrder(ports),
    ready: of.flatMap((i) => groups[i]?.ready ?? []),
    notReady: of.flatMap((i) => groups[i]?.notReady ?? []),
  }));
}

function subsetOf({ ports, ready, notReady }: Group): EndpointSubset {
  return {
    ...(ready.length === 0 ? {} : { addresses: ready.sort(compareAddresses) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.sort(compareAddresses) }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

/** In a stable order; upstream's is that of their hashes. */
function compareSubsets(a: EndpointSubset, b: EndpointSubset): number {
  const [x, y] = [a, b].map(({ ports = [] }) => ports.map(printed).join()) as [string, string];
  return x < y ? -1 : 1;
}

/** All addresses of these pods of the Service. */
export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const groups = groupsOf(service, pods);
  if (groups.length < 2) return groups.map(subsetOf);
  return regroup(groups).map(subsetOf).sort(compareSubsets);
}

// ---------------------------------------------------------------------------------------------------- the capacity

type List = 'addresses' | 'notReadyAddresses';

function count(subsets: readonly EndpointSubset[], list: List): number {
  return subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0);
}

/** Each subset gives up its part of the list. A part is rounded up, so the last one may get less. */
function shortened(subsets: readonly EndpointSubset[], list: List, most: number): readonly EndpointSubset[] {
  const total = count(subsets, list);
  let left = most;
  return subsets.map((subset) => {
    const all = subset[list] ?? [];
    const kept = all.slice(0, Math.min(left, Math.ceil((all.length / total) * most)));
    left -= kept.length;
    const { [list]: _, ...rest } = subset;
    return kept.length === 0 ? rest : { ...rest, [list]: kept };
  });
}

/** No more addresses than `CAPACITY`, and ready ones rather than others. Models truncateEndpoints. */
export function withinCapacity(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = count(subsets, 'addresses');
  const notReady = count(subsets, 'notReadyAddresses');
  if (ready + notReady <= CAPACITY) return subsets;
  if (ready <= CAPACITY) return shortened(subsets, 'notReadyAddresses', CAPACITY - ready);
  return shortened(subsets, 'addresses', CAPACITY).map(({ notReadyAddresses: _, ...rest }) => rest);
}
