/** Pods as the kubelet's tests need them: whole specs, and short ways to look at what became of them. */
import type { ContainerStatus, Pod, PodCondition, PodSpec } from '../api/pod';
import type { StringMap } from '../api/meta';
import type { ContainerdState } from '../node/containerd-state';
import type { Lab } from './lab';

type Metadata = { readonly labels?: StringMap; readonly annotations?: StringMap };

/** Creates a pod with this spec. */
export function createPod(lab: Lab, name: string, spec: Partial<PodSpec>, metadata: Metadata = {}): void {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec };
  lab.do({ verb: 'create', resource: 'pods', body });
}

/** Patches fields of a pod. */
export function patchPod(lab: Lab, name: string, body: unknown): void {
  lab.do({ verb: 'patch', resource: 'pods', name, body, patchType: 'strategic' });
}

export function statusOf(lab: Lab, pod: string, container = 'main'): ContainerStatus {
  const { containerStatuses = [], initContainerStatuses = [] } = lab.pod(pod).status;
  const found = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
  if (found === undefined) throw new Error(`${pod} has no status of ${container}`);
  return found;
}

/** 0 while there is no status yet. */
export function restartsOf(lab: Lab, pod: string, container = 'main'): number {
  const { containerStatuses = [], initContainerStatuses = [] } = lab.pod(pod).status;
  const found = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
  return found?.restartCount ?? 0;
}

export function conditionOf(lab: Lab, pod: string, type: string): PodCondition | undefined {
  return lab.pod(pod).status.conditions?.find((condition) => condition.type === type);
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

export function untilReady(lab: Lab, pod: string, withinMs?: number): number {
  return lab.untilPod(pod, 'ready', isReady, withinMs);
}

export function untilRunning(lab: Lab, pod: string, container = 'main', withinMs?: number): number {
  return lab.untilPod(
    pod,
    'running',
    ({ status }) =>
      [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].some(
        ({ name, state }) => name === container && state.running !== undefined,
      ),
    withinMs,
  );
}

/** `reason: message` of the Events about a pod, with how often each happened. */
export function countsOf(lab: Lab, pod: string): Record<string, number> {
  return Object.fromEntries(
    lab.events(pod).map(({ reason, message, count }) => [`${reason}: ${message}`, count ?? 1]),
  );
}

/** A shell that does what it is told and then stays, ignoring SIGTERM as process 1 does. */
export function shell(name: string, script: string): { name: string; image: string; command: string[] } {
  return { name, image: 'busybox:1.36', command: ['sh', '-c', script] };
}

export const NGINX = { name: 'main', image: 'nginx:1.27' };

/** True while the container's process runs on the pod's machine. */
export function runs(lab: Lab, pod: string, container: string): boolean {
  for (const address of lab.simulation.addresses()) {
    if (lab.simulation.kindOf(address) !== 'containerd') continue;
    const { containers } = lab.simulation.stateOf(address) as ContainerdState;
    for (const instance of containers.map.values()) {
      const isIt = instance.podKey === `default/${pod}` && instance.name === container;
      if (isIt && instance.state === 'running') return true;
    }
  }
  return false;
}
