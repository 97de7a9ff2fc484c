/** What Tab offers in a kubectl line. Models kubectl/pkg/util/completion as far as people notice it. */
import type { ProgramContext } from '../program';
import { createDiscovery } from './api-discovery';
import type { KubeObject } from './client';
import type { Command, Completion, FlagSpec } from './command';
import { preferred } from './commands/api-resources';
import { type Mapping, resourceName } from './discovery';
import { findCommand, takesNext } from './find-command';
import { FlagSet, parseFlags } from './flags';
import { GLOBAL_FLAGS } from './global-flags';
import { createClient } from './http-client';
import { loadKubeconfig } from './kubeconfig';
import { allCommands } from './run';

export interface Completions {
  /** Whole words that may stand there, sorted. */
  readonly words: readonly string[];
  /** True when the shell should offer file names as well. */
  readonly withFiles: boolean;
  /** True when no space goes behind the word: it is only begun (`pod/`, `--output=`). */
  readonly isOpen: boolean;
}

const NOTHING: Completions = { words: [], withFiles: false, isOpen: false };

/**
 * `words`: those before the cursor without `kubectl`, the last being the one that is typed ('' behind a space). Asks the
 * server for names; what it does not answer is not offered. Never rejects.
 */
export async function complete(words: readonly string[], context: ProgramContext): Promise<Completions> {
  try {
    return await new Completer(words, context).run();
  } catch {
    return NOTHING;
  }
}

function offered(all: readonly string[], typed: string, isOpen = false): Completions {
  const words = [...new Set(all)].filter((word) => word.startsWith(typed)).sort();
  return { words, withFiles: false, isOpen };
}

class Completer {
  readonly #typed: string;
  readonly #before: readonly string[];
  readonly #command: Command | undefined;
  readonly #line: readonly string[];
  readonly #set: FlagSet;

  constructor(
    words: readonly string[],
    private readonly context: ProgramContext,
  ) {
    this.#typed = words.at(-1) ?? '';
    this.#before = words.slice(0, -1);
    const { command, line } = findCommand(allCommands(), this.#before);
    this.#command = command;
    this.#line = line;
    this.#set = new FlagSet([...(command?.flags ?? []), ...GLOBAL_FLAGS]);
  }

  async run(): Promise<Completions> {
    if (this.#line.includes('--')) return NOTHING;
    const last = this.#before.at(-1) ?? '';
    if (last.startsWith('-') && last !== '-' && takesNext(this.#set, last)) {
      const spec = last.startsWith('--') ? this.#set.byName(last.slice(2)) : this.#set.byShort(last.slice(1));
      return spec === undefined ? NOTHING : this.#flagValue(spec, this.#typed, '');
    }
    if (this.#typed.startsWith('-')) return this.#flag();
    const { subcommands = [] } = this.#command ?? {};
    const commands = this.#command === undefined ? allCommands() : subcommands;
    const isCommandPlace = commands.length > 0 && this.#arguments().length === 0;
    if (isCommandPlace) {
      const names = commands.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name);
      return offered(names, this.#typed);
    }
    return this.#argument();
  }

  /** The words that are neither flags nor their values. */
  #arguments(): readonly string[] {
    try {
      return parseFlags(this.#set.specs, this.#line, 'kubectl').args;
    } catch {
      return [];
    }
  }

  async #flag(): Promise<Completions> {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(this.#typed) ?? [];
    if (name !== undefined && value !== undefined) {
      const spec = this.#set.byName(name);
      return spec === undefined ? NOTHING : this.#flagValue(spec, value, `--${name}=`);
    }
    const names = this.#set.specs.map((spec) => `--${spec.name}`);
    const shorts = this.#set.specs.flatMap(({ short }) => (short === undefined ? [] : [`-${short}`]));
    return offered(this.#typed.startsWith('--') ? names : [...names, ...shorts], this.#typed);
  }

  async #flagValue(spec: FlagSpec, typed: string, prefix: string): Promise<Completions> {
    if (spec.completes === 'files') return { words: [], withFiles: true, isOpen: false };
    const all = await this.#flagValues(spec);
    const { words } = offered(all, typed);
    return {
      words: words.map((word) => prefix + word),
      withFiles: false,
      isOpen: words.some((word) => word.endsWith('=')),
    };
  }

  async #flagValues(spec: FlagSpec): Promise<readonly string[]> {
    if (spec.name === 'context' || spec.name === 'cluster' || spec.name === 'user') {
      const { config } = await loadKubeconfig(this.context, '');
      const part = { context: config.contexts, cluster: config.clusters, user: config.users }[spec.name];
      return [...part.keys()];
    }
    if (spec.values !== undefined) return spec.values;
    return this.#ofKind(spec.completes ?? 'none');
  }

  async #argument(): Promise<Completions> {
    const args = this.#arguments();
    const kind = this.#command?.completes ?? 'none';
    switch (kind) {
      case 'files':
        return { words: [], withFiles: true, isOpen: false };
      case 'values':
      case 'none':
        return this.#configNames();
      case 'resource types':
        return args.length === 0 ? offered(await this.#types(), this.#typed) : NOTHING;
      case 'resources':
      case 'names':
        return this.#resource(args);
      case 'pods':
      case 'nodes':
        return this.#typed.includes('/') || args.length > 0
          ? this.#resource(args.length > 0 ? [kind, ...args] : args)
          : offered(await this.#namesOf(kind), this.#typed);
      case 'namespaces':
      case 'containers':
        return offered(await this.#ofKind(kind), this.#typed);
    }
  }

  /** `kubectl config use-context <Tab>`. */
  async #configNames(): Promise<Completions> {
    const name = this.#command?.name ?? '';
    const part = /context/.test(name)
      ? 'contexts'
      : name.endsWith('cluster')
        ? 'clusters'
        : /user$|credentials/.test(name)
          ? 'users'
          : '';
    if (part === '' || !this.#before.includes('config')) return NOTHING;
    const { config } = await loadKubeconfig(this.context, '');
    return offered([...config[part].keys()], this.#typed);
  }

  /** A type, then names of it; or `type/name`. */
  async #resource(args: readonly string[]): Promise<Completions> {
    const slash = this.#typed.indexOf('/');
    if (slash >= 0) {
      const type = this.#typed.slice(0, slash);
      return offered(
        (await this.#namesOf(type)).map((name) => `${type}/${name}`),
        this.#typed,
      );
    }
    const [type] = args;
    if (type === undefined) return this.#typeWord();
    if (type.includes('/'))
      return offered(
        (await this.#types()).map((word) => `${word}/`),
        this.#typed,
        true,
      );
    const known = new Set(args.slice(1));
    return offered(
      (await this.#namesOf(type)).filter((name) => !known.has(name)),
      this.#typed,
    );
  }

  /** Several types stand with commas between them. */
  async #typeWord(): Promise<Completions> {
    const comma = this.#typed.lastIndexOf(',') + 1;
    const prefix = this.#typed.slice(0, comma);
    return offered(
      (await this.#types()).map((word) => prefix + word),
      this.#typed,
    );
  }

  async #ofKind(kind: Completion): Promise<readonly string[]> {
    switch (kind) {
      case 'resource types':
      case 'resources':
        return this.#types();
      case 'pods':
      case 'nodes':
      case 'namespaces':
        return this.#namesOf(kind);
      case 'containers':
        return this.#containers();
      case 'names':
      case 'files':
      case 'values':
      case 'none':
        return [];
    }
  }

  /** Plural names, and `all`; with the group where two types share a name. */
  async #types(): Promise<readonly string[]> {
    const mappings = preferred(await this.#mappings()).filter(({ verbs }) => verbs.includes('get'));
    const count = (name: string) => mappings.filter(({ resource }) => resource === name).length;
    const names = mappings.map((mapping) =>
      count(mapping.resource) > 1 ? resourceName(mapping) : mapping.resource,
    );
    const categories = mappings.flatMap((mapping) => mapping.categories);
    return [...names, ...categories];
  }

  #mappings(): Promise<readonly Mapping[]> {
    return createDiscovery(createClient(this.context, 'kubectl __complete')).all();
  }

  /** Names of a type, in the namespace that the line is about. */
  async #namesOf(word: string): Promise<readonly string[]> {
    return (await this.#objectsOf(word)).map(({ metadata }) => metadata.name);
  }

  async #objectsOf(word: string): Promise<readonly KubeObject[]> {
    const client = createClient(this.context, 'kubectl __complete');
    const mapping = await createDiscovery(client).forWord(word);
    const { items } = await client.list(mapping, mapping.namespaced ? await this.#namespace() : '');
    return items;
  }

  async #namespace(): Promise<string> {
    const { flags } = this.#parsed();
    const given = flags?.string('namespace') ?? '';
    if (given !== '') return given;
    const { config } = await loadKubeconfig(this.context, '');
    return config.contexts.get(config.currentContext)?.namespace ?? 'default';
  }

  #parsed(): Partial<ReturnType<typeof parseFlags>> {
    const isValueNext =
      takesNext(this.#set, this.#line.at(-1) ?? '') && (this.#line.at(-1) ?? '').startsWith('-');
    const line = isValueNext ? this.#line.slice(0, -1) : this.#line;
    try {
      return parseFlags(this.#set.specs, line, 'kubectl');
    } catch {
      return {};
    }
  }

  /** Those of the pod that the line names. */
  async #containers(): Promise<readonly string[]> {
    const [first = ''] = this.#parsed().args ?? [];
    const name = first.replace(/^(pods?|po)\//, '');
    const pod = (await this.#objectsOf('pods')).find(({ metadata }) => metadata.name === name);
    const spec = (pod?.['spec'] ?? {}) as Readonly<
      Record<string, readonly { readonly name: string }[] | undefined>
    >;
    return [
      ...(spec['containers'] ?? []),
      ...(spec['initContainers'] ?? []),
      ...(spec['ephemeralContainers'] ?? []),
    ].map((container) => container.name);
  }
}
