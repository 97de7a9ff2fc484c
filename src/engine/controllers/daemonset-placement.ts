/**
 * One pod on each node that should have one, and none elsewhere. Models pkg/controller/daemon/daemon_controller.go
 * (podsShouldBeOnNode).
 */
import type { DaemonSet } from '../api/daemonset';
import type { Node } from '../api/node';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import { referenceTo } from '../client/recorder';
import type { Announcement } from './controller';
import { byAge, fitnessOf, REVISION_HASH } from './daemonset-pods';
import { limitsOf, type Agents } from './daemonset-rollout';

/** Base and cap of the back-off for nodes on which the pods fail again and again. */
const BACKOFF_BASE_MS = 1000;
const BACKOFF_MAX_MS = 900_000;

/** How long a failed pod of a node is left alone. Immutable. */
interface Backoff {
  readonly delayMs: number;
  /** When the last one was deleted. */
  readonly at: number;
}

/** By node; of one generation of the DaemonSet. */
export interface Backoffs {
  readonly generation: number;
  readonly nodes: Readonly<Record<string, Backoff>>;
}

export const NO_BACKOFFS: Backoffs = { generation: 0, nodes: {} };

export interface Placement {
  readonly creations: readonly string[];
  readonly deletions: readonly Pod[];
  readonly announce: readonly Announcement[];
  readonly backoffs: Backoffs;
  /** ms until a failed pod may be deleted; Infinity for none. */
  readonly wait: number;
}

function found(set: DaemonSet, pod: Pod, node: string): Announcement {
  const { name, namespace = '' } = pod.metadata;
  const involved = referenceTo(set);
  if (pod.status.phase === 'Failed') {
    const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`;
    return { involved, type: 'Warning', reason: 'FailedDaemonPod', message };
  }
  const message = `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`;
  return { involved, type: 'Normal', reason: 'SucceededDaemonPod', message };
}

class Placing {
  readonly creations: string[] = [];
  readonly deletions: Pod[] = [];
  readonly announce: Announcement[] = [];
  private readonly nodes: Record<string, Backoff>;
  private readonly generation: number;
  private readonly surges: boolean;
  wait = Infinity;

  constructor(
    private readonly agents: Agents,
    backoffs: Backoffs,
    private readonly now: number,
  ) {
    this.generation = agents.set.metadata.generation ?? 0;
    this.nodes = backoffs.generation === this.generation ? { ...backoffs.nodes } : {};
    this.surges = limitsOf(agents.set, 1).surge > 0;
  }

  get backoffs(): Backoffs {
    const nodes: Record<string, Backoff> = {};
    for (const name in this.nodes) {
      const backoff = this.nodes[name] as Backoff;
      if (this.now - backoff.at <= 2 * BACKOFF_MAX_MS) nodes[name] = backoff;
    }
    return Object.keys(nodes).length === 0 ? NO_BACKOFFS : { generation: this.generation, nodes };
  }

  look(node: Node): void {
    const { name } = node.metadata;
    const { shouldRun, mayStay } = fitnessOf(this.agents.set, node);
    const pods = this.agents.byNode.get(name);
    if (pods === undefined) {
      if (shouldRun) this.creations.push(name);
    } else if (mayStay) {
      this.tidy(name, shouldRun, pods);
    } else {
      for (const pod of pods) if (pod.metadata.deletionTimestamp === undefined) this.deletions.push(pod);
    }
  }

  private tidy(node: string, shouldRun: boolean, pods: readonly Pod[]): void {
    const running: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (pod.status.phase === 'Failed') this.failed(node, pod);
      else if (pod.status.phase === 'Succeeded') this.end(node, pod);
      else running.push(pod);
    }
    running.sort(byAge);
    if (!this.surges) this.deletions.push(...running.slice(1));
    else if (running.length === 0 && shouldRun) this.creations.push(node);
    else if (running.length > 1) this.tidySurge(running);
  }

  private end(node: string, pod: Pod): void {
    this.announce.push(found(this.agents.set, pod, node));
    this.deletions.push(pod);
  }

  /** Here the controller and a kubelet that refuses the pod could chase one another for ever. */
  private failed(node: string, pod: Pod): void {
    const known = this.nodes[node];
    const left = known === undefined ? 0 : known.at + known.delayMs - this.now;
    if (left > 0) {
      this.wait = Math.min(this.wait, left);
      return;
    }
    const delayMs = known === undefined ? BACKOFF_BASE_MS : Math.min(known.delayMs * 2, BACKOFF_MAX_MS);
    this.nodes[node] = { delayMs, at: this.now };
    this.end(node, pod);
  }

  /** Two may run side by side: the old one as long as it is ready, the new one until it is available. */
  private tidySurge(running: readonly Pod[]): void {
    const { hash } = this.agents;
    const isFresh = ({ metadata }: Pod): boolean => metadata.labels?.[REVISION_HASH] === hash;
    const fresh = running.find(isFresh);
    const old = running.find((pod) => !isFresh(pod));
    for (const pod of running) if (pod !== fresh && pod !== old) this.deletions.push(pod);
    if (fresh === undefined || old === undefined) return;
    if (!isPodReady(old) || this.agents.isAvailable(fresh)) this.deletions.push(old);
  }

  /** Pods that wait for a node that is gone would wait for ever: nobody else deletes them. */
  tidyHomeless(): void {
    const known = new Set(this.agents.nodes.map(({ metadata }) => metadata.name));
    for (const [node, pods] of this.agents.byNode) {
      if (known.has(node)) continue;
      for (const pod of pods) if ((pod.spec.nodeName ?? '') === '') this.deletions.push(pod);
    }
  }
}

export function place(agents: Agents, backoffs: Backoffs, now: number): Placement {
  const placing = new Placing(agents, backoffs, now);
  for (const node of agents.nodes) placing.look(node);
  placing.tidyHomeless();
  return placing;
}
