/** Errors that kubectl's libraries log: `E1122 21:00:00.000000       1 portforward.go:424] "Unhandled Error" err="…"`. */
import { goQuote } from '../../../engine/api/go-print';
import type { Call } from '../command';

export function logError(call: Call, place: string, message: string): void {
  const stamp = new Date(call.context.now()).toISOString();
  const day = `${stamp.slice(5, 7)}${stamp.slice(8, 10)}`;
  const time = `${stamp.slice(11, 23)}000`;
  call.err(`E${day} ${time}       1 ${place}] "Unhandled Error" err=${goQuote(message)}\n`);
}
