/** What all processes of one shell share. */
import type { Transport } from '../../http';
import type { Program, RawKeyboard } from '../../program';
import type { Clock } from '../clock';
import type { MemoryFiles } from '../files/memory-files';
import type { Jobs } from './jobs';
import type { LocalPorts } from './ports';
import type { Process } from './process';

/** A command of the shell itself. Resolves with its exit code. Throws `ShellError`, `Leave` or a `Stopped`. */
export type Builtin = (
  args: readonly string[],
  process: Process,
  machine: Machine,
) => Promise<number> | number;

/** grep, sed, jq and their like, from elsewhere. */
export interface TextTools {
  has(name: string): boolean;
  names(): readonly string[];
  /** Fetches them before they are wanted. */
  prepare(machine: Machine): Promise<void>;
  run(name: string, args: readonly string[], process: Process, machine: Machine): Promise<number>;
}

export interface Machine {
  readonly clock: Clock;
  readonly files: MemoryFiles;
  readonly transport: Transport;
  /** By name; loaded when first run. */
  readonly programs: ReadonlyMap<string, () => Promise<Program>>;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly tools: TextTools;
  readonly jobs: Jobs;
  readonly ports: LocalPorts;
  readonly history: readonly string[];
  /** False for a script: errors then name the line. */
  readonly isInteractive: boolean;
  edit(name: string, text: string): Promise<string | null>;
  /** The keyboard, key by key; null where nobody types. */
  readonly raw: (() => RawKeyboard) | null;
  /** Of the terminal, in characters. */
  size(): { readonly columns: number; readonly rows: number };
  clearHistory(): void;
  /** Runs a text in `process`, as `eval` does. */
  evaluate(text: string, process: Process): Promise<number>;
  /** Runs a command that is already words: `xargs`, `timeout`, `watch`, `command`. */
  invoke(
    words: readonly string[],
    process: Process,
    options?: { readonly skipFunctions?: boolean },
  ): Promise<number>;
}
