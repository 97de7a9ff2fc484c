/** Looks at a simulation and says what has changed since the last look: things, hops, sentences, the inspected object. */
import { changesSince, type Change } from '../engine/etcd/store';
import { brokenInvariants } from '../engine/invariants';
import type { HopRecord } from '../engine/kernel/trace';
import type { SchedulerState } from '../engine/scheduler/state';
import { inspect } from './inspection/inspection';
import { commandLineOf } from './inspection/why';
import { ProcessNews } from './narration/faults';
import { tell } from './narration/index';
import { TrafficNews } from './narration/traffic';
import { sentence, type Sentence } from './narration/words';
import { nextElection } from './projection/elections';
import { ComponentProjection } from './projection/components';
import { HopFeed } from './projection/hop-feed';
import { ObjectProjection } from './projection/objects';
import { TrafficProjection } from './projection/traffic';
import { encodePod, type Frame, type Inspection, type Narration } from './protocol';
import { etcdOf, stateAt, type Subject } from './subject';

/** How far the cards look back after a jump. */
const PAST_EVENTS = 4000;
const PAST_REVISIONS = 60;
/** Sentences in one frame at most; a fast-forwarded frame tells the newest. */
const SENTENCES_MAX = 60;

/** What a frame says of the cluster's things. */
type Things = Pick<
  Frame,
  'pods' | 'nodes' | 'workloads' | 'services' | 'traffic' | 'removed' | 'components' | 'hops' | 'narration'
>;

export class Observer {
  private readonly objects: ObjectProjection;
  private readonly components: ComponentProjection;
  private readonly traffic: TrafficProjection;
  private readonly hops: HopFeed;
  private readonly processes: ProcessNews;
  private readonly clients = new TrafficNews();
  private narrations: Narration[] = [];
  private seenHop: number;
  private seenRevision = -1;
  /** `<prefix>/<key>` of what was written because of a person's command since the last look. */
  private readonly users = new Set<string>();
  private inspected: string | null = null;
  private inspection: Inspection | null = null;
  private inspectedRevision = -1;

  /** `firstSentence`: number of the next sentence; they grow over the life of a session. */
  constructor(
    private readonly subject: Subject,
    private readonly sceneHop: number,
    private nextSentence: number,
  ) {
    this.objects = new ObjectProjection(subject);
    this.components = new ComponentProjection(subject);
    this.traffic = new TrafficProjection(subject);
    this.hops = new HopFeed(subject, sceneHop);
    this.processes = new ProcessNews(subject);
    this.seenHop = subject.simulation.seq;
    this.lookBack();
  }

  /** After a jump the cards tell of the recent past. */
  private lookBack(): void {
    const { objects, components } = this;
    const { simulation } = this.subject;
    // What is there already is no news.
    objects.update();
    for (const name of objects.nodeNames()) components.addNode(name);
    for (const hop of simulation.trace.between(simulation.seq - PAST_EVENTS, simulation.seq))
      this.showHop(hop);
    const etcd = etcdOf(this.subject);
    const past = changesSince(etcd, Math.max(1, etcd.revision - PAST_REVISIONS)) ?? [];
    for (const commit of past) components.takeCommit(commit);
  }

  /** Number that the next sentence will have: it grows when something notable has been seen. */
  sentences(): number {
    return this.nextSentence;
  }

  /** Adds a sentence of our own; `*name*` is strong. */
  say(text: string): void {
    this.tell(sentence(text));
  }

  tell(told: Sentence | null): void {
    if (told === null) return;
    this.narrations.push({ id: this.nextSentence++, at: this.subject.simulation.now, ...told });
    if (this.narrations.length > 2 * SENTENCES_MAX) this.narrations = this.narrations.slice(-SENTENCES_MAX);
  }

  /** Looks only when something was written or has begun or ended: cheap enough for after every event. */
  glance(): void {
    for (const told of this.processes.take()) this.tell(told);
    if (etcdOf(this.subject).revision !== this.seenRevision) this.look();
    else this.lookAtTraffic();
  }

  /** Takes in what has happened since the last look. */
  look(): void {
    const { objects, components, subject } = this;
    this.seenRevision = etcdOf(subject).revision;
    this.takeHops();
    const commits = objects.update();
    const { decisions = [] } = stateAt<SchedulerState>(subject, 'kube-scheduler') ?? {};
    components.takeDecisions(decisions);
    for (const commit of commits) {
      if (commit.prefix === 'minions' && commit.type === 'ADDED') components.addNode(commit.key);
      components.takeCommit(commit);
      if (commit.prefix === 'pods' && commit.type === 'DELETED') this.traffic.forget(commit.key);
    }
    components.refresh();
    for (const told of this.processes.take()) this.tell(told);
    const isUsers = ({ prefix, key }: Change): boolean => this.users.has(`${prefix}/${key}`);
    for (const told of tell({ subject, decisions, commits, isUsers })) this.tell(told);
    this.users.clear();
    this.lookAtTraffic();
  }

  private lookAtTraffic(): void {
    for (const told of this.clients.take(this.traffic.update())) this.tell(told);
  }

  private takeHops(): void {
    const { simulation } = this.subject;
    const fresh = simulation.trace.between(this.seenHop, simulation.seq);
    this.seenHop = simulation.seq;
    for (const hop of fresh) {
      this.showHop(hop);
      this.hops.take(hop);
      if (hop.kind === 'txn' && this.isAsked(hop)) this.users.add(`${hop.resource}/${hop.key}`);
    }
  }

  /** True for what came of a command. What comes of a fault befalls the whole machine, and nobody asked for it. */
  private isAsked({ root }: HopRecord): boolean {
    return root > this.sceneHop && this.subject.simulation.trace.find(root)?.resource !== 'faults';
  }

  private showHop(hop: HopRecord): void {
    const { simulation } = this.subject;
    this.components.takeHop(hop, hop.kind === 'input' ? commandLineOf(simulation, hop) : '');
  }

  /** What is new for the page. */
  takeThings(): Things {
    this.look();
    const removed: string[] = [];
    const { pods, ...others } = this.objects.takeChanges(removed);
    const narration = this.narrations.slice(-SENTENCES_MAX);
    this.narrations = [];
    return {
      pods: pods.map(encodePod),
      ...others,
      traffic: this.traffic.takeChanges(removed),
      components: this.components.takeChanges(removed),
      hops: this.hops.takeViews(() => this.objects.nodeNames()),
      narration,
      removed,
    };
  }

  /** When the next countdown ends that only the cluster waits for, virtual ms; Infinity for none. */
  awaited(): number {
    return Math.min(this.objects.nextCountdown(this.subject.simulation.now), nextElection(this.subject));
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
    const { revision } = etcdOf(this.subject);
    if (inspected === null || revision === this.inspectedRevision) return null;
    this.inspectedRevision = revision;
    const before = this.inspection;
    this.inspection = inspect(this.subject, inspected, before);
    return JSON.stringify(before) === JSON.stringify(this.inspection) ? null : this.inspection;
  }

  /** Broken laws of the engine at this moment. */
  defects(): readonly string[] {
    const { simulation, cluster } = this.subject;
    return brokenInvariants(simulation, cluster);
  }
}
