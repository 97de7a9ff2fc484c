/** NetworkPolicy. Models pkg/apis/networking (v1/defaults.go, validation). */
import { ageColumn, column, nameColumn } from './columns';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  required,
} from './field-error';
import { goJson } from './go-print';
import { validateCidr } from './ip';
import { validateOptionalSelector, validateSelector } from './labels-validation';
import type { ApiObject } from './meta';
import { portName, portNumber } from './names';
import { NETWORK_POLICY_STRUCTS } from './networking-schema';
import { plainKind } from './plain-kind';
import { formatSelector, type LabelSelector } from './selector';
import { mapShared, withFields } from './share';

interface NetworkPolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly from?: readonly NetworkPolicyPeer[];
  readonly to?: readonly NetworkPolicyPeer[];
}

export interface NetworkPolicy extends ApiObject {
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
    readonly policyTypes?: readonly string[];
  };
}

function defaultRule(rule: Rule): Rule {
  if (rule.ports === undefined) return rule;
  const ports = mapShared(rule.ports, (port) => withFields(port, { protocol: port.protocol ?? 'TCP' }));
  return withFields(rule, { ports });
}

function applyDefaults(policy: NetworkPolicy): NetworkPolicy {
  const { ingress, egress, policyTypes = [] } = policy.spec;
  const types = (egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  return withFields(policy, {
    spec: withFields(policy.spec, {
      ...(ingress === undefined ? {} : { ingress: mapShared(ingress, defaultRule) }),
      ...(egress === undefined ? {} : { egress: mapShared(egress, defaultRule) }),
      policyTypes: policyTypes.length === 0 ? types : policyTypes,
    }),
  });
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

function validateEndPort({ port, endPort }: NetworkPolicyPort, field: string): readonly FieldError[] {
  if (endPort === undefined) return NO_ERRORS;
  if (port === undefined)
    return [invalid(field, endPort, 'may not be specified when `port` is not specified')];
  if (typeof port === 'string')
    return [invalid(field, endPort, 'may not be specified when `port` is non-numeric')];
  return collect(
    endPort < port ? [invalid(field, port, 'must be greater than or equal to `port`')] : NO_ERRORS,
    invalidEach(field, endPort, portNumber(endPort)),
  );
}

function validatePort(given: NetworkPolicyPort, field: string): readonly FieldError[] {
  const { protocol, port } = given;
  return collect(
    protocol === undefined || PROTOCOLS.includes(protocol)
      ? NO_ERRORS
      : [notSupported(`${field}.protocol`, protocol, PROTOCOLS)],
    port === undefined
      ? NO_ERRORS
      : invalidEach(`${field}.port`, port, typeof port === 'number' ? portNumber(port) : portName(port)),
    validateEndPort(given, `${field}.endPort`),
  );
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  field: string,
): readonly FieldError[] {
  const count = [podSelector, namespaceSelector, ipBlock].filter((part) => part !== undefined).length;
  const block = `${field}.ipBlock`;
  return collect(
    validateOptionalSelector(podSelector, `${field}.podSelector`),
    validateOptionalSelector(namespaceSelector, `${field}.namespaceSelector`),
    ...(ipBlock === undefined
      ? []
      : ipBlock.cidr === ''
        ? [[required(`${block}.cidr`)]]
        : [
            validateCidr(ipBlock.cidr, `${block}.cidr`),
            ...(ipBlock.except ?? []).map((cidr, i) => validateCidr(cidr, `${block}.except[${i}]`)),
          ]),
    count === 0 ? [required(field, 'must specify a peer')] : NO_ERRORS,
    count > 1 && ipBlock !== undefined
      ? [forbidden(field, 'may not specify both ipBlock and another peer')]
      : NO_ERRORS,
  );
}

function validateRules(rules: readonly Rule[], field: string, peers: 'from' | 'to'): readonly FieldError[] {
  return collect(
    ...rules.flatMap((rule, i) => [
      ...(rule.ports ?? []).map((port, at) => validatePort(port, `${field}[${i}].ports[${at}]`)),
      ...(rule[peers] ?? []).map((peer, at) => validatePeer(peer, `${field}[${i}].${peers}[${at}]`)),
    ]),
  );
}

const TYPES = ['Ingress', 'Egress'];

function validateTypes(types: readonly string[]): readonly FieldError[] {
  const field = 'spec.policyTypes';
  if (types.length > TYPES.length)
    return [invalid(field, { go: goJson(types) }, 'may not specify more than two policyTypes')];
  return types.flatMap((type, i) =>
    TYPES.includes(type) ? [] : [notSupported(`${field}[${i}]`, type, TYPES)],
  );
}

export const networkPolicyKind = plainKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
  shortNames: ['netpol'],
  structs: NETWORK_POLICY_STRUCTS,
  hasGeneration: true,
  simplified: 'NetworkPolicy: stored and shown, but the network of this version does not enforce it',
  applyDefaults,
  validate: ({ spec }) =>
    collect(
      validateSelector(spec.podSelector, 'spec.podSelector'),
      validateRules(spec.ingress ?? [], 'spec.ingress', 'from'),
      validateRules(spec.egress ?? [], 'spec.egress', 'to'),
      validateTypes(spec.policyTypes ?? []),
    ),
  columns: [
    nameColumn,
    column('Pod-Selector', ({ spec }) => formatSelector(spec.podSelector) || '<none>'),
    ageColumn,
  ],
});
