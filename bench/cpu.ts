/** What a benchmark measures of this process: CPU time, wall time, and the median over runs. */

/** Time spent, in milliseconds with fractions. */
export interface TimeSpent {
  /** User plus system time of every thread of this process: compiler and garbage collector included, waiting not. */
  readonly cpuMs: number;
  /** Time on the wall, waiting included. */
  readonly wallMs: number;
}

/** Starts measuring; each call of the returned function reads the time spent since. */
export function startTiming(): () => TimeSpent {
  const wallStartMs = performance.now();
  const cpuStart = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpuStart);
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wallStartMs };
  };
}

/** The time that one call of `fn` takes, until its promise settles if it returns one. */
export async function measureCpu(fn: () => unknown): Promise<TimeSpent> {
  const timeSpent = startTiming();
  await fn();
  return timeSpent();
}

/** The middle of the values in order, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) {
    throw new RangeError('The median of no values does not exist.');
  }
  return (lower + upper) / 2;
}
