/**
 * Work that gives way: at each `yield` the worker may look after something else, and comes back when it has time.
 * Nothing that may take long is done in one go.
 */

export type Work<T = void> = Generator<undefined, T, undefined>;

/** Real ms after which a piece of work gives way. */
const SLICE_MS = 12;

/** Does the whole work at once. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Tells when it is time to give way. `clock`: real ms. */
export class Slice {
  private end: number;

  constructor(private readonly clock: () => number) {
    this.end = clock() + SLICE_MS;
  }

  readonly isOver = (): boolean => this.clock() >= this.end;

  begin(): void {
    this.end = this.clock() + SLICE_MS;
  }
}
