/** What a command is about, and what it wants to know of it. */
import type { JsonObject } from '../../engine/api/json';
import type { KubeObject } from './client';
import type { Call } from './command';
import type { Mapping } from './discovery';
import { isNotFound } from './errors';

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
  /** What files name is asked for, as it is now on the server. */
  readonly latest?: boolean;
  /** Only one type may be named. */
  readonly singleType?: boolean;
  /** `--subresource` of a GET by name. */
  readonly subresource?: string;
  /** In place of the flags of that name, where a command means something else by them. */
  readonly selectors?: Partial<Selectors>;
  /** Objects of a kustomization (`-k`): given by the command that has one. */
  readonly kustomized?: readonly JsonObject[];
}

export interface Found {
  readonly infos: readonly Info[];
  /** What went wrong on the way, in order, to be printed after the rest. */
  readonly errors: readonly unknown[];
  /** True when one object was asked for by its name: kubectl then prints it alone, not as a list. */
  readonly isSingle: boolean;
}

/** The flags that say what is meant, as the command has them. */
export interface Selectors {
  readonly files: readonly string[];
  readonly kustomize: string;
  readonly isRecursive: boolean;
  readonly label: string;
  readonly field: string;
  readonly isAll: boolean;
  readonly isAllNamespaces: boolean;
}

/** The flags that select; those that the command does not have are empty. */
export function selectorsOf({ flags, command }: Call): Selectors {
  const has = (name: string) => command.flags.some((flag) => flag.name === name);
  return {
    files: has('filename') ? flags.strings('filename') : [],
    kustomize: has('kustomize') ? flags.string('kustomize') : '',
    isRecursive: has('recursive') && flags.bool('recursive'),
    label: has('selector') ? flags.string('selector').trim() : '',
    field: has('field-selector') ? flags.string('field-selector').trim() : '',
    isAll: has('all') && flags.bool('all'),
    isAllNamespaces: has('all-namespaces') && flags.bool('all-namespaces'),
  };
}

/** Infos and errors on the way. */
export class Collected {
  readonly infos: Info[] = [];
  readonly errors: unknown[] = [];

  constructor(private readonly goesOn: boolean) {}

  async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!this.goesOn) throw error;
      this.errors.push(error);
    }
  }

  found(isSingle: boolean): Found {
    return { infos: this.infos, errors: this.errors, isSingle };
  }
}

/** GETs one object. A missing one in a missing namespace is told by its namespace, as kubectl does. */
export async function fetchOne(call: Call, info: Info, subresource = ''): Promise<KubeObject> {
  try {
    return await call.client.get(info.mapping, info.namespace, info.name, subresource);
  } catch (error) {
    if (isNotFound(error)) await checkNamespace(call, info.namespace);
    throw error;
  }
}

/** Throws the NotFound of a namespace that is not there. */
export async function checkNamespace(call: Call, namespace: string): Promise<void> {
  if (namespace === '' || namespace === 'default') return;
  const namespaces = await call.discovery.forKind('v1', 'Namespace');
  if (namespaces === undefined) return;
  try {
    await call.client.get(namespaces, '', namespace);
  } catch (error) {
    if (isNotFound(error)) throw error;
  }
}
