/** Ingress. Models pkg/apis/networking/validation and pkg/printers/internalversion. */
import { ageColumn, column, nameColumn } from './columns';
import {
  collect,
  type FieldError,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { isIpv4, isIpv6 } from './ip';
import type { ApiObject } from './meta';
import { dns1035Label, dns1123Subdomain, portName, portNumber } from './names';
import { INGRESS_STRUCTS } from './networking-schema';
import { validatePathSegment } from './path-segment';
import { plainKind } from './plain-kind';

export interface IngressBackend {
  readonly service?: {
    readonly name: string;
    readonly port?: { readonly name?: string; readonly number?: number };
  };
  readonly resource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
}

interface HTTPIngressPath {
  readonly path?: string;
  readonly pathType?: string;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths?: readonly HTTPIngressPath[] };
}

export interface Ingress extends ApiObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly rules?: readonly IngressRule[];
  };
  readonly status: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

const WILDCARD = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const WILDCARD_WORDS =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function hostName(host: string): readonly string[] {
  if (!host.includes('*')) return dns1123Subdomain(host);
  return WILDCARD.test(host) ? [] : [WILDCARD_WORDS];
}

function validatePort(
  { name = '', number = 0 }: { readonly name?: string; readonly number?: number },
  field: string,
): readonly FieldError[] {
  if (name !== '' && number !== 0) return [invalid(field, '', 'cannot set both port name & port number')];
  if (name !== '') return invalidEach(`${field}.service.port.name`, name, portName(name));
  if (number !== 0) return invalidEach(`${field}.service.port.number`, number, portNumber(number));
  return [required(field, 'port name or number is required')];
}

function validateBackend({ service, resource }: IngressBackend, field: string): readonly FieldError[] {
  if (service !== undefined && resource !== undefined)
    return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) {
    return collect(
      validatePathSegment(resource.kind, `${field}.resource.kind`, 'kind is required'),
      validatePathSegment(resource.name, `${field}.resource.name`, 'name is required'),
    );
  }
  if (service === undefined) return [invalid(field, '', 'resource or service backend is required')];
  const nameField = `${field}.service.name`;
  return collect(
    service.name === ''
      ? [required(nameField)]
      : invalidEach(nameField, service.name, dns1035Label(service.name)),
    validatePort(service.port ?? {}, field),
  );
}

const INVALID_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const INVALID_ENDS = ['/..', '/.'];
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

function pathErrors(path: string, pathType: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const isLoose = pathType === 'ImplementationSpecific';
  if (!path.startsWith('/') && !(isLoose && path === ''))
    errors.push(invalid(field, path, 'must be an absolute path'));
  if (isLoose) return errors;
  for (const part of INVALID_SEQUENCES)
    if (path.includes(part)) errors.push(invalid(field, path, `must not contain '${part}'`));
  for (const end of INVALID_ENDS)
    if (path.endsWith(end)) errors.push(invalid(field, path, `cannot end with '${end}'`));
  return errors;
}

function validatePath(
  { path = '', pathType, backend }: HTTPIngressPath,
  field: string,
): readonly FieldError[] {
  if (pathType === undefined) return [required(`${field}.pathType`, 'pathType must be specified')];
  return collect(
    PATH_TYPES.includes(pathType)
      ? pathErrors(path, pathType, `${field}.path`)
      : [notSupported(`${field}.pathType`, pathType, PATH_TYPES)],
    validateBackend(backend ?? {}, `${field}.backend`),
  );
}

function validateRule({ host = '', http }: IngressRule, field: string): readonly FieldError[] {
  const isIp = isIpv4(host) || isIpv6(host);
  const paths = http?.paths ?? [];
  return collect(
    isIp ? [invalid(`${field}.host`, host, 'must be a DNS name, not an IP address')] : NO_ERRORS,
    host === '' ? NO_ERRORS : invalidEach(`${field}.host`, host, hostName(host)),
    http !== undefined && paths.length === 0 ? [required(`${field}.http.paths`)] : NO_ERRORS,
    ...paths.map((path, i) => validatePath(path, `${field}.http.paths[${i}]`)),
  );
}

function validate({ spec }: Ingress): readonly FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  const words = 'either `defaultBackend` or `rules` must be specified';
  return collect(
    rules.length === 0 && defaultBackend === undefined ? [invalid('spec', { go: 'null' }, words)] : NO_ERRORS,
    defaultBackend === undefined ? NO_ERRORS : validateBackend(defaultBackend, 'spec.defaultBackend'),
    ...rules.map((rule, i) => validateRule(rule, `spec.rules[${i}]`)),
    ...tls.flatMap(({ hosts = [], secretName = '' }, i) => [
      ...hosts.map((host, at) => invalidEach(`spec.tls[${i}].hosts[${at}]`, host, hostName(host))),
      secretName === ''
        ? NO_ERRORS
        : invalidEach(`spec.tls[${i}].secretName`, secretName, dns1123Subdomain(secretName)),
    ]),
    ingressClassName === undefined
      ? NO_ERRORS
      : invalidEach('spec.ingressClassName', ingressClassName, dns1123Subdomain(ingressClassName)),
  );
}

const SHOWN_MAX = 3;
/** A longer address is cut, unless the table is wide. */
const ADDRESS_MAX = 16;

function hostsCell({ spec: { rules = [] } }: Ingress): string {
  const hosts = rules.map(({ host = '' }) => host).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, SHOWN_MAX).join(',');
  return hosts.length > SHOWN_MAX ? `${shown} + ${hosts.length - SHOWN_MAX} more...` : shown;
}

function wholeAddress({ status }: Ingress): string {
  const all = (status.loadBalancer?.ingress ?? []).map(({ ip = '', hostname = '' }) => ip || hostname);
  return [...new Set(all.filter((address) => address !== ''))].sort().join(',');
}

function addressCell(ingress: Ingress): string {
  const address = wholeAddress(ingress);
  return address.length > ADDRESS_MAX ? `${address.slice(0, ADDRESS_MAX - 3)}...` : address;
}

export const ingressKind = plainKind<Ingress>({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  resource: 'ingresses',
  shortNames: ['ing'],
  storagePrefix: 'ingress',
  structs: INGRESS_STRUCTS,
  hasStatus: true,
  noStatus: { loadBalancer: {} },
  hasGeneration: true,
  simplified: 'Ingress: stored and shown, but no ingress controller runs in this version',
  validate,
  columns: [
    nameColumn,
    column('Class', ({ spec }) => spec.ingressClassName ?? '<none>'),
    column('Hosts', hostsCell),
    { ...column('Address', addressCell), wideCell: wholeAddress },
    column('Ports', ({ spec: { tls = [] } }) => (tls.length === 0 ? '80' : '80, 443')),
    ageColumn,
  ],
});
