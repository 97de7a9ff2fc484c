/** Defaults of containers and probes. Models pkg/apis/core/v1/defaults.go and zz_generated.defaults.go. */
import { parseImageReference } from './image-reference';
import type {
  Container,
  ContainerPort,
  EnvVar,
  HttpGetAction,
  Lifecycle,
  ObjectFieldSelector,
  Probe,
  ResourceFieldSelector,
  ResourceList,
  ResourceRequirements,
} from './pod-types';
import { roundQuantityToMilli } from './quantity';
import { isBlank, mapShared, memoisedCompletion, withFields } from './share';

interface FieldSource {
  readonly fieldRef?: ObjectFieldSelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
}

/** A field that refers to the pod itself says which API version its path is of; a resource is counted in a unit. */
export function defaultFieldSource<T extends FieldSource>(source: T): T {
  const { fieldRef, resourceFieldRef } = source;
  if (fieldRef !== undefined && isBlank(fieldRef.apiVersion)) {
    return { ...source, fieldRef: { ...fieldRef, apiVersion: 'v1' } };
  }
  if (resourceFieldRef === undefined || resourceFieldRef.divisor !== undefined) return source;
  return { ...source, resourceFieldRef: { ...resourceFieldRef, divisor: '0' } };
}

function defaultEnvVar(variable: EnvVar): EnvVar {
  const source = variable.valueFrom;
  if (source === undefined) return variable;
  const valueFrom = defaultFieldSource(source);
  return valueFrom === source ? variable : { ...variable, valueFrom };
}

function defaultPort(port: ContainerPort): ContainerPort {
  return isBlank(port.protocol) ? { ...port, protocol: 'TCP' } : port;
}

/** Path and scheme of an HTTP check or hook. */
function defaultHttpGet<T extends { readonly httpGet?: HttpGetAction }>(handler: T): T {
  const action = handler.httpGet;
  if (action === undefined) return handler;
  const httpGet = withFields(action, { path: action.path || '/', scheme: action.scheme || 'HTTP' });
  return httpGet === action ? handler : { ...handler, httpGet };
}

function defaultProbe(probe: Probe): Probe {
  const handled = defaultHttpGet(probe);
  const complete = withFields(handled, {
    timeoutSeconds: handled.timeoutSeconds || 1,
    periodSeconds: handled.periodSeconds || 10,
    successThreshold: handled.successThreshold || 1,
    failureThreshold: handled.failureThreshold || 3,
  });
  const grpc = complete.grpc;
  return grpc === undefined || grpc.service !== undefined
    ? complete
    : { ...complete, grpc: { ...grpc, service: '' } };
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  const { postStart, preStop } = lifecycle;
  return withFields(lifecycle, {
    ...(postStart === undefined ? {} : { postStart: defaultHttpGet(postStart) }),
    ...(preStop === undefined ? {} : { preStop: defaultHttpGet(preStop) }),
  });
}

/** Quantities in canonical form, rounded up to thousandths. Models SetDefaults_ResourceList. */
export function canonicalResources(list: ResourceList): ResourceList {
  let result: Record<string, string> | undefined;
  for (const [name, quantity] of Object.entries(list)) {
    const canonical = roundQuantityToMilli(quantity);
    if (canonical === quantity) continue;
    result ??= { ...list };
    result[name] = canonical;
  }
  return result ?? list;
}

function defaultResources(container: Container): ResourceRequirements {
  const resources = container.resources ?? {};
  const { requests, limits } = resources;
  return withFields(resources, {
    ...(requests === undefined ? {} : { requests: canonicalResources(requests) }),
    ...(limits === undefined ? {} : { limits: canonicalResources(limits) }),
  });
}

/** `Always` for the tag `latest` and for no tag at all. Only the first form is known to be mutable. */
function defaultPullPolicy(image: string): string {
  return parseImageReference(image)?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function completeContainer(container: Container): Container {
  const { ports, env, livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  return withFields(container, {
    resources: defaultResources(container),
    imagePullPolicy: container.imagePullPolicy || defaultPullPolicy(container.image ?? ''),
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    ...(ports === undefined ? {} : { ports: mapShared(ports, defaultPort) }),
    ...(env === undefined ? {} : { env: mapShared(env, defaultEnvVar) }),
    ...(livenessProbe === undefined ? {} : { livenessProbe: defaultProbe(livenessProbe) }),
    ...(readinessProbe === undefined ? {} : { readinessProbe: defaultProbe(readinessProbe) }),
    ...(startupProbe === undefined ? {} : { startupProbe: defaultProbe(startupProbe) }),
    ...(lifecycle === undefined ? {} : { lifecycle: defaultLifecycle(lifecycle) }),
  });
}

/** A container as in a stored pod template. Done once per container object. */
export const defaultContainer = memoisedCompletion(completeContainer);
