/** The levels of a running script: subshells, functions, handlers, loops. */
import type { Script } from './compile';
import { codeOf } from './compile';
import { NO_INPUT, type Frame, type FrameKind, type ShellProcess, type Stream } from './process';
import { popFiles, pushFiles } from './streams';

export function topFrame(process: ShellProcess): Frame {
  return process.frames[process.frames.length - 1] as Frame;
}

/** These are shells of their own: what they change stays with them, and `exit` ends them. */
const SHELLS: ReadonlySet<FrameKind> = new Set(['shell', 'capture', 'background', 'script']);

/** A script that calls itself again and again is stopped. */
const DEPTH_MAX = 100;

export function enter(
  process: ShellProcess,
  kind: FrameKind,
  script: Script,
  pc: number,
  end: number,
  args: readonly string[],
): void {
  if (process.frames.length >= DEPTH_MAX) {
    process.exitCode = 2;
    return;
  }
  const { vars, variables, cwd, builds, files } = process;
  const saved = SHELLS.has(kind) ? { vars, variables, cwd } : null;
  process.frames.push({
    kind,
    script,
    pc,
    end,
    args,
    saved,
    builds: builds.length,
    files: files.length,
    loops: [],
    subject: '',
    slept: 0,
    repl: null,
  });
  if (kind !== 'capture') return;
  process.captures.push(NO_INPUT);
  pushFiles(process, { out: { to: 'capture', index: process.captures.length - 1 } });
}

/** The newest level is over: the one around it goes on. */
export function endFrame(process: ShellProcess, now: number): void {
  const frame = process.frames.pop() as Frame;
  process.builds.length = Math.min(process.builds.length, frame.builds);
  while (process.files.length > frame.files) popFiles(process);
  if (frame.saved !== null) {
    process.vars = frame.saved.vars;
    process.variables = frame.saved.variables;
    process.cwd = frame.saved.cwd;
  }
  if (frame.kind === 'capture') process.captured = process.captures.pop() as Stream;
  if (frame.kind === 'background') {
    process.jobs = [...process.jobs, now + frame.slept];
    process.status = 0;
  }
  if (frame.kind === 'main') endMain(process);
}

function endMain(process: ShellProcess): void {
  const handler = process.traps['EXIT'];
  if (handler === undefined) {
    process.exitCode = process.status;
    return;
  }
  delete process.traps['EXIT'];
  const { status } = process;
  const script = { text: `${handler.text}\nexit ${status}` };
  process.frames.push({
    kind: 'main',
    script,
    pc: 0,
    end: codeOf(script).code.length,
    args: [],
    saved: null,
    builds: 0,
    files: 1,
    loops: [],
    subject: '',
    slept: 0,
    repl: null,
  });
}

/** `exit`: ends the innermost shell. */
export function exitShell(process: ShellProcess, status: number, now: number): void {
  process.status = status;
  while (process.frames.length > 1 && !SHELLS.has(topFrame(process).kind)) endFrame(process, now);
  const frame = topFrame(process);
  frame.repl = null;
  frame.pc = frame.end;
}

/** Ctrl-C: what runs is given up, and the innermost shell that reads commands reads on. False when there is none. */
export function interruptFrames(process: ShellProcess, now: number): boolean {
  if (!process.frames.some(({ repl }) => repl !== null)) return false;
  while (topFrame(process).repl === null) endFrame(process, now);
  const frame = topFrame(process);
  frame.pc = frame.end;
  if (frame.repl !== null) frame.repl = { ...frame.repl, pending: '', prompted: false };
  process.wait = null;
  process.waits++;
  process.busy = 0;
  process.status = 130;
  return true;
}

/** `return`: ends the function, the handler or the script. */
export function returnFrom(process: ShellProcess, status: number, now: number): void {
  process.status = status;
  while (process.frames.length > 1 && !['function', 'script', 'trap'].includes(topFrame(process).kind)) {
    endFrame(process, now);
  }
  const frame = topFrame(process);
  frame.pc = frame.end;
}

/** `break` and `continue`. */
export function leaveLoop(process: ShellProcess, levels: number, isBreak: boolean): void {
  const frame = topFrame(process);
  const index = Math.max(0, frame.loops.length - levels);
  const loop = frame.loops[index];
  if (loop === undefined) return;
  frame.loops = frame.loops.slice(0, index + 1);
  while (process.files.length > loop.files) popFiles(process);
  frame.pc = isBreak ? loop.end : loop.next;
  process.status = 0;
}
