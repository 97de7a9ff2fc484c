/** A shell: lines in, text out, on the world's clock. Knows neither a page nor a terminal: `Console` connects it to one. */
import type { Transport } from '../http';
import type { Program, ProgramContext, RawKeyboard } from '../program';
import { BUILTINS } from './builtins';
import type { Clock } from './clock';
import { type ExportedFiles, exportHome, fillHome, HOME, importHome } from './files/home';
import { MemoryFiles } from './files/memory-files';
import { Jobs } from './run/jobs';
import type { Machine } from './run/machine';
import { LocalPorts } from './run/ports';
import type { Process } from './run/process';
import { contextOf } from './run/program';
import { Runner } from './run/runner';
import { interrupted, Leave, ShellError, Stopped } from './shell-error';
import { ShellState } from './state';
import type { Sink, Source } from './streams';
import { ShellSyntaxError } from './syntax/ast';
import { Parser } from './syntax/parser';
import { Tools } from './tools/tools';

/** Where the API server of the kubeconfig is. */
const SERVER = 'https://172.18.0.2:6443';
const LONGEST_HISTORY = 1000;

export interface ShellOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** kubectl and its like, by name; loaded when first run. */
  readonly programs: ReadonlyMap<string, () => Promise<Program>>;
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly isInteractive: boolean;
  size?(): { readonly columns: number; readonly rows: number };
  /** Opens an editor; null when it was left without saving. */
  edit?(name: string, text: string): Promise<string | null>;
  /** The keyboard, key by key. */
  readonly raw?: () => RawKeyboard;
}

/** What a session keeps of a shell. */
export interface ShellSnapshot {
  readonly files: ExportedFiles | null;
  readonly history: readonly string[];
}

export class Shell {
  readonly files: MemoryFiles;
  readonly state = new ShellState();
  readonly jobs = new Jobs();
  readonly machine: Machine;
  private lines: string[] = [];
  private readonly runner: Runner;
  private foreground: AbortController | null = null;
  private readonly process: Process;
  private exitCode: number | null = null;

  constructor(private readonly options: ShellOptions) {
    const { clock } = options;
    this.files = new MemoryFiles(() => clock.now());
    fillHome(this.files, SERVER);
    this.runner = new Runner(() => this.machine);
    const lines = () => this.lines;
    this.machine = {
      clock,
      files: this.files,
      transport: options.transport,
      programs: options.programs,
      builtins: BUILTINS,
      tools: new Tools(),
      jobs: this.jobs,
      ports: new LocalPorts(),
      get history() {
        return lines();
      },
      isInteractive: options.isInteractive,
      raw: options.raw ?? null,
      edit: async (name, text) => (await options.edit?.(name, text)) ?? null,
      size: () => options.size?.() ?? { columns: 80, rows: 24 },
      clearHistory: () => {
        this.lines = [];
      },
      evaluate: (text, process) => this.runner.text(text, process),
      invoke: (words, process, more) => this.runner.invoke(words, process, more?.skipFunctions),
    };
    this.prepareState();
    this.process = {
      state: this.state,
      descriptors: new Map([
        [0, { source: options.stdin }],
        [1, { sink: options.stdout }],
        [2, { sink: options.stderr }],
      ]),
      signal: new AbortController().signal,
      commandLine: '',
      isCondition: false,
      line: 1,
    };
  }

  /** The last command's exit code, or that of `exit`. */
  get status(): number {
    return this.exitCode ?? this.state.status;
  }

  /** True after `exit`. */
  get hasExited(): boolean {
    return this.exitCode !== null;
  }

  get history(): readonly string[] {
    return this.lines;
  }

  get env(): ReadonlyMap<string, string> {
    return this.state.exported();
  }

  get isRunning(): boolean {
    return this.foreground !== null;
  }

  /** Runs a line, or several. Resolves with the exit code; never rejects for what the line does. */
  async run(line: string): Promise<number> {
    const foreground = new AbortController();
    this.foreground = foreground;
    const process: Process = { ...this.process, signal: foreground.signal, commandLine: line.trim() };
    this.state.loopDepth = 0;
    try {
      await this.runner.text(line, process);
    } catch (error) {
      if (error instanceof Leave) {
        this.state.status = error.what === 'exit' || error.what === 'return' ? error.value : 0;
        if (error.what === 'exit') this.exitCode = error.value;
      } else if (error instanceof Stopped) this.state.status = error.status;
      else if (error instanceof ShellError) {
        this.runner.report(error, process);
        this.state.status = error.status;
        if (error.isFatal && !this.options.isInteractive) this.exitCode = error.status;
      } else if (foreground.signal.aborted) this.state.status = 130;
      else {
        // A defect of ours must not take the prompt away.
        this.options.stderr.write(`bash: ${error instanceof Error ? error.message : String(error)}\n`);
        this.state.status = 1;
      }
    } finally {
      await this.runExitTrap(process);
      this.foreground = null;
    }
    return this.state.status;
  }

  /** `trap … EXIT`, once, when a script or the shell ends. */
  private async runExitTrap(process: Process): Promise<void> {
    const text = this.state.traps.get('EXIT');
    if (text === undefined || (this.options.isInteractive && !this.hasExited)) return;
    this.state.traps.delete('EXIT');
    const { status } = this.state;
    await this.runner.subshell(
      () => this.runner.text(text, { ...process, signal: new AbortController().signal }),
      process,
    );
    this.state.status = status;
  }

  /** Ctrl-C: stops what runs in the foreground. False when nothing does. */
  interrupt(): boolean {
    if (this.foreground === null) return false;
    this.foreground.abort(interrupted());
    return true;
  }

  /** Stops everything: the shell is going away. */
  close(): void {
    this.interrupt();
    this.jobs.stopAll();
  }

  /** True when the text is a beginning that needs more lines: an open quote, `for` without `done`, a here-document. */
  isIncomplete(text: string): boolean {
    const parser = new Parser(text, this.state.aliases);
    try {
      while (parser.next() !== null);
      return false;
    } catch (error) {
      return error instanceof ShellSyntaxError && error.isIncomplete;
    }
  }

  /** What a program would see now, for Tab. */
  context(): ProgramContext {
    return contextOf(this.process, this.machine);
  }

  remember(line: string): void {
    if (line.trim() === '' || line.startsWith(' ') || line === this.lines.at(-1)) return;
    this.lines = [...this.lines, line].slice(-LONGEST_HISTORY);
  }

  /** For a session. Its files are null when they are too many for it. */
  export(): ShellSnapshot {
    return { files: exportHome(this.files), history: this.lines };
  }

  /** Throws an `Error` that says what is wrong with the snapshot. */
  import({ files, history }: ShellSnapshot): void {
    if (files !== null) importHome(this.files, files);
    if (!Array.isArray(history) || history.some((line) => typeof line !== 'string')) {
      throw new Error('The history of the session is not readable.');
    }
    this.lines = history.map(String).slice(-LONGEST_HISTORY);
  }

  private prepareState(): void {
    const { state } = this;
    state.cwd = HOME;
    state.startedAt = this.options.clock.now();
    const exported = {
      HOME,
      USER: 'root',
      SHELL: '/bin/bash',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      PWD: HOME,
      EDITOR: 'vim',
    };
    for (const [name, value] of Object.entries(exported)) {
      state.set(name, value);
      state.export(name);
    }
    state.set('IFS', ' \t\n');
    state.set('PS1', String.raw`\u@\h:\w\$ `);
    state.set('HOSTNAME', 'control-plane');
    state.aliases.set('k', 'kubectl');
    state.aliases.set('ll', 'ls -l');
  }
}
