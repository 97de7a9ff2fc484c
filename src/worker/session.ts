/**
 * A world that is being watched: takes the page's commands, and answers with frames of what changed.
 *
 * The page drives it: each frame that the page asks for advances virtual time by what has passed in real time.
 */
import { formatTime } from '../engine/api/time';
import { isSuccess, type ApiResponse } from '../engine/api/wire';
import type { JournalEntry } from '../engine/kernel/journal';
import type { Simulation, Snapshot } from '../engine/kernel/simulation';
import { isApiResponse, readRequest, requestInput } from '../engine/world';
import { Observer } from './observer';
import { Pacer } from './pacer';
import {
  PROTOCOL_VERSION,
  type Frame,
  type Mark,
  type OutsideRequest,
  type OutsideResponse,
  type Pace,
  type StepUnit,
  type WorldId,
} from './protocol';
import { findScene, openScene, type Scene } from './scenes';

/** Undo reaches back so many inputs. */
const UNDO_MAX = 64;
/** Real ms between two checks of the engine's own laws. */
const CHECK_EVERY_MS = 1000;
/** A step looks so far ahead for something to stop at, virtual ms. */
const STEP_HORIZON_MS = 600_000;
/** Numbers of our requests begin above those of the scenes. */
const FIRST_REQUEST = 1_000_000;

/** What Undo is called when it takes back a Reset. */
export const RESET = 'Reset';

interface Undo {
  readonly snapshot: Snapshot;
  readonly label: string;
  readonly marks: number;
  /** '' for a request of its own. */
  readonly batch: string;
  /** Requests that have not been answered yet. */
  readonly open: Set<number>;
  /** True once one of them was not refused. */
  effective: boolean;
}

type Answerer = (response: OutsideResponse) => void;

export interface SessionOptions {
  readonly world: WorldId;
  readonly scene: string;
  readonly seed: number;
  /** What was done to the world before, to be done again. */
  readonly journal?: readonly JournalEntry[];
  /** Virtual ms at which to stand after that. */
  readonly at?: number;
  /** The session that this one took the place of (Reset): Undo brings it back. */
  readonly before?: Session;
  /** Real clock, ms; only differences matter. */
  readonly clock: () => number;
}

export class Session {
  private readonly scene: Scene;
  private readonly cluster: string;
  private readonly simulation: Simulation;
  private readonly sceneHop: number;
  private readonly pacer: Pacer;
  private observer: Observer;
  private sequence = 0;
  private reset = true;
  private dirty = true;
  private shownJournal = 0;
  private nextRequest = FIRST_REQUEST;
  private readonly waiting = new Map<number, Answerer>();
  private undos: Undo[] = [];
  private marks: Mark[];
  private shownMarks = 0;
  private lastChecked = 0;
  private replaced: Session | undefined;
  private readonly knownDefects = new Set<string>();

  /** Throws an Error when there is no such scene, or when the journal does not fit it. */
  constructor(private readonly options: SessionOptions) {
    const scene = findScene(options.scene, options.seed);
    if (scene === undefined) throw new Error(`there is no scene called "${options.scene}"`);
    this.scene = scene;
    this.replaced = options.before;
    this.cluster = scene.config.clusters[0]?.name ?? '';
    this.simulation = openScene(scene);
    this.sceneHop = this.simulation.lastHop;
    this.marks = [
      { at: 0, kind: 'boot', label: 'boot' },
      ...this.simulation.journal.map(({ at, label }): Mark => ({ at, kind: 'apply', label })),
    ];
    this.repeat(options.journal ?? [], options.at ?? 0);
    this.pacer = new Pacer(this.simulation, options.clock, this.sceneHop);
    this.observer = this.newObserver(1);
    this.observer.say(
      'This is a cluster of *three workers*. Click a pod to see what it is, and what you can do to it.',
    );
  }

  /** Does again what an earlier session's journal holds beyond the scene's own inputs. */
  private repeat(journal: readonly JournalEntry[], at: number): void {
    const given = journal.slice(this.simulation.journal.length);
    if (given.length === 0 && at <= this.simulation.now) return;
    this.simulation.replay(given, Math.max(at, this.simulation.now));
    this.simulation.outbox = [];
    for (const entry of given)
      this.marks.push({ at: entry.at, kind: kindOfMark(entry.label), label: entry.label });
  }

  private newObserver(firstSentence: number): Observer {
    return new Observer(
      this.simulation,
      this.cluster,
      this.scene.config.epochMs,
      this.sceneHop,
      firstSentence,
    );
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
    const {
      cluster,
      verb,
      resource,
      namespace,
      name,
      subresource = '',
      gracePeriodSeconds,
      ...rest
    } = request;
    if (verb === 'get' || verb === 'list') {
      answer(readRequest(this.simulation, cluster, { verb, resource, namespace, name, subresource }));
      return;
    }
    const grace = gracePeriodSeconds ?? null;
    const options = grace === null ? {} : { options: { gracePeriodSeconds: grace } };
    const id = this.nextRequest++;
    this.waiting.set(id, answer);
    this.rememberForUndo(label, id, batch);
    const call = { verb, resource, namespace, name, subresource, ...options, ...rest };
    this.simulation.input(requestInput(cluster, id, call, label, this.pacer.isPaused()));
    this.pacer.noteInput();
    this.marks.push({ at: this.simulation.now, kind: kindOfMark(label), label });
    if (subresource === 'exec') this.observer.say(`You run *${label}*.`);
    this.drain();
    this.dirty = true;
  }

  /** Runs to the next hop, event, or change worth a sentence, and stands still. */
  step(unit: StepUnit): void {
    this.setPace({ paused: true });
    const { simulation, observer } = this;
    observer.look();
    const told = observer.sentences();
    const before = simulation.snapshot();
    const { reason } = simulation.advance({
      until: simulation.now + STEP_HORIZON_MS,
      stop: (event) => {
        if (unit !== 'notable') return unit === 'event' || event.hop;
        observer.look();
        return observer.sentences() > told;
      },
    });
    if (reason !== 'stop') {
      simulation.restore(before);
      this.beginAnew();
      const minutes = STEP_HORIZON_MS / 60_000;
      this.observer.say(
        `Nothing will happen by itself in the next *${minutes} minutes*. Do something to it.`,
      );
    }
    this.pacer.now = simulation.now;
    this.drain();
    this.dirty = true;
  }

  /** The session that Undo brings back when nothing else is left to take back. */
  before(): Session | undefined {
    return this.undos.length === 0 ? this.replaced : undefined;
  }

  /** Another session takes its place. The one before it can't be brought back any more. */
  leave(): void {
    this.refuseWaiting();
    this.replaced = undefined;
  }

  /** Whoever still waits for an answer is told that there will be none. */
  private refuseWaiting(): void {
    for (const answer of this.waiting.values()) answer(TAKEN_BACK);
    this.waiting.clear();
  }

  /** It is looked at again, after a while in which nothing happened in it. */
  comeBack(): void {
    this.pacer.rest();
    this.beginAnew();
    this.observer.say(`Taken back: *${RESET}*. The world goes on where you left it.`);
  }

  /** Goes back to just before the last input. Returns its label, '' when there is none. */
  undo(): string {
    const undo = this.undos.pop();
    if (undo === undefined) return '';
    this.simulation.restore(undo.snapshot);
    this.marks = this.marks.slice(0, undo.marks);
    this.refuseWaiting();
    this.beginAnew();
    this.observer.say(`Taken back: *${undo.label}*. The world is as it was just before.`);
    return undo.label;
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
    const { journal } = this.simulation;
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
      marks: this.marks.slice(this.shownMarks),
      undo: this.undos[this.undos.length - 1]?.label ?? (this.replaced === undefined ? null : RESET),
      inspection: this.observer.takeInspection(),
      journal: journal.slice(this.shownJournal),
      defects: this.takeDefects(),
    };
    this.shownMarks = this.marks.length;
    this.shownJournal = journal.length;
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
    this.drain();
  }

  /** After a jump: the page forgets what it knew, and everything is told anew. */
  private beginAnew(): void {
    const inspected = this.observer.inspectedId();
    this.observer = this.newObserver(this.observer.sentences());
    this.observer.inspect(inspected);
    this.pacer.jump(this.undos.length);
    this.reset = true;
    this.shownMarks = 0;
    this.shownJournal = 0;
    this.dirty = true;
  }

  private rememberForUndo(label: string, id: number, batch: string): void {
    const last = this.undos[this.undos.length - 1];
    if (last !== undefined && batch !== '' && last.batch === batch) {
      last.open.add(id);
      return;
    }
    const snapshot = this.simulation.snapshot();
    this.undos.push({
      snapshot,
      label,
      marks: this.marks.length,
      batch,
      open: new Set([id]),
      effective: false,
    });
    if (this.undos.length > UNDO_MAX) this.undos.shift();
  }

  /** A request that was refused has changed nothing: there is nothing to take back. */
  private settleUndo({ id, code }: ApiResponse): void {
    const undo = this.undos.find(({ open }) => open.has(id));
    if (undo === undefined) return;
    undo.open.delete(id);
    undo.effective = undo.effective || isSuccess(code);
    if (undo.open.size === 0 && !undo.effective) this.undos = this.undos.filter((other) => other !== undo);
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
      this.settleUndo(data);
      this.tellOutcome(data);
    }
  }

  /** A refusal is told in the server's words; so is what a command in a container complained about. */
  private tellOutcome({ code, body }: ApiResponse): void {
    const { message = '', stderr = '' } = (body ?? {}) as {
      readonly message?: string;
      readonly stderr?: string;
    };
    if (!isSuccess(code)) this.observer.say(`kube-apiserver refused: *${message}*`);
    else if (stderr !== '') this.observer.say(`The command in the container said: *${stderr.trim()}*`);
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
