/** Looks at a simulation and says what has changed since the last look: things, hops, sentences, the inspected object. */
import { changesSince, range, type EtcdState } from '../engine/etcd/store';
import { brokenInvariants } from '../engine/invariants';
import type { Simulation } from '../engine/kernel/simulation';
import type { HopRecord } from '../engine/kernel/trace';
import type { SchedulerState } from '../engine/scheduler/state';
import { inspect } from './inspection';
import { say, tell } from './narration';
import { ComponentProjection } from './projection/components';
import { hopView, isAboutEvents } from './projection/hops';
import { ObjectProjection, type ObjectChanges } from './projection/objects';
import { encodePod, type Frame, type HopView, type Inspection, type Narration } from './protocol';
import { commandLineOf } from './why';

/** How far the cards look back after a jump. */
const PAST_EVENTS = 4000;
const PAST_REVISIONS = 60;
/** Hops in one frame at most; a fast-forwarded frame shows its newest. */
const HOPS_MAX = 2000;

/** What a frame says of the cluster's things. */
export type Things = Pick<
  Frame,
  'pods' | 'nodes' | 'workloads' | 'removed' | 'components' | 'hops' | 'narration'
>;

export class Observer {
  private readonly objects: ObjectProjection;
  private readonly components: ComponentProjection;
  private seenChanges: ObjectChanges[] = [];
  private narrations: Narration[] = [];
  private shownHop: number;
  private first = true;
  private inspected: string | null = null;
  private inspection: Inspection | null = null;
  private inspectedRevision = -1;

  /** `firstSentence`: number of the next sentence; they grow over the life of a session. */
  constructor(
    private readonly simulation: Simulation,
    private readonly cluster: string,
    private readonly epochMs: number,
    private readonly sceneHop: number,
    private nextSentence: number,
  ) {
    this.objects = new ObjectProjection(cluster, epochMs);
    this.components = new ComponentProjection(cluster);
    this.shownHop = simulation.seq;
    this.lookBack();
  }

  private etcd(): EtcdState {
    return this.simulation.stateOf(`${this.cluster}/etcd`) as EtcdState;
  }

  /** After a jump the cards tell of the recent past. */
  private lookBack(): void {
    const { simulation, components } = this;
    const etcd = this.etcd();
    for (const name of range(etcd, 'minions').keys()) components.addNode(name);
    for (const hop of simulation.trace.between(simulation.seq - PAST_EVENTS, simulation.seq))
      this.takeHop(hop);
    const past = changesSince(etcd, Math.max(1, etcd.revision - PAST_REVISIONS)) ?? [];
    for (const commit of past) components.takeCommit(commit, simulation.now);
  }

  /** Number that the next sentence will have: it grows when something notable has been seen. */
  sentences(): number {
    return this.nextSentence;
  }

  /** Adds a sentence of our own; `*name*` is strong. */
  say(text: string): void {
    this.narrate(say(text), '');
  }

  private narrate(parts: Narration['parts'], about: string): void {
    this.narrations.push({ id: this.nextSentence++, at: this.simulation.now, parts, about });
  }

  /** Takes in what has been committed since the last look. */
  look(): void {
    const { simulation, cluster } = this;
    const etcd = this.etcd();
    const { decisions } = simulation.stateOf(`${cluster}/kube-scheduler`) as SchedulerState;
    const changes = this.objects.update(etcd);
    this.seenChanges.push(changes);
    this.components.takeDecisions(decisions);
    for (const node of changes.nodes) this.components.addNode(node.name);
    // The first look sees everything that there is: no news.
    if (!this.first) {
      for (const commit of changes.commits) this.components.takeCommit(commit, simulation.now);
      const stage = { cluster, etcd, decisions };
      for (const { parts, about } of tell(stage, changes.commits)) this.narrate(parts, about);
    }
    this.first = false;
  }

  /** What is new for the page. */
  takeThings(): Things {
    this.look();
    const changes = this.seenChanges;
    const narration = this.narrations;
    this.seenChanges = [];
    this.narrations = [];
    const hops = this.takeHops();
    return {
      pods: changes.flatMap(({ pods }) => pods.map(encodePod)),
      nodes: changes.flatMap(({ nodes }) => nodes),
      workloads: changes.flatMap(({ workloads }) => workloads),
      removed: changes.flatMap(({ removed }) => removed),
      components: this.components.takeDirty(),
      hops,
      narration,
    };
  }

  private takeHop(hop: HopRecord): void {
    this.components.takeHop(hop, hop.kind === 'input' ? commandLineOf(this.simulation, hop) : '');
  }

  private takeHops(): HopView[] {
    const { simulation } = this;
    const fresh = simulation.trace.between(this.shownHop, simulation.seq);
    this.shownHop = simulation.seq;
    const views: HopView[] = [];
    for (const hop of fresh) {
      this.takeHop(hop);
      if (hop.from !== '') views.push(hopView(hop, hop.root > this.sceneHop && !isAboutEvents(hop)));
    }
    return views.slice(-HOPS_MAX);
  }

  inspect(id: string | null): void {
    this.inspected = id;
    this.inspection = null;
    this.inspectedRevision = -1;
  }

  inspectedId(): string | null {
    return this.inspected;
  }

  /** The inspected object, when it may have changed; null for no news. */
  takeInspection(): Inspection | null {
    const { inspected } = this;
    const { revision } = this.etcd();
    if (inspected === null || revision === this.inspectedRevision) return null;
    this.inspectedRevision = revision;
    const before = this.inspection;
    this.inspection = inspect(this.simulation, inspected, this.epochMs, before);
    return JSON.stringify(before) === JSON.stringify(this.inspection) ? null : this.inspection;
  }

  /** Broken laws of the engine at this moment. */
  defects(): readonly string[] {
    return brokenInvariants(this.simulation, this.cluster);
  }
}
