/** Services. Models ValidateService in pkg/apis/core/validation/validation.go, in its order. */
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notSupported,
  oneOf,
  required,
} from './field-error';
import { goQuote, goStringList } from './go-print';
import { isIpv6, validateCidr, validateIp, validateNonSpecialIp } from './ip';
import { validateLabels } from './labels-validation';
import { validateMeta } from './meta-validation';
import { dns1035Label, dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from './names';
import { validatePortOrName } from './probe-validation';
import { isExternallyAccessible, isHeadless, needsHealthCheckNodePort } from './service-allocation';
import type { Service, ServicePort, ServiceSpec } from './service-types';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const POLICIES = ['Cluster', 'Local'];
const DAY_SECONDS = 86_400;

function validateExternalName(spec: ServiceSpec): readonly FieldError[] {
  const only = 'may not be set for ExternalName services';
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  return collect(
    (spec.clusterIPs ?? []).length > 0 ? [forbidden('spec.clusterIPs', only)] : NO_ERRORS,
    (spec.ipFamilies ?? []).length > 0 ? [forbidden('spec.ipFamilies', only)] : NO_ERRORS,
    spec.ipFamilyPolicy === undefined ? NO_ERRORS : [forbidden('spec.ipFamilyPolicy', only)],
    name === ''
      ? [required('spec.externalName')]
      : invalidEach('spec.externalName', name, dns1123Subdomain(name)),
  );
}

function validateType(spec: ServiceSpec): readonly FieldError[] {
  const { type, ports = [] } = spec;
  if (type === 'ExternalName') return validateExternalName(spec);
  const headless = isHeadless(spec);
  const errors: FieldError[] = [];
  if (ports.length === 0 && !headless) errors.push(required('spec.ports'));
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`));
  }
  return errors;
}

function validatePort(ports: readonly ServicePort[], index: number): readonly FieldError[] {
  const field = `spec.ports[${index}]`;
  const { name = '', port = 0, protocol, targetPort, appProtocol } = ports[index] ?? { port: 0 };
  const isTaken = name !== '' && ports.slice(0, index).some((other) => other.name === name);
  return collect(
    name === '' && ports.length > 1 ? [required(`${field}.name`)] : NO_ERRORS,
    name === '' ? NO_ERRORS : invalidEach(`${field}.name`, name, dns1123Label(name)),
    isTaken ? [duplicate(`${field}.name`, name)] : NO_ERRORS,
    invalidEach(`${field}.port`, port, portNumber(port)),
    oneOf(protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`),
    validatePortOrName(targetPort, `${field}.targetPort`),
    appProtocol === undefined
      ? NO_ERRORS
      : invalidEach(`${field}.appProtocol`, appProtocol, qualifiedName(appProtocol)),
  );
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): readonly FieldError[] {
  const field = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None') {
    if (sessionAffinityConfig === undefined) return NO_ERRORS;
    return [forbidden(field, 'must not be set when session affinity is None')];
  }
  if (sessionAffinity !== 'ClientIP')
    return oneOf(sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity');
  // Defaults have filled the rest in.
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0;
  if (seconds > 0 && seconds <= DAY_SECONDS) return NO_ERRORS;
  const detail = `must be greater than 0 and less than ${DAY_SECONDS}`;
  return [invalid(`${field}.clientIP.timeoutSeconds`, seconds, detail)];
}

function validateClusterIpList(clusterIPs: readonly string[]): readonly FieldError[] {
  const field = 'spec.clusterIPs';
  const errors = clusterIPs.flatMap((ip, i) => {
    if (i > 0 || ip !== 'None') return validateIp(ip, `${field}[${i}]`);
    if (clusterIPs.length === 1) return NO_ERRORS;
    return [invalid(field, goStringList(clusterIPs), "'None' must be the first and only value")];
  });
  const isTooLong = clusterIPs.length > 2;
  if (isTooLong) errors.push(invalid(field, goStringList(clusterIPs), 'may only hold up to 2 values'));
  else if (
    errors.length === 0 &&
    clusterIPs.length === 2 &&
    isIpv6(clusterIPs[0] ?? '') === isIpv6(clusterIPs[1] ?? '')
  ) {
    errors.push(
      invalid(field, goStringList(clusterIPs), 'may specify no more than one IP for each IP family'),
    );
  }
  return errors;
}

/** Addresses and families must agree. Models ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIps(spec: ServiceSpec): readonly FieldError[] {
  if (spec.type === 'ExternalName') return NO_ERRORS;
  const { clusterIP = '', clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const field = 'spec.clusterIPs';
  const errors: FieldError[] = [];
  if (clusterIP !== '' && clusterIPs.length === 0) errors.push(required(field));
  else if (clusterIP !== '' && clusterIPs[0] !== clusterIP) {
    errors.push(invalid(field, goStringList(clusterIPs), 'first value must match `clusterIP`'));
  } else if (clusterIP === '' && clusterIPs.length > 0) {
    errors.push(invalid(field, goStringList(clusterIPs), 'must be empty when `clusterIP` is not specified'));
  }
  for (const [i, family] of ipFamilies.entries()) {
    const path = `spec.ipFamilies[${i}]`;
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(path, family, ['IPv4', 'IPv6']));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(path, family));
  }
  if (ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(ipFamilyPolicy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, FAMILY_POLICIES));
  }
  const listErrors = validateClusterIpList(clusterIPs);
  if (listErrors.length > 0) return [...errors, ...listErrors];
  for (const [i, ip] of clusterIPs.entries()) {
    const wanted = ipFamilies[i];
    if (ip === 'None' || wanted === undefined || (wanted === 'IPv6') === isIpv6(ip)) continue;
    const words = `expected an ${wanted} value as indicated by \`ipFamilies[${i}]\``;
    errors.push(invalid(`${field}[${i}]`, ip, words));
  }
  return errors;
}

const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

function validateUniquePorts({ ports = [], type }: ServiceSpec): readonly FieldError[] {
  const nodePorts = new Set<string>();
  const keys = new Set<string>();
  const forbiddenPorts: FieldError[] = [];
  const errors: FieldError[] = [];
  const repeated: FieldError[] = [];
  for (const [i, { protocol = '', port, nodePort = 0 }] of ports.entries()) {
    const path = `spec.ports[${i}]`;
    if (nodePort !== 0) {
      if (type === 'ClusterIP') {
        forbiddenPorts.push(forbidden(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
      }
      const key = `${protocol}/${nodePort}`;
      if (nodePorts.has(key)) errors.push(duplicate(`${path}.nodePort`, nodePort));
      nodePorts.add(key);
    }
    const key = `${protocol}/${port}`;
    if (keys.has(key)) repeated.push(duplicate(path, { go: goPort(protocol, port) }));
    keys.add(key);
  }
  return collect(forbiddenPorts, errors, repeated);
}

function goPort(protocol: string, port: number): string {
  const target = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}';
  return `core.ServicePort{Name:"", Protocol:${goQuote(protocol)}, AppProtocol:(*string)(nil), Port:${port}, TargetPort:${target}, NodePort:0}`;
}

/** Fields that only load balancers have. */
function validateLoadBalancer(spec: ServiceSpec): readonly FieldError[] {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const isBalanced = spec.type === 'LoadBalancer';
  const { loadBalancerSourceRanges: ranges = [], loadBalancerClass } = spec;
  const rangesField = 'spec.LoadBalancerSourceRanges';
  const errors: FieldError[] = [];
  if (ranges.length > 0 && !isBalanced) errors.push(forbidden(rangesField, only));
  for (const [i, range] of ranges.entries())
    errors.push(...validateCidr(range.trim(), `${rangesField}[${i}]`));
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isBalanced) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  }
  if (loadBalancerClass !== undefined) {
    if (!isBalanced) errors.push(forbidden('spec.loadBalancerClass', only));
    else
      errors.push(
        ...invalidEach('spec.loadBalancerClass', loadBalancerClass, qualifiedName(loadBalancerClass)),
      );
  }
  return errors;
}

function validateTraffic(spec: ServiceSpec): readonly FieldError[] {
  const {
    externalTrafficPolicy = '',
    healthCheckNodePort = 0,
    internalTrafficPolicy,
    trafficDistribution,
  } = spec;
  const errors: FieldError[] = [];
  const external = 'spec.externalTrafficPolicy';
  if (isExternallyAccessible(spec)) errors.push(...oneOf(externalTrafficPolicy, POLICIES, external));
  else if (externalTrafficPolicy !== '') {
    errors.push(
      invalid(external, externalTrafficPolicy, 'may only be set for externally-accessible services'),
    );
  }
  const healthCheck = 'spec.healthCheckNodePort';
  if (needsHealthCheckNodePort(spec)) {
    if (healthCheckNodePort === 0) errors.push(required(healthCheck));
    else errors.push(...invalidEach(healthCheck, healthCheckNodePort, portNumber(healthCheckNodePort)));
  } else if (healthCheckNodePort !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid(healthCheck, healthCheckNodePort, detail));
  }
  if (internalTrafficPolicy !== undefined && !POLICIES.includes(internalTrafficPolicy)) {
    errors.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, POLICIES));
  }
  if (trafficDistribution !== undefined && trafficDistribution !== 'PreferClose') {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, ['PreferClose']));
  }
  return errors;
}

function validateSpec(spec: ServiceSpec): readonly FieldError[] {
  const { ports = [], externalIPs = [] } = spec;
  return collect(
    validateType(spec),
    ...ports.map((_, i) => validatePort(ports, i)),
    validateLabels(spec.selector, 'spec.selector'),
    validateAffinity(spec),
    validateClusterIps(spec),
    ...externalIPs.map((ip, i) => {
      const path = `spec.externalIPs[${i}]`;
      const errors = validateIp(ip, path);
      return errors.length > 0 ? errors : validateNonSpecialIp(ip, path);
    }),
    oneOf(spec.type, TYPES, 'spec.type'),
    validateUniquePorts(spec),
    validateLoadBalancer(spec),
    validateTraffic(spec),
  );
}

export function validateService(service: Service): readonly FieldError[] {
  return collect(
    validateMeta(service.metadata, { namespaced: true, rule: dns1035Label, core: true }),
    validateSpec(service.spec),
  );
}
