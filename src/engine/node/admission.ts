/** Whether a node takes a pod: a kubelet trusts no scheduler. Models pkg/kubelet/lifecycle/predicate.go. */
import { mayBeOn } from '../api/node-affinity';
import type { Pod } from '../api/pod';
import { firstUntolerated } from '../api/tolerations';
import { isPodTerminal, podRequests } from '../api/pod-status';
import { allocatableMemory, type KubeletState } from './kubelet-state';
import { isStatic, type PodRecord, type Verdict } from './pod-record';

function refuse(name: string, asked: number, used: number, capacity: number): Verdict {
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${asked}, used: ${used}, capacity: ${capacity}`,
  };
}

function predicate(name: string, why: string): Verdict {
  return { reason: name, message: `Predicate ${name} failed: ${why}` };
}

/**
 * What the node has against a pod that names it itself. Simplified here: what the scheduler has bound it has looked at,
 * with a newer view of the node than this kubelet has.
 */
function placeRefusal({ node: { node } }: KubeletState, { spec, status }: Pod): Verdict | null {
  const isBound = status.conditions?.some((one) => one.type === 'PodScheduled' && one.status === 'True');
  if (node === null || isBound === true) return null;
  if (!mayBeOn(spec, node)) {
    return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  const taint = firstUntolerated(node.spec?.taints, spec.tolerations, ['NoExecute']);
  return taint === undefined
    ? null
    : predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
}

/** Why the pod can't be here; null when it can. */
export function rejectionOf(state: KubeletState, pod: Pod): Verdict | null {
  return roomRefusal(state, pod) ?? placeRefusal(state, pod);
}

function roomRefusal({ used, machine }: KubeletState, pod: Pod): Verdict | null {
  const { cpuMillicores, memoryBytes } = podRequests(pod);
  if (used.pods + 1 > machine.podsMax) return refuse('pods', 1, used.pods, machine.podsMax);
  if (cpuMillicores > machine.cpuMillicores - used.cpuMillicores)
    return refuse('cpu', cpuMillicores, used.cpuMillicores, machine.cpuMillicores);
  const memory = allocatableMemory(machine);
  return memoryBytes > memory - used.memoryBytes
    ? refuse('memory', memoryBytes, used.memoryBytes, memory)
    : null;
}

function takesRoom(record: PodRecord): boolean {
  if (record.rejection !== null || record.orphan) return false;
  return isStatic(record) || !isPodTerminal(record.pod);
}

function add({ used }: KubeletState, pod: Pod, sign: 1 | -1): void {
  const { cpuMillicores, memoryBytes } = podRequests(pod);
  used.cpuMillicores += sign * cpuMillicores;
  used.memoryBytes += sign * memoryBytes;
  used.pods += sign;
}

/** Notes whether the pod takes room now. Returns the record that says so, to be stored by the caller. */
export function counted(state: KubeletState, record: PodRecord): PodRecord {
  const takes = takesRoom(record);
  if (takes === record.counted) return record;
  add(state, record.pod, takes ? 1 : -1);
  return { ...record, counted: takes };
}

/** The pod is forgotten: whatever room it took is free. */
export function uncounted(state: KubeletState, record: PodRecord): void {
  if (record.counted) add(state, record.pod, -1);
}
