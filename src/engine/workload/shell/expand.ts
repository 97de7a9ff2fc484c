/** Puts words together: variables, what commands printed, and the splitting at blanks. */
import { evaluate } from './arithmetic';
import type { ShellHost } from './host';
import { resolvePath } from '../files';
import { own } from '../own';
import { globPattern, matches } from './pattern';
import type { Build, ShellProcess } from './process';
import type { Expansion } from './syntax';

export function topBuild(process: ShellProcess): Build {
  return process.builds[process.builds.length - 1] as Build;
}

export function beginBuild(process: ShellProcess): void {
  process.builds.push({ words: [], word: '', open: false, glob: false });
}

function endWord(build: Build): void {
  if (build.open) build.words = [...build.words, build.word];
  build.word = '';
  build.open = false;
}

/** A word that a script makes longer and longer is cut. */
const WORD_MAX = 65_536;

export function addText(build: Build, text: string, quoted: boolean): void {
  build.word = (build.word + text).slice(0, WORD_MAX);
  build.open = true;
  if (!quoted && /[*?[]/.test(text)) build.glob = true;
}

/** Adds a value: split at blanks unless it stands in quotes. */
export function addValue(build: Build, value: string, quoted: boolean): void {
  if (quoted) {
    addText(build, value, true);
    return;
  }
  value.split(/[ \t\n]+/).forEach((piece, i) => {
    if (i > 0) endWord(build);
    if (piece !== '') addText(build, piece, false);
  });
}

/** Ends a word of a command line; a pattern becomes the names of the files that match. */
export function finishWord(process: ShellProcess, host: ShellHost): void {
  const build = topBuild(process);
  const { word, glob, open } = build;
  build.glob = false;
  if (open && glob) {
    const pattern = globPattern(resolvePath(process.cwd, word), true);
    const found = host.files
      .paths()
      .map((path) => (path.endsWith('/') ? path.slice(0, -1) : path))
      .filter((path) => matches(pattern, path))
      .map((path) =>
        word.startsWith('/') ? path : path.slice(process.cwd === '/' ? 1 : process.cwd.length + 1),
      );
    if (found.length > 0) {
      build.words = [...build.words, ...found.sort(byCodeUnits)];
      build.word = '';
      build.open = false;
    }
  }
  endWord(build);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The newest list as words. */
export function takeWords(process: ShellProcess): readonly string[] {
  return (process.builds.pop() as Build).words;
}

/** The newest list as one text. */
export function takeText(process: ShellProcess): string {
  return (process.builds.pop() as Build).word;
}

function args(process: ShellProcess): readonly string[] {
  for (let i = process.frames.length - 1; i >= 0; i--) {
    const frame = process.frames[i];
    if (frame?.kind === 'function' || frame?.kind === 'script' || frame?.kind === 'main') return frame.args;
  }
  return [];
}

/** A variable's value; undefined when it is not set. */
export function valueOf(process: ShellProcess, name: string): string | undefined {
  const set = own(process.vars, name);
  if (set !== undefined) return set;
  if (/^[0-9]+$/.test(name)) return args(process)[Number(name)];
  switch (name) {
    case '?':
      return String(process.status);
    case '#':
      return String(Math.max(0, args(process).length - 1));
    case '@':
    case '*':
      return args(process).slice(1).join(' ');
    case '$':
      return '1';
    case '!':
      return process.jobs.length === 0 ? undefined : String(FIRST_JOB + process.jobs.length - 1);
    default:
      return undefined;
  }
}

const VARIABLES_MAX = 2000;

/** Sets a variable. Variables are immutable: subshells and copies of the process share them. */
export function setVariable(process: ShellProcess, name: string, value: string): void {
  const isNew = !Object.hasOwn(process.vars, name);
  if (isNew && process.variables >= VARIABLES_MAX) return;
  if (isNew) process.variables++;
  process.work += (value.length >> 8) + (process.variables >> 5);
  process.vars = { ...process.vars, [name]: value };
}

export function unsetVariable(process: ShellProcess, name: string): void {
  if (!Object.hasOwn(process.vars, name)) return;
  const { [name]: _, ...rest } = process.vars;
  process.vars = rest;
  process.variables--;
}

export function exportVariable(process: ShellProcess, name: string): void {
  if (!process.exported.includes(name)) process.exported = [...process.exported, name];
}

/** Process number of the first background job. */
export const FIRST_JOB = 7;

/**
 * Adds a variable. Returns true when its operand has to be added instead: `${NAME:-operand}` of an absent one,
 * `${NAME:+operand}` of a present one.
 */
export function addVariable(
  process: ShellProcess,
  name: string,
  expansion: Expansion,
  quoted: boolean,
): boolean {
  const build = topBuild(process);
  const value = valueOf(process, name);
  if (name === '@' && quoted && expansion === '') {
    args(process)
      .slice(1)
      .forEach((word, i) => {
        if (i > 0) endWord(build);
        addText(build, word, true);
      });
    return false;
  }
  if (expansion === '#') {
    addText(build, String((value ?? '').length), true);
    return false;
  }
  const absent = value === undefined || (expansion.startsWith(':') && value === '');
  if (expansion === '+' || expansion === ':+') return !absent;
  if (absent && expansion !== '') return true;
  addValue(build, value ?? '', quoted);
  return false;
}

/** Longer values are left whole: the cut takes time that grows with the square. */
const CUT_MAX = 500;

/** `${NAME#pattern}` and its kin. */
export function cut(value: string, pattern: string, expansion: Expansion): string {
  if (value.length > CUT_MAX) return value;
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  const compiled = globPattern(pattern);
  const atEnd = expansion.startsWith('%');
  const longest = expansion === '##.' || expansion === '%%.';
  const found = (longest ? lengths.reverse() : lengths).find((n) =>
    matches(compiled, atEnd ? value.slice(value.length - n) : value.slice(0, n)),
  );
  if (found === undefined) return value;
  return atEnd ? value.slice(0, value.length - found) : value.slice(found);
}

/** The value of `$(( … ))`. */
export function arithmetic(process: ShellProcess, expression: string): string {
  const plain = expression.replace(/\$\{?(\w+|[?#])\}?/g, (_, name: string) => valueOf(process, name) ?? '0');
  return String(
    evaluate(
      plain,
      (name) => valueOf(process, name) ?? '',
      (name, value) => {
        setVariable(process, name, String(value));
      },
    ),
  );
}
