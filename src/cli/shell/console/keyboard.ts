/** The keyboard while a command runs: line by line as a terminal driver gives it, or key by key (`exec -it`). */
import type { RawKeyboard } from '../../program';
import { abortable, BufferedSource, type Source } from '../streams';
import type { Key } from './keys';
import type { Terminal } from './terminal';

export class Keyboard {
  /** What `cat` and `read` read. */
  readonly source: Source = new BufferedSource((signal) => this.next(signal), true);
  private typed = '';
  /** Null is the end of file. */
  private readonly lines: (string | null)[] = [];
  private lineWanted: (() => void) | null = null;
  private rawListener: ((data: string) => void) | null = null;

  constructor(
    private readonly terminal: Terminal,
    private readonly interrupt: () => void,
  ) {}

  /** True while a program has the keyboard for itself. */
  get isRaw(): boolean {
    return this.rawListener !== null;
  }

  raw(data: string): void {
    this.rawListener?.(data);
  }

  /** What was typed and not read; it is forgotten here. The keyboard is the shell's again. */
  takeRest(): string {
    const rest = this.lines.filter((line) => line !== null).join('') + this.typed;
    this.lines.length = 0;
    this.typed = '';
    this.rawListener = null;
    return rest;
  }

  key(key: Key): void {
    if (key.type !== 'key') {
      this.typed += key.text;
      this.terminal.write(key.text.replaceAll('\n', '\r\n'));
      return;
    }
    switch (key.name) {
      case 'enter':
        this.terminal.write('\r\n');
        this.deliver(`${this.typed}\n`);
        return;
      case 'backspace':
        if (this.typed === '') return;
        this.typed = Array.from(this.typed).slice(0, -1).join('');
        this.terminal.write('\b \b');
        return;
      case 'ctrl-u':
        this.terminal.write('\b \b'.repeat(Array.from(this.typed).length));
        this.typed = '';
        return;
      case 'ctrl-c':
        this.terminal.write('^C\r\n');
        this.typed = '';
        this.lines.length = 0;
        this.interrupt();
        return;
      case 'ctrl-d':
        this.deliver(this.typed === '' ? null : this.typed);
        return;
      case 'tab':
        this.typed += '\t';
        this.terminal.write('\t');
    }
  }

  private deliver(line: string | null): void {
    this.typed = '';
    this.lines.push(line);
    const { lineWanted } = this;
    this.lineWanted = null;
    lineWanted?.();
  }

  private async next(signal?: AbortSignal): Promise<string | null> {
    while (this.lines.length === 0) {
      const come = new Promise<void>((resolve) => {
        this.lineWanted = resolve;
      });
      await abortable(come, signal);
    }
    return this.lines.shift() ?? null;
  }

  /** Gives the keyboard to a program, key by key, until it gives it back. */
  take(): RawKeyboard {
    const waiting: ((bytes: Uint8Array | null) => void)[] = [];
    const pieces: Uint8Array[] = [];
    const encoder = new TextEncoder();
    const listener = (data: string): void => {
      const next = waiting.shift();
      if (next === undefined) pieces.push(encoder.encode(data));
      else next(encoder.encode(data));
    };
    this.rawListener = listener;
    const { terminal } = this;
    const resized: (() => void)[] = [];
    terminal.onResize(() => {
      if (this.rawListener === listener) for (const changed of resized) changed();
    });
    return {
      read: () => {
        const piece = pieces.shift();
        if (piece !== undefined) return Promise.resolve(piece);
        if (this.rawListener !== listener) return Promise.resolve(null);
        return new Promise((resolve) => waiting.push(resolve));
      },
      size: () => ({ columns: terminal.columns, rows: terminal.rows }),
      onResize: (changed) => resized.push(changed),
      release: () => {
        for (const next of waiting.splice(0)) next(null);
        if (this.rawListener !== listener) return;
        this.rawListener = null;
        // What the program did not take is typed ahead.
        const decoder = new TextDecoder();
        for (const piece of pieces.splice(0)) this.typed += decoder.decode(piece).replaceAll('\r', '\n');
      },
    };
  }
}
