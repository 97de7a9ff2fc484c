/** What tests of scheduling need to put pods and to read why they wait. */
import type { PodSpec } from '../api/pod';
import { conditionOf, createPod, NGINX } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const CLASSES = 'priorityclasses';
const ZONES = { 'worker-1': 'a', 'worker-2': 'a', 'worker-3': 'b' };

export function patchNode(lab: Lab, name: string, body: unknown): void {
  lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' });
}

export function label(lab: Lab, name: string, labels: Readonly<Record<string, string | null>>): void {
  patchNode(lab, name, { metadata: { labels } });
}

export function taint(lab: Lab, name: string, key: string, value = '', effect = 'NoSchedule'): void {
  patchNode(lab, name, { spec: { taints: [{ key, ...(value === '' ? {} : { value }), effect }] } });
}

export function zoned(): Lab {
  const lab = bootedLab();
  for (const [name, zone] of Object.entries(ZONES)) label(lab, name, { 'topology.kubernetes.io/zone': zone });
  lab.run(100);
  return lab;
}

export function priorityClass(
  lab: Lab,
  name: string,
  value: number,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const body = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    ...more,
  };
  lab.do({ verb: 'create', resource: CLASSES, namespace: '', body });
}

/** A container that asks for this much. */
export function asking(
  requests: Readonly<Record<string, string>>,
  limits?: Readonly<Record<string, string>>,
) {
  return { ...NGINX, resources: { requests, ...(limits === undefined ? {} : { limits }) } };
}

export function put(
  lab: Lab,
  name: string,
  spec: Partial<PodSpec> = {},
  labels?: Readonly<Record<string, string>>,
): void {
  createPod(lab, name, { containers: [NGINX], ...spec }, labels === undefined ? {} : { labels });
}

export function nodeOf(lab: Lab, name: string): string {
  lab.untilPod(name, 'bound', ({ spec }) => (spec.nodeName ?? '') !== '', 30_000);
  return lab.pod(name).spec.nodeName ?? '';
}

/** Why the pod waits: the words of its condition, which its Event repeats. */
export function waits(lab: Lab, name: string): string {
  lab.untilPod(name, 'told why', () => conditionOf(lab, name, 'PodScheduled')?.status === 'False', 20_000);
  const { reason, message = '' } = conditionOf(lab, name, 'PodScheduled') ?? {};
  lab.run(50);
  if (reason !== 'Unschedulable') throw new Error(`${name} does not wait because of ${reason}`);
  if (lab.pod(name).status.phase !== 'Pending') throw new Error(`${name} is not Pending`);
  if (!lab.told(name).includes(`Warning FailedScheduling: ${message}`))
    throw new Error(`no Event says why ${name} waits`);
  return message;
}

export const NO_HELP = (count: number): string =>
  `preemption: 0/${count} nodes are available: ${count} Preemption is not helpful for scheduling.`;
export const NO_VICTIMS = (count: number): string =>
  `preemption: 0/${count} nodes are available: ${count} No preemption victims found for incoming pod.`;
