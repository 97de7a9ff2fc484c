/** What may change in a pod. Models ValidatePodUpdate and ValidatePodStatusUpdate in pkg/apis/core/validation. */
import { deepEqual } from './equal';
import {
  collect,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  required,
} from './field-error';
import { goNodeTerm, goNodeTerms, goStringMap } from './go-print';
import { immutable, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain, inclusiveRange, qualifiedName } from './names';
import { isSidecar } from './pod-resources';
import type {
  Affinity,
  Container,
  ContainerStatus,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
  PodSpec,
} from './pod-types';
import { validatePodMetaAndSpec } from './pod-validation';
import { specDifference } from './spec-difference';
import { validateTolerations } from './taint-validation';

const INT32_MAX = 2_147_483_647;
const MIRROR = 'kubernetes.io/config.mirror';
const NO_CONTAINERS: readonly Container[] = [];
const NO_STATUSES: readonly ContainerStatus[] = [];

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** The mirror of a static pod can neither be claimed nor disowned. Models ValidatePodSpecificAnnotationUpdates. */
function validateMirror(pod: Pod, old: Pod): readonly FieldError[] {
  const before = old.metadata.annotations?.[MIRROR];
  const after = pod.metadata.annotations?.[MIRROR];
  if (before === after) return NO_ERRORS;
  const verb = before === undefined ? 'add' : 'remove or update';
  return [forbidden(`metadata.annotations[${MIRROR}]`, `may not ${verb} mirror pod annotation`)];
}

/** Null when nobody may look further: a list changed its length. */
function validateImages(
  containers: readonly Container[],
  old: readonly Container[],
  field: string,
): readonly FieldError[] | null {
  if (containers.length !== old.length) return null;
  return containers.flatMap(({ image = '' }, i) => {
    if (image === '') return [required(`${field}[${i}].image`)];
    const isClean = image === image.trim();
    return isClean
      ? []
      : [invalid(`${field}[${i}].image`, image, 'must not have leading or trailing whitespace')];
  });
}

/** A deadline can be set and shortened, never taken away. */
function validateDeadline(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  const after = spec.activeDeadlineSeconds;
  const before = old.activeDeadlineSeconds;
  if (after === undefined) {
    if (before === undefined) return NO_ERRORS;
    return [invalid(field, null, 'must not update from a positive integer to nil value')];
  }
  if (after < 0 || after > INT32_MAX) return [invalid(field, after, inclusiveRange(0, INT32_MAX))];
  const isLonger = before !== undefined && before < after;
  return isLonger ? [invalid(field, after, 'must be less than or equal to previous value')] : NO_ERRORS;
}

function validateAddedTolerations(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  if (spec.tolerations === old.tolerations) return NO_ERRORS;
  const after = (spec.tolerations ?? []).map(({ tolerationSeconds: _, ...rest }) => rest);
  for (const { tolerationSeconds: _, ...rest } of old.tolerations ?? []) {
    if (after.some((toleration) => deepEqual(toleration, rest))) continue;
    return [
      forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
    ];
  }
  return validateTolerations(spec.tolerations ?? [], 'spec.tolerations');
}

function validateDeletedGates(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, i) => {
    if (before.has(name)) return [];
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbidden(`spec.schedulingGates[${i}].name`, detail)];
  });
}

function withImagesOf(containers: readonly Container[], old: readonly Container[]): readonly Container[] {
  return containers.map((container, i) => {
    const image = old[i]?.image;
    return image === undefined ? container : { ...container, image };
  });
}

/** The new affinity with the old rules about nodes. */
function withNodeAffinityOf(affinity: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _, ...rest } = affinity ?? {};
  const nodeAffinity = old?.nodeAffinity;
  if (nodeAffinity === undefined) return Object.keys(rest).length === 0 ? old : rest;
  return { ...rest, nodeAffinity };
}

type Writable<T> = { -readonly [K in keyof T]?: T[K] };

/** The new spec with everything that may change put back: what still differs was not allowed. */
function withUpdatableFieldsOf(spec: PodSpec, old: PodSpec): object {
  const munged: Writable<PodSpec> = { ...spec };
  munged.containers = withImagesOf(spec.containers, old.containers);
  if (spec.initContainers !== undefined) {
    munged.initContainers = withImagesOf(spec.initContainers, old.initContainers ?? NO_CONTAINERS);
  }
  for (const key of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const) {
    delete munged[key];
    if (old[key] !== undefined) Object.assign(munged, { [key]: old[key] });
  }
  const grace = old.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0 && munged.terminationGracePeriodSeconds === 1) {
    munged.terminationGracePeriodSeconds = grace;
  }
  if ((old.schedulingGates ?? []).length > 0) {
    delete munged.nodeSelector;
    if (old.nodeSelector !== undefined) munged.nodeSelector = old.nodeSelector;
    delete munged.affinity;
    const affinity = withNodeAffinityOf(spec.affinity, old.affinity);
    if (affinity !== undefined) munged.affinity = affinity;
  }
  return munged;
}

/** A pod that waits at a gate may narrow its node selector. Models validateNodeSelectorMutation. */
function validateSelectorAdditions(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  if ((old.schedulingGates ?? []).length === 0) return NO_ERRORS;
  for (const [key, value] of Object.entries(old.nodeSelector ?? {})) {
    if (spec.nodeSelector?.[key] === value) continue;
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    return [invalid('spec.nodeSelector', goStringMap(spec.nodeSelector), detail)];
  }
  return NO_ERRORS;
}

function isExtended(
  after: readonly NodeSelectorRequirement[] = [],
  before: readonly NodeSelectorRequirement[] = [],
): boolean {
  return after.length >= before.length && deepEqual(after.slice(0, before.length), before);
}

/** A term without any requirement matches nothing: it stays so. Models validateNodeSelectorTermHasOnlyAdditions. */
function hasOnlyAdditions(after: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const count = (term: NodeSelectorTerm): number =>
    (term.matchExpressions?.length ?? 0) + (term.matchFields?.length ?? 0);
  if (count(before) === 0) return count(after) === 0;
  return (
    isExtended(after.matchExpressions, before.matchExpressions) &&
    isExtended(after.matchFields, before.matchFields)
  );
}

/** A pod that waits at a gate may also narrow the nodes that it accepts. Models validateNodeAffinityMutation. */
function validateNodeAffinityAdditions(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  if ((old.schedulingGates ?? []).length === 0) return NO_ERRORS;
  const termsOf = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] =>
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const before = termsOf(old);
  const after = termsOf(spec);
  if (before.length === 0) return NO_ERRORS;
  const field = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (before.length !== after.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [invalid(field, goNodeTerms(after), detail)];
  }
  return before.flatMap((term, i) => {
    const next = after[i] ?? {};
    if (hasOnlyAdditions(next, term)) return [];
    const detail = 'only additions are allowed (no mutations or deletions)';
    return [invalid(`${field}[${i}]`, goNodeTerm(next), detail)];
  });
}

function validateSpecUpdate(spec: PodSpec, old: PodSpec): readonly FieldError[] {
  const images = validateImages(spec.containers, old.containers, 'spec.containers');
  if (images === null) return [forbidden('spec.containers', 'pod updates may not add or remove containers')];
  const { initContainers = NO_CONTAINERS } = spec;
  const initImages = validateImages(
    initContainers,
    old.initContainers ?? NO_CONTAINERS,
    'spec.initContainers',
  );
  if (initImages === null) {
    return [...images, forbidden('spec.initContainers', 'pod updates may not add or remove containers')];
  }
  const errors = collect(
    images,
    initImages,
    validateDeadline(spec, old),
    validateAddedTolerations(spec, old),
    validateDeletedGates(spec, old),
    validateSelectorAdditions(spec, old),
    validateNodeAffinityAdditions(spec, old),
  );
  const munged = withUpdatableFieldsOf(spec, old);
  if (deepEqual(munged, old)) return errors;
  const detail = `pod updates may not change fields other than ${UPDATABLE}\n${specDifference(old, munged)}`;
  return [...errors, forbidden('spec', detail)];
}

export function validatePodUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  return collect(
    validateMetaUpdate(pod.metadata, old.metadata),
    validatePodMetaAndSpec(pod),
    validateMirror(pod, old),
    pod.spec === old.spec ? NO_ERRORS : validateSpecUpdate(pod.spec, old.spec),
  );
}

/** What will not be restarted cannot leave its end. Models ValidateContainerStateTransition. */
function validateTransitions(
  after: readonly ContainerStatus[] | undefined,
  before: readonly ContainerStatus[] | undefined,
  spec: PodSpec,
  field: string,
): readonly FieldError[] {
  const policy = spec.restartPolicy;
  if (policy === 'Always' || after === before) return NO_ERRORS;
  return (before ?? NO_STATUSES).flatMap(({ name, state }, i) => {
    if (state.terminated === undefined) return [];
    if (state.terminated.exitCode !== 0 && policy === 'OnFailure') return [];
    if (isSidecar(spec.initContainers?.find((container) => container.name === name))) return [];
    const restarted = (after ?? []).some(
      (status) => status.name === name && status.state.terminated === undefined,
    );
    return restarted
      ? [forbidden(`${field}[${i}].state`, 'may not be transitioned to non-terminated state')]
      : [];
  });
}

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];

function validateConditions({ status }: Pod): readonly FieldError[] {
  return (status.conditions ?? []).flatMap(({ type = '' }, i) =>
    SYSTEM_CONDITIONS.includes(type)
      ? []
      : invalidEach(`status.conditions[${i}].Type`, type, qualifiedName(type)),
  );
}

/** For writes to `pods/status`. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  const { status } = pod;
  const nominated = status.nominatedNodeName ?? '';
  return collect(
    validateMetaUpdate(pod.metadata, old.metadata),
    validateMirror(pod, old),
    status.conditions === old.status.conditions ? NO_ERRORS : validateConditions(pod),
    nominated === ''
      ? NO_ERRORS
      : invalidEach('status.nominatedNodeName', nominated, dns1123Subdomain(nominated)),
    immutable(status.qosClass, old.status.qosClass, 'status.qosClass', status.qosClass ?? ''),
    validateTransitions(
      status.containerStatuses,
      old.status.containerStatuses,
      old.spec,
      'status.containerStatuses',
    ),
    validateTransitions(
      status.initContainerStatuses,
      old.status.initContainerStatuses,
      old.spec,
      'status.initContainerStatuses',
    ),
  );
}
