/** The shell's time is the world's. */
export interface Clock {
  /** Wall clock of the world, ms since 1970. */
  now(): number;
  /** Waits in virtual time, ms. Rejects with the signal's reason when that is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Work that takes real time, not the world's (a script is loaded, a tool counts): a world that runs as fast as it can stands
   * still meanwhile.
   */
  during<T>(work: Promise<T>): Promise<T>;
  /** Lets everybody else have a turn: a busy loop must not freeze the page. */
  breathe(): Promise<void>;
}
