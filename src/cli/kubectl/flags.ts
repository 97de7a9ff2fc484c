/** Reading a command line's flags. Models spf13/pflag (flag.go) and kubectl's way to report what is wrong with them. */
import { goQuote } from '../../engine/api/go-print';
import type { Flags, FlagSpec } from './command';
import { KubectlError } from './errors';
import { FlagValueError, parseDuration, readFlagText } from './flag-values';

export interface ParsedFlags {
  readonly flags: Flags;
  /** What is no flag, in order. */
  readonly args: readonly string[];
  readonly argsBeforeDash: number;
  /** `--help` or `-h` stands on the line. */
  readonly isHelp: boolean;
}

/** How flags are found by what stands on the line. Later ones of the same name do not count. */
export class FlagSet {
  readonly #byName = new Map<string, FlagSpec>();
  readonly #byShort = new Map<string, FlagSpec>();

  constructor(readonly specs: readonly FlagSpec[]) {
    for (const spec of specs) {
      if (this.#byName.has(spec.name)) continue;
      this.#byName.set(spec.name, spec);
      if (spec.short !== undefined && !this.#byShort.has(spec.short)) this.#byShort.set(spec.short, spec);
    }
  }

  byName(name: string): FlagSpec | undefined {
    return this.#byName.get(name);
  }

  byShort(letter: string): FlagSpec | undefined {
    return this.#byShort.get(letter);
  }
}

/** The value that a flag has when it stands alone; undefined when it needs one. */
export function noValueOf(spec: FlagSpec): string | undefined {
  return spec.noValue ?? (spec.type === 'bool' ? 'true' : undefined);
}

/** Reads the flags of a command's line. `path` is for the error text: `kubectl get`. Throws a `KubectlError`. */
export function parseFlags(specs: readonly FlagSpec[], line: readonly string[], path: string): ParsedFlags {
  const reader = new Reader(new FlagSet(specs), line);
  try {
    reader.read();
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new KubectlError(`${error.message}\nSee '${path} --help' for usage.`);
  }
  return {
    flags: new FlagTexts(reader.set, reader.texts),
    args: reader.args,
    argsBeforeDash: reader.argsBeforeDash,
    isHelp: reader.isHelp,
  };
}

class FlagError extends Error {}

class Reader {
  readonly texts = new Map<string, string[]>();
  readonly args: string[] = [];
  argsBeforeDash = -1;
  isHelp = false;
  #rest: string[];

  constructor(
    readonly set: FlagSet,
    line: readonly string[],
  ) {
    this.#rest = [...line];
  }

  read(): void {
    for (let word = this.#rest.shift(); word !== undefined; word = this.#rest.shift()) {
      if (word === '--') {
        this.argsBeforeDash = this.args.length;
        this.args.push(...this.#rest);
        return;
      }
      if (word.startsWith('--')) this.#long(word);
      else if (word.startsWith('-') && word.length > 1) this.#shorts(word);
      else this.args.push(word);
    }
  }

  #long(word: string): void {
    const [, name = '', value] = /^--([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
    const spec = this.set.byName(name);
    if (spec === undefined) {
      if (name !== 'help') throw new FlagError(`unknown flag: --${name}`);
      this.isHelp = true;
      return;
    }
    const text = value ?? noValueOf(spec) ?? this.#rest.shift();
    if (text === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    this.#assign(spec, text);
  }

  #shorts(word: string): void {
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters.charAt(0);
      const spec = this.set.byShort(letter);
      if (spec === undefined) {
        if (letter !== 'h') throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
        this.isHelp = true;
        letters = letters.slice(1);
        continue;
      }
      const alone = noValueOf(spec);
      const rest = letters.slice(1);
      if (letters.length > 2 && rest.startsWith('=')) {
        this.#assign(spec, rest.slice(1));
        return;
      }
      if (alone === undefined) {
        const text = rest === '' ? this.#rest.shift() : rest;
        if (text === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
        this.#assign(spec, text);
        return;
      }
      this.#assign(spec, alone);
      letters = rest;
    }
  }

  #assign(spec: FlagSpec, text: string): void {
    const isMany = spec.type === 'strings' || spec.type === 'stringArray' || spec.type === 'stringToString';
    try {
      const read = readFlagText(spec, text);
      this.texts.set(spec.name, isMany ? [...(this.texts.get(spec.name) ?? []), ...read] : [...read]);
    } catch (error) {
      if (!(error instanceof FlagValueError)) throw error;
      const name = spec.short === undefined ? `--${spec.name}` : `-${spec.short}, --${spec.name}`;
      throw new FlagError(`invalid argument ${goQuote(text)} for ${goQuote(name)} flag: ${error.message}`);
    }
  }
}

class FlagTexts implements Flags {
  readonly #set: FlagSet;
  readonly #texts: ReadonlyMap<string, readonly string[]>;

  constructor(set: FlagSet, texts: ReadonlyMap<string, readonly string[]>) {
    this.#set = set;
    this.#texts = texts;
  }

  string(name: string): string {
    return this.#texts.get(name)?.[0] ?? this.#default(name);
  }

  bool(name: string): boolean {
    return this.string(name) === 'true';
  }

  int(name: string): number {
    return Number(this.string(name) || '0');
  }

  duration(name: string): number {
    const text = this.#texts.get(name)?.[0];
    return text === undefined ? parseDuration(this.#default(name) || '0') : Number(text);
  }

  strings(name: string): readonly string[] {
    const inner = this.#default(name).replace(/^\[|\]$/g, '');
    return this.#texts.get(name) ?? (inner === '' ? [] : inner.split(','));
  }

  pairs(name: string): ReadonlyMap<string, string> {
    return new Map(
      this.strings(name).map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), pair.slice(at + 1)] as const;
      }),
    );
  }

  isSet(name: string): boolean {
    return this.#texts.has(name);
  }

  #default(name: string): string {
    return this.#set.byName(name)?.default ?? '';
  }
}
