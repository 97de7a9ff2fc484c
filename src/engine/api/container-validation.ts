/** Containers. Models validateContainers and its neighbours in pkg/apis/core/validation/validation.go. */
import { validateEnv, validateEnvFrom } from './env-validation';
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalidEach,
  NO_ERRORS,
  notSupported,
  oneOf,
  required,
} from './field-error';
import { validateMounts } from './mount-validation';
import { dns1123Label, portName, portNumber } from './names';
import type { Container, ContainerPort, PodSpec } from './pod-types';
import { validateHandler, validateProbes } from './probe-validation';
import { validateResources } from './resources-validation';

function validatePortNames(
  ports: readonly ContainerPort[],
  index: number,
  field: string,
): readonly FieldError[] {
  const name = ports[index]?.name ?? '';
  if (name === '') return NO_ERRORS;
  const messages = portName(name);
  if (messages.length > 0) return invalidEach(field, name, messages);
  return ports.slice(0, index).some((other) => other.name === name) ? [duplicate(field, name)] : NO_ERRORS;
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function validatePorts(ports: readonly ContainerPort[], field: string): readonly FieldError[] {
  const each = ports.map((port, i) => {
    const path = `${field}[${i}]`;
    const { containerPort = 0, hostPort = 0, protocol = '' } = port;
    return collect(
      validatePortNames(ports, i, `${path}.name`),
      containerPort === 0
        ? [required(`${path}.containerPort`)]
        : invalidEach(`${path}.containerPort`, containerPort, portNumber(containerPort)),
      hostPort === 0 ? NO_ERRORS : invalidEach(`${path}.hostPort`, hostPort, portNumber(hostPort)),
      oneOf(protocol, PROTOCOLS, `${path}.protocol`),
    );
  });
  return collect(...each);
}

/** What all containers have in common. Models validateContainerCommon. */
function validateCommon(
  container: Container,
  volumes: ReadonlySet<string>,
  field: string,
): readonly FieldError[] {
  const { name = '', image = '' } = container;
  return collect(
    name === '' ? [required(`${field}.name`)] : invalidEach(`${field}.name`, name, dns1123Label(name)),
    image === '' ? [required(`${field}.image`)] : NO_ERRORS,
    oneOf(
      container.terminationMessagePolicy,
      ['File', 'FallbackToLogsOnError'],
      `${field}.terminationMessagePolicy`,
    ),
    validatePorts(container.ports ?? [], `${field}.ports`),
    validateEnv(container.env ?? [], `${field}.env`),
    validateEnvFrom(container.envFrom ?? [], `${field}.envFrom`),
    validateMounts(container, volumes, `${field}.volumeMounts`),
    oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${field}.imagePullPolicy`),
    validateResources(container.resources, `${field}.resources`),
  );
}

function validateHooks({ lifecycle }: Container, graceSeconds: number, field: string): readonly FieldError[] {
  const { postStart, preStop } = lifecycle ?? {};
  return collect(
    postStart === undefined
      ? NO_ERRORS
      : validateHandler(postStart, graceSeconds, `${field}.lifecycle.postStart`),
    preStop === undefined ? NO_ERRORS : validateHandler(preStop, graceSeconds, `${field}.lifecycle.preStop`),
  );
}

/** Two containers of one pod cannot have the same port of the host. Models checkHostPortConflicts. */
function validateHostPorts(containers: readonly Container[], field: string): readonly FieldError[] {
  const taken = new Set<string>();
  const errors: FieldError[] = [];
  for (const [i, container] of containers.entries()) {
    for (const [j, port] of (container.ports ?? []).entries()) {
      if (port.hostPort === undefined || port.hostPort === 0) continue;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${field}[${i}].ports[${j}].hostPort`, key));
      taken.add(key);
    }
  }
  return errors.length === 0 ? NO_ERRORS : errors;
}

export interface ContainerContext {
  readonly spec: PodSpec;
  /** Names of the valid volumes. */
  readonly volumes: ReadonlySet<string>;
  readonly graceSeconds: number;
}

export function validateMainContainers(context: ContainerContext, field: string): readonly FieldError[] {
  const containers = context.spec.containers ?? [];
  if (containers.length === 0) return [required(field)];
  const each = containers.map((container, i) => {
    const path = `${field}[${i}]`;
    const isTaken = containers.slice(0, i).some((other) => other.name === container.name);
    return collect(
      validateCommon(container, context.volumes, path),
      isTaken ? [duplicate(`${path}.name`, container.name ?? '')] : NO_ERRORS,
      validateHooks(container, context.graceSeconds, path),
      validateProbes(container, context.graceSeconds, path),
      container.restartPolicy === undefined
        ? NO_ERRORS
        : [forbidden(`${path}.restartPolicy`, 'may not be set for non-init containers')],
    );
  });
  return collect(...each, validateHostPorts(containers, field));
}

const SIDECAR_FIELDS = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function validateInitOnly(
  container: Container,
  context: ContainerContext,
  field: string,
): readonly FieldError[] {
  if (container.restartPolicy === 'Always') {
    return collect(
      validateHooks(container, context.graceSeconds, field),
      validateProbes(container, context.graceSeconds, field),
    );
  }
  return SIDECAR_FIELDS.filter((key) => container[key] !== undefined).map((key) =>
    forbidden(`${field}.${key}`, 'may not be set for init containers without restartPolicy=Always'),
  );
}

export function validateInitContainers(context: ContainerContext, field: string): readonly FieldError[] {
  const names = new Set((context.spec.containers ?? []).map((container) => container.name ?? ''));
  const each = (context.spec.initContainers ?? []).map((container, i) => {
    const path = `${field}[${i}]`;
    const { name = '', restartPolicy } = container;
    const isTaken = names.has(name);
    if (name !== '') names.add(name);
    return collect(
      validateCommon(container, context.volumes, path),
      restartPolicy === undefined || restartPolicy === 'Always'
        ? NO_ERRORS
        : [notSupported(`${path}.restartPolicy`, restartPolicy, ['Always'])],
      isTaken ? [duplicate(`${path}.name`, name)] : NO_ERRORS,
      validateHostPorts([container], field),
      validateInitOnly(container, context, path),
    );
  });
  return collect(...each);
}
