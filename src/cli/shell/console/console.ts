/** A person at a terminal: the prompt, the line being typed, what runs and reads the keyboard, jobs that speak in between. */
import { inColumns } from '../builtins/ls';
import { Shell, type ShellOptions } from '../shell';
import type { Sink } from '../streams';
import { commonStart, type Completer, type Completion, complete } from './completion';
import { Keyboard } from './keyboard';
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

export class Console {
  readonly shell: Shell;
  private isEditing = false;
  private readonly keyboard: Keyboard;
  private readonly editor: LineEditor;
  private readonly keys = new KeyReader();
  private readonly terminal: Terminal;
  /** Keys that came while Tab was asking the cluster. */
  private held: Key[] | null = null;
  private lastTab = '';
  /** True when the cursor of the screen is where a line begins. */
  private isAtStart = true;
  /** Put there while a command ran: for the next prompt. */
  private waitingLine = '';

  constructor(private readonly options: ConsoleOptions) {
    const { terminal } = options;
    this.terminal = terminal;
    this.keyboard = new Keyboard(terminal, () => this.shell.interrupt());
    const sink: Sink = { isTerminal: true, write: (text) => this.output(text) };
    this.shell = new Shell({
      ...options,
      stdin: this.keyboard.source,
      stdout: sink,
      stderr: sink,
      isInteractive: true,
      size: () => ({ columns: terminal.columns, rows: terminal.rows }),
      raw: () => this.keyboard.take(),
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
      if (this.isEditing) this.editor.draw();
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
    if (!this.isEditing) {
      this.waitingLine = line;
      return;
    }
    this.shell.remember(this.editor.text);
    this.editor.erase();
    this.editor.begin(promptOf(this.shell), line);
  }

  /** As if it had been typed: the row of keys on a phone. */
  data(data: string): void {
    if (this.keyboard.isRaw) {
      this.keyboard.raw(data);
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
    if (!this.isEditing) {
      this.keyboard.key(key);
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
    this.isEditing = false;
    this.options.onExit(this.shell.state.status);
  }

  private async run(text: string): Promise<void> {
    this.isEditing = false;
    this.terminal.write('\u001b[?2004l');
    this.shell.remember(text);
    const running = this.shell.run(text);
    await (this.options.whileRunning?.(running) ?? running);
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
    const ahead = this.keyboard.takeRest();
    this.isEditing = true;
    // The prompt begins a line of its own, also after text without a newline.
    this.terminal.write(`${this.isAtStart ? '' : '\r\n'}\u001b[?2004h`);
    this.isAtStart = true;
    this.editor.begin(promptOf(this.shell), this.waitingLine);
    this.waitingLine = '';
    if (ahead !== '') this.data(ahead.replaceAll('\n', '\r'));
  }

  /** Text of programs. A line that is being typed steps aside for what a background job says. */
  private output(text: string): void {
    const shown = text.replace(/\r?\n/g, '\r\n');
    if (text !== '') this.isAtStart = /[\n\r]$|\[[23]J$/.test(text);
    if (!this.isEditing) {
      this.terminal.write(shown);
      return;
    }
    this.editor.erase();
    this.terminal.write(shown.endsWith('\n') ? shown : `${shown}\r\n`);
    this.editor.draw();
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
      let found: Completion | null = null;
      const asking = asked.then((completion) => {
        found = completion;
        return 0;
      });
      await (running?.(asking) ?? asking);
      if (found !== null) this.offer(found);
    } catch {
      // A cluster that does not answer offers nothing; the line stays as it is.
    }
    const { held } = this;
    this.held = null;
    for (const key of held) this.key(key);
  }

  private offer({ start, candidates, isOpen }: Completion): void {
    const [only] = candidates;
    if (only === undefined) return;
    if (candidates.length === 1) {
      this.editor.replace(start, quoted(only) + (isOpen || /[/=]$/.test(only) ? '' : ' '));
      return;
    }
    const state = () => `${this.editor.text}\n${this.editor.cursor}`;
    const common = commonStart(candidates);
    if (common.length > this.editor.cursor - start) this.editor.replace(start, quoted(common));
    else if (this.lastTab === state()) this.list(candidates);
    this.lastTab = state();
  }

  private list(candidates: readonly string[]): void {
    const names = candidates.slice(0, MOST_LISTED).map((name) => name.replace(/^.*\/(?=.)/, ''));
    let text = inColumns(names, this.terminal.columns);
    if (candidates.length > MOST_LISTED) text += `… and ${candidates.length - MOST_LISTED} more\n`;
    this.editor.leave();
    this.terminal.write(text.replaceAll('\n', '\r\n'));
    this.editor.draw();
  }
}

const quoted = (text: string): string => text.replace(/[\s'"\\$&|;<>(){}*?!`]/g, '\\$&');
