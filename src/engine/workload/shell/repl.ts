/** A shell that reads its commands from its input: an interactive one, or one that a script is piped into. */
import { valueOf } from './expand';
import { codeOf } from './compile';
import { endFrame, enter } from './frames';
import type { ShellHost } from './host';
import { hasTerminal, type Frame, type Repl, type ShellProcess } from './process';
import { say } from './streams';

/** Makes the newest level a shell that reads on until its input ends. */
export function beginRepl(frame: Frame, shell: string): void {
  frame.repl = { shell, pending: '', prompted: false };
}

/** As `\w` shows it: the home directory is `~`. */
function placeOf(process: ShellProcess): string {
  const home = valueOf(process, 'HOME') ?? '/root';
  if (process.cwd === home) return '~';
  return process.cwd.startsWith(`${home}/`) ? `~${process.cwd.slice(home.length)}` : process.cwd;
}

/** busybox shows the place, bash also who and where, dash only a sign. */
export function promptOf(process: ShellProcess, host: ShellHost, { shell, pending }: Repl): string {
  if (pending !== '') return '> ';
  if (shell === 'bash') return `root@${host.hostname}:${placeOf(process)}# `;
  return host.userland === 'busybox' ? `${placeOf(process)} # ` : '# ';
}

/** Messages of the parser that mean: go on in the next line. */
const UNFINISHED = /end of file|unterminated|EOF in/;

/** A here-document whose last line has not come, or a line that ends with a backslash. */
function goesOn(text: string): boolean {
  if (text.endsWith('\\\n')) return true;
  const here = /<<-?\s*(['"]?)(\w+)\1/.exec(text);
  if (here === null) return false;
  return !text
    .split('\n')
    .slice(1)
    .some((line) => line.trim() === here[2]);
}

/** The next line; null while it has not come, and '' for the end of the input. */
function nextLine(process: ShellProcess): string | null {
  const { stdin } = process;
  if (stdin === null) return '';
  const end = stdin.text.indexOf('\n');
  if (end < 0 && stdin.open && !stdin.ended) return null;
  const line = end < 0 ? stdin.text : stdin.text.slice(0, end + 1);
  const isLast = end < 0;
  process.stdin = { ...stdin, text: stdin.text.slice(line.length), ended: isLast ? false : stdin.ended };
  return line;
}

/** Reads one command and begins it, or waits for it, or ends the shell with its input. */
export function readCommand(process: ShellProcess, host: ShellHost, frame: Frame, repl: Repl): void {
  const isTerminal = hasTerminal(process);
  if (isTerminal && !repl.prompted) host.print('stdout', promptOf(process, host, repl));
  const line = nextLine(process);
  if (line === null) {
    frame.repl = { ...repl, prompted: true };
    process.waits++;
    process.wait = { kind: 'input', until: Infinity, command: null };
    return;
  }
  const text = repl.pending + line;
  if (line === '') {
    if (isTerminal) host.print('stdout', repl.shell === 'bash' ? 'exit\n' : '\n');
    frame.repl = null;
    if (text === '') endFrame(process, host.now);
    else begin(process, host, repl, text);
    return;
  }
  const { problem } = codeOf({ text });
  const unfinished = goesOn(text) || UNFINISHED.test(problem);
  frame.repl = { ...repl, pending: unfinished ? text : '', prompted: false };
  if (!unfinished) begin(process, host, repl, text);
}

function begin(process: ShellProcess, host: ShellHost, { shell }: Repl, text: string): void {
  const script = { text };
  const { code, problem } = codeOf(script);
  if (problem === '') {
    enter(process, 'trap', script, 0, code.length, [shell]);
    return;
  }
  say(process, host, `${shell}: ${problem}\n`);
  process.status = 2;
}
