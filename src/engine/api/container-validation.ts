/** Containers. Models validateContainers and its neighbours in pkg/apis/core/validation/validation.go. */
import {
  collect,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidEach,
  NO_ERRORS,
  notFound,
  notSupported,
  required,
} from './field-error';
import { dns1123Label, dns1123Subdomain, environmentName, portName, portNumber } from './names';
import type { Container, ContainerPort, EnvFromSource, EnvVar, PodSpec, VolumeMount } from './pod-types';
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

/** Required, and one of the words. */
export function oneOf(
  value: string | undefined,
  words: readonly string[],
  field: string,
): readonly FieldError[] {
  if (value === undefined || value === '') return [required(field)];
  return words.includes(value) ? NO_ERRORS : [notSupported(field, value, words)];
}

const ENV_SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];

function validateEnvSource(variable: EnvVar, field: string): readonly FieldError[] {
  const source = variable.valueFrom;
  if (source === undefined) return NO_ERRORS;
  const count = ENV_SOURCES.filter((key) => source[key] !== undefined).length;
  if (count === 0) {
    const words = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    return [invalid(field, '', words)];
  }
  if ((variable.value ?? '') !== '')
    return [invalid(field, '', 'may not be specified when `value` is not empty')];
  return count > 1 ? [invalid(field, '', 'may not have more than one field specified at a time')] : NO_ERRORS;
}

function validateEnv(env: readonly EnvVar[], field: string): readonly FieldError[] {
  const each = env.map((variable, i) => {
    const name = variable.name ?? '';
    const path = `${field}[${i}]`;
    return collect(
      name === '' ? [required(`${path}.name`)] : invalidEach(`${path}.name`, name, environmentName(name)),
      validateEnvSource(variable, `${path}.valueFrom`),
    );
  });
  return collect(...each);
}

function validateEnvReference(name: string | undefined, field: string): readonly FieldError[] {
  if (name === undefined || name === '') return [required(`${field}.name`)];
  return invalidEach(`${field}.name`, name, dns1123Subdomain(name));
}

function validateEnvFrom(sources: readonly EnvFromSource[], field: string): readonly FieldError[] {
  const each = sources.map(({ prefix = '', configMapRef, secretRef }, i) => {
    const path = `${field}[${i}]`;
    const count = (configMapRef === undefined ? 0 : 1) + (secretRef === undefined ? 0 : 1);
    const words =
      count === 0
        ? 'must specify one of: `configMapRef` or `secretRef`'
        : 'may not have more than one field specified at a time';
    return collect(
      prefix === '' ? NO_ERRORS : invalidEach(`${path}.prefix`, prefix, environmentName(prefix)),
      configMapRef === undefined
        ? NO_ERRORS
        : validateEnvReference(configMapRef.name, `${path}.configMapRef`),
      secretRef === undefined ? NO_ERRORS : validateEnvReference(secretRef.name, `${path}.secretRef`),
      count === 1 ? NO_ERRORS : [invalid(field, '', words)],
    );
  });
  return collect(...each);
}

function validateMounts(
  mounts: readonly VolumeMount[],
  volumes: ReadonlySet<string>,
  field: string,
): readonly FieldError[] {
  const each = mounts.map(({ name = '', mountPath = '' }, i) => {
    const path = `${field}[${i}]`;
    const isTaken = mounts.slice(0, i).some((other) => (other.mountPath ?? '') === mountPath);
    return collect(
      name === '' ? [required(`${path}.name`)] : NO_ERRORS,
      volumes.has(name) ? NO_ERRORS : [notFound(`${path}.name`, name)],
      mountPath === '' ? [required(`${path}.mountPath`)] : NO_ERRORS,
      isTaken ? [invalid(`${path}.mountPath`, mountPath, 'must be unique')] : NO_ERRORS,
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
    validateMounts(container.volumeMounts ?? [], volumes, `${field}.volumeMounts`),
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
