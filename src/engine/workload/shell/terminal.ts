/**
 * The line discipline of a terminal: what is typed is shown, can be taken back, and is handed on with Enter. A shell's
 * own line editing (history, Ctrl-L) is done here too. Models the Linux tty in canonical mode, and busybox's lineedit.
 */
import { interruptFrames, topFrame } from './frames';
import type { ShellHost } from './host';
import { wake } from './machine';
import type { ShellProcess, Stdin, Terminal } from './process';
import { promptOf } from './repl';

type Typed = Stdin & { readonly terminal: Terminal };

function typedOf({ stdin }: ShellProcess): Typed | null {
  return stdin === null || stdin.terminal === null ? null : (stdin as Typed);
}

function setTerminal(process: ShellProcess, change: Partial<Terminal>): void {
  const typed = typedOf(process);
  if (typed !== null) process.stdin = { ...typed, terminal: { ...typed.terminal, ...change } };
}

/** True while a shell waits for a command. */
function isAtPrompt(process: ShellProcess): boolean {
  return process.wait?.kind === 'input' && process.wait.command === null;
}

/** Goes on with whoever waits for input. */
function feed(process: ShellProcess, host: ShellHost): void {
  if (process.wait?.kind === 'input') wake(process, host, 0);
}

const HISTORY_MAX = 50;

function enter(process: ShellProcess, host: ShellHost, { terminal, text, ...rest }: Typed): void {
  const { line, history } = terminal;
  const remembers = isAtPrompt(process) && line.trim() !== '' && history.at(-1) !== line;
  const lines = remembers ? [...history, line].slice(-HISTORY_MAX) : history;
  host.print('stdout', '\n');
  const next = { ...terminal, line: '', history: lines, shown: lines.length };
  process.stdin = { ...rest, text: `${text}${line}\n`, terminal: next };
  feed(process, host);
}

/** The end of the input on an empty line; else what has been typed is handed on as it is. */
function endOfFile(process: ShellProcess, host: ShellHost, typed: Typed): void {
  const { terminal, text } = typed;
  if (terminal.line !== '' && isAtPrompt(process)) return;
  process.stdin = {
    ...typed,
    text: text + terminal.line,
    ended: terminal.line === '',
    terminal: { ...terminal, line: '' },
  };
  feed(process, host);
}

/** What runs in the foreground is given up; a process without a shell ends, as SIGINT ends it. */
function interrupt(process: ShellProcess, host: ShellHost): void {
  host.print('stdout', '^C\n');
  setTerminal(process, { line: '' });
  if (interruptFrames(process, host.now)) wake(process, host, 130);
  else host.interrupt();
}

function replaceLine(process: ShellProcess, host: ShellHost, { terminal }: Typed, line: string): void {
  const back = '\b'.repeat(terminal.line.length);
  const rest = Math.max(0, terminal.line.length - line.length);
  host.print('stdout', `${back}${line}${' '.repeat(rest)}${'\b'.repeat(rest)}`);
  setTerminal(process, { line });
}

function recall(process: ShellProcess, host: ShellHost, typed: Typed, step: number): void {
  const { history, shown } = typed.terminal;
  const next = Math.min(history.length, Math.max(0, shown + step));
  if (!isAtPrompt(process) || next === shown) return;
  replaceLine(process, host, typed, history[next] ?? '');
  setTerminal(process, { shown: next });
}

function clear(process: ShellProcess, host: ShellHost, typed: Typed): void {
  const { repl } = topFrame(process);
  if (!isAtPrompt(process) || repl === null) return;
  host.print('stdout', `\u001b[H\u001b[J${promptOf(process, host, repl)}${typed.terminal.line}`);
}

type Key = (process: ShellProcess, host: ShellHost, typed: Typed) => void;

const erase: Key = (process, host, { terminal }) => {
  const letters = Array.from(terminal.line);
  if (letters.length === 0) return;
  host.print('stdout', '\b \b');
  setTerminal(process, { line: letters.slice(0, -1).join('') });
};

const KEYS: Readonly<Record<string, Key>> = {
  '\r': enter,
  '\n': enter,
  '\u007f': erase,
  '\b': erase,
  '\u0003': interrupt,
  '\u0004': endOfFile,
  '\f': clear,
  '\u0015': (process, host, typed) => replaceLine(process, host, typed, ''),
  '\u0017': (process, host, typed) =>
    replaceLine(process, host, typed, typed.terminal.line.replace(/\S*\s*$/, '')),
  '\u001b[A': (process, host, typed) => recall(process, host, typed, -1),
  '\u001b[B': (process, host, typed) => recall(process, host, typed, 1),
};

const ESCAPE = '\u001b';

/** A whole key of several characters at the beginning, or the beginning of one. */
const SEQUENCE = new RegExp(`^${ESCAPE}(?:[[O][0-9;?]*[A-Za-z~]|[^[O])`);
const UNFINISHED = new RegExp(`^${ESCAPE}(?:[[O][0-9;?]*)?$`);

/** The next key of what was typed. */
function keyOf(text: string): string {
  const sequence = SEQUENCE.exec(text)?.[0];
  if (sequence !== undefined) return sequence;
  return UNFINISHED.test(text) ? '' : String.fromCodePoint(text.codePointAt(0) as number);
}

/** As much as a tty takes in one line. */
const LINE_MAX = 4095;

/** A client has typed something. */
export function typeInto(process: ShellProcess, host: ShellHost, text: string): void {
  let rest = (process.stdin?.terminal?.escape ?? '') + text;
  setTerminal(process, { escape: '' });
  while (rest !== '' && process.exitCode < 0) {
    const typed = typedOf(process);
    if (typed === null) return;
    const key = keyOf(rest);
    if (key === '') {
      setTerminal(process, { escape: rest });
      return;
    }
    rest = rest.slice(key.length);
    const act = KEYS[key];
    if (act !== undefined) {
      act(process, host, typed);
    } else if (key >= ' ' && key !== '\u007f' && typed.terminal.line.length < LINE_MAX) {
      host.print('stdout', key);
      setTerminal(process, { line: typed.terminal.line + key });
    }
  }
}

/** Characters of input that wait to be read. */
const INPUT_MAX = 8_388_608;

/** A client has sent something to a process without a terminal. */
export function sendInto(process: ShellProcess, host: ShellHost, text: string): void {
  if (process.stdin === null) return;
  const whole = process.stdin.text + text;
  // What nobody reads is kept up to our own limit; a pipe would make its sender wait.
  process.stdin = {
    ...process.stdin,
    text: whole.slice(0, INPUT_MAX),
    open: process.stdin.open && whole.length <= INPUT_MAX,
  };
  feed(process, host);
}

/** The other end was closed: whoever reads finds the end. */
export function closeInto(process: ShellProcess, host: ShellHost): void {
  if (process.stdin === null) return;
  process.stdin = { ...process.stdin, open: false };
  feed(process, host);
}

/** Shows the prompt again to somebody who came later. */
export function promptAgain(process: ShellProcess, host: ShellHost): string {
  const { repl } = topFrame(process);
  if (!isAtPrompt(process) || repl === null) return '';
  return promptOf(process, host, repl) + (process.stdin?.terminal?.line ?? '');
}
