/** What a kubectl command is made of. Models cobra and pflag as far as kubectl shows them. */
import type { ProgramContext } from '../program';
import type { Client } from './client';
import type { Discovery } from './discovery';

export type FlagType =
  | 'string'
  | 'bool'
  | 'int'
  | 'duration'
  | 'strings'
  | 'stringArray'
  | 'stringToString'
  | 'tristate';

export interface FlagSpec {
  readonly name: string;
  /** One letter, or absent. */
  readonly short?: string;
  /** `strings` splits at commas (pflag's StringSlice), `stringArray` does not. `duration` values are ms. */
  readonly type: FlagType;
  /** As text, in kubectl's notation: `false`, `30s`, `[]`. Absent is the type's zero. */
  readonly default?: string;
  /** What `--flag` without a value stands for (pflag's NoOptDefVal): `--dry-run` is `unchanged`. */
  readonly noValue?: string;
  /** One line of help. Our own words. */
  readonly help: string;
  /** What Tab offers after it. */
  readonly completes?: Completion;
  readonly values?: readonly string[];
}

/** What stands at a place of the command line, for Tab. */
export type Completion =
  | 'resource types'
  | 'resources'
  | 'names'
  | 'pods'
  | 'nodes'
  | 'namespaces'
  | 'containers'
  | 'files'
  | 'values'
  | 'none';

export interface Flags {
  string(name: string): string;
  bool(name: string): boolean;
  int(name: string): number;
  /** ms. */
  duration(name: string): number;
  strings(name: string): readonly string[];
  pairs(name: string): ReadonlyMap<string, string>;
  /** True when it stands on the command line. */
  isSet(name: string): boolean;
}

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** `get [(-o|--output=)json|…] (TYPE[.VERSION][.GROUP] [NAME | -l label] | …)`: the usage line after `kubectl `. */
  readonly use: string;
  readonly short: string;
  /** More than one line about it, for `--help`. */
  readonly long?: string;
  readonly examples?: string;
  /** True for a command that the list of commands leaves out. */
  readonly isHidden?: boolean;
  /** Those of kubectl as a whole (`--namespace` …) come on top. */
  readonly flags: readonly FlagSpec[];
  readonly subcommands?: readonly Command[];
  /** What its arguments are, for Tab. */
  readonly completes?: Completion;
  /** Missing for a command that only has subcommands. Returns the exit code, 0 when void. Throws what `errors.ts` prints. */
  run?(call: Call): Promise<number | undefined>;
}

/** A heading of `kubectl --help` and what stands below it. */
export interface CommandGroup {
  /** `Basic Commands (Beginner):`. */
  readonly title: string;
  readonly commands: readonly Command[];
}

/** One invocation. */
export interface Call {
  /** `kubectl rollout status`: for error texts. */
  readonly path: string;
  readonly command: Command;
  /** Positional arguments, those after `--` included. */
  readonly args: readonly string[];
  /** How many of `args` stand before `--`; -1 without a `--`. */
  readonly argsBeforeDash: number;
  readonly flags: Flags;
  readonly context: ProgramContext;
  readonly client: Client;
  readonly discovery: Discovery;
  /** From `--namespace`, else the kubeconfig's context, else `default`. */
  readonly namespace: string;
  /** True when it was given by `--namespace`: objects of another namespace are then refused. */
  readonly isNamespaceEnforced: boolean;
  /** Address of the API server, as the kubeconfig has it. */
  readonly server: string;
  /** `Warning: …` on stderr, each text once. */
  warn(text: string): void;
  out(text: string): void;
  err(text: string): void;
}
