/** Where a script's text comes from and goes to. */
import type { FileNode } from '../files';
import { NO_INPUT, type Files, type ShellProcess, type Stdin, type Stream, type Target } from './process';
import type { ShellHost } from './host';

/** Of a text that only grows, the newest part is kept. */
const TEXT_MAX = 65_536;

function bounded(text: string): string {
  return text.length <= TEXT_MAX ? text : text.slice(text.length - TEXT_MAX);
}

function appended({ text, mode, dropped = 0 }: FileNode, more: string): FileNode {
  const whole = bounded(text + more);
  const cut = dropped + text.length + more.length - whole.length;
  return cut === 0 ? { text: whole, mode } : { text: whole, mode, dropped: cut };
}

const NEW_FILE: FileNode = { text: '', mode: 0o644 };

export function topFiles(process: ShellProcess): Files {
  return process.files[process.files.length - 1] as Files;
}

function setTop(process: ShellProcess, change: Partial<Files>): void {
  process.files[process.files.length - 1] = { ...topFiles(process), ...change };
}

export function write(process: ShellProcess, host: ShellHost, target: Target, text: string, zeros = 0): void {
  switch (target.to) {
    case 'capture': {
      const before = process.captures[target.index] as Stream;
      process.work += before.text.length >> 8;
      process.captures[target.index] = { text: bounded(before.text + text), zeros: before.zeros + zeros };
      break;
    }
    case 'file': {
      const before = host.files.read(target.path) ?? NEW_FILE;
      process.work += before.text.length >> 8;
      host.files.write(target.path, appended(before, text));
      break;
    }
    case 'stdout':
    case 'stderr':
      if (text !== '') host.print(target.to, text);
      break;
    case 'null':
      break;
  }
}

export function say(process: ShellProcess, host: ShellHost, text: string): void {
  write(process, host, topFiles(process).err, text);
}

/** Begins an entry whose input is the one of the entry below. */
export function pushFiles(process: ShellProcess, change: Partial<Files> = {}): void {
  process.files.push({ ...topFiles(process), inherits: true, ...change });
}

export function popFiles(process: ShellProcess): void {
  const entry = process.files.pop() as Files;
  if (entry.inherits) setTop(process, { input: entry.input });
}

/** Thrown by a command that reads more than has come: it is begun anew when more is there. */
export class NeedsInput extends Error {}

function isAtEnd({ open, ended }: Stdin): boolean {
  return !open || ended;
}

/** All of the process's own input, once it has ended. */
function takeLive(process: ShellProcess): Stream {
  const { stdin } = process;
  if (stdin === null) return NO_INPUT;
  if (!isAtEnd(stdin)) throw new NeedsInput();
  process.stdin = { ...stdin, text: '', ended: false };
  return { text: stdin.text, zeros: 0 };
}

function takeLiveLine(process: ShellProcess): string | null {
  const { stdin } = process;
  if (stdin === null) return null;
  const end = stdin.text.indexOf('\n');
  if (end < 0 && !isAtEnd(stdin)) throw new NeedsInput();
  if (end >= 0) {
    process.stdin = { ...stdin, text: stdin.text.slice(end + 1) };
    return stdin.text.slice(0, end);
  }
  process.stdin = { ...stdin, text: '', ended: false };
  return stdin.text === '' ? null : stdin.text;
}

/** What has come so far, and whether that was all; null when the input is not the process's own. */
export function takeSome(process: ShellProcess): { readonly text: string; readonly over: boolean } | null {
  const { stdin } = process;
  if (topFiles(process).input.live !== true || stdin === null) return null;
  const over = isAtEnd(stdin);
  if (stdin.text === '' && !over) throw new NeedsInput();
  process.stdin = { ...stdin, text: '', ended: false };
  return { text: stdin.text, over };
}

export function takeInput(process: ShellProcess): Stream {
  const { input } = topFiles(process);
  if (input.live === true) return takeLive(process);
  setTop(process, { input: NO_INPUT });
  return input;
}

/** One line without its end; null when there is none left. */
export function takeLine(process: ShellProcess): string | null {
  const { input } = topFiles(process);
  if (input.live === true) return takeLiveLine(process);
  if (input.text === '') return null;
  const end = input.text.indexOf('\n');
  const line = end < 0 ? input.text : input.text.slice(0, end);
  setTop(process, { input: { ...input, text: end < 0 ? '' : input.text.slice(end + 1) } });
  return line;
}

const DEVICES: Readonly<Record<string, Target>> = {
  '/dev/null': { to: 'null' },
  '/dev/stdout': { to: 'stdout' },
  '/proc/1/fd/1': { to: 'stdout' },
  '/dev/stderr': { to: 'stderr' },
  '/proc/1/fd/2': { to: 'stderr' },
  '/dev/tty': { to: 'null' },
};

/** What can be read from a path: a file, or a device that never ends. */
export function openInput(host: ShellHost, path: string): Stream | null {
  if (path === '/dev/zero' || path === '/dev/urandom' || path === '/dev/random')
    return { text: '', zeros: Infinity };
  if (path === '/dev/null' || path === '/dev/stdin') return NO_INPUT;
  const file = host.files.read(path);
  return file === undefined ? null : { text: file.text, zeros: 0 };
}

/** Opens a file for a redirection. Returns '' or why it can't be opened. */
export function redirect(
  process: ShellProcess,
  host: ShellHost,
  fd: number,
  operator: '>' | '>>' | '<' | '>&' | '<<',
  word: string,
  path: string,
): string {
  if (operator === '<<') {
    setTop(process, { input: { text: word, zeros: 0 }, inherits: false });
    return '';
  }
  if (operator === '<') {
    const input = openInput(host, path);
    if (input === null) return `can't open ${word}: no such file`;
    setTop(process, { input, inherits: false });
    return '';
  }
  if (operator === '>&') {
    const { out, err } = topFiles(process);
    if (fd === 2 && word === '1') setTop(process, { err: out });
    else if (word === '2') setTop(process, { out: err });
    return '';
  }
  const target = DEVICES[path] ?? { to: 'file', path };
  if (target.to === 'file') {
    const old = operator === '>>' ? host.files.read(path) : undefined;
    const problem = host.files.isDirectory(path) ? 'Is a directory' : host.files.write(path, old ?? NEW_FILE);
    if (problem !== '') return `can't create ${word}: ${problem}`;
  }
  if (fd !== 2) setTop(process, { out: target });
  if (fd === 2 || fd === 12) setTop(process, { err: target });
  return '';
}
