/** JSON in one line, as Go's encoding/json writes it into annotations, patches and hashes. */
import { printJson } from './print/json';

/** Keys in the order in which they stand: a Go struct. */
export function goJsonText(value: unknown): string {
  return printJson(value, false, '');
}

/** Keys sorted: a Go map. */
export function goMapJson(value: unknown): string {
  return printJson(value, true, '');
}
