/** What Tab offers: commands, files, variables; a program's own words come from the program. */
import type { ProgramContext } from '../../program';
import type { Shell } from '../shell';

export interface Completion {
  /** Where in the line the completed word begins. */
  readonly start: number;
  /** In order, each a whole word. */
  readonly candidates: readonly string[];
  /** True when no space goes behind the word: it is only begun. */
  readonly isOpen: boolean;
}

/** What a program offers. */
export interface Offer {
  /** Whole words, sorted. */
  readonly words: readonly string[];
  readonly withFiles: boolean;
  readonly isOpen: boolean;
}

/** A program's part. `words`: those behind the program's name up to the one being typed, which may be ''. */
export type Completer = (words: readonly string[], context: ProgramContext) => Promise<Offer>;

const NONE: Completion = { start: 0, candidates: [], isOpen: false };

export async function complete(
  shell: Shell,
  completers: ReadonlyMap<string, Completer>,
  line: string,
  cursor: number,
): Promise<Completion> {
  const { words, start, isRedirect } = lastCommand(line.slice(0, cursor));
  const current = words.at(-1) ?? '';
  const variable = /\$\{?(\w*)$/.exec(current);
  if (variable) {
    const at = cursor - (variable[1]?.length ?? 0);
    return { start: at, candidates: startingWith(shell.state.names(), variable[1] ?? ''), isOpen: false };
  }
  if (isRedirect) return files(shell, current, start);
  const command = words.findIndex((word) => !/^\w+=/.test(word));
  if (command < 0) return NONE;
  if (command === words.length - 1) {
    if (current.includes('/')) return files(shell, current, start);
    return { start, candidates: startingWith(commandNames(shell), current), isOpen: false };
  }
  const expanded = withAlias(shell, words.slice(command));
  const completer = completers.get(expanded[0] ?? '');
  if (completer === undefined) return files(shell, current, start);
  const offer = await completer(expanded.slice(1), shell.context());
  const names = offer.withFiles ? files(shell, current, start) : NONE;
  return {
    start,
    candidates: startingWith([...offer.words, ...names.candidates], current),
    isOpen: offer.words.length > 0 && offer.isOpen,
  };
}

function withAlias(shell: Shell, words: readonly string[]): readonly string[] {
  const alias = shell.state.aliases.get(words[0] ?? '');
  return alias === undefined ? words : [...alias.split(/\s+/), ...words.slice(1)];
}

function commandNames(shell: Shell): readonly string[] {
  const { machine, state } = shell;
  return [
    ...machine.programs.keys(),
    ...machine.builtins.keys(),
    ...machine.tools.names(),
    ...state.aliases.keys(),
    ...state.functions.keys(),
  ].filter((name) => /^[\w-]+$/.test(name));
}

const startingWith = (names: readonly string[], start: string): string[] =>
  [...new Set(names)].filter((name) => name.startsWith(start)).sort();

function files(shell: Shell, current: string, start: number): Completion {
  const slash = current.lastIndexOf('/') + 1;
  const folder = current.slice(0, slash);
  const home = shell.state.get('HOME') ?? '/';
  const path = shell.files.resolve(
    shell.state.cwd,
    folder.startsWith('~/') ? home + folder.slice(1) : folder || '.',
  );
  if (shell.files.kindAt(path) !== 'folder') return { start, candidates: [], isOpen: false };
  const name = current.slice(slash);
  const candidates = shell.files
    .listAt(path)
    .filter((other) => other.startsWith(name) && (name.startsWith('.') || !other.startsWith('.')))
    .map((other) => `${folder}${other}${shell.files.kindAt(`${path}/${other}`) === 'folder' ? '/' : ''}`);
  return { start, candidates, isOpen: candidates.length === 1 && candidates[0]?.endsWith('/') === true };
}

/** The words of the command that the text ends in, quotes taken off; the last is being typed. */
function lastCommand(text: string): { words: string[]; start: number; isRedirect: boolean } {
  let words: string[] = [];
  let word = '';
  let start = -1;
  let quote = '';
  let isRedirect = false;
  const finish = (): void => {
    if (start >= 0) {
      if (!isRedirect) words.push(word);
      isRedirect = false;
    }
    word = '';
    start = -1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
      continue;
    }
    if (/[|;&(\n{]/.test(character) && !(character === '{' && start >= 0)) {
      finish();
      words = [];
      isRedirect = false;
    } else if (/\s/.test(character)) finish();
    else if (character === '<' || character === '>') {
      finish();
      isRedirect = true;
    } else {
      if (start < 0) start = at;
      if (character === "'" || character === '"') quote = character;
      else if (character === '\\') {
        at += 1;
        word += text[at] ?? '';
      } else word += character;
    }
  }
  if (start < 0) start = text.length;
  // After these words a command begins.
  const restarts = words.findLastIndex((one) =>
    /^(?:do|then|else|if|while|until|time|!|sudo|xargs|watch)$/.test(one),
  );
  if (restarts >= 0) words = words.slice(restarts + 1);
  return { words: [...words, word], start, isRedirect };
}

/** What all candidates begin with. */
export function commonStart(candidates: readonly string[]): string {
  let common = candidates[0] ?? '';
  for (const candidate of candidates) while (!candidate.startsWith(common)) common = common.slice(0, -1);
  return common;
}
