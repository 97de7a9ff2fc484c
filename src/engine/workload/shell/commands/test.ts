/** `test` and `[`. */
import { resolvePath } from '../../files';
import { own } from '../../own';
import type { Call, Command } from '../host';

type Compare = (a: string, b: string) => boolean;

const BINARY: Readonly<Record<string, Compare>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
};

function unary(call: Call, operator: string, word: string): boolean | null {
  const { files } = call.host;
  const path = resolvePath(call.process.cwd, word);
  switch (operator) {
    case '-z':
      return word === '';
    case '-n':
      return word !== '';
    case '-f':
      return files.read(path) !== undefined;
    case '-d':
      return files.isDirectory(path);
    case '-e':
    case '-r':
    case '-w':
      return files.read(path) !== undefined || files.isDirectory(path);
    case '-x':
      return ((files.read(path)?.mode ?? 0) & 0o111) !== 0 || files.isDirectory(path);
    case '-s':
      return (files.read(path)?.text ?? '') !== '';
    default:
      return null;
  }
}

/** The value of a row of words, with `!`, `-a` and `-o`. */
function holds(call: Call, words: readonly string[]): boolean {
  const or = words.indexOf('-o');
  if (or > 0 && words.length > 3) return holds(call, words.slice(0, or)) || holds(call, words.slice(or + 1));
  const and = words.indexOf('-a');
  if (and > 0 && words.length > 3)
    return holds(call, words.slice(0, and)) && holds(call, words.slice(and + 1));
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 3) {
    const compare = own(BINARY, second);
    if (compare !== undefined) return compare(first, third);
  }
  if (first === '!') return !holds(call, words.slice(1));
  const found = words.length === 2 ? unary(call, first, second) : null;
  if (found !== null) return found;
  call.err(`${call.process.name}: ${second || first}: unknown operand\n`);
  return false;
}

const WORDS_MAX = 200;

const TEST: Command = {
  run(call) {
    const { args, name } = call;
    const close = name === '[' ? ']' : name === '[[' ? ']]' : '';
    if (close !== '' && args.at(-1) !== close) {
      call.err(`${call.process.name}: [: missing ]\n`);
      return 2;
    }
    const words = close === '' ? args : args.slice(0, -1);
    return holds(call, words.slice(0, WORDS_MAX)) ? 0 : 1;
  },
};

export const TEST_COMMANDS: Readonly<Record<string, Command>> = { test: TEST, '[': TEST, '[[': TEST };
