/** Patterns: `*`, `?`, `[…]` as regular expressions. In a pattern text, a quoted character has a backslash before it. */

/** Matches the whole text. `star`: what `*` may cross. */
export function patternSource(pattern: string, star = '[\\s\\S]*', any = '[\\s\\S]'): string {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (character === '\\') {
      at += 1;
      source += literal(pattern[at] ?? '\\');
    } else if (character === '*') source += star;
    else if (character === '?') source += any;
    else if (character === '[') {
      const end = bracketEnd(pattern, at);
      if (end < 0) source += '\\[';
      else {
        source += bracket(pattern.slice(at + 1, end));
        at = end;
      }
    } else source += literal(character);
  }
  return source;
}

/** True when the text, taken as a pattern, is more than itself. */
export function isPattern(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\[\s\S]/g, ''));
}

/** So that a text stands for itself in a pattern. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]!^-]/g, '\\$&');
}

export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

export function matches(text: string, pattern: string): boolean {
  return new RegExp(`^(?:${patternSource(pattern)})$`, 'u').test(text);
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

function bracketEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at += 1;
  if (pattern[at] === ']') at += 1;
  for (; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern.startsWith('[:', at)) {
      const end = pattern.indexOf(':]', at);
      if (end > 0) at = end + 1;
    } else if (pattern[at] === ']') return at;
  }
  return -1;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
};

function bracket(inside: string): string {
  const isNegated = /^[!^]/.test(inside);
  const rest = isNegated ? inside.slice(1) : inside;
  let source = '';
  for (let at = 0; at < rest.length; at += 1) {
    const named = /^\[:(\w+):\]/.exec(rest.slice(at));
    if (named) {
      source += CLASSES[named[1] ?? ''] ?? '';
      at += named[0].length - 1;
    } else if (rest[at] === '\\') {
      at += 1;
      source += escapeInClass(rest[at] ?? '\\');
    } else source += rest[at] === '-' ? '-' : escapeInClass(rest[at] ?? '');
  }
  if (source === '') return isNegated ? '[\\s\\S]' : '(?!)';
  return `[${isNegated ? '^' : ''}${source.replace(/^-|-$/g, '\\-')}]`;
}

const escapeInClass = (character: string): string => character.replace(/[\\\][^-]/, '\\$&');
