/** What a pod asks for. Models pkg/apis/core/helper/qos/qos.go and component-helpers/resource/helpers.go. */
import type { Container, PodSpec, ResourceList } from './pod-types';
import { compareQuantities, parseBytes, parseMillicores } from './quantity';
import { memoised } from './share';

export interface PodRequests {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** A sidecar: an init container that stays. Models podutil.IsRestartableInitContainer. */
export function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

function requestsOf(container: Container): PodRequests {
  const requests: ResourceList = container.resources?.requests ?? {};
  return {
    cpuMillicores: parseMillicores(requests['cpu'] ?? '0') ?? 0,
    memoryBytes: parseBytes(requests['memory'] ?? '0') ?? 0,
  };
}

function sum(a: PodRequests, b: PodRequests): PodRequests {
  return { cpuMillicores: a.cpuMillicores + b.cpuMillicores, memoryBytes: a.memoryBytes + b.memoryBytes };
}

function largest(a: PodRequests, b: PodRequests): PodRequests {
  return {
    cpuMillicores: Math.max(a.cpuMillicores, b.cpuMillicores),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
  };
}

const NOTHING: PodRequests = { cpuMillicores: 0, memoryBytes: 0 };

/** Init containers run one at a time, each beside the sidecars before it; main containers run beside all sidecars. */
function computeRequests(spec: PodSpec): PodRequests {
  let sidecars = NOTHING;
  let initPeak = NOTHING;
  for (const container of spec.initContainers ?? []) {
    const wanted = sum(requestsOf(container), sidecars);
    if (isSidecar(container)) sidecars = wanted;
    initPeak = largest(initPeak, wanted);
  }
  let running = sidecars;
  for (const container of spec.containers) running = sum(running, requestsOf(container));
  return largest(running, initPeak);
}

/** What the scheduler reserves. Computed once per spec object. Models PodRequests. */
export const specRequests = memoised(computeRequests);

function isPositive(quantity: string | undefined): boolean {
  return quantity !== undefined && compareQuantities(quantity, '0') > 0;
}

function computeQosClass(spec: PodSpec): string {
  let isGuaranteed = true;
  let asksForSomething = false;
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const requests: ResourceList = container.resources?.requests ?? {};
    const limits: ResourceList = container.resources?.limits ?? {};
    for (const name of ['cpu', 'memory']) {
      const request = requests[name];
      const limit = limits[name];
      asksForSomething ||= isPositive(request) || isPositive(limit);
      isGuaranteed &&= isPositive(limit) && compareQuantities(request ?? '0', limit ?? '0') === 0;
    }
  }
  if (!asksForSomething) return 'BestEffort';
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** Guaranteed, Burstable or BestEffort. Computed once per spec object. Models ComputePodQOS. */
export const qosClassOf = memoised(computeQosClass);
