/** Text tools: what reads lines and writes lines. */
import { decodeBase64, encodeBase64 } from '../../../api/base64';
import { hashText32 } from '../../../kernel/hash';
import { resolvePath, type FileNode } from '../../files';
import type { Call, Command, Outcome } from '../host';
import { topFiles } from '../streams';
import { grepPattern, matches } from '../pattern';
import { FIELD_COMMANDS } from './fields';
import { joined, linesOf, optionsOf, sourcesOf, textOf } from './input';
import { byteCount, holdBytes } from './memory';

/** Hands on what a client sends as it comes; null when that is not what it reads. */
function passOn(call: Call): Outcome | null {
  const some = call.takeSome();
  if (some === null) return null;
  call.out(some.text);
  return some.over ? 0 : { kind: 'input', until: Infinity, command: [call.name, ...call.args] };
}

function cat(call: Call): Outcome {
  const { words } = optionsOf(call.args, '');
  if (words.length === 0 || (words.length === 1 && words[0] === '-')) {
    const passed = passOn(call);
    if (passed !== null) return passed;
  }
  const { sources, failed } = sourcesOf(call, words);
  const { text, zeros } = joined(sources);
  call.out(text, zeros);
  return failed ? 1 : 0;
}

function grep(call: Call): Outcome {
  const { flags, values, words } = optionsOf(call.args, 'emABC');
  const [first = '', ...names] = words;
  const given = values['e'];
  const { sources, failed } = sourcesOf(call, given === undefined ? names : words);
  const pattern = grepPattern(given ?? first, {
    extended: flags.has('E') || call.name === 'egrep',
    fixed: flags.has('F') || call.name === 'fgrep',
    fold: flags.has('i'),
  });
  let found = 0;
  for (const { name, stream } of sources) {
    if (stream.zeros > 0) return holdBytes(call, stream.zeros);
    const lines = linesOf(stream.text).filter((line) => matches(pattern, line) !== flags.has('v'));
    found += lines.length;
    if (flags.has('q')) continue;
    const prefix = sources.length > 1 && !flags.has('h') ? `${name}:` : '';
    if (flags.has('c')) call.out(`${prefix}${lines.length}\n`);
    else call.out(textOf(lines.map((line) => prefix + line)));
  }
  if (failed) return 2;
  return found > 0 ? 0 : 1;
}

interface Amount {
  readonly lines: number;
  readonly bytes: number;
  readonly names: readonly string[];
  /** `-n +5`: from the fifth line on. */
  readonly fromStart: boolean;
}

/** How many lines or bytes: `-n 5`, `-5`, `-c 10`. */
function amount(args: readonly string[]): Amount {
  const short = /^-(\d+)$/.exec(args[0] ?? '');
  if (short !== null) return { lines: Number(short[1]), bytes: -1, names: args.slice(1), fromStart: false };
  const { values, words } = optionsOf(args, 'nc');
  const bytes = values['c'] === undefined ? -1 : byteCount(values['c']);
  const count = values['n'] ?? '10';
  return { lines: Math.abs(Number(count)) || 0, bytes, names: words, fromStart: count.startsWith('+') };
}

function head(call: Call): Outcome {
  const { lines, bytes, names } = amount(call.args);
  const { sources, failed } = sourcesOf(call, names);
  const { text, zeros } = joined(sources);
  if (bytes >= 0) call.out(text.slice(0, bytes), Math.max(0, Math.min(zeros, bytes - text.length)));
  else if (zeros > 0 && linesOf(text).length < lines) return holdBytes(call, zeros);
  else call.out(textOf(linesOf(text).slice(0, lines)));
  return failed ? 1 : 0;
}

function tail(call: Call): Outcome {
  const follows = call.args.some((arg) => FOLLOWS.test(arg));
  const retries = call.args.includes('-F');
  const { lines, bytes, names, fromStart } = amount(call.args.filter((arg) => !FOLLOWS.test(arg)));
  const { sources, failed } = sourcesOf(call, names);
  const { text, zeros } = joined(sources);
  // It cannot know which bytes are the last ones before it has read them all.
  if (zeros > 0) return holdBytes(call, zeros);
  const all = linesOf(text);
  if (bytes >= 0) call.out(text.slice(Math.max(0, text.length - bytes)));
  else call.out(textOf(fromStart ? all.slice(Math.max(0, lines - 1)) : lines === 0 ? [] : all.slice(-lines)));
  if (!follows || (failed && names.length < 2 && !retries)) return failed ? 1 : 0;
  const [name = ''] = names;
  if (name === '' || name.startsWith('/dev/')) return FOR_EVER;
  if (topFiles(call.process).out.to === 'capture' || names.length > 1) {
    call.err('simplified here: tail -f follows one file, and not into a pipe\n');
    return FOR_EVER;
  }
  return lookAgain(call, length(call.host.files.read(resolvePath(call.process.cwd, name))));
}

const FOR_EVER: Outcome = { kind: 'sleep', until: Infinity, breakable: false, bytes: 0 };

/** tail looks once a second. */
const FOLLOW_MS = 1000;

function lookAgain({ host, name, args }: Call, seen: number): Outcome {
  return { kind: 'poll', until: host.now + FOLLOW_MS, seen, command: [name, ...args] };
}

/** All that was ever in a file, in characters. */
function length(file: FileNode | undefined): number {
  return file === undefined ? 0 : (file.dropped ?? 0) + file.text.length;
}

function follow(call: Call, seen: number): Outcome {
  const [name = ''] = amount(call.args.filter((arg) => !FOLLOWS.test(arg))).names;
  const file = call.host.files.read(resolvePath(call.process.cwd, name));
  const now = length(file);
  // A file that became shorter is another one.
  const fresh = now < seen ? now : now - seen;
  if (file !== undefined && fresh > 0) call.out(file.text.slice(-fresh));
  return lookAgain(call, now);
}

const FOLLOWS = /^-[fF]$|^--follow/;

function wc(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const { sources, failed } = sourcesOf(call, words);
  for (const { name, stream } of sources) {
    if (stream.zeros === Infinity) return { kind: 'sleep', until: Infinity, breakable: false, bytes: 0 };
    const lines = stream.text.split('\n').length - 1;
    const count = stream.text.split(/\s+/).filter((word) => word !== '').length;
    const numbers: number[] = [];
    const all = flags.size === 0;
    if (all || flags.has('l')) numbers.push(lines);
    if (all || flags.has('w')) numbers.push(count);
    if (all || flags.has('c')) numbers.push(stream.text.length + stream.zeros);
    const cells = all ? numbers.map((number) => String(number).padStart(9)) : numbers.map(String);
    call.out(`${cells.join(' ')}${name === '' ? '' : ` ${name}`}\n`);
  }
  return failed ? 1 : 0;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sort(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, 'kt');
  const { sources, failed } = sourcesOf(call, words);
  const { text, zeros } = joined(sources);
  if (zeros > 0) return holdBytes(call, zeros);
  const number = (line: string): number => Number(/^\s*-?\d+(\.\d+)?/.exec(line)?.[0] ?? 0);
  const lines = linesOf(text).sort(
    (a, b) => (flags.has('n') ? number(a) - number(b) : 0) || byCodeUnits(a, b),
  );
  if (flags.has('r')) lines.reverse();
  call.out(textOf(flags.has('u') ? [...new Set(lines)] : lines));
  return failed ? 1 : 0;
}

function uniq(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const { sources, failed } = sourcesOf(call, words);
  const groups: { line: string; count: number }[] = [];
  for (const line of linesOf(joined(sources).text)) {
    const last = groups[groups.length - 1];
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  call.out(
    textOf(groups.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line))),
  );
  return failed ? 1 : 0;
}

function tee(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const { text, zeros } = call.takeInput();
  for (const word of words) {
    const path = resolvePath(call.process.cwd, word);
    const before = flags.has('a') ? (call.host.files.read(path)?.text ?? '') : '';
    const problem = call.host.files.write(path, { text: before + text, mode: 0o644 });
    if (problem !== '') call.err(`tee: ${word}: ${problem}\n`);
  }
  call.out(text, zeros);
  return 0;
}

const SEQUENCE_MAX = 10_000;

function seq({ args, out }: Call): Outcome {
  const numbers = args.map(Number);
  const from = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const to = numbers.at(-1) ?? 0;
  const lines: string[] = [];
  for (let n = from; step !== 0 && (step > 0 ? n <= to : n >= to) && lines.length < SEQUENCE_MAX; n += step)
    lines.push(String(n));
  out(textOf(lines));
  return 0;
}

function base64(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, 'w');
  const { sources, failed } = sourcesOf(call, words);
  const { text } = joined(sources);
  if (flags.has('d') || flags.has('decode')) call.out(decodeBase64(text.trim()));
  else call.out(`${encodeBase64(text)}\n`);
  return failed ? 1 : 0;
}

/** Into nothing it goes on for ever, and takes its core. */
function yes(call: Call): Outcome {
  call.out(`${call.args.join(' ') || 'y'}\n`.repeat(100));
  if (topFiles(call.process).out.to !== 'null') return 0;
  return { kind: 'sleep', until: Infinity, breakable: false, bytes: 0, cores: 1 };
}

/** Simplified here: the digits are none of the real algorithm; the same text has the same. */
function digest(call: Call): Outcome {
  const { words } = optionsOf(call.args, '');
  const { sources, failed } = sourcesOf(call, words);
  const digits = call.name === 'md5sum' ? 32 : call.name === 'sha1sum' ? 40 : 64;
  for (const { name, stream } of sources) {
    if (stream.zeros === Infinity)
      return { kind: 'sleep', until: Infinity, breakable: false, bytes: 0, cores: 1 };
    let hex = '';
    for (let i = 0; hex.length < digits; i++)
      hex += (hashText32(`${i}${stream.text}`) >>> 0).toString(16).padStart(8, '0');
    call.out(`${hex.slice(0, digits)}  ${name === '' ? '-' : name}\n`);
  }
  return failed ? 1 : 0;
}

export const TEXT_COMMANDS: Readonly<Record<string, Command>> = {
  ...FIELD_COMMANDS,
  cat: { run: cat },
  more: { run: cat },
  less: { run: cat },
  grep: { run: grep },
  egrep: { run: grep },
  fgrep: { run: grep },
  head: { run: head },
  tail: { run: tail, poll: follow },
  wc: { run: wc },
  sort: { run: sort },
  uniq: { run: uniq },
  tee: { run: tee },
  seq: { run: seq },
  base64: { run: base64 },
  rev: {
    run: (call) => (
      call.out(textOf(linesOf(call.takeInput().text).map((line) => Array.from(line).reverse().join('')))), 0
    ),
  },
  yes: { run: yes },
  md5sum: { run: digest },
  sha1sum: { run: digest },
  sha256sum: { run: digest },
};
