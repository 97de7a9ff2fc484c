/**
 * Pods and pod templates. Models ValidatePodSpec, ValidatePodCreate and ValidatePodTemplateSpec in
 * pkg/apis/core/validation/validation.go, in its order.
 */
import { validateAffinity } from './affinity-validation';
import { validateInitContainers, validateMainContainers } from './container-validation';
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  oneOf,
  required,
} from './field-error';
import { validateAnnotations, validateLabels } from './labels-validation';
import type { StringMap } from './meta';
import { validateMeta } from './meta-validation';
import { dns1123Label, dns1123Subdomain, inclusiveRange, qualifiedName } from './names';
import { validateDnsConfig, validateHostAliases } from './pod-network-validation';
import type { Container, Pod, PodSpec, PodTemplateSpec } from './pod-types';
import { memoised } from './share';
import { validateSpread } from './spread-validation';
import { validateTolerations } from './taint-validation';
import { validateVolumes } from './volume-validation';

const INT32_MAX = 2_147_483_647;
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const BOTH_PROCESS_SPACES = 'ShareProcessNamespace and HostPID cannot both be enabled';
const MIRROR = 'kubernetes.io/config.mirror';

/** Under the host's network a port of the container is a port of the host. */
function validateHostNetwork(spec: PodSpec, isPod: boolean, field: string): readonly FieldError[] {
  if (spec.hostNetwork !== true) return NO_ERRORS;
  return (spec.containers ?? []).flatMap((container, i) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, containerPort }, j) => {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) return [];
      const path = `${field}.containers[${i}].ports[${j}].hostPort`;
      return [invalid(path, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

function validateGates(spec: PodSpec, field: string): readonly FieldError[] {
  const gates = spec.schedulingGates ?? [];
  return collect(
    ...(spec.readinessGates ?? []).map(({ conditionType = '' }, i) =>
      invalidEach(`${field}.readinessGates[${i}].conditionType`, conditionType, qualifiedName(conditionType)),
    ),
    ...gates.map(({ name = '' }, i) => {
      const path = `${field}.schedulingGates[${i}]`;
      const isTaken = gates.slice(0, i).some((other) => other.name === name);
      return collect(
        invalidEach(path, name, qualifiedName(name)),
        isTaken ? [duplicate(path, name)] : NO_ERRORS,
      );
    }),
  );
}

function optional(
  value: string | undefined,
  rule: (value: string) => readonly string[],
  field: string,
): readonly FieldError[] {
  return value === undefined || value === '' ? NO_ERRORS : invalidEach(field, value, rule(value));
}

function validateNames(spec: PodSpec, field: string): readonly FieldError[] {
  const deadline = spec.activeDeadlineSeconds;
  return collect(
    optional(spec.serviceAccountName, dns1123Subdomain, `${field}.serviceAccountName`),
    optional(spec.nodeName, dns1123Subdomain, `${field}.nodeName`),
    deadline !== undefined && (deadline < 1 || deadline > INT32_MAX)
      ? [invalid(`${field}.activeDeadlineSeconds`, deadline, inclusiveRange(1, INT32_MAX))]
      : NO_ERRORS,
    optional(spec.hostname, dns1123Label, `${field}.hostname`),
    optional(spec.subdomain, dns1123Label, `${field}.subdomain`),
    validateTolerations(spec.tolerations ?? [], `${field}.tolerations`),
    validateHostAliases(spec.hostAliases, `${field}.hostAliases`),
    optional(spec.priorityClassName, dns1123Subdomain, `${field}.priorityClassName`),
    optional(spec.runtimeClassName, dns1123Subdomain, `${field}.runtimeClassName`),
    spec.preemptionPolicy === undefined
      ? NO_ERRORS
      : oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${field}.preemptionPolicy`),
  );
}

function validateSpec(spec: PodSpec, isPod: boolean, field: string): readonly FieldError[] {
  const grace = spec.terminationGracePeriodSeconds;
  const volumes = validateVolumes(spec.volumes ?? [], `${field}.volumes`);
  const context = { spec, volumes: volumes.names, graceSeconds: grace ?? 0 };
  return collect(
    grace === undefined ? [required(`${field}.terminationGracePeriodSeconds`)] : NO_ERRORS,
    volumes.errors,
    validateMainContainers(context, `${field}.containers`),
    validateInitContainers(context, `${field}.initContainers`),
    validateHostNetwork(spec, isPod, field),
    oneOf(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${field}.restartPolicy`),
    oneOf(
      spec.dnsPolicy,
      ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
      `${field}.dnsPolicy`,
    ),
    validateLabels(spec.nodeSelector, `${field}.nodeSelector`),
    spec.shareProcessNamespace === true && spec.hostPID === true
      ? [invalid(`${field}.shareProcessNamespace`, true, BOTH_PROCESS_SPACES)]
      : NO_ERRORS,
    validateAffinity(spec.affinity, `${field}.affinity`),
    validateDnsConfig(spec, `${field}.dnsConfig`),
    validateGates(spec, field),
    validateSpread(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
    validateNames(spec, field),
  );
}

function validateImageSpace(
  containers: readonly Container[] | undefined,
  field: string,
): readonly FieldError[] {
  return (containers ?? []).flatMap(({ image = '' }, i) =>
    image === image.trim()
      ? []
      : [invalid(`${field}[${i}].image`, image, 'must not have leading or trailing whitespace')],
  );
}

/** A token is one of a service account. */
function validateTokens(spec: PodSpec): readonly FieldError[] {
  if ((spec.serviceAccountName ?? '') !== '') return NO_ERRORS;
  return (spec.volumes ?? []).flatMap(({ projected }, i) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, j) => {
      if (serviceAccountToken === undefined) return [];
      const path = `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`;
      return [forbidden(path, 'must not be specified when serviceAccountName is not set')];
    }),
  );
}

/** Ten thousand pods share one spec object: it is checked once. */
const podSpecErrors = memoised((spec: PodSpec) =>
  collect(
    validateSpec(spec, true, 'spec'),
    validateTokens(spec),
    validateImageSpace(spec.containers, 'spec.containers'),
    validateImageSpace(spec.initContainers, 'spec.initContainers'),
  ),
);

const templateSpecErrors = memoised((spec: PodSpec) => validateSpec(spec, false, 'spec.template.spec'));

function isInt32(text: string): boolean {
  return /^[+-]?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= INT32_MAX;
}

/** Models ValidatePodSpecificAnnotations. */
function validatePodAnnotations(
  annotations: StringMap | undefined,
  spec: PodSpec,
  field: string,
): readonly FieldError[] {
  if (annotations === undefined) return NO_ERRORS;
  const mirror = annotations[MIRROR];
  const cost = annotations[DELETION_COST];
  return collect(
    mirror !== undefined && (spec.nodeName ?? '') === ''
      ? [invalid(`${field}[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set')]
      : NO_ERRORS,
    cost !== undefined && !isInt32(cost)
      ? [invalid(`${field}[${DELETION_COST}]`, cost, 'must be a 32bit integer')]
      : NO_ERRORS,
  );
}

/** Metadata and spec, on create and on update. Models validatePodMetadataAndSpec. */
export function validatePodMetaAndSpec(pod: Pod): readonly FieldError[] {
  return collect(
    validateMeta(pod.metadata, { namespaced: true, rule: dns1123Subdomain, core: true }),
    validatePodAnnotations(pod.metadata.annotations, pod.spec, 'metadata.annotations'),
    podSpecErrors(pod.spec),
  );
}

export function validatePodCreate(pod: Pod): readonly FieldError[] {
  const { spec } = pod;
  const isGated = (spec.schedulingGates ?? []).length > 0;
  return collect(
    validatePodMetaAndSpec(pod),
    (spec.ephemeralContainers ?? []).length > 0
      ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')]
      : NO_ERRORS,
    isGated && (spec.nodeName ?? '') !== ''
      ? [forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')]
      : NO_ERRORS,
  );
}

/** The template at `spec.template`. Models ValidatePodTemplateSpec, whose paths leave out `metadata`. */
export function validatePodTemplate(template: PodTemplateSpec): readonly FieldError[] {
  const { metadata = {}, spec } = template;
  return collect(
    validateLabels(metadata.labels, 'spec.template.labels'),
    validateAnnotations(metadata.annotations, 'spec.template.annotations'),
    validatePodAnnotations(metadata.annotations, spec, 'spec.template.annotations'),
    templateSpecErrors(spec),
    (spec.ephemeralContainers ?? []).length > 0
      ? [
          forbidden(
            'spec.template.spec.ephemeralContainers',
            'ephemeral containers not allowed in pod template',
          ),
        ]
      : NO_ERRORS,
  );
}
