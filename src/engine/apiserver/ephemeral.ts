/**
 * pods/NAME/ephemeralcontainers: containers that are put into a running pod, and stay as they are.
 * Models podEphemeralContainersStrategy and ValidatePodEphemeralContainersUpdate in pkg/apis/core/validation.
 */
import { defaultContainer } from '../api/container-defaults';
import { deepEqual } from '../api/equal';
import {
  collect,
  duplicate,
  forbidden,
  invalid,
  NO_ERRORS,
  notFound,
  required,
  type FieldError,
} from '../api/field-error';
import { dns1123Label } from '../api/names';
import type { EphemeralContainer, Pod } from '../api/pod-types';
import { mapShared } from '../api/share';

const FIELD = 'spec.ephemeralContainers';
const MIRROR = 'kubernetes.io/config.mirror';

/** The pod with the ephemeral containers of the request, and nothing else of it. */
export function withEphemeralContainers(old: Pod, next: Pod): Pod {
  const { ephemeralContainers = [] } = next.spec;
  // Resources are not theirs to ask for; all else is completed as of any container.
  const complete = (container: EphemeralContainer): EphemeralContainer => {
    const { targetContainerName } = container;
    const whole = defaultContainer(container);
    return targetContainerName === undefined ? whole : { ...whole, targetContainerName };
  };
  return {
    ...old,
    metadata: next.metadata,
    spec: { ...old.spec, ephemeralContainers: mapShared(ephemeralContainers, complete) },
  };
}

/** What an ephemeral container cannot have. */
const NOT_THEIRS = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

function validateOne(pod: Pod, container: EphemeralContainer, index: number): readonly FieldError[] {
  const field = `${FIELD}[${index}]`;
  const { name, image = '', targetContainerName = '', resources = {} } = container;
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const others = [...initContainers, ...containers];
  const before = [...others, ...ephemeralContainers.slice(0, index)];
  const asks = Object.keys({ ...resources.limits, ...resources.requests }).length > 0;
  const problems = name === '' ? [] : dns1123Label(name);
  return collect(
    name === '' || name === undefined
      ? [required(`${field}.name`)]
      : problems.map((problem) => invalid(`${field}.name`, name, problem)),
    image === '' ? [required(`${field}.image`)] : NO_ERRORS,
    before.some((other) => other.name === name) ? [duplicate(`${field}.name`, name)] : NO_ERRORS,
    targetContainerName !== '' && !others.some((other) => other.name === targetContainerName)
      ? [notFound(`${field}.targetContainerName`, targetContainerName)]
      : NO_ERRORS,
    NOT_THEIRS.filter((key) => container[key] !== undefined).map((key) =>
      forbidden(`${field}.${key}`, 'cannot be set for an Ephemeral Container'),
    ),
    asks ? [forbidden(`${field}.resources`, 'cannot be set for an Ephemeral Container')] : NO_ERRORS,
  );
}

/** Those that are there can neither be changed nor taken away. */
export function validateEphemeralUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  if (old.metadata.annotations?.[MIRROR] !== undefined)
    return [forbidden('', 'static pods do not support ephemeral containers')];
  const containers = pod.spec.ephemeralContainers ?? [];
  const kept = (old.spec.ephemeralContainers ?? []).flatMap((before) => {
    const now = containers.find(({ name }) => name === before.name);
    if (now === undefined)
      return [forbidden(FIELD, `existing ephemeral containers "${before.name}" may not be removed`)];
    if (deepEqual(now, before)) return [];
    return [forbidden(FIELD, `existing ephemeral containers "${before.name}" may not be changed`)];
  });
  return collect(...containers.map((container, index) => validateOne(pod, container, index)), kept);
}
