/**
 * Patterns of the shell and of grep. Each is a row of atoms and is matched in linear time: a script may come from
 * anybody, and a regular expression of JavaScript's could run for ever.
 */

interface Atom {
  readonly accepts: (char: string) => boolean;
  readonly optional: boolean;
  readonly repeats: boolean;
}

/** One alternative. */
interface Row {
  readonly atoms: readonly Atom[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

export type Pattern = readonly Row[];

const ANY = (): boolean => true;
const NO_SLASH = (char: string): boolean => char !== '/';

function once(accepts: Atom['accepts']): Atom {
  return { accepts, optional: false, repeats: false };
}

const CLASSES: Readonly<Record<string, string>> = {
  '[:digit:]': '0-9',
  '[:alpha:]': 'A-Za-z',
  '[:alnum:]': '0-9A-Za-z',
  '[:space:]': ' \t\n',
  '[:upper:]': 'A-Z',
  '[:lower:]': 'a-z',
};

/** `[a-z_]` without its brackets. */
function setOf(inside: string): Atom['accepts'] {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const text = (negated ? inside.slice(1) : inside).replace(/\[:\w+:\]/g, (name) => CLASSES[name] ?? '');
  const ranges: [string, string][] = [];
  for (let i = 0; i < text.length; i++) {
    const from = text[i] as string;
    const ranged = text[i + 1] === '-' && i + 2 < text.length;
    ranges.push([from, ranged ? (text[i + 2] as string) : from]);
    if (ranged) i += 2;
  }
  return (char) => ranges.some(([from, to]) => char >= from && char <= to) !== negated;
}

/** The end of the bracket that opens at `from`, or -1. */
function bracketEnd(text: string, from: number): number {
  const first = /^\[[!^]?\]?/.exec(text.slice(from))?.[0].length ?? 1;
  let i = from + first;
  while (i < text.length && text[i] !== ']')
    i = text.startsWith('[:', i) ? text.indexOf(':]', i) + 2 || text.length : i + 1;
  return i < text.length ? i : -1;
}

/** A pattern of file names or of `case`. With `paths`, `*` stops at a slash. */
export function globPattern(text: string, paths = false): Pattern {
  const any = paths ? NO_SLASH : ANY;
  const atoms: Atom[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const end = char === '[' ? bracketEnd(text, i) : -1;
    if (char === '*') {
      atoms.push({ accepts: any, optional: true, repeats: true });
    } else if (char === '?') {
      atoms.push(once(any));
    } else if (end > 0) {
      atoms.push(once(setOf(text.slice(i + 1, end))));
      i = end;
    } else {
      const plain = char === '\\' ? (text[++i] ?? '') : char;
      atoms.push(once((other) => other === plain));
    }
  }
  return [{ atoms, fromStart: true, toEnd: true }];
}

const ESCAPES: Readonly<Record<string, Atom['accepts']>> = {
  d: setOf('0-9'),
  w: setOf('0-9A-Za-z_'),
  s: setOf(' \t'),
};

function grepRow(text: string, extended: boolean, fold: boolean): Row {
  const atoms: Atom[] = [];
  const fromStart = text.startsWith('^');
  const toEnd = /(^|[^\\])\$$/.test(text);
  const inner = text.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i] as string;
    const end = char === '[' ? bracketEnd(inner, i) : -1;
    const last = atoms[atoms.length - 1];
    const quantifier = extended ? '*+?'.includes(char) : char === '*';
    if (quantifier && last !== undefined) {
      atoms[atoms.length - 1] = { ...last, optional: char !== '+', repeats: char !== '?' };
    } else if (char === '.') {
      atoms.push(once(ANY));
    } else if (end > 0) {
      atoms.push(once(setOf(inner.slice(i + 1, end))));
      i = end;
    } else if (char === '\\') {
      const next = inner[++i] ?? '';
      atoms.push(once(ESCAPES[next] ?? ((other) => other === next)));
    } else if (!(extended && (char === '(' || char === ')'))) {
      const plain = fold ? char.toLowerCase() : char;
      atoms.push(once((other) => (fold ? other.toLowerCase() : other) === plain));
    }
  }
  return { atoms, fromStart, toEnd };
}

/** grep's pattern. Simplified here: groups count for nothing, alternatives divide the whole pattern. */
export function grepPattern(
  text: string,
  flags: { readonly extended: boolean; readonly fixed: boolean; readonly fold: boolean },
): Pattern {
  if (flags.fixed) {
    const fold = (char: string): string => (flags.fold ? char.toLowerCase() : char);
    const atoms = Array.from(text, (char) => once((other) => fold(other) === fold(char)));
    return [{ atoms, fromStart: false, toEnd: false }];
  }
  return text.split(flags.extended ? '|' : '\\|').map((row) => grepRow(row, flags.extended, flags.fold));
}

/** Marks the states that are reached without reading a character. */
function settle(atoms: readonly Atom[], states: boolean[]): void {
  for (let i = 0; i < atoms.length; i++)
    if (states[i] === true && atoms[i]?.optional === true) states[i + 1] = true;
}

function matchesRow({ atoms, fromStart, toEnd }: Row, text: string): boolean {
  let states: boolean[] = [true];
  settle(atoms, states);
  for (const char of text) {
    if (!toEnd && states[atoms.length] === true) return true;
    const next: boolean[] = [!fromStart];
    for (let i = 0; i < atoms.length; i++) {
      const atom = atoms[i] as Atom;
      if (states[i] !== true || !atom.accepts(char)) continue;
      next[i + 1] = true;
      // A repeated atom may read more: it stays before itself, and what it read may also be its last.
      if (atom.repeats) next[i] = true;
    }
    states = next;
    settle(atoms, states);
  }
  return states[atoms.length] === true;
}

export function matches(pattern: Pattern, text: string): boolean {
  return pattern.some((row) => matchesRow(row, text));
}
