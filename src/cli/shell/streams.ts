/** What file descriptors stand for. Text flows in pieces; a piece is at least one character. */

/** Where a command reads. */
export interface Source {
  readonly isTerminal: boolean;
  /** The next piece, null at the end of file. Rejects with the signal's reason when that is aborted. */
  read(signal?: AbortSignal): Promise<string | null>;
  /** Up to and with the next newline; what follows stays. Null at the end of file. */
  readLine(signal?: AbortSignal): Promise<string | null>;
  /** Gives text back, to be read next. */
  unread(text: string): void;
}

/** Where a command writes. */
export interface Sink {
  readonly isTerminal: boolean;
  /** Throws `BrokenPipe` when nobody reads any more. */
  write(text: string): void;
}

/** SIGPIPE: the reader of a pipe has gone. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** Reads lines off any `next`, keeping what was read too much. */
export class BufferedSource implements Source {
  private kept = '';

  constructor(
    private readonly next: (signal?: AbortSignal) => Promise<string | null>,
    readonly isTerminal: boolean = false,
  ) {}

  async read(signal?: AbortSignal): Promise<string | null> {
    if (this.kept === '') return await this.next(signal);
    const text = this.kept;
    this.kept = '';
    return text;
  }

  async readLine(signal?: AbortSignal): Promise<string | null> {
    for (;;) {
      const end = this.kept.indexOf('\n');
      if (end >= 0) {
        const line = this.kept.slice(0, end + 1);
        this.kept = this.kept.slice(end + 1);
        return line;
      }
      const more = await this.next(signal);
      if (more === null) break;
      this.kept += more;
    }
    if (this.kept === '') return null;
    const rest = this.kept;
    this.kept = '';
    return rest;
  }

  unread(text: string): void {
    this.kept = text + this.kept;
  }
}

/** A text that is already there: a file, a here-document. */
export function textSource(text: string): Source {
  let rest: string | null = text;
  return new BufferedSource(async () => {
    const all = rest;
    rest = null;
    return all === '' ? null : all;
  });
}

/** Rejects when `signal` is aborted, else settles as `work` does. */
export async function abortable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return await work;
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** A pipe between two commands that run side by side. */
export class Pipe implements Sink {
  readonly isTerminal = false;
  readonly source: Source = new BufferedSource((signal) => this.take(signal));
  private pieces: string[] = [];
  private waiting: (() => void) | null = null;
  private hasEnded = false;
  private isBroken = false;

  /** `onBroken`: called when something is written that nobody will read. */
  constructor(private readonly onBroken: () => void = () => undefined) {}

  write(text: string): void {
    if (this.isBroken) {
      this.onBroken();
      throw new BrokenPipe();
    }
    if (text === '' || this.hasEnded) return;
    this.pieces.push(text);
    this.wake();
  }

  /** The writer has ended. */
  end(): void {
    this.hasEnded = true;
    this.wake();
  }

  /** The reader has ended. */
  break(): void {
    this.isBroken = true;
    this.pieces = [];
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.();
  }

  private async take(signal?: AbortSignal): Promise<string | null> {
    while (this.pieces.length === 0 && !this.hasEnded) {
      await abortable(
        new Promise<void>((resolve) => {
          this.waiting = resolve;
        }),
        signal,
      );
    }
    if (this.pieces.length === 0) return null;
    const text = this.pieces.join('');
    this.pieces = [];
    return text;
  }
}

/** Collects what is written: `$(…)`. */
export class Collected implements Sink {
  readonly isTerminal = false;
  private readonly pieces: string[] = [];

  write(text: string): void {
    this.pieces.push(text);
  }

  get text(): string {
    return this.pieces.join('');
  }
}

/** Everything up to the end of file. */
export async function readAll(source: Source, signal?: AbortSignal): Promise<string> {
  const pieces: string[] = [];
  for (;;) {
    const piece = await source.read(signal);
    if (piece === null) return pieces.join('');
    pieces.push(piece);
  }
}

export const nowhere: Sink = { isTerminal: false, write: () => undefined };
