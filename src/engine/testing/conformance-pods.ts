/** What tests of pods need to look at a node as a user does. */
import type { ContainerState, ContainerStatus, PodSpec } from '../api/pod';
import type { ExecResult } from '../api/wire';
import { faultInput, type FaultType } from '../faults/faults';
import { logsOf } from '../node/container-look';
import type { ContainerdState } from '../node/containerd-state';
import { shell, statusOf } from './kubelet-pods';
import type { Lab } from './lab';

export function one(script: string, more: Readonly<Record<string, unknown>> = {}): Partial<PodSpec> {
  return { containers: [{ ...shell('main', script), ...more }] };
}

export function fault(lab: Lab, type: FaultType, target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
}

export function untilState(
  lab: Lab,
  pod: string,
  what: string,
  condition: (state: ContainerState, status: ContainerStatus) => boolean,
  container = 'main',
  withinMs = 300_000,
): ContainerStatus {
  lab.untilPod(
    pod,
    what,
    ({ status }) =>
      [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].some(
        (one) => one.name === container && condition(one.state, one),
      ),
    withinMs,
  );
  return statusOf(lab, pod, container);
}

export function untilWaiting(lab: Lab, pod: string, reason: string, container = 'main'): string {
  const { state } = untilState(lab, pod, reason, ({ waiting }) => waiting?.reason === reason, container);
  lab.run(20);
  return state.waiting?.message ?? '';
}

export function untilEnded(lab: Lab, pod: string, container = 'main') {
  const { state } = untilState(lab, pod, 'ended', ({ terminated }) => terminated !== undefined, container);
  return state.terminated;
}

export function untilPhase(lab: Lab, pod: string, phase: string, withinMs = 120_000): void {
  lab.untilPod(pod, phase, ({ status }) => status.phase === phase, withinMs);
}

export function execIn(lab: Lab, pod: string, container: string, ...command: readonly string[]): ExecResult {
  return lab.do({ verb: 'create', resource: 'pods', name: pod, subresource: 'exec', container, command })
    .body as ExecResult;
}

export function logs(lab: Lab, pod: string, container = 'main'): string[] {
  const runtime = lab.simulation.stateOf(
    `${lab.cluster}/${lab.pod(pod).spec.nodeName ?? ''}/containerd`,
  ) as ContainerdState;
  const id = statusOf(lab, pod, container).containerID?.replace(/^.*:\/\//, '') ?? '';
  return logsOf(runtime, id).map(({ text }) => text);
}

export function create(
  lab: Lab,
  resource: string,
  name: string,
  more: Readonly<Record<string, unknown>>,
): void {
  const kind = { configmaps: 'ConfigMap', secrets: 'Secret' }[resource];
  lab.do({ verb: 'create', resource, body: { apiVersion: 'v1', kind, metadata: { name }, ...more } });
}
