/**
 * One world with its past: the journal, keyframes of it, and the inputs that lie ahead of a moment to which one went
 * back. Every moment is a keyframe and a short replay away.
 */
import { range, type EtcdState } from '../engine/etcd/store';
import type { Input, JournalEntry } from '../engine/kernel/journal';
import type { Simulation, Snapshot } from '../engine/kernel/simulation';
import { thinned } from './keyframes';
import { running } from './running';
import type { Work } from './work';

/** Keyframes at most; a world of many pods, of which each copy is large, has fewer. */
const KEYFRAMES_MAX = 60;
const KEYFRAMES_OF_LARGE = 16;
const LARGE_PODS = 2000;
/** Virtual ms and events between two keyframes at least. */
const APART_MS = 1000;
const APART_STEPS = 1000;

/** A place in the run of a world. */
interface Place {
  /** Virtual ms. */
  readonly at: number;
  /** How many events have been before it; Infinity for the end of that millisecond. */
  readonly step: number;
}

export class Timeline {
  /** Oldest first. */
  private keyframes: readonly Snapshot[];
  /** What was given after the present moment, before somebody went back to it; oldest first. */
  private ahead: readonly JournalEntry[] = [];

  constructor(
    readonly simulation: Simulation,
    private readonly cluster: string,
    private readonly clock: () => number,
  ) {
    this.keyframes = [simulation.snapshot()];
  }

  /** The next input of what lies ahead, when one went back before it. */
  next(): JournalEntry | undefined {
    return this.ahead[0];
  }

  /** The inputs of this past and of what lies ahead. */
  entries(): readonly JournalEntry[] {
    return [...this.simulation.journal, ...this.ahead];
  }

  keyframeCount(): number {
    return this.keyframes.length;
  }

  // ------------------------------------------------------------------------------------------------ inputs

  /** Takes an input of now. What lay ahead will not happen. */
  give(input: Input): JournalEntry {
    this.forgetAhead();
    this.keep();
    return this.simulation.input(input);
  }

  /** Gives the next input that lies ahead, whose place has come. */
  giveNext(): void {
    const [entry, ...rest] = this.ahead;
    if (entry === undefined) return;
    this.ahead = rest;
    this.giveAgain(entry);
  }

  private giveAgain(entry: JournalEntry): void {
    const { simulation } = this;
    if (simulation.steps !== entry.step || simulation.now !== entry.at) {
      throw new Error(
        `replay differs: ${simulation.steps} events at ${simulation.now} ms, ` +
          `the journal has ${entry.step} at ${entry.at} ms`,
      );
    }
    simulation.input(entry);
  }

  /** What lies ahead will not happen. */
  forgetAhead(): void {
    const { steps, journal } = this.simulation;
    this.ahead = [];
    this.keyframes = this.keyframes.filter(
      (keyframe) => keyframe.steps <= steps && keyframe.inputs <= journal.length,
    );
  }

  // --------------------------------------------------------------------------------------------- keyframes

  /** Keeps the present as a keyframe when the newest is some way back. */
  keepNow(): void {
    const newest = this.keyframes[this.keyframes.length - 1] as Snapshot;
    const { now, steps } = this.simulation;
    if (steps - newest.steps >= APART_STEPS && now - newest.now >= APART_MS) this.keep();
  }

  private keep(): void {
    const { simulation } = this;
    const newest = this.keyframes[this.keyframes.length - 1] as Snapshot;
    if (newest.steps === simulation.steps && newest.inputs === simulation.journal.length) return;
    const etcd = simulation.stateOf(`${this.cluster}/etcd`) as EtcdState;
    const most = range(etcd, 'pods').size > LARGE_PODS ? KEYFRAMES_OF_LARGE : KEYFRAMES_MAX;
    this.keyframes = thinned([...this.keyframes, simulation.snapshot()], most);
  }

  /** The newest keyframe that is not behind the place and has no more than so many inputs. */
  private nearest({ at, step }: Place, inputs: number): Snapshot {
    let found = this.keyframes[0] as Snapshot;
    for (const keyframe of this.keyframes) {
      if (keyframe.now > at || keyframe.steps > step || keyframe.inputs > inputs) break;
      found = keyframe;
    }
    return found;
  }

  // ------------------------------------------------------------------------------------------------ moving

  /** Goes to the end of a millisecond, with all that was given by then. What comes later lies ahead. */
  *goTo(at: number): Work {
    yield* this.jump({ at, step: Infinity }, this.entries());
  }

  /** Goes back to just before an input. It and what came later will not happen. */
  *goBefore(index: number): Work {
    const { journal } = this.simulation;
    const entry = journal[index];
    if (entry === undefined) return;
    yield* this.jump(entry, journal.slice(0, index));
    this.forgetAhead();
  }

  /** Does again what another world's journal holds beyond what has been given here, and runs to a time. */
  *repeat(journal: readonly JournalEntry[], at: number): Work {
    const { simulation } = this;
    const given = journal.slice(simulation.journal.length);
    yield* this.replay(given, { at: Math.max(at, simulation.now), step: Infinity });
    this.ahead = journal.slice(simulation.journal.length);
  }

  private *jump(place: Place, entries: readonly JournalEntry[]): Work {
    const { simulation } = this;
    const start = this.nearest(place, entries.length);
    const isPast = place.at < simulation.now || place.step < simulation.steps;
    if (isPast || simulation.journal.length > entries.length || start.steps > simulation.steps) {
      simulation.restore(start);
      simulation.journal = entries.slice(0, start.inputs);
    }
    yield* this.replay(entries.slice(simulation.journal.length), place);
    this.ahead = entries.slice(simulation.journal.length);
  }

  private *replay(entries: readonly JournalEntry[], place: Place): Work {
    for (const entry of entries) {
      if (entry.at > place.at) break;
      yield* this.run(entry);
      this.giveAgain(entry);
    }
    yield* this.run(place);
  }

  private *run({ at, step }: Pick<Place, 'at' | 'step'>): Work {
    const { simulation, clock } = this;
    yield* running({ simulation, until: at, step, clock, afterSlice: () => this.keepNow() });
  }
}
