/** Names and numbers of signals. */

const NUMBERS: Readonly<Record<string, number>> = {
  EXIT: 0,
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  TERM: 15,
};

export const SIGINT = 2;
export const SIGKILL = 9;
export const SIGTERM = 15;

/** `TERM` of `SIGTERM`, `TERM` or `15`. */
export function signalName(word: string): string {
  const bare = word.toUpperCase().replace(/^SIG/, '');
  return Object.keys(NUMBERS).find((name) => String(NUMBERS[name]) === bare) ?? bare;
}

export function signalNumber(word: string): number {
  return NUMBERS[signalName(word)] ?? (Number(word) || SIGTERM);
}
