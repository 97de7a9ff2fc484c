/** How sentences are made. */
import type { Narration } from '../protocol';

type Part = Narration['parts'][number];

/** A sentence, and the address or id of what it is about; '' for none. */
export interface Sentence {
  readonly parts: readonly Part[];
  readonly about: string;
}

/** Builds parts from text in which `*name*` is strong. */
function say(text: string): Part[] {
  return text
    .split('*')
    .map((part, index) => ({ text: part, strong: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

export function sentence(text: string, about = ''): Sentence {
  return { parts: say(text), about };
}

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** Numbers up to twelve as words. */
export function words(count: number): string {
  return NUMBERS[count] ?? String(count);
}

export function pods(count: number): string {
  return `${words(count)} ${count === 1 ? 'pod' : 'pods'}`;
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'];

export function ordinal(count: number): string {
  return ORDINALS[count] ?? `${count}th`;
}

const NAMES_MAX = 3;

/** `*a*`, `*a* and *b*`, `*a*, *b* and 5 more`. */
export function names(list: readonly string[]): string {
  const shown = list.length > NAMES_MAX ? list.slice(0, 2) : list;
  const strong = shown.map((name) => `*${name}*`);
  const rest = list.length - shown.length;
  if (rest > 0) return `${strong.join(', ')} and ${rest} more`;
  const last = strong.pop() ?? '';
  return strong.length === 0 ? last : `${strong.join(', ')} and ${last}`;
}

/** Words of others may hold what would look like our own emphasis. */
export function quoted(text: string): string {
  return text.replaceAll('*', '∗').trim();
}
