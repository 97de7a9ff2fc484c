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

/** Immutable. Whole blocks are never changed again, so that a long log costs no more to go on with than a short one. */
export interface Log {
  readonly blocks: readonly (readonly LogLine[])[];
  /** What comes after the blocks. */
  readonly lines: readonly LogLine[];
  /** How many lines were given up at its beginning. */
  readonly dropped: number;
  /** True while the last line has no end yet. */
  readonly open: boolean;
}

/** Simplified here: a node keeps 10 MiB of each of five files; we keep so many lines. */
const BLOCK_LINES = 100;
const BLOCKS_MAX = 20;
const LINE_LENGTH_MAX = 4096;

const EMPTY: Log = { blocks: [], lines: [], dropped: 0, open: false };

function settled({ blocks, lines, dropped, open }: Log): Log {
  if (lines.length < 2 * BLOCK_LINES) return { blocks, lines, dropped, open };
  const more: (readonly LogLine[])[] = [];
  let rest = lines;
  while (rest.length >= 2 * BLOCK_LINES) {
    more.push(rest.slice(0, BLOCK_LINES));
    rest = rest.slice(BLOCK_LINES);
  }
  const all = [...blocks, ...more];
  const kept = all.slice(-BLOCKS_MAX);
  return { blocks: kept, lines: rest, dropped: dropped + (all.length - kept.length) * BLOCK_LINES, open };
}

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
  writable(state.logs, epoch).set(id, settled({ ...before, lines, open }));
}

/** What is left of a container's log. */
export interface LogView {
  readonly lines: readonly LogLine[];
  /** Number of the first of them, counted from the container's first line. */
  readonly first: number;
  /** True while the last line has no end yet. */
  readonly open: boolean;
}

export function logOf(state: ContainerdState, { id, program, startedAt, state: stage }: Instance): LogView {
  const { blocks, lines, dropped, open } = state.logs.map.get(id) ?? EMPTY;
  const own = blocks.length === 0 ? lines : [...blocks.flat(), ...lines];
  const { banner } = program;
  if (stage === 'created' || banner.length === 0) return { lines: own, first: dropped, open };
  const first = dropped === 0 ? 0 : banner.length + dropped;
  if (dropped > 0) return { lines: own, first, open };
  const stream = program.complains ? 'stderr' : 'stdout';
  return {
    lines: [...banner.map((text): LogLine => ({ at: startedAt, stream, text })), ...own],
    first,
    open,
  };
}

/** All that is known of what a container printed, oldest first. */
export function linesOf(state: ContainerdState, instance: Instance): readonly LogLine[] {
  return logOf(state, instance).lines;
}
