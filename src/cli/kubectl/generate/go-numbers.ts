/** Errors of Go's strconv, which kubectl passes on as they are. */
import { goQuote } from '../../../engine/api/go-print';

/** `strconv.ParseUint: parsing "x": invalid syntax`, or `value out of range`. */
export function goAtoiError(
  name: 'Atoi' | 'ParseUint' | 'ParseInt' | 'ParseBool',
  text: string,
  max?: number,
): string {
  const isNumber = /^\d+$/.test(text);
  const words = isNumber && max !== undefined && Number(text) > max ? 'value out of range' : 'invalid syntax';
  return `strconv.${name}: parsing ${goQuote(text)}: ${words}`;
}
