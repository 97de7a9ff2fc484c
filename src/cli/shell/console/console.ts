/** A person at a terminal: the prompt, the line being typed, what runs and reads the keyboard, jobs that speak in between. */
import type { RawKeyboard } from '../../program';
import { inColumns } from '../builtins/ls';
import { Shell, type ShellOptions } from '../shell';
import { abortable, BufferedSource, type Sink } from '../streams';
import { type Completer, commonStart, complete } from './completion';
import { type Key, KeyReader } from './keys';
import { type Outcome, LineEditor } from './line-editor';
import { promptOf } from './prompt';
import type { Terminal } from './terminal';

/** More candidates than these are only counted. */
const MOST_LISTED = 200;

export interface ConsoleOptions extends Pick<ShellOptions, 'clock' | 'transport' | 'programs' | 'edit'> {
  readonly terminal: Terminal;
  readonly completers?: ReadonlyMap<string, Completer>;
  /** False in classes that want every word typed. */
  readonly canComplete?: () => boolean;
  /** After `exit` or Ctrl-D at the prompt. */
  readonly onExit: (code: number) => void;
  /** Wraps each run: a world without a page lets its time pass meanwhile. */
  readonly whileRunning?: (run: Promise<number>) => Promise<number>;
  readonly greeting?: string;
}

type Mode = 'editing' | 'running' | 'raw';

export class Console {
  readonly shell: Shell;
  private mode: Mode = 'running';
  private readonly editor: LineEditor;
  private readonly keys = new KeyReader();
  private readonly terminal: Terminal;
  /** Keys that came while Tab was asking the cluster. */
  private held: Key[] | null = null;
  private lastTab = '';
  /** Put there while a command ran: for the next prompt. */
  private waitingLine = '';
  // The keyboard of a program that reads lines.
  private typed = '';
  private readonly typedLines: (string | null)[] = [];
  private lineWanted: (() => void) | null = null;
  private rawListener: ((data: string | null) => void) | null = null;

  constructor(private readonly options: ConsoleOptions) {
    const { terminal } = options;
    this.terminal = terminal;
    const sink: Sink = { isTerminal: true, write: (text) => this.output(text) };
    this.shell = new Shell({
      ...options,
      stdin: new BufferedSource((signal) => this.readTyped(signal), true),
      stdout: sink,
      stderr: sink,
      isInteractive: true,
      size: () => ({ columns: terminal.columns, rows: terminal.rows }),
      raw: () => this.takeKeyboard(),
    });
    const { shell } = this;
    this.editor = new LineEditor({
      get columns() {
        return terminal.columns;
      },
      write: (text) => terminal.write(text),
      get history() {
        return shell.history;
      },
      isIncomplete: (text) => shell.isIncomplete(text),
      complete: () => void this.tab(),
    });
    terminal.onData((data) => this.data(data));
    terminal.onResize(() => {
      if (this.mode === 'editing') this.editor.draw();
    });
  }

  start(): void {
    if (this.options.greeting !== undefined) this.output(this.options.greeting);
    this.prompt();
  }

  /**
   * Puts a line on the prompt without running it; the next prompt while a command runs. A line that was being typed is
   * kept in the history.
   */
  put(line: string): void {
    if (this.mode !== 'editing') {
      this.waitingLine = line;
      return;
    }
    this.shell.remember(this.editor.text);
    this.editor.erase();
    this.editor.begin(promptOf(this.shell), line);
  }

  /** As if it had been typed: the row of keys on a phone. */
  data(data: string): void {
    if (this.mode === 'raw') {
      this.rawListener?.(data);
      return;
    }
    for (const key of this.keys.read(data)) this.key(key);
  }

  close(): void {
    this.shell.close();
  }

  private key(key: Key): void {
    if (this.held !== null) {
      this.held.push(key);
      return;
    }
    if (this.mode !== 'editing') {
      this.cooked(key);
      return;
    }
    if (!(key.type === 'key' && key.name === 'tab')) this.lastTab = '';
    const outcome = this.editor.feed(key);
    if (outcome !== null) this.ended(outcome);
  }

  private ended(outcome: Outcome): void {
    if (outcome.type === 'line') {
      void this.run(outcome.text);
      return;
    }
    if (outcome.type === 'interrupt') {
      this.shell.state.status = 130;
      this.prompt();
      return;
    }
    this.terminal.write('exit\r\n');
    this.mode = 'running';
    this.options.onExit(this.shell.state.status);
  }

  private async run(text: string): Promise<void> {
    this.mode = 'running';
    this.terminal.write('\u001b[?2004l');
    this.shell.remember(text);
    const running = this.shell.run(text);
    await (this.options.whileRunning?.(running) ?? running);
    this.rawListener = null;
    if (this.shell.hasExited) {
      this.options.onExit(this.shell.status);
      return;
    }
    this.prompt();
  }

  private prompt(): void {
    const news = this.shell.jobs.news();
    if (news !== '') this.output(news);
    // What was typed ahead becomes the next lines.
    const ahead = this.typedLines.filter((line) => line !== null).join('') + this.typed;
    this.typedLines.length = 0;
    this.typed = '';
    this.mode = 'editing';
    this.terminal.write('\u001b[?2004h');
    this.editor.begin(promptOf(this.shell), this.waitingLine);
    this.waitingLine = '';
    if (ahead !== '') this.data(ahead.replaceAll('\n', '\r'));
  }

  /** Text of programs. A line that is being typed steps aside for what a background job says. */
  private output(text: string): void {
    const shown = text.replace(/\r?\n/g, '\r\n');
    if (this.mode !== 'editing') {
      this.terminal.write(shown);
      return;
    }
    this.editor.erase();
    this.terminal.write(shown.endsWith('\n') ? shown : `${shown}\r\n`);
    this.editor.draw();
  }

  // -------------------------------------------------------------------------------------- programs that read lines

  private cooked(key: Key): void {
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
        this.typedLines.length = 0;
        this.shell.interrupt();
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
    this.typedLines.push(line);
    const { lineWanted } = this;
    this.lineWanted = null;
    lineWanted?.();
  }

  private async readTyped(signal?: AbortSignal): Promise<string | null> {
    while (this.typedLines.length === 0) {
      await abortable(
        new Promise<void>((resolve) => {
          this.lineWanted = resolve;
        }),
        signal,
      );
    }
    return this.typedLines.shift() ?? null;
  }

  private takeKeyboard(): RawKeyboard {
    const waiting: ((bytes: Uint8Array | null) => void)[] = [];
    const pieces: (Uint8Array | null)[] = [];
    const encoder = new TextEncoder();
    const listener = (data: string | null): void => {
      const piece = data === null ? null : encoder.encode(data);
      const next = waiting.shift();
      if (next === undefined) pieces.push(piece);
      else next(piece);
    };
    this.mode = 'raw';
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
        if (this.mode === 'raw') this.mode = 'running';
      },
    };
  }

  // --------------------------------------------------------------------------------------------------------- Tab

  private async tab(): Promise<void> {
    if (this.options.canComplete?.() === false) return;
    const { editor, shell } = this;
    const { text, cursor } = editor;
    this.held = [];
    try {
      const asked = complete(shell, this.options.completers ?? new Map(), text, cursor);
      const running = this.options.whileRunning;
      let found = { start: 0, candidates: [] as readonly string[] };
      const asking = asked.then((completion) => {
        found = completion;
        return 0;
      });
      await (running?.(asking) ?? asking);
      this.offer(found.start, found.candidates, `${text}\n${cursor}`);
    } catch {
      // A cluster that does not answer offers nothing; the line stays as it is.
    }
    const { held } = this;
    this.held = null;
    for (const key of held) this.key(key);
  }

  private offer(start: number, candidates: readonly string[], state: string): void {
    if (candidates.length === 0) return;
    const [only = ''] = candidates;
    if (candidates.length === 1) {
      this.editor.replace(start, quoted(only) + (/[/=]$/.test(only) ? '' : ' '));
      return;
    }
    const common = commonStart(candidates);
    if (common.length > this.editor.cursor - start) this.editor.replace(start, quoted(common));
    else if (this.lastTab === state) this.list(candidates);
    this.lastTab = state;
  }

  private list(candidates: readonly string[]): void {
    const names = candidates.slice(0, MOST_LISTED).map((name) => name.replace(/^.*\/(?=.)/, ''));
    let text = inColumns(names, this.terminal.columns);
    if (candidates.length > MOST_LISTED) text += `… and ${candidates.length - MOST_LISTED} more\n`;
    this.output(text);
  }
}

const quoted = (text: string): string => text.replace(/[\s'"\\$&|;<>(){}*?!`]/g, '\\$&');
