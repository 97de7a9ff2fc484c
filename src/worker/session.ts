/**
 * A world that is being watched: it runs it at its pace, takes the page's commands, and says what changed.
 *
 * The page drives it: each frame that the page asks for advances virtual time by what has passed in real time.
 */
import { isSuccess, type ApiResponse } from '../engine/api/wire';
import { changesSince, type EtcdState } from '../engine/etcd/store';
import { brokenInvariants } from '../engine/invariants';
import type { JournalEntry } from '../engine/kernel/journal';
import type { HopRecord } from '../engine/kernel/trace';
import type { Simulation, Snapshot } from '../engine/kernel/simulation';
import type { SchedulerState } from '../engine/scheduler/scheduler';
import { isApiResponse, readRequest, requestInput } from '../engine/world';
import { formatTime } from '../engine/api/time';
import { inspect } from './inspection';
import { say, tell } from './narration';
import { choosePace, followed, IDLE_PACE, nextAwaited, type PaceState } from './pace';
import { ComponentProjection } from './projection/components';
import { hopView, isAboutEvents } from './projection/hops';
import { ObjectProjection } from './projection/objects';
import {
  encodePod,
  PROTOCOL_VERSION,
  type Frame,
  type HopView,
  type Inspection,
  type Mark,
  type Narration,
  type OutsideRequest,
  type OutsideResponse,
  type Pace,
  type PaceMode,
  type StepUnit,
  type WorldId,
} from './protocol';
import { findScene, openScene } from './scenes';

/** Real ms that one frame may advance at most: a page that slept does not jump. */
const FRAME_MAX_MS = 100;
/** Real ms that the engine may work for one frame. */
const WORK_MAX_MS = 12;
const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;
/** Undo reaches back so many inputs. */
const UNDO_MAX = 64;
const CHECK_EVERY_MS = 1000;
/** Hops in one frame at most; a fast-forwarded frame shows its newest. */
const HOPS_MAX = 2000;

/** How far the cards look back after a jump. */
const PAST_EVENTS = 4000;
const PAST_REVISIONS = 60;

interface Undo {
  readonly snapshot: Snapshot;
  readonly label: string;
  readonly marks: number;
}

type Answerer = (response: OutsideResponse) => void;

export interface SessionOptions {
  readonly world: WorldId;
  readonly scene: string;
  readonly seed: number;
  readonly journal?: readonly JournalEntry[];
  readonly at?: number;
  /** Real clock, ms; only differences matter. */
  readonly clock: () => number;
}

export class Session {
  private readonly world: WorldId;
  private readonly clock: () => number;
  private readonly epochMs: number;
  private readonly cluster: string;
  private readonly simulation: Simulation;
  /** Id of the newest hop that belongs to the scene and not to the person. */
  private readonly sceneHop: number;
  private objects: ObjectProjection;
  private components: ComponentProjection;
  private pace: Pace = { paused: false, auto: true, speed: 1 };
  private mode: PaceMode = 'live';
  private paceState: PaceState = IDLE_PACE;
  /** Virtual now, with its fraction of a ms. */
  private now: number;
  private lastClock: number;
  private lastChecked = 0;
  private sequence = 0;
  private reset = true;
  private shownHop = 0;
  private shownJournal = 0;
  private nextRequest = 1_000_000;
  private readonly waiting = new Map<number, Answerer>();
  private undos: Undo[] = [];
  private marks: Mark[] = [];
  private shownMarks = 0;
  private narrations: Narration[] = [];
  private nextNarration = 1;
  private inspected: string | null = null;
  private inspection: Inspection | null = null;
  private inspectionSent: Inspection | null = null;
  private inspectedRevision = -1;
  private defects: string[] = [];
  private userHops: HopRecord[] = [];
  private seenHop = 0;
  private dirty = true;

  /** Throws an Error when there is no such scene. */
  constructor(options: SessionOptions) {
    const scene = findScene(options.scene, options.seed);
    if (scene === undefined) throw new Error(`there is no scene called "${options.scene}"`);
    this.world = options.world;
    this.clock = options.clock;
    this.epochMs = scene.config.epochMs;
    this.cluster = scene.config.clusters[0]?.name ?? '';
    this.simulation = openScene(scene);
    this.sceneHop = this.simulation.lastHop;
    this.marks = [
      { at: 0, kind: 'boot', label: 'boot' },
      ...this.simulation.journal.map(({ at, label }) => ({ at, kind: 'apply' as const, label })),
    ];
    const given = options.journal?.slice(this.simulation.journal.length) ?? [];
    if (given.length > 0 || (options.at ?? 0) > this.simulation.now) {
      this.simulation.replay(given, Math.max(options.at ?? 0, this.simulation.now));
      this.simulation.outbox = [];
      for (const { at, label } of given) this.marks.push({ at, kind: kindOfMark(label), label });
    }
    this.now = this.simulation.now;
    this.lastClock = this.clock();
    this.objects = new ObjectProjection(this.cluster, this.epochMs);
    this.components = new ComponentProjection(this.cluster);
    this.say('This is a cluster of *three workers*. Click a pod to see what it is, and what you can do to it.');
    this.beginAnew();
  }

  // ---------------------------------------------------------------------------------------------- commands

  setPace(change: Partial<Pace>): void {
    this.catchUp();
    const speed = Math.min(SPEED_MAX, Math.max(SPEED_MIN, change.speed ?? this.pace.speed));
    const auto = change.auto ?? (change.speed === undefined ? this.pace.auto : false);
    this.pace = { paused: change.paused ?? this.pace.paused, auto, speed };
    this.dirty = true;
  }

  /** Sends a request through the door, or answers at once when it only reads. */
  request(request: OutsideRequest, label: string, answer: Answerer): void {
    this.catchUp();
    const { cluster, verb, resource, namespace, name, subresource = '', gracePeriodSeconds, ...rest } = request;
    if (verb === 'get' || verb === 'list') {
      answer(readRequest(this.simulation, cluster, { verb, resource, namespace, name, subresource }));
      return;
    }
    const grace = gracePeriodSeconds ?? null;
    const options = grace === null ? {} : { options: { gracePeriodSeconds: grace } };
    const call = { verb, resource, namespace, name, subresource, ...options, ...rest };
    const id = this.nextRequest++;
    this.waiting.set(id, answer);
    this.rememberForUndo(label);
    this.simulation.input(requestInput(cluster, id, call, label, this.pace.paused));
    this.marks.push({ at: this.simulation.now, kind: kindOfMark(label), label });
    this.drain();
    this.dirty = true;
  }

  /** Runs to the next hop, event, or change worth a sentence, and stands still. */
  step(unit: StepUnit): void {
    this.setPace({ paused: true });
    const before = this.simulation.lastHop;
    const told = this.nextNarration;
    const horizon = this.simulation.now + 3_600_000;
    this.simulation.advance({
      until: horizon,
      budget: 100_000,
      stop: (event) => {
        if (unit === 'event') return true;
        if (unit === 'hop') return event.hop && this.simulation.lastHop >= before;
        this.observe();
        return this.nextNarration > told;
      },
    });
    this.now = this.simulation.now;
    this.drain();
    this.dirty = true;
  }

  /** Goes back to just before the last input. Returns its label, '' when there is none. */
  undo(): string {
    const undo = this.undos.pop();
    if (undo === undefined) return '';
    this.simulation.restore(undo.snapshot);
    this.marks = this.marks.slice(0, undo.marks);
    for (const answer of this.waiting.values()) answer(TAKEN_BACK);
    this.waiting.clear();
    this.beginAnew();
    this.say(`Taken back: *${undo.label}*. The world is as it was just before.`);
    return undo.label;
  }

  inspect(id: string | null): void {
    this.inspected = id;
    this.inspection = null;
    this.inspectionSent = null;
    this.inspectedRevision = -1;
    this.dirty = true;
  }

  /** True when there is something to say, or time runs: then a frame is worth sending. */
  hasNews(): boolean {
    return this.dirty || !this.pace.paused;
  }

  // ------------------------------------------------------------------------------------------------ frames

  frame(): Frame {
    this.catchUp();
    const { reset } = this;
    const objects = this.observe();
    const hops = this.takeHops();
    const frame: Frame = {
      type: 'frame',
      world: this.world,
      version: PROTOCOL_VERSION,
      seq: this.sequence++,
      reset,
      now: this.now,
      epoch: formatTime(this.epochMs),
      pace: { ...this.pace, mode: this.pace.paused ? 'paused' : this.mode },
      ...this.takeObjects(objects),
      components: this.components.takeDirty(),
      hops,
      narration: this.narrations,
      marks: this.marks.slice(this.shownMarks),
      undo: this.undos[this.undos.length - 1]?.label ?? null,
      inspection: this.takeInspection(),
      journal: this.simulation.journal.slice(this.shownJournal),
      defects: this.takeDefects(),
    };
    this.narrations = [];
    this.shownMarks = this.marks.length;
    this.shownJournal = this.simulation.journal.length;
    this.reset = false;
    this.dirty = false;
    return frame;
  }

  /** Advances virtual time by the real time that has passed, at the present pace. */
  private catchUp(): void {
    const now = this.clock();
    let left = Math.min(FRAME_MAX_MS, now - this.lastClock);
    this.lastClock = now;
    if (this.pace.paused) return;
    const deadline = now + WORK_MAX_MS;
    for (let rounds = 0; left > 0 && rounds < 64; rounds++) {
      left = this.advance(left, deadline);
      if (this.clock() >= deadline) break;
    }
    this.drain();
  }

  /** Runs for at most `left` real ms; returns what is left of them. Stops where the pace has to change. */
  private advance(left: number, deadline: number): number {
    const speed = this.chooseSpeed(left);
    const start = this.now;
    const target = start + left * speed;
    const watchful = this.pace.auto && this.mode !== 'following';
    const { reason } = this.simulation.advance({
      until: Math.floor(target),
      shouldYield: () => this.clock() >= deadline,
      stop: () => watchful && this.isUsers(this.simulation.lastHop) && this.noteUserHops(),
    });
    if (reason === 'until') {
      this.now = target;
      return 0;
    }
    this.now = Math.max(start, this.simulation.now);
    return reason === 'stop' ? Math.max(0, left - (this.now - start) / speed) : 0;
  }

  private chooseSpeed(screenMs: number): number {
    if (!this.pace.auto) {
      this.mode = 'fixed';
      return this.pace.speed;
    }
    this.noteUserHops();
    const now = this.now;
    this.userHops = this.userHops.filter(({ end }) => end > now);
    const flying = this.userHops.filter(({ start }) => start <= now);
    const next = this.userHops.reduce((soonest, { start }) => Math.min(soonest, start), Infinity);
    const awaited = flying.length > 0 ? next : Math.min(next, this.nextAwaited());
    const root = this.undos.length;
    const choice = choosePace(this.paceState, now, flying, root, awaited);
    this.mode = choice.mode;
    this.paceState = choice.mode === 'following' ? followed(choice.state, screenMs) : choice.state;
    const toNext = awaited === Infinity || flying.length > 0 ? Infinity : (awaited - now) / screenMs;
    this.pace = { ...this.pace, speed: choice.speed };
    // A frame must not run past the moment at which the chain goes on.
    return Math.min(choice.speed, Math.max(toNext, SPEED_MIN));
  }

  private nextAwaited(): number {
    if (this.undos.length === 0 || this.simulation.pendingCount() > 5000) return Infinity;
    return nextAwaited(this.simulation.pendingEvents(), this.now, (cause) => this.isUsers(cause));
  }

  private isUsers(hop: number): boolean {
    return this.simulation.trace.rootOf(hop) > this.sceneHop;
  }

  /** Collects the user's hops that have come up. Returns true when there were new ones. */
  private noteUserHops(): boolean {
    const fresh = this.simulation.trace
      .between(this.seenHop, this.simulation.seq)
      .filter((hop) => hop.root > this.sceneHop && !isAboutEvents(hop) && hop.end > this.now);
    this.seenHop = this.simulation.seq;
    this.userHops.push(...fresh);
    return fresh.length > 0;
  }

  // ----------------------------------------------------------------------------------------------- observing

  private pendingObjects: ReturnType<ObjectProjection['update']>[] = [];

  /** Takes what has changed since the last look: for the picture, and for the narration. */
  private observe(): ReturnType<ObjectProjection['update']>[] {
    const { simulation, cluster } = this;
    const etcd = simulation.stateOf(`${cluster}/etcd`) as EtcdState;
    const { decisions } = simulation.stateOf(`${cluster}/kube-scheduler`) as SchedulerState;
    const first = this.reset && this.pendingObjects.length === 0;
    const changes = this.objects.update(etcd);
    this.pendingObjects.push(changes);
    this.components.takeDecisions(decisions);
    for (const node of changes.nodes) this.components.addNode(node.name);
    if (!first) {
      for (const commit of changes.commits) {
        this.components.takeCommit(commit, simulation.now);
        const sentence = tell({ cluster, etcd, decisions }, commit);
        if (sentence !== null) this.narrate(sentence.parts, sentence.about);
      }
    }
    return this.pendingObjects;
  }

  private takeObjects(changes: readonly ReturnType<ObjectProjection['update']>[]): Pick<
    Frame,
    'pods' | 'nodes' | 'workloads' | 'removed'
  > {
    const frame = {
      pods: changes.flatMap(({ pods }) => pods.map(encodePod)),
      nodes: changes.flatMap(({ nodes }) => nodes),
      workloads: changes.flatMap(({ workloads }) => workloads),
      removed: changes.flatMap(({ removed }) => removed),
    };
    this.pendingObjects = [];
    return frame;
  }

  private takeHops(): HopView[] {
    const fresh = this.simulation.trace.between(this.shownHop, this.simulation.seq);
    this.shownHop = this.simulation.seq;
    const views: HopView[] = [];
    for (const hop of fresh) {
      this.components.takeHop(hop);
      if (hop.from !== '') views.push(hopView(hop, hop.root > this.sceneHop && !isAboutEvents(hop)));
    }
    return views.slice(-HOPS_MAX);
  }

  private takeInspection(): Inspection | null {
    const { inspected, simulation } = this;
    if (inspected === null) return null;
    const etcd = simulation.stateOf(`${this.cluster}/etcd`) as EtcdState;
    if (etcd.revision === this.inspectedRevision) return null;
    this.inspectedRevision = etcd.revision;
    this.inspection = inspect(simulation, inspected, this.epochMs, this.inspection);
    if (this.inspectionSent !== null && JSON.stringify(this.inspectionSent) === JSON.stringify(this.inspection)) {
      return null;
    }
    this.inspectionSent = this.inspection;
    return this.inspection;
  }

  private takeDefects(): readonly string[] {
    const now = this.clock();
    if (now - this.lastChecked < CHECK_EVERY_MS) return [];
    this.lastChecked = now;
    const broken = brokenInvariants(this.simulation, this.cluster).filter((text) => !this.defects.includes(text));
    this.defects.push(...broken);
    return broken;
  }

  // -------------------------------------------------------------------------------------------------- inner

  /** After a jump: the page forgets what it knew, and everything is told anew. */
  private beginAnew(): void {
    this.objects = new ObjectProjection(this.cluster, this.epochMs);
    this.components = new ComponentProjection(this.cluster);
    this.now = this.simulation.now;
    this.pendingObjects = [];
    this.reset = true;
    this.shownHop = this.simulation.seq;
    this.seenHop = this.simulation.seq;
    this.userHops = [];
    this.shownMarks = 0;
    this.shownJournal = 0;
    this.paceState = IDLE_PACE;
    this.inspectedRevision = -1;
    this.inspectionSent = null;
    this.dirty = true;
    for (const hop of this.simulation.trace.between(this.simulation.seq - PAST_EVENTS, this.simulation.seq)) {
      this.components.takeHop(hop);
    }
    const etcd = this.simulation.stateOf(`${this.cluster}/etcd`) as EtcdState;
    const past = changesSince(etcd, Math.max(1, etcd.revision - PAST_REVISIONS)) ?? [];
    for (const commit of past) this.components.takeCommit(commit, this.simulation.now);
  }

  private rememberForUndo(label: string): void {
    this.undos.push({ snapshot: this.simulation.snapshot(), label, marks: this.marks.length });
    if (this.undos.length > UNDO_MAX) this.undos.shift();
  }

  /** Hands the answers that have left the world to whoever asked. */
  private drain(): void {
    const { outbox } = this.simulation;
    if (outbox.length === 0) return;
    this.simulation.outbox = [];
    for (const data of outbox) {
      if (!isApiResponse(data)) continue;
      const answer = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      answer?.({ code: data.code, body: data.body });
      this.tellRefusal(data);
    }
  }

  private tellRefusal(response: ApiResponse): void {
    if (isSuccess(response.code)) return;
    const { message = '' } = response.body as { readonly message?: string };
    this.say(`kube-apiserver refused: *${message}*`);
  }

  private say(text: string, about = ''): void {
    this.narrate(say(text), about);
  }

  private narrate(parts: Narration['parts'], about: string): void {
    this.narrations.push({ id: this.nextNarration++, at: this.simulation.now, parts, about });
  }
}

/** What a request under way gets when its past has been undone. */
const TAKEN_BACK: OutsideResponse = {
  code: 503,
  body: {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason: 'ServiceUnavailable',
    message: 'the world went back to before this request',
    code: 503,
  },
};

/** The mark that an input leaves on the time bar, from its command line. */
function kindOfMark(label: string): Mark['kind'] {
  if (label.startsWith('kubectl delete')) return 'delete';
  if (label.startsWith('kubectl scale')) return 'scale';
  if (label.startsWith('kubectl exec')) return 'crash';
  return label.startsWith('kubectl apply') || label.startsWith('kubectl create') ? 'apply' : 'other';
}
