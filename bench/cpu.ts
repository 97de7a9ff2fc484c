/** What a benchmark measures of this process: CPU time and wall time. */

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

/** The time that one call of `fn` takes. */
export function measure(fn: () => unknown): TimeSpent {
  const timeSpent = startTiming();
  fn();
  return timeSpent();
}
