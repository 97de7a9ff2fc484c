/**
 * A world that is being watched: takes the page's commands, and answers with frames of what changed.
 *
 * The page drives it: each frame that the page asks for advances virtual time by what has passed in real time.
 */
import { formatTime } from '../engine/api/time';
import { faultInput } from '../engine/faults/faults';
import type { Input, JournalEntry } from '../engine/kernel/journal';
import type { Simulation } from '../engine/kernel/simulation';
import { createWorld, readRequest, requestInput, type WorldConfig } from '../engine/world';
import { BOOT, marksOf } from './marks';
import { deedOf } from './narration/faults';
import { HttpSide } from './http-side';
import { Observer } from './observer';
import { Pacer } from './pacer';
import { callOf, OpenRequests, outcomeOf, type Answerer } from './open-requests';
import { isFaultOffered } from './projection/offers';
import {
  PROTOCOL_VERSION,
  type Fault,
  type Frame,
  type OutsideRequest,
  type Pace,
  type StepUnit,
  type WorldId,
} from './protocol';
import { running } from './running';
import { findScene, openingScene, type Scene } from './scenes/index';
import { subjectOf, type Subject } from './subject';
import { Timeline } from './timeline';
import { UndoList } from './undo-list';
import type { Work } from './work';

/** Real ms between two checks of the engine's own laws. */
const CHECK_EVERY_MS = 1000;
/** A step looks so far ahead for something to stop at, virtual ms. */
const STEP_HORIZON_MS = 600_000;
/** What Undo is called when it takes back a Reset. */
export const RESET = 'Reset';

export interface SessionOptions {
  readonly world: WorldId;
  readonly scene: string;
  readonly seed: number;
  /** What was done to the world before, to be done again. */
  readonly journal?: readonly JournalEntry[];
  /** Virtual ms at which to stand after that. */
  readonly at?: number;
  /** Wall clock at virtual 0, ms since 1970; absent is the scene's own. Clients from outside compute ages with theirs. */
  readonly epochMs?: number;
  /** The world to open, instead of a scene's: one that came as a file. */
  readonly config?: WorldConfig;
  /** The session that this one took the place of (Reset): Undo brings it back. */
  readonly before?: Session;
  /** Real clock, ms; only differences matter. */
  readonly clock: () => number;
}

/** What is opened: a scene, or a world that came as a file. Throws an Error when there is no such scene. */
function sceneOf({ scene: name, seed, epochMs, config }: SessionOptions): Scene {
  if (config !== undefined) return { config, inputs: [], opensAt: 0, greeting: FROM_FILE };
  const scene = findScene(name, seed);
  if (scene === undefined) throw new Error(`there is no scene called "${name}"`);
  return epochMs === undefined ? scene : { ...scene, config: { ...scene.config, epochMs } };
}

const FROM_FILE = 'This world came from a *session*: it stands where it was saved.';

export class Session {
  private readonly pacer: Pacer;
  private observer: Observer;
  private readonly undos = new UndoList();
  private sequence = 0;
  private reset = true;
  private dirty = true;
  private shownInputs = 0;
  private readonly requests: OpenRequests;
  readonly http: HttpSide;
  private lastChecked = 0;
  private replaced: Session | undefined;
  private readonly knownDefects = new Set<string>();

  private constructor(
    private readonly options: SessionOptions,
    private readonly scene: Scene,
    private readonly subject: Subject,
    private readonly timeline: Timeline,
    /** Id of the newest hop that belongs to the scene and not to the person. */
    private readonly sceneHop: number,
  ) {
    this.replaced = options.before;
    this.requests = new OpenRequests(subject);
    this.observer = new Observer(subject, sceneHop, 1);
    this.pacer = new Pacer(timeline, options.clock, sceneHop, {
      countdown: () => this.observer.awaited(),
      // A stranger's program waits in real time: it is not slowed down.
      leastSpeed: () => (this.http.isAskedFromOutside() ? 1 : 0),
    });
    this.http = new HttpSide({
      subject,
      requests: this.requests,
      give: (input, request, batch) => this.give(input, request, batch),
      giveSilently: (input) => subject.simulation.input(input),
      isPaused: () => this.pacer.isPaused(),
      catchUp: () => this.catchUp(),
      drain: () => this.drain(),
    });
    this.observer.say(scene.greeting);
  }

  /** Throws an Error when there is no such scene, or when the journal does not fit it. */
  static *opening(options: SessionOptions): Work<Session> {
    const scene = sceneOf(options);
    const simulation = createWorld(scene.config);
    yield* openingScene(scene, simulation, options.clock);
    const sceneHop = simulation.lastHop;
    const subject = subjectOf(simulation, scene.config);
    const timeline = new Timeline(simulation, subject.cluster, options.clock);
    const sceneInputs = simulation.journal.length;
    yield* timeline.repeat(options.journal ?? [], options.at ?? 0);
    simulation.outbox = [];
    const session = new Session(options, scene, subject, timeline, sceneHop);
    session.undos.recall(simulation.journal, sceneInputs);
    return session;
  }

  get simulation(): Simulation {
    return this.subject.simulation;
  }

  get config(): WorldConfig {
    return this.scene.config;
  }

  pace(): Pace {
    return this.pacer.view();
  }

  // ---------------------------------------------------------------------------------------------- commands

  setPace(change: Partial<Pace>): void {
    this.catchUp();
    this.pacer.set(change);
    this.dirty = true;
  }

  /** Sends a request through the door, or answers at once when it only reads. */
  request(request: OutsideRequest, label: string, answer: Answerer, batch = ''): void {
    this.catchUp();
    const { cluster, verb, resource, namespace, name, subresource = '' } = request;
    if (verb === 'get' || verb === 'list') {
      const call = { ...callOf(request), verb, resource, namespace, name, subresource };
      answer(readRequest(this.subject.simulation, cluster, call));
      return;
    }
    const id = this.requests.open(answer);
    const call = callOf(request);
    this.give(requestInput(cluster, id, call, label, this.pacer.isPaused()), id, batch);
    if (subresource === 'exec') this.observer.say(`You run *${label}*.`);
    this.drain();
  }

  /** Time has passed. */
  tick(): void {
    this.catchUp();
  }

  /** Causes a fault or its counter-action at this instant. Throws an Error when it makes no sense now. */
  fault(fault: Fault): void {
    this.catchUp();
    const { subject } = this;
    if (!isFaultOffered(subject, fault)) throw new Error(`nothing to do: ${fault.type} ${fault.target}`);
    const told = deedOf(subject, fault);
    this.giveFault({ ...faultInput(subject.cluster, fault, subject.controlPlane), immediate: true });
    this.observer.tell(told);
    this.drain();
  }

  /** Gives what nobody answers. Undo takes it back. */
  giveFault(input: Input): void {
    this.catchUp();
    this.undos.add(this.subject.simulation.journal.length, input.label, null, '');
    this.give(input, null, '');
    this.drain();
  }

  /** Lets so much virtual time pass at once, also while the clock stands. */
  *advance(ms: number): Work {
    this.catchUp();
    yield* this.timeline.goTo(this.simulation.now + ms);
    this.pacer.now = this.simulation.now;
    this.pacer.rest();
    this.drain();
    this.dirty = true;
  }

  /** `request`: its number; null for what no answer comes to, and what is no input that Undo would name. */
  private give(input: Input, request: number | null, batch: string): void {
    const { timeline, subject } = this;
    const forks = timeline.next() !== undefined;
    if (forks) timeline.forgetAhead();
    if (forks) this.http.beginAnotherFuture();
    if (request !== null) this.undos.add(subject.simulation.journal.length, input.label, request, batch);
    timeline.give(input);
    if (input.type !== 'stream-input') this.pacer.noteInput();
    if (forks) this.beginAnew();
    this.dirty = true;
  }

  /** Runs to the next hop, event, or change worth a sentence, and stands still. */
  *step(unit: StepUnit): Work {
    this.setPace({ paused: true });
    const { observer, options, timeline } = this;
    const { simulation } = this.subject;
    observer.look();
    const told = observer.sentences();
    const before = simulation.snapshot();
    const next = timeline.next();
    const found = yield* running({
      simulation,
      until: next?.at ?? simulation.now + STEP_HORIZON_MS,
      ...(next === undefined ? {} : { step: next.step }),
      clock: options.clock,
      stop: ({ hop }) => {
        if (unit !== 'notable') return unit === 'event' || hop;
        observer.glance();
        return observer.sentences() > told;
      },
    });
    if (!found && next !== undefined) timeline.giveNext();
    else if (!found) this.stay(before);
    this.pacer.now = simulation.now;
    this.drain();
    this.dirty = true;
  }

  private stay(before: ReturnType<Subject['simulation']['snapshot']>): void {
    this.subject.simulation.restore(before);
    this.beginAnew();
    const minutes = STEP_HORIZON_MS / 60_000;
    this.observer.say(`Nothing will happen by itself in the next *${minutes} minutes*. Do something to it.`);
  }

  /** The session that Undo brings back when nothing else is left to take back. */
  before(): Session | undefined {
    return this.undoable() === undefined ? this.replaced : undefined;
  }

  /** Another session takes its place. The one before it can't be brought back any more. */
  leave(): void {
    this.requests.takeBack();
    this.http.close();
    this.replaced = undefined;
  }

  /** It is looked at again, after a while in which nothing happened in it. */
  comeBack(): void {
    this.pacer.rest();
    this.beginAnew();
    this.observer.say(`Taken back: *${RESET}*. The world goes on where you left it.`);
  }

  private undoable(): { readonly index: number; readonly label: string } | undefined {
    return this.undos.newest(this.subject.simulation.journal.length);
  }

  /** Goes back to just before the last input. Returns its label, '' when there is none. */
  *undo(): Work<string> {
    const undo = this.undoable();
    if (undo === undefined) return '';
    this.requests.takeBack();
    yield* this.timeline.goBefore(undo.index);
    this.undos.forgetFrom(undo.index);
    this.http.beginAnotherFuture();
    this.arrive();
    this.observer.say(`Taken back: *${undo.label}*. The world is as it was just before.`);
    return undo.label;
  }

  /** Goes to another moment, virtual ms. What comes after it happens again when time runs, until somebody acts. */
  *rewindTo(at: number): Work {
    this.requests.takeBack();
    yield* this.timeline.goTo(at);
    this.arrive();
  }

  private arrive(): void {
    this.requests.takeBack();
    this.http.jumped();
    this.pacer.rest();
    this.beginAnew();
  }

  inspect(id: string | null): void {
    this.observer.inspect(id);
    this.dirty = true;
  }

  /** True when there is something to say, or time runs: then a frame is worth sending. */
  hasNews(): boolean {
    return this.dirty || !this.pacer.isPaused();
  }

  // ------------------------------------------------------------------------------------------------ frames

  frame(): Frame {
    this.catchUp();
    const entries = this.timeline.entries();
    const fresh = entries.slice(this.shownInputs);
    const frame: Frame = {
      type: 'frame',
      world: this.options.world,
      version: PROTOCOL_VERSION,
      seq: this.sequence++,
      reset: this.reset,
      now: this.pacer.now,
      epoch: formatTime(this.scene.config.epochMs),
      pace: this.pacer.view(),
      ...this.observer.takeThings(),
      marks: this.reset ? [BOOT, ...marksOf(fresh)] : marksOf(fresh),
      undo: this.undoable()?.label ?? (this.replaced === undefined ? null : RESET),
      inspection: this.observer.takeInspection(),
      journal: fresh,
      defects: this.takeDefects(),
    };
    this.shownInputs = entries.length;
    this.reset = false;
    this.dirty = false;
    return frame;
  }

  private takeDefects(): readonly string[] {
    const now = this.options.clock();
    if (now - this.lastChecked < CHECK_EVERY_MS) return [];
    this.lastChecked = now;
    const fresh = this.observer.defects().filter((text) => !this.knownDefects.has(text));
    for (const text of fresh) this.knownDefects.add(text);
    return fresh;
  }

  private catchUp(): void {
    this.pacer.catchUp();
    this.timeline.keepNow();
    this.drain();
  }

  /** After a jump: the page forgets what it knew, and everything is told anew. */
  private beginAnew(): void {
    const inspected = this.observer.inspectedId();
    this.observer = new Observer(this.subject, this.sceneHop, this.observer.sentences());
    this.observer.inspect(inspected);
    this.pacer.jump(this.undos.count(this.subject.simulation.journal.length));
    this.reset = true;
    this.shownInputs = 0;
    this.dirty = true;
  }

  private drain(): void {
    for (const response of this.requests.drain()) {
      this.undos.settle(response.id, response.code);
      const told = outcomeOf(response);
      if (told !== '') this.observer.say(told);
      this.dirty = true;
    }
    this.http.pump();
  }
}
