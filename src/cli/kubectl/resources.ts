/**
 * From the words and files of a command line to objects: `pods`, `pod/web`, `pod web db`, `-l app=web`, `-f dir`.
 * Models cli-runtime/pkg/resource (Builder).
 */
import type { KubeObject } from './client';
import type { Call, FlagSpec } from './command';
import type { Mapping } from './discovery';

/** One thing that a command is about. */
export interface Info {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** The file it came from, or ''. For messages: `error when creating "web.yaml"`. */
  readonly source: string;
  /** From a file: as written, namespace filled in. Else: as the server has it, null where only the name is wanted. */
  readonly object: KubeObject | null;
}

export interface Wanted {
  /** Positional arguments that name types and names. */
  readonly args: readonly string[];
  /** `-f`, `-R`, `-k`, `-l`, `--field-selector`, `--all`, `-A` are read from `call.flags` where the command has them. */
  readonly local?: boolean;
  /** GET each object by its name (true), or only name it (false: delete, logs …). Files are never asked about. */
  readonly fetch: boolean;
  /** One type is enough, no name: all of the type (get). Otherwise `error: resource(s) were provided, but no name was specified`. */
  readonly allOfType?: boolean;
  /** An error of one object is collected, and the others go on. */
  readonly continueOnError?: boolean;
}

export interface Found {
  readonly infos: readonly Info[];
  /** What went wrong on the way, in order, to be printed after the rest. */
  readonly errors: readonly unknown[];
  /** True when one object was asked for by its name: kubectl then prints it alone, not as a list. */
  readonly isSingle: boolean;
}

/** Asks for what a command line means. Throws the first error unless `continueOnError`. */
export declare function find(call: Call, wanted: Wanted): Promise<Found>;

/** `-f`, `-k`, `-R` of commands that take files. */
export declare const FILE_FLAGS: readonly FlagSpec[];
