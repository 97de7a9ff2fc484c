/** EndpointSlice (discovery.k8s.io). Models pkg/apis/discovery and pkg/registry/discovery/endpointslice/strategy.go. */
import { ageColumn, column, listWithMore, nameColumn } from './columns';
import { deepEqual } from './equal';
import {
  collect,
  duplicate,
  type FieldError,
  invalid,
  invalidEach,
  NO_ERRORS,
  oneOf,
  required,
  tooMany,
} from './field-error';
import { isIpv4, isIpv6, validateNonSpecialIp } from './ip';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { inheritMeta } from './meta-update';
import { immutable, validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Label, dns1123Subdomain, qualifiedName } from './names';
import { mapShared, memoised, withFields } from './share';

export interface EndpointConditions {
  /** Absent counts as true. */
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname?: string;
  readonly targetRef?: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] };
}

export interface EndpointPort {
  readonly name?: string;
  readonly protocol?: string;
  /** Absent: all ports. */
  readonly port?: number;
  readonly appProtocol?: string;
}

export interface EndpointSlice extends ApiObject {
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly EndpointPort[];
}

const STRUCTS = {
  EndpointSlice: `
    metadata!:ObjectMeta addressType!@4:~v1.AddressType endpoints!@2:[]Endpoint ports!:[]EndpointPort`,
  Endpoint: `
    addresses!:[] conditions!:EndpointConditions hostname* targetRef*:ObjectReference deprecatedTopology:{}
    nodeName* zone* hints*:EndpointHints`,
  EndpointConditions: 'ready*:bool serving*:bool terminating*:bool',
  EndpointHints: 'forZones:[]ForZone forNodes:[]ForNode',
  ForZone: 'name!',
  ForNode: 'name!',
  EndpointPort: 'name* protocol*:~v1.Protocol port*:int32 appProtocol*',
} as const;

const NO_ENDPOINTS: readonly Endpoint[] = [];
const NO_PORTS: readonly EndpointPort[] = [];

function defaultPort(port: EndpointPort): EndpointPort {
  return withFields(port, { name: port.name ?? '', protocol: port.protocol ?? 'TCP' });
}

function applyDefaults(slice: EndpointSlice): EndpointSlice {
  return withFields(slice, {
    endpoints: slice.endpoints ?? NO_ENDPOINTS,
    ports: mapShared(slice.ports ?? NO_PORTS, defaultPort),
  });
}

const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 100;

function validateAddress(address: string, type: string, field: string): readonly FieldError[] {
  if (type === 'FQDN') return invalidEach(field, address, dns1123Subdomain(address));
  if (type !== 'IPv4' && type !== 'IPv6') return NO_ERRORS;
  const isOfType = type === 'IPv4' ? isIpv4(address) : isIpv6(address);
  return collect(
    isOfType ? NO_ERRORS : [invalid(field, address, `must be a valid ${type} address`)],
    validateNonSpecialIp(address, field),
  );
}

function validateEndpoint(endpoint: Endpoint, type: string, field: string): readonly FieldError[] {
  const { addresses = [], hostname } = endpoint;
  const path = `${field}.addresses`;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(path, 'must contain at least 1 address'));
  else if (addresses.length > ADDRESSES_MAX) errors.push(tooMany(path, addresses.length, ADDRESSES_MAX));
  for (const [i, address] of addresses.entries())
    errors.push(...validateAddress(address, type, `${path}[${i}]`));
  if (hostname !== undefined)
    errors.push(...invalidEach(`${field}.hostname`, hostname, dns1123Label(hostname)));
  return errors;
}

/** A slice of a hundred endpoints is written anew when one of them changes; the others are the same objects as before. */
const isFaultless = memoised((endpoint: Endpoint) => validateEndpoint(endpoint, 'IPv4', '').length === 0);

function validateEndpoints({ endpoints, addressType }: EndpointSlice): readonly FieldError[] {
  const count = endpoints.length;
  if (count > ENDPOINTS_MAX) return [tooMany('endpoints', count, ENDPOINTS_MAX)];
  const errors: FieldError[] = [];
  for (const [i, endpoint] of endpoints.entries()) {
    if (addressType === 'IPv4' && isFaultless(endpoint)) continue;
    errors.push(...validateEndpoint(endpoint, addressType, `endpoints[${i}]`));
  }
  return errors;
}

function validatePorts(ports: readonly EndpointPort[]): readonly FieldError[] {
  if (ports.length > PORTS_MAX) return [tooMany('ports', ports.length, PORTS_MAX)];
  return ports.flatMap(({ name = '', protocol, appProtocol }, i) => {
    const field = `ports[${i}]`;
    const isTaken = ports.slice(0, i).some((other) => (other.name ?? '') === name);
    return [
      ...(name === '' ? NO_ERRORS : invalidEach(`${field}.name`, name, dns1123Label(name))),
      ...(isTaken ? [duplicate(`${field}.name`, name)] : NO_ERRORS),
      ...oneOf(protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`),
      ...(appProtocol === undefined
        ? NO_ERRORS
        : invalidEach(`${field}.appProtocol`, appProtocol, qualifiedName(appProtocol))),
    ];
  });
}

function validateSlice(slice: EndpointSlice): readonly FieldError[] {
  return collect(
    validateMeta(slice.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    oneOf(slice.addressType, ['FQDN', 'IPv4', 'IPv6'], 'addressType'),
    validateEndpoints(slice),
    validatePorts(slice.ports),
  );
}

/** There is no spec: a change of what the slice holds is a new generation. */
function prepareForUpdate(slice: EndpointSlice, old: EndpointSlice): EndpointSlice {
  const metadata = inheritMeta(slice.metadata, old.metadata);
  const isSame =
    slice.addressType === old.addressType &&
    deepEqual(slice.endpoints, old.endpoints) &&
    deepEqual(slice.ports, old.ports);
  const generation = old.metadata.generation ?? 0;
  return withFields(slice, {
    metadata: isSame ? metadata : { ...metadata, generation: generation + 1 },
  });
}

const SHOWN_MAX = 3;

function portsCell(ports: readonly EndpointPort[]): string {
  const shown = ports
    .slice(0, SHOWN_MAX)
    .map(({ port, name }) => (port === undefined ? name || '*' : String(port)));
  return listWithMore(shown, ports.length, '<unset>');
}

function endpointsCell(endpoints: readonly Endpoint[]): string {
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses ?? []);
  return listWithMore(addresses.slice(0, SHOWN_MAX), addresses.length, '<unset>');
}

export const endpointSliceKind: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  resource: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  namespaced: true,
  storagePrefix: 'endpointslices',
  structs: STRUCTS,
  hasStatus: false,
  hasGeneration: true,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  prepareForCreate: (slice) => slice,
  prepareForUpdate,
  validateCreate: validateSlice,
  validateUpdate: (slice, old) =>
    collect(
      validateMetaUpdate(slice.metadata, old.metadata),
      validateSlice(slice),
      immutable(slice.addressType, old.addressType, 'addressType', slice.addressType),
    ),
  columns: [
    nameColumn,
    column('AddressType', (slice) => slice.addressType ?? ''),
    column('Ports', (slice) => portsCell(slice.ports ?? NO_PORTS)),
    column('Endpoints', (slice) => endpointsCell(slice.endpoints ?? NO_ENDPOINTS)),
    ageColumn,
  ],
};
