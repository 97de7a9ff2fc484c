/** What a kubelet says of its node. Pure. Models pkg/kubelet/nodestatus/setters.go and kubelet_node_status.go. */
import { deepEqual } from '../api/equal';
import type { Node, NodeCondition, NodeStatus } from '../api/node';
import { formatBytes, formatMillicores } from '../api/quantity';
import { KUBERNETES_VERSION } from '../api/version';
import { createStream, nextUuid } from '../kernel/random';
import { allocatableMemory, type Machine } from './kubelet-state';

/** What the machine is at this moment. */
export interface NodeSight {
  readonly machine: Machine;
  readonly boots: number;
  /** What keeps the node from being ready; '' for nothing. */
  readonly problem: string;
  readonly images: NonNullable<NodeStatus['images']>;
  /** Wall clock, as in objects. */
  readonly at: string;
}

type Finding = Omit<NodeCondition, 'lastHeartbeatTime' | 'lastTransitionTime'>;

/** Before the runtime and the network have answered for the first time. */
export const NETWORK_NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
  'message:Network plugin returns error: cni plugin not initialized';

export const RUNTIME_DOWN = 'container runtime is down';

function findings(problem: string): readonly Finding[] {
  const no = (type: string, reason: string, message: string): Finding => ({
    type,
    status: 'False',
    reason,
    message,
  });
  return [
    no('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    no('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    no('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    problem === ''
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
      : no('Ready', 'KubeletNotReady', problem),
  ];
}

/** The conditions now. A transition is noted where the status differs from that of before. */
function conditions(before: Node | null, { problem, at }: NodeSight): readonly NodeCondition[] {
  const old = before?.status.conditions ?? [];
  const own = findings(problem).map((finding): NodeCondition => {
    const last = old.find(({ type }) => type === finding.type);
    const since = last?.status === finding.status ? (last.lastTransitionTime ?? at) : at;
    const { type, status, reason = '', message = '' } = finding;
    return { type, status, lastHeartbeatTime: at, lastTransitionTime: since, reason, message };
  });
  return [...old.filter(({ type }) => !own.some((one) => one.type === type)), ...own];
}

const VERSIONS: Readonly<Record<string, string>> = {
  containerd: 'containerd://2.1.4',
  'cri-o': 'cri-o://1.33.1',
};

/** Identities of a machine; its boot has a new one each time. */
function identities(
  { name }: Machine,
  boots: number,
): readonly [machine: string, system: string, boot: string] {
  const own = createStream(0, `machine ${name}`);
  const machine = nextUuid(own).replaceAll('-', '');
  return [machine, nextUuid(own), nextUuid(createStream(boots, `boot ${name}`))];
}

/** A disk of 60 GiB, of which the kubelet keeps a tenth free; and no huge pages. */
const HUGE_PAGES = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
const DISK = { 'ephemeral-storage': '61202244Ki', ...HUGE_PAGES };
const FREE_DISK = { 'ephemeral-storage': '56403987978', ...HUGE_PAGES };

export function nodeStatus(before: Node | null, sight: NodeSight): NodeStatus {
  const { machine, images } = sight;
  const cpu = formatMillicores(machine.cpuMillicores);
  const pods = String(machine.podsMax);
  const [machineID, systemUUID, bootID] = identities(machine, sight.boots);
  return {
    capacity: { cpu, ...DISK, memory: formatBytes(machine.memoryBytes), pods },
    allocatable: { cpu, ...FREE_DISK, memory: formatBytes(allocatableMemory(machine)), pods },
    conditions: conditions(before, sight),
    addresses: [
      { type: 'InternalIP', address: machine.ip },
      { type: 'Hostname', address: machine.name },
    ],
    nodeInfo: {
      machineID,
      systemUUID,
      bootID,
      architecture: 'amd64',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      kernelVersion: '6.1.0-40-amd64',
      containerRuntimeVersion: VERSIONS[machine.runtime ?? 'containerd'] ?? '',
      kubeletVersion: KUBERNETES_VERSION,
      kubeProxyVersion: '',
    },
    ...(images.length === 0 ? {} : { images }),
  };
}

/** True when more than the time of the heartbeat differs. */
export function saysSomethingNew(before: Node | null, status: NodeStatus): boolean {
  const old = before?.status;
  if (old === undefined || !deepEqual(old.images ?? [], status.images ?? [])) return true;
  if (!deepEqual(old.nodeInfo, status.nodeInfo)) return true;
  return (status.conditions ?? []).some(({ type, status: is }) =>
    (old.conditions ?? []).every((one) => one.type !== type || one.status !== is),
  );
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** The node as it is registered: not ready yet. */
export function newNode(sight: NodeSight): Node {
  const { name, podCidr, controlPlane = false } = sight.machine;
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...(controlPlane
      ? { [CONTROL_PLANE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
      : {}),
  };
  const annotations = { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' };
  const taints = controlPlane ? { taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] } : {};
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations },
    spec: { podCIDR: podCidr, podCIDRs: [podCidr], ...taints },
    status: nodeStatus(null, sight),
  };
}
