/** What may change in a Service. Models ValidateServiceUpdate in pkg/apis/core/validation/validation.go. */
import { collect, type FieldError, forbidden, IMMUTABLE, invalid, NO_ERRORS } from './field-error';
import { goQuote, goStringList } from './go-print';
import { validateMetaUpdate } from './meta-validation';
import { isHeadless, needsHealthCheckNodePort } from './service-allocation';
import type { Service, ServiceSpec } from './service-types';
import { validateService } from './service-validation';

const ONCE = 'may not change once set';

/** An address stays what it is while the Service has one. Models validateUpgradeDowngradeClusterIPs. */
function validateSameClusterIps(spec: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return NO_ERRORS;
  const { clusterIPs = [] } = spec;
  const { clusterIPs: before = [] } = old;
  const shown = goStringList(clusterIPs);
  if (clusterIPs.length === 0 && before.length > 0) {
    return [invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset')];
  }
  const compared = clusterIPs.length === before.length ? before : before.slice(0, 1);
  const errors = compared.flatMap((ip, i) =>
    ip === clusterIPs[i] ? [] : [invalid(`spec.clusterIPs[${i}]`, shown, ONCE)],
  );
  if (clusterIPs.length === 1 && before.length === 2 && spec.ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail));
  }
  return errors;
}

function validateSameFamilies(spec: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return NO_ERRORS;
  if (isHeadless(spec) || isHeadless(old)) return NO_ERRORS;
  const { ipFamilies = [] } = spec;
  const before = old.ipFamilies ?? [];
  if (ipFamilies.length === 0 || before.length === 0 || ipFamilies[0] === before[0]) return NO_ERRORS;
  return [invalid('spec.ipFamilies[0]', goFamilies(ipFamilies), ONCE)];
}

function goFamilies(families: readonly string[]): { readonly go: string } {
  return { go: `[]core.IPFamily{${families.map(goQuote).join(', ')}}` };
}

export function validateServiceUpdate(service: Service, old: Service): readonly FieldError[] {
  const { spec } = service;
  const isBalanced = spec.type === 'LoadBalancer' && old.spec.type === 'LoadBalancer';
  const isOtherPort =
    needsHealthCheckNodePort(spec) &&
    needsHealthCheckNodePort(old.spec) &&
    spec.healthCheckNodePort !== old.spec.healthCheckNodePort;
  return collect(
    validateMetaUpdate(service.metadata, old.metadata),
    validateSameClusterIps(spec, old.spec),
    validateSameFamilies(spec, old.spec),
    isBalanced && spec.loadBalancerClass !== old.spec.loadBalancerClass
      ? [invalid('spec.loadBalancerClass', spec.loadBalancerClass, ONCE)]
      : NO_ERRORS,
    isOtherPort ? [forbidden('spec.healthCheckNodePort', IMMUTABLE)] : NO_ERRORS,
    validateService(service),
  );
}
