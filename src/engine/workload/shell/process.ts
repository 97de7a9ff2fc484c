/** A running script as plain data: whatever happens in between, it can be resumed where it waits. */
import type { Server } from '../server';
import type { Script } from './compile';

/** Text, then so many bytes that nobody needs to see (`/dev/zero`); Infinity for an endless source. */
export interface Stream {
  readonly text: string;
  readonly zeros: number;
  /** Set for the process's own standard input, of which more may come (`ShellProcess.stdin`). */
  readonly live?: true;
}

/** What a client sends to a process, and has not been read yet. Immutable. */
export interface Stdin {
  readonly text: string;
  /** False once its other end was closed. */
  readonly open: boolean;
  /** Ctrl-D on an empty line: whoever reads next finds the end, once. */
  readonly ended: boolean;
  /** Of a terminal; null for a pipe. */
  readonly terminal: Terminal | null;
}

/** A terminal with its line discipline. Immutable. */
export interface Terminal {
  /** What has been typed since the last Enter. */
  readonly line: string;
  /** Lines that were entered at a prompt, and which of them is shown now: its length for none. */
  readonly history: readonly string[];
  readonly shown: number;
  /** A key of several characters that has not come in whole. */
  readonly escape: string;
}

/** A shell that reads its commands from its input, one line after the other. Immutable. */
export interface Repl {
  /** As it was started: its prompt and its complaints differ. */
  readonly shell: string;
  /** Lines of a command that goes on. */
  readonly pending: string;
  /** True once the prompt of this line has been shown. */
  readonly prompted: boolean;
}

export const LIVE_INPUT: Stream = { text: '', zeros: 0, live: true };

export const NO_INPUT: Stream = { text: '', zeros: 0 };

export type Target =
  | { readonly to: 'stdout' | 'stderr' | 'null' }
  | { readonly to: 'capture'; readonly index: number }
  | { readonly to: 'file'; readonly path: string };

/** Where a command reads from and writes to. */
export interface Files {
  readonly out: Target;
  readonly err: Target;
  readonly input: Stream;
  /** True while the input is the one of the entry below. */
  readonly inherits: boolean;
}

export interface Loop {
  readonly next: number;
  readonly end: number;
  readonly items: readonly string[];
  readonly files: number;
}

export type FrameKind = 'main' | 'shell' | 'capture' | 'background' | 'script' | 'function' | 'trap';

/** One level of what is being run. */
export interface Frame {
  readonly kind: FrameKind;
  readonly script: Script;
  pc: number;
  readonly end: number;
  readonly args: readonly string[];
  /** What is brought back when it ends: a subshell's changes are its own. */
  readonly saved: {
    readonly vars: Readonly<Record<string, string>>;
    readonly variables: number;
    readonly cwd: string;
  } | null;
  readonly builds: number;
  readonly files: number;
  loops: readonly Loop[];
  subject: string;
  /** ms of sleep so far, in the background. */
  slept: number;
  /** Set while it is a shell that reads its commands from its input. */
  repl: Repl | null;
}

/** A list of words under construction. */
export interface Build {
  words: readonly string[];
  word: string;
  /** True once the word has begun, be it empty. */
  open: boolean;
  /** True when the word may be a pattern of file names. */
  glob: boolean;
}

/** What a script asks of the network. */
export type Ask =
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly host: string;
      readonly port: number;
      readonly path: string;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly timeoutMs: number }
  | { readonly kind: 'dns'; readonly name: string };

export type Answer =
  | { readonly kind: 'http'; readonly ip: string; readonly code: number; readonly body: string }
  | { readonly kind: 'open'; readonly ip: string }
  | {
      readonly kind: 'dns';
      readonly server: string;
      readonly name: string;
      readonly cname: string;
      readonly addresses: readonly string[];
    }
  | {
      readonly kind: 'failed';
      /** `unknown-host`: DNS said so; `no-dns`: nobody answered the question. */
      readonly why: 'refused' | 'timeout' | 'unknown-host' | 'no-dns';
      readonly ip: string;
    };

export interface StartedServer {
  readonly server: Server;
  /** Virtual ms. */
  readonly since: number;
}

/** Why a script does not go on at once. */
export type Wait =
  | {
      readonly kind: 'sleep';
      /** Virtual ms; Infinity for ever. */
      readonly until: number;
      /** True for the builtin `wait`, which a signal with a trap ends at once. */
      readonly breakable: boolean;
      /** Memory that the command takes meanwhile, bytes; Infinity for a command that takes all that there is. */
      readonly bytes: number;
      /** Processor cores that it takes meanwhile; absent for none. */
      readonly cores?: number;
    }
  | { readonly kind: 'ask'; readonly ask: Ask; readonly command: readonly string[] }
  /** For input: then the command is begun anew, or the shell reads on (no command). */
  | { readonly kind: 'input'; readonly until: number; readonly command: readonly string[] | null }
  /** A command that looks again and again: what it has seen so far is a number of its own. */
  | {
      readonly kind: 'poll';
      readonly until: number;
      readonly seen: number;
      readonly command: readonly string[];
    };

export interface ShellProcess {
  /** The shell that complains: `sh`, `bash`. */
  name: string;
  /** Raised with every wait: a timer or an answer for an older one is stale. */
  waits: number;
  /** True when sleeps take no time, for a look from outside; they add up in `spentMs`. */
  readonly instant: boolean;
  spentMs: number;
  frames: Frame[];
  /** Immutable; `variables` of them. */
  vars: Readonly<Record<string, string>>;
  variables: number;
  exported: readonly string[];
  cwd: string;
  status: number;
  builds: Build[];
  files: Files[];
  captures: Stream[];
  /** What the last capture caught. */
  captured: Stream;
  /** Handlers by signal name; a text of '' ignores the signal. */
  traps: Record<string, Script>;
  /** Signals with a handler that waits for the present command. */
  signals: readonly string[];
  functions: Record<string, { readonly script: Script; readonly pc: number; readonly end: number }>;
  /** Background jobs: when each ends. */
  jobs: readonly number[];
  /** Servers that it started. */
  servers: readonly StartedServer[];
  /** Set once `exec` put another program in the shell's place: how that one leaves on SIGTERM. */
  replaced: { readonly onTerm: Server['onTerm'] } | null;
  wait: Wait | null;
  /** Null for a process that nobody sends anything. */
  stdin: Stdin | null;
  /** Done in this slice. */
  work: number;
  /** Slices in a row that ended because it never waited. */
  busy: number;
  /** -1 while it runs. */
  exitCode: number;
}

export interface ProcessOptions {
  readonly name: string;
  readonly script: Script;
  /** `$0`, `$1` … */
  readonly args: readonly string[];
  /** With the names of those that are handed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
  readonly cwd: string;
  readonly instant: boolean;
  /** Set for a process whose input a client sends. */
  readonly stdin?: Stdin;
}

/** True for a process whose input is a terminal. */
export function hasTerminal({ stdin }: Pick<ShellProcess, 'stdin'>): boolean {
  return stdin !== null && stdin.terminal !== null;
}

/** The input of a process that somebody is connected to. */
export function openStdin(tty: boolean): Stdin {
  const terminal = tty ? { line: '', history: [], shown: 0, escape: '' } : null;
  return { text: '', open: true, ended: false, terminal };
}

export function mainFrame(script: Script, end: number, args: readonly string[]): Frame {
  return {
    kind: 'main',
    script,
    pc: 0,
    end,
    args,
    saved: null,
    builds: 0,
    files: 1,
    loops: [],
    subject: '',
    slept: 0,
    repl: null,
  };
}

/** A copy that can be run without touching the original. */
export function copyProcess(process: ShellProcess): ShellProcess {
  return {
    ...process,
    frames: process.frames.map((frame) => ({ ...frame })),
    builds: process.builds.map((build) => ({ ...build })),
    files: [...process.files],
    captures: [...process.captures],
    traps: { ...process.traps },
    functions: { ...process.functions },
  };
}
