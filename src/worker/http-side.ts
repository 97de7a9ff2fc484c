/** The HTTP side of a session: its doors, once somebody has come to one, and what clients outside have seen. */
import type { Input } from '../engine/kernel/journal';
import { raiseRevisionInput } from '../engine/world';
import type { Doors, DoorsOptions } from './doors';
import { etcdOf } from './subject';

export interface HttpSideOptions extends DoorsOptions {
  /** Brings the world up to the present instant. */
  readonly catchUp: () => void;
  /** Tells of what came of something. */
  readonly drain: () => void;
  /** Gives an input that nobody asked for, and that Undo does not name. */
  readonly giveSilently: (input: Input) => void;
}

export class HttpSide {
  /** Null until somebody speaks HTTP: that is a script of its own. */
  private doors: Doors | null = null;
  /** The newest revision that a client from outside was ever shown; 0 for none. */
  private shownOutside = 0;

  constructor(private readonly options: HttpSideOptions) {}

  /** The doors of this world, made when they are first wanted. */
  open(make: (options: DoorsOptions) => Doors): Doors {
    this.doors ??= make(this.options);
    return this.doors;
  }

  /** Does something at the doors at this instant, and tells of what came of it. */
  at<T>(work: () => T): T {
    this.options.catchUp();
    const result = work();
    this.options.drain();
    return result;
  }

  /** True while somebody waits for time to pass, whether the page is seen or not. */
  isWaitedFor(): boolean {
    return this.doors?.isWaitedFor() === true;
  }

  /** True while a client from outside waits for something. */
  isAskedFromOutside(): boolean {
    return this.doors?.outside.hasOpen() === true;
  }

  /** The newest revision that a client from outside has seen of this world or of the one before it. */
  shownRevision(): number {
    this.shownOutside = Math.max(this.shownOutside, this.doors?.outside.shownRevision() ?? 0);
    return this.shownOutside;
  }

  /**
   * Another future begins: whatever clients from outside have seen has to be older than it, or their caches would miss
   * what is different. `shown`: what they have seen of another world.
   */
  beginAnotherFuture(shown = 0): void {
    this.shownOutside = Math.max(shown, this.shownRevision());
    const { subject, giveSilently } = this.options;
    if (this.shownOutside === 0 || this.shownOutside < etcdOf(subject).revision) return;
    giveSilently(raiseRevisionInput(subject.cluster, this.shownOutside + 1));
  }

  pump(): void {
    this.doors?.pump();
  }

  jumped(): void {
    this.doors?.jumped();
  }

  close(): void {
    this.doors?.close();
  }
}
