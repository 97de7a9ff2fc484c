/** A running part of a command line: its state, its file descriptors, its signal. */
import type { ShellState } from '../state';
import { type Sink, type Source, textSource } from '../streams';

export interface Descriptor {
  readonly source?: Source;
  readonly sink?: Sink;
}

export interface Process {
  readonly state: ShellState;
  readonly descriptors: ReadonlyMap<number, Descriptor>;
  /** Aborted with a `Stopped`. */
  readonly signal: AbortSignal;
  /** The line that the person typed. */
  readonly commandLine: string;
  /** In a condition, `set -e` has no say. */
  readonly isCondition: boolean;
  readonly line: number;
}

const CLOSED: Source = textSource('');

export const sourceOf = (process: Process): Source => process.descriptors.get(0)?.source ?? CLOSED;
export const outOf = (process: Process): Sink => process.descriptors.get(1)?.sink ?? NOBODY;
export const errorsOf = (process: Process): Sink => process.descriptors.get(2)?.sink ?? NOBODY;

const NOBODY: Sink = { isTerminal: false, write: () => undefined };

export function withDescriptors(process: Process, changes: Iterable<readonly [number, Descriptor]>): Process {
  const descriptors = new Map(process.descriptors);
  for (const [number, descriptor] of changes) descriptors.set(number, descriptor);
  return { ...process, descriptors };
}
