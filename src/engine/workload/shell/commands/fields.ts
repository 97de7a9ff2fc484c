/** Tools that take lines apart and change them: cut, tr, sed and awk, as far as scripts of a class use them. */
import { resolvePath } from '../../files';
import type { Call, Command, Outcome } from '../host';
import { joined, linesOf, optionsOf, sourcesOf, textOf } from './input';

/** `1,3-4` as a test of positions that begin at 1. */
function positions(text: string): (position: number) => boolean {
  const ranges = text.split(',').map((range) => {
    const [from = '', to] = range.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : to === '' ? Infinity : Number(to)] as const;
  });
  return (position) => ranges.some(([from, to]) => position >= from && position <= to);
}

function cut(call: Call): Outcome {
  const { values, flags, words } = optionsOf(call.args, 'dfcb');
  const { sources, failed } = sourcesOf(call, words);
  const divider = values['d'] ?? '\t';
  const wanted = positions(values['f'] ?? values['c'] ?? values['b'] ?? '1');
  const lines = linesOf(joined(sources).text).map((line) => {
    if (!flags.has('f'))
      return Array.from(line)
        .filter((_, i) => wanted(i + 1))
        .join('');
    if (!line.includes(divider)) return line;
    return line
      .split(divider)
      .filter((_, i) => wanted(i + 1))
      .join(divider);
  });
  call.out(textOf(lines));
  return failed ? 1 : 0;
}

const SETS: Readonly<Record<string, string>> = {
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:digit:]': '0123456789',
  '[:space:]': ' \t\n\r',
};

function setOf(word: string): string {
  const plain = word
    .replace(/\[:\w+:\]/g, (name) => SETS[name] ?? '')
    .replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
  return plain.replace(/(.)-(.)/g, (whole, from: string, to: string) => {
    const length = to.charCodeAt(0) - from.charCodeAt(0) + 1;
    if (length < 1 || length > 256) return whole;
    return Array.from({ length }, (_, i) => String.fromCharCode(from.charCodeAt(0) + i)).join('');
  });
}

function tr(call: Call): Outcome {
  const { flags, words } = optionsOf(call.args, '');
  const [from = '', to = ''] = words.map(setOf);
  const { text, zeros } = call.takeInput();
  if (flags.has('d')) {
    call.out(
      Array.from(text)
        .filter((char) => !from.includes(char))
        .join(''),
      zeros,
    );
    return 0;
  }
  const changed = Array.from(text).map((char) => {
    const index = from.indexOf(char);
    return index < 0 || to === '' ? char : (to[Math.min(index, to.length - 1)] as string);
  });
  const target = to === '' ? from : to;
  const squeezed = flags.has('s')
    ? changed.filter((char, i) => char !== changed[i - 1] || !target.includes(char))
    : changed;
  call.out(squeezed.join(''), zeros);
  return 0;
}

/** `s/a/b/` and `s/a/b/g` with a plain text, `/a/d`, `-n 2p`. */
function sed(call: Call): Outcome {
  const { flags, values, words } = optionsOf(call.args, 'e');
  const script = values['e'] ?? words[0] ?? '';
  const names = values['e'] === undefined ? words.slice(1) : words;
  const { sources, failed } = sourcesOf(call, names);
  const lines = linesOf(joined(sources).text);
  const sign = script[1] ?? '/';
  const [, from = '', to = '', options = ''] = script.startsWith('s') ? script.split(sign) : [];
  const number = /^(\d+)p$/.exec(script);
  if (number !== null && flags.has('n')) {
    call.out(textOf(lines.slice(Number(number[1]) - 1, Number(number[1]))));
  } else if (from !== '' && !/[*[\]()^$+?|]/.test(from)) {
    const plain = from.replaceAll('\\', '');
    const changed = lines.map((line) =>
      options.includes('g') ? line.replaceAll(plain, () => to) : line.replace(plain, () => to),
    );
    writeBack(call, flags.has('i') ? (names[0] ?? '') : '', textOf(changed));
  } else {
    call.err('simplified here: sed knows s/text/text/ with plain texts only\n');
    return 1;
  }
  return failed ? 1 : 0;
}

function writeBack(call: Call, name: string, text: string): void {
  if (name === '') {
    call.out(text);
    return;
  }
  const problem = call.host.files.write(resolvePath(call.process.cwd, name), { text, mode: 0o644 });
  if (problem !== '') call.err(`sed: couldn't edit ${name}: ${problem}\n`);
}

/** `awk '{print $1}'`, the one program that everybody writes. */
function awk(call: Call): Outcome {
  const { values, words } = optionsOf(call.args, 'F');
  const [program = '', ...names] = words;
  const fields = /^\s*\{\s*print\s*((?:\$\w+\s*,?\s*)*)\}\s*$/.exec(program)?.[1];
  if (fields === undefined) {
    call.err("simplified here: awk knows '{print $1, $2}' only\n");
    return 2;
  }
  const wanted = [...fields.matchAll(/\$(\w+)/g)].map(([, field = '']) => field);
  const { sources, failed } = sourcesOf(call, names);
  const divider = values['F'];
  const lines = linesOf(joined(sources).text).map((line) => {
    const cells = divider === undefined ? line.trim().split(/\s+/) : line.split(divider);
    const pick = (field: string): string =>
      field === '0' ? line : ((field === 'NF' ? cells.at(-1) : cells[Number(field) - 1]) ?? '');
    return wanted.length === 0 ? line : wanted.map(pick).join(' ');
  });
  call.out(textOf(lines));
  return failed ? 1 : 0;
}

export const FIELD_COMMANDS: Readonly<Record<string, Command>> = {
  cut: { run: cut },
  tr: { run: tr },
  sed: { run: sed },
  awk: { run: awk },
};
