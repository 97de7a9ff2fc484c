/** Which command a line means. Models spf13/cobra's Find and its suggestions. */
import type { Command, FlagSpec } from './command';
import { FlagSet, noValueOf } from './flags';
import { GLOBAL_FLAGS } from './global-flags';

export interface FoundCommand {
  /** Undefined for kubectl itself. */
  readonly command: Command | undefined;
  /** `kubectl rollout status`. */
  readonly path: string;
  /** The line without the words of the path. */
  readonly line: readonly string[];
  /** The first word that is no flag, '' without one. */
  readonly firstWord: string;
}

/** Walks down from kubectl as far as words of the line name commands. */
export function findCommand(commands: readonly Command[], args: readonly string[]): FoundCommand {
  let level = commands;
  let command: Command | undefined;
  let path = 'kubectl';
  let line = args;
  for (;;) {
    const specs: readonly FlagSpec[] = [...(command?.flags ?? []), ...GLOBAL_FLAGS];
    const at = firstWordAt(new FlagSet(specs), line);
    const word = at < 0 ? '' : (line[at] ?? '');
    const next = level.find(
      ({ name, aliases = [] }) => word !== '' && (name === word || aliases.includes(word)),
    );
    if (next === undefined) return { command, path, line, firstWord: word };
    command = next;
    path = `${path} ${next.name}`;
    line = [...line.slice(0, at), ...line.slice(at + 1)];
    level = next.subcommands ?? [];
  }
}

/** Where the first word stands that is neither a flag nor a flag's value; -1 without one. */
function firstWordAt(set: FlagSet, line: readonly string[]): number {
  for (let at = 0; at < line.length; at += 1) {
    const word = line[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-')) {
      if (word !== '') return at;
      continue;
    }
    if (takesNext(set, word)) at += 1;
  }
  return -1;
}

/** True for a flag whose value is the next word. A flag that nobody knows counts as one. */
export function takesNext(set: FlagSet, word: string): boolean {
  if (word.includes('=')) return false;
  const isShort = !word.startsWith('--');
  if (isShort && word.length !== 2) return false;
  const spec = isShort ? set.byShort(word.slice(1)) : set.byName(word.slice(2));
  return spec === undefined || noValueOf(spec) === undefined;
}

/** `\n\nDid you mean this?\n\tget\n`, or ''. */
export function suggestions(commands: readonly Command[], typed: string): string {
  const lower = typed.toLowerCase();
  const near = commands
    .map(({ name }) => name)
    .filter((name) => name.startsWith(lower) || distance(lower, name) <= 2);
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
