/** The operators of `${name…}` that change a text. */
import { matches, patternSource } from './pattern';

/** `#`, `##`, `%`, `%%`. */
export function removePattern(text: string, operator: string, pattern: string): string {
  const lengths = Array.from({ length: text.length + 1 }, (_, at) => at);
  const isGreedy = operator.length === 2;
  const wanted = isGreedy ? lengths.reverse() : lengths;
  for (const length of wanted) {
    if (operator.startsWith('#')) {
      if (matches(text.slice(0, length), pattern)) return text.slice(length);
    } else if (matches(text.slice(text.length - length), pattern)) return text.slice(0, text.length - length);
  }
  return text;
}

/** `/`, `//`, `/#`, `/%`. */
export function replacePattern(text: string, operator: string, pattern: string, by: string): string {
  if (pattern === '') return text;
  const source = patternSource(pattern);
  const anchored =
    operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : `(?:${source})`;
  return text.replace(new RegExp(anchored, operator === '//' ? 'gu' : 'u'), () => by);
}

/** `^`, `^^`, `,`, `,,`. */
export function changeCase(text: string, operator: string): string {
  const change = (part: string) => (operator.startsWith('^') ? part.toUpperCase() : part.toLowerCase());
  return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

/** `@Q`, `@U`, `@L`, `@u`. */
export function transform(text: string, letter: string): string {
  switch (letter) {
    case 'Q':
      return `'${text.replaceAll("'", String.raw`'\''`)}'`;
    case 'U':
      return text.toUpperCase();
    case 'L':
      return text.toLowerCase();
    case 'u':
      return changeCase(text, '^');
    default:
      return text;
  }
}
