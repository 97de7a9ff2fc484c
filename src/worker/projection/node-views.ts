/** Nodes as the picture shows them: the object, the load of its pods, its heartbeats and its machine. */
import { conditionOf } from '../../engine/api/conditions';
import type { Lease } from '../../engine/api/lease';
import type { Node, Taint } from '../../engine/api/node';
import type { Pod } from '../../engine/api/pod';
import { isPodTerminal, podRequests } from '../../engine/api/pod-status';
import { parseBytes, parseMillicores } from '../../engine/api/quantity';
import { parseTime } from '../../engine/api/time';
import { range, type Change } from '../../engine/etcd/store';
import type { Machine } from '../../engine/kernel/machinery';
import type { NodeView, TimerView } from '../protocol';
import { etcdOf, isUp, machineOf, type Subject } from '../subject';
import { objectId } from './ids';
import { machineOffers } from './offers';
import type { Shown } from './shown';

/** What the pods of a node ask for together. */
interface NodeLoad {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

const NO_LOAD: NodeLoad = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

function loadOf(pod: Pod): NodeLoad {
  if (isPodTerminal(pod)) return NO_LOAD;
  return { ...podRequests(pod), pods: 1 };
}

/** A healthy kubelet renews its Lease every ten seconds: before this age its silence means nothing. */
const SILENT_MS = 15_000;
/** --node-monitor-grace-period. */
const MONITOR_GRACE_MS = 50_000;

const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';

function taintText({ key, value, effect }: Taint): string {
  return value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

function nodeView(subject: Subject, node: Node, load: NodeLoad, timer: TimerView | null): NodeView {
  const { name, labels } = node.metadata;
  const { cpu = '0', memory = '0', pods = '0' } = node.status.allocatable ?? {};
  const condition = conditionOf(node.status.conditions, 'Ready');
  const ready = condition?.status === 'True';
  const word = condition === undefined ? 'Unknown' : ready ? 'Ready' : 'NotReady';
  const { on, cut } = machineOf(subject, name);
  return {
    id: objectId(subject.cluster, 'nodes', '', name),
    name,
    statusText: node.spec.unschedulable === true ? `${word},SchedulingDisabled` : word,
    ready,
    controlPlane: labels !== undefined && CONTROL_PLANE_LABEL in labels,
    cpuAllocatableMillicores: parseMillicores(cpu) ?? 0,
    cpuRequestedMillicores: load.cpuMillicores,
    memoryAllocatableBytes: parseBytes(memory) ?? 0,
    memoryRequestedBytes: load.memoryBytes,
    podCapacity: Number(pods),
    podCount: load.pods,
    on,
    cut,
    taints: (node.spec.taints ?? []).map(taintText),
    timer,
    offers: machineOffers(subject, name),
  };
}

const LEASES = 'kube-node-lease/';

export class NodeProjection {
  private readonly loads = new Map<string, NodeLoad>();
  /** Last heartbeat of each node, virtual ms; the one that was silent for longest comes first. */
  private readonly heartbeats = new Map<string, number>();
  /** Nodes whose silence is being counted. */
  private silent = new Set<string>();
  private machines: ReadonlyMap<string, Machine> = new Map();
  private readonly touched = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly shown: Shown<NodeView>,
  ) {}

  forget(): void {
    this.loads.clear();
    this.heartbeats.clear();
  }

  take({ prefix, type, key, value, previous }: Change): void {
    if (prefix === 'minions') {
      if (type === 'DELETED') this.shown.remove(objectId(this.subject.cluster, 'nodes', '', key));
      this.touched.add(key);
    } else if (prefix === 'pods') {
      if (previous !== undefined) this.shift(previous as Pod, -1);
      if (type !== 'DELETED') this.shift(value as Pod, 1);
    } else if (prefix === 'leases' && key.startsWith(LEASES)) {
      const renewed = parseTime((value as Lease).spec.renewTime ?? '');
      const name = key.slice(LEASES.length);
      this.heartbeats.delete(name);
      if (type !== 'DELETED' && renewed !== null) this.heartbeats.set(name, renewed - this.subject.epochMs);
    }
  }

  private shift(pod: Pod, sign: 1 | -1): void {
    const node = pod.spec.nodeName ?? '';
    if (node === '') return;
    const load = this.loads.get(node) ?? NO_LOAD;
    const own = loadOf(pod);
    this.touched.add(node);
    this.loads.set(node, {
      cpuMillicores: load.cpuMillicores + sign * own.cpuMillicores,
      memoryBytes: load.memoryBytes + sign * own.memoryBytes,
      pods: load.pods + sign * own.pods,
    });
  }

  /** Projects what was touched, whose machine changed, and who has fallen silent. */
  refresh(): void {
    this.noteMachines();
    this.noteSilence();
    const { subject, touched } = this;
    const nodes = range(etcdOf(subject), 'minions');
    for (const name of touched) {
      const node = nodes.get(name)?.value as Node | undefined;
      if (node === undefined) continue;
      this.shown.put(nodeView(subject, node, this.loads.get(name) ?? NO_LOAD, this.timerOf(node)));
    }
    touched.clear();
  }

  /** Only machines to which anything ever happened are kept by the kernel: few. */
  private noteMachines(): void {
    const { machines } = this.subject.simulation.machinery;
    const before = this.machines;
    for (const [address, machine] of machines) {
      if (before.get(address) !== machine) this.touched.add(address.slice(this.subject.cluster.length + 1));
    }
    if (machines.size > 0) this.machines = new Map(machines);
  }

  /** Nobody gives a node up while the node controller does not run, or has nowhere to write that. */
  private noteSilence(): void {
    const { subject } = this;
    const watched = ['kube-apiserver', 'etcd', 'kube-controller-manager'].every((process) => {
      return isUp(subject, process);
    });
    const silent = new Set<string>();
    for (const [name, at] of this.heartbeats) {
      if (!watched || subject.simulation.now - at < SILENT_MS) break;
      silent.add(name);
      if (!this.silent.has(name)) this.touched.add(name);
    }
    for (const name of this.silent) if (!silent.has(name)) this.touched.add(name);
    this.silent = silent;
  }

  /** When the next silent node is given up after `now`; Infinity for none. */
  nextGivenUp(now: number): number {
    let next = Infinity;
    for (const name of this.silent) {
      const end = (this.heartbeats.get(name) ?? Infinity) + MONITOR_GRACE_MS;
      if (end > now && end < next) next = end;
    }
    return next;
  }

  private timerOf({ metadata, status }: Node): TimerView | null {
    const start = this.heartbeats.get(metadata.name);
    const isGivenUp = conditionOf(status.conditions, 'Ready')?.status === 'Unknown';
    if (start === undefined || isGivenUp || !this.silent.has(metadata.name)) return null;
    return { kind: 'lease', start, end: start + MONITOR_GRACE_MS };
  }
}
