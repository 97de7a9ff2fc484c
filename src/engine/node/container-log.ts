/** What containers printed: the newest lines of each. */
import { writable } from '../kernel/cow';
import type { ContainerdState, Instance } from './containerd-state';

/** One line that a container printed. */
export interface LogLine {
  /** Virtual ms. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Immutable. */
export interface Log {
  readonly lines: readonly LogLine[];
  /** True while the last line has no end yet. */
  readonly open: boolean;
}

const LINES_MAX = 200;
const LINE_LENGTH_MAX = 4096;

const EMPTY: Log = { lines: [], open: false };

export function appendLog(
  state: ContainerdState,
  epoch: number,
  id: string,
  at: number,
  stream: LogLine['stream'],
  text: string,
): void {
  const before = state.logs.map.get(id) ?? EMPTY;
  const pieces = text.split('\n');
  const open = pieces[pieces.length - 1] !== '';
  if (!open) pieces.pop();
  const lines = [...before.lines];
  pieces.forEach((piece, i) => {
    const last = lines[lines.length - 1];
    const joins = i === 0 && before.open && last?.stream === stream;
    const whole = (joins ? last.text + piece : piece).slice(0, LINE_LENGTH_MAX);
    if (joins) lines[lines.length - 1] = { ...last, text: whole };
    else lines.push({ at, stream, text: whole });
  });
  writable(state.logs, epoch).set(id, { lines: lines.slice(-LINES_MAX), open });
}

/** All that is known of what a container printed, oldest first. */
export function linesOf(
  state: ContainerdState,
  { id, program, startedAt, state: stage }: Instance,
): readonly LogLine[] {
  const own = state.logs.map.get(id)?.lines ?? EMPTY.lines;
  if (stage === 'created' || program.banner.length === 0) return own;
  const stream = program.complains ? 'stderr' : 'stdout';
  return [...program.banner.map((text): LogLine => ({ at: startedAt, stream, text })), ...own];
}
