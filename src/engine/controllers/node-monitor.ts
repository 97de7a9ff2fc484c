/**
 * The node monitor: one pass over all nodes every five seconds. It gives up those that fell silent, tells their pods,
 * and taints them, as fast as their zone allows. Models pkg/controller/nodelifecycle (monitorNodeHealth).
 */
import type { ObjectReference } from '../api/event';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import { formatTime } from '../api/time';
import { referenceTo } from '../client/recorder';
import type { Announcement, Ask, Plan, View } from './controller';
import { factsOf, healthOf, isSilent, readyStatus, silentStatus, type Health } from './node-health';
import { noExecuteKey, setNoExecute } from './node-taints';
import { judge, nextDue, takeDue, type Census, type Zones } from './node-zones';

/** --node-monitor-period. */
const PERIOD_MS = 5000;

/** Immutable. */
export interface MonitorMemory {
  readonly nextPass: number;
  readonly nodes: ReadonlyMap<string, Health>;
  readonly zones: Zones;
}

const NO_MEMORY: MonitorMemory = { nextPass: 0, nodes: new Map(), zones: {} };

function nodeEvent(involved: ObjectReference, reason: string, message: string): Announcement {
  return { involved, type: 'Normal', reason, message };
}

function registered(node: Node): Announcement {
  const { name } = node.metadata;
  const message = `Node ${name} event: Registered Node ${name} in Controller`;
  return nodeEvent(referenceTo(node), 'RegisteredNode', message);
}

function removed(name: string, { uid }: Health): Announcement {
  const involved: ObjectReference = { kind: 'Node', apiVersion: 'v1', namespace: '', name, uid };
  return nodeEvent(involved, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
}

function giveUp(node: Node, wallMs: number): Ask {
  const { name } = node.metadata;
  const wasReady = readyStatus(node) === 'True';
  const message = `Node ${name} status is now: NodeNotReady`;
  const ask: Ask = {
    verb: 'update',
    resource: 'nodes',
    namespace: '',
    name,
    subresource: 'status',
    body: silentStatus(node, wallMs),
    patchType: 'whole',
  };
  return wasReady ? { ...ask, onSuccess: nodeEvent(referenceTo(node), 'NodeNotReady', message) } : ask;
}

/** Says of a pod what its kubelet would say if it could. */
function notReady(pod: Pod, wallMs: number): Ask {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const condition = { type: 'Ready', status: 'False', lastTransitionTime: formatTime(wallMs) };
  const ask = { verb: 'patch', resource: 'pods', namespace, name, subresource: 'status' } as const;
  return {
    ...ask,
    body: { metadata: { uid }, status: { conditions: [condition] } },
    patchType: 'strategic',
    onSuccess: {
      involved: referenceTo(pod),
      type: 'Warning',
      reason: 'NodeNotReady',
      message: 'Node is not ready',
    },
  };
}

/** One pass: what it saw, and what it asks for. */
class Pass {
  readonly nodes = new Map<string, Health>();
  readonly census = new Map<string, Census>();
  readonly announce: Announcement[] = [];
  readonly asks: Ask[] = [];
  readonly podAsks: Ask[] = [];

  constructor(
    private readonly view: View,
    private readonly now: number,
    private readonly known: ReadonlyMap<string, Health>,
  ) {}

  private get wallMs(): number {
    return this.view.epochMs + this.now;
  }

  look(node: Node): void {
    const { name } = node.metadata;
    const known = this.known.get(name);
    const health = healthOf(node, known, this.view, this.now);
    this.nodes.set(name, health);
    if (known === undefined) this.announce.push(registered(node));
    const { ready } = factsOf(node);
    const isUnknown = ready?.status === 'Unknown';
    const gaveUp = !isUnknown && isSilent(node, health, this.now);
    if (gaveUp) this.asks.push(giveUp(node, this.wallMs));
    if (ready !== undefined && (gaveUp || isUnknown)) this.tellPods(name);
    this.count(node, !gaveUp && ready?.status === 'True');
  }

  private tellPods(name: string): void {
    for (const pod of this.view.by<Pod>('pods', 'node', name)) {
      if (isPodReady(pod)) this.podAsks.push(notReady(pod, this.wallMs));
    }
  }

  private count(node: Node, isReady: boolean): void {
    const { zone, counts } = factsOf(node);
    let census = this.census.get(zone);
    if (census === undefined) {
      census = { ready: 0, notReady: 0, waiting: [] };
      this.census.set(zone, census);
    }
    if (counts && isReady) census.ready++;
    else if (counts) census.notReady++;
    this.taint(node, census);
  }

  /** Acts on the condition as it was before this pass. A node that has the other taint gets this one at once. */
  private taint(node: Node, census: Census): void {
    const { ready, noExecute } = factsOf(node);
    if (ready === undefined) return;
    const wanted = noExecuteKey(ready.status);
    if (wanted === '' ? noExecute.length === 0 : noExecute.length === 1 && noExecute[0] === wanted) return;
    if (noExecute.length > 0) this.asks.push(setNoExecute(node, wanted, this.wallMs));
    else census.waiting.push(node.metadata.name);
  }

  forget(): void {
    for (const [name, health] of this.known) {
      if (!this.nodes.has(name)) this.announce.push(removed(name, health));
    }
  }
}

/** The taints of the nodes whose turn it is. */
function taintDue(view: View, names: readonly string[], now: number): readonly Ask[] {
  const asks: Ask[] = [];
  for (const name of names) {
    const node = view.get<Node>('nodes', name);
    const key = node === undefined ? '' : noExecuteKey(readyStatus(node));
    if (node !== undefined && key !== '') asks.push(setNoExecute(node, key, view.epochMs + now));
  }
  return asks;
}

/** While nobody reports, it is the control plane that is cut off: nobody is driven away. */
function withoutTaints(nodes: readonly Node[], wallMs: number): readonly Ask[] {
  return nodes
    .filter((node) => factsOf(node).noExecute.length > 0)
    .map((node) => setNoExecute(node, '', wallMs));
}

function withFreshClocks(nodes: ReadonlyMap<string, Health>, now: number): ReadonlyMap<string, Health> {
  return new Map([...nodes].map(([name, health]) => [name, { ...health, seenAt: now }]));
}

function wholePass(view: View, now: number, known: MonitorMemory): Plan {
  const all = view.list<Node>('nodes');
  const pass = new Pass(view, now, known.nodes);
  for (const node of all) pass.look(node);
  pass.forget();
  if (all.length === 0) return { steps: [], announce: pass.announce };
  const verdict = judge(known.zones, pass.census, now);
  const { zones, due } = takeDue(verdict.zones, now);
  const freed = verdict.entersMasterDisruption ? withoutTaints(all, view.epochMs + now) : [];
  const freedNames = new Set(freed.map(({ name }) => name));
  const asks = pass.asks.filter(({ verb, name }) => verb !== 'patch' || !freedNames.has(name));
  const nodes = verdict.leavesMasterDisruption ? withFreshClocks(pass.nodes, now) : pass.nodes;
  const memory: MonitorMemory = { nextPass: now + PERIOD_MS, nodes, zones };
  return {
    steps: [[...asks, ...freed, ...taintDue(view, due, now)], pass.podAsks],
    memory,
    after: waitFrom(now, memory),
    announce: pass.announce,
  };
}

function waitFrom(now: number, { nextPass, zones }: MonitorMemory): number {
  return Math.max(0, Math.min(nextPass, nextDue(zones)) - now);
}

/** A pass when it is time for one; in between, the nodes whose turn has come to be tainted. */
export function monitor(view: View, now: number, memory: unknown): Plan {
  const known = (memory as MonitorMemory | undefined) ?? NO_MEMORY;
  if (now >= known.nextPass) return wholePass(view, now, known);
  const { zones, due } = takeDue(known.zones, now);
  const next: MonitorMemory = zones === known.zones ? known : { ...known, zones };
  return { steps: [taintDue(view, due, now)], memory: next, after: waitFrom(now, next) };
}
