/**
 * Defaults of pods and pod templates. Models SetDefaults_PodSpec and SetDefaults_Pod in pkg/apis/core/v1/defaults.go.
 *
 * Everything is remembered by the identity of the spec: ten thousand pods of one ReplicaSet share one spec object, so
 * only the first of them costs anything.
 */
import { defaultContainer } from './container-defaults';
import type { Container, PodSpec, PodTemplateSpec } from './pod-types';
import { mapShared, memoisedCompletion, withFields } from './share';
import { defaultVolume } from './volume-defaults';

const NO_CONTAINERS: readonly Container[] = [];
const NO_SECURITY_CONTEXT = {};
const EMPTY_SPEC: PodSpec = { containers: NO_CONTAINERS };

/** Two names of one field: the deprecated one mirrors the other. Models Convert_core_PodSpec_To_v1_PodSpec. */
function mirrorServiceAccount(spec: PodSpec): Partial<PodSpec> {
  const name = spec.serviceAccountName || spec.serviceAccount;
  return name === undefined || name === '' ? {} : { serviceAccountName: name, serviceAccount: name };
}

function completeTemplateSpec(spec: PodSpec): PodSpec {
  const { initContainers, volumes } = spec;
  return withFields(spec, {
    containers: mapShared(spec.containers ?? NO_CONTAINERS, defaultContainer),
    ...(initContainers === undefined ? {} : { initContainers: mapShared(initContainers, defaultContainer) }),
    ...(volumes === undefined ? {} : { volumes: mapShared(volumes, defaultVolume) }),
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    restartPolicy: spec.restartPolicy || 'Always',
    securityContext: spec.securityContext ?? NO_SECURITY_CONTEXT,
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    schedulerName: spec.schedulerName || 'default-scheduler',
    ...mirrorServiceAccount(spec),
  });
}

/** The defaults that every spec of a pod has, also inside a template. */
const defaultTemplateSpec = memoisedCompletion(completeTemplateSpec);

/** What is limited but not requested is requested as much as it is limited. Only in pods, not in templates. */
function requestLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (limits === undefined) return container;
  const requests = container.resources?.requests ?? {};
  const complete = withFields(requests, { ...limits, ...requests });
  if (complete === container.resources?.requests) return container;
  return { ...container, resources: { ...container.resources, requests: complete } };
}

function exposeHostPorts(container: Container): Container {
  const ports = container.ports;
  if (ports === undefined) return container;
  const exposed = mapShared(ports, (port) =>
    port.hostPort ? port : { ...port, hostPort: port.containerPort },
  );
  return exposed === ports ? container : { ...container, ports: exposed };
}

function completePodSpec(given: PodSpec): PodSpec {
  const spec = defaultTemplateSpec(given);
  const complete = (container: Container): Container => {
    const requested = requestLimits(container);
    return spec.hostNetwork === true ? exposeHostPorts(requested) : requested;
  };
  const { initContainers } = spec;
  return withFields(spec, {
    containers: mapShared(spec.containers, complete),
    ...(initContainers === undefined ? {} : { initContainers: mapShared(initContainers, complete) }),
    enableServiceLinks: spec.enableServiceLinks ?? true,
  });
}

/** The spec as in a stored Pod. */
const memoisedPodSpec = memoisedCompletion(completePodSpec);

export function defaultPodSpec(spec: PodSpec | undefined): PodSpec {
  return memoisedPodSpec(spec ?? EMPTY_SPEC);
}

/** The template as in a stored Deployment, ReplicaSet, Job … */
export function defaultPodTemplate(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const given = template ?? { metadata: {}, spec: EMPTY_SPEC };
  return withFields(given, {
    metadata: given.metadata ?? {},
    spec: defaultTemplateSpec(given.spec ?? EMPTY_SPEC),
  });
}
