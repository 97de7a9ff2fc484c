/** Endpoints: the addresses of a Service as one object, which EndpointSlices have replaced. Models pkg/apis/core. */
import { ageColumn, column, nameColumn } from './columns';
import { collect, type FieldError, invalidEach, NO_ERRORS, oneOf, required } from './field-error';
import { validateNonSpecialIp } from './ip';
import type { ApiObject } from './meta';
import { dns1123Label, portNumber } from './names';
import { plainKind } from './plain-kind';
import { mapShared, withFields } from './share';

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
}

export interface EndpointsPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointsPort[];
}

export interface Endpoints extends ApiObject {
  readonly subsets?: readonly EndpointSubset[];
}

const STRUCTS = {
  Endpoints: 'metadata!:ObjectMeta subsets:[]EndpointSubset',
  EndpointSubset: 'addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]core.EndpointPort',
  EndpointAddress: 'ip! hostname@3 nodeName* targetRef*@2:ObjectReference',
  'core.EndpointPort': 'name port!:int32 protocol:~v1.Protocol appProtocol*',
} as const;

function defaultSubset(subset: EndpointSubset): EndpointSubset {
  if (subset.ports === undefined) return subset;
  const ports = mapShared(subset.ports, (port) => withFields(port, { protocol: port.protocol || 'TCP' }));
  return withFields(subset, { ports });
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** Addresses that were found good once: a thousand of them stand in one object, and one of them changes. */
const good = new WeakSet<EndpointAddress>();

function validateAddress(address: EndpointAddress, field: string): readonly FieldError[] {
  if (good.has(address)) return NO_ERRORS;
  const errors = validateNonSpecialIp(address.ip, `${field}.ip`);
  if (errors.length === 0) good.add(address);
  return errors;
}

function validateSubset(subset: EndpointSubset, field: string): readonly FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length + notReadyAddresses.length === 0)
    return [required(field, 'must specify `addresses` or `notReadyAddresses`')];
  return collect(
    ...addresses.map((address, i) => validateAddress(address, `${field}.addresses[${i}]`)),
    ...notReadyAddresses.map((address, i) => validateAddress(address, `${field}.notReadyAddresses[${i}]`)),
    ...ports.flatMap(({ name = '', port, protocol }, i) => [
      name === '' && ports.length > 1
        ? [required(`${field}.ports[${i}].name`)]
        : name === ''
          ? NO_ERRORS
          : invalidEach(`${field}.ports[${i}].name`, name, dns1123Label(name)),
      invalidEach(`${field}.ports[${i}].port`, port, portNumber(port)),
      oneOf(protocol, PROTOCOLS, `${field}.ports[${i}].protocol`),
    ]),
  );
}

const SHOWN_MAX = 3;

function endpointsCell({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  const shown = all.slice(0, SHOWN_MAX).join(',');
  return all.length > SHOWN_MAX ? `${shown} + ${all.length - SHOWN_MAX} more...` : shown;
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

export const endpointsKind = plainKind<Endpoints>({
  group: '',
  kind: 'Endpoints',
  resource: 'endpoints',
  shortNames: ['ep'],
  storagePrefix: 'services/endpoints',
  structs: STRUCTS,
  simplified:
    'Endpoints: kept beside the EndpointSlices by which Services work; nothing mirrors into slices those that somebody writes by hand',
  applyDefaults: (endpoints) =>
    endpoints.subsets === undefined
      ? endpoints
      : withFields(endpoints, { subsets: mapShared(endpoints.subsets, defaultSubset) }),
  validate: ({ subsets = [] }) =>
    collect(...subsets.map((subset, i) => validateSubset(subset, `subsets[${i}]`))),
  columns: [nameColumn, column('Endpoints', endpointsCell), ageColumn],
});
