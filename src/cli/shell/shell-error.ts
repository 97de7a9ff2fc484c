/** How a command line goes wrong or is left. */

/** Printed as `bash: <message>`. `isFatal`: ends the script, not only the command. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  constructor(
    message: string,
    readonly status = 1,
    readonly isFatal = false,
  ) {
    super(message);
  }
}

/** `break`, `continue`, `return`, `exit`: thrown up to whom they concern. */
export class Leave extends Error {
  override readonly name = 'Leave';
  constructor(
    readonly what: 'break' | 'continue' | 'return' | 'exit',
    /** Loops for `break` and `continue`; the exit code for the others. */
    readonly value: number,
  ) {
    super(what);
  }
}

/** Why a program was stopped: an `AbortSignal`'s reason. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(
    readonly signalName: 'INT' | 'TERM' | 'PIPE' | 'HUP' | 'KILL',
    /** 128 and the signal's number, or what `timeout` says. */
    readonly status: number,
  ) {
    super(signalName);
  }
}

export const interrupted = (): Stopped => new Stopped('INT', 130);
export const terminated = (): Stopped => new Stopped('TERM', 143);
export const pipeBroken = (): Stopped => new Stopped('PIPE', 141);
