/**
 * Label selectors as people write them: `app=web,tier in (a,b),!old`. Models apimachinery/pkg/labels/selector.go, errors
 * included. What comes out is evaluated by selector.ts.
 */
import { goQuote } from './go-print';
import { labelValue, qualifiedName } from './names';
import type { LabelSelector, LabelSelectorRequirement } from './selector';

export type ParsedSelector = { readonly selector: LabelSelector } | { readonly error: string };

/** `end` is an empty literal at the end of the text. */
interface Token {
  readonly type: 'word' | 'symbol' | 'end';
  readonly text: string;
}

const END: Token = { type: 'end', text: '' };
const SYMBOLS = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? '';
    if (/[ \t\r\n]/.test(character)) {
      at += 1;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (symbol !== undefined) {
      tokens.push({ type: 'symbol', text: symbol });
      at += symbol.length;
      continue;
    }
    let end = at;
    while (end < text.length && !/[=!(),><\s]/.test(text[end] ?? '')) end += 1;
    tokens.push({ type: 'word', text: text.slice(at, end) });
    at = end;
  }
  return tokens;
}

/** Carries the words of the real server out of the parser. */
class SelectorMistake extends Error {}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at] ?? END;
}

function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

function isSymbol(token: Token, text: string): boolean {
  return token.type === 'symbol' && token.text === text;
}

function endsRequirement(token: Token): boolean {
  return token.type === 'end' || isSymbol(token, ',');
}

function validateKey(key: string): void {
  const messages = qualifiedName(key);
  if (messages.length === 0) return;
  throw new SelectorMistake(`<nil>: Invalid value: ${goQuote(key)}: ${messages.join('; ')}`);
}

/** `(a,b)`; an empty place between commas is an empty value. */
function parseValues(cursor: Cursor): readonly string[] {
  const open = next(cursor);
  if (!isSymbol(open, '(')) throw new SelectorMistake(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  let isOpen = true;
  for (let token = next(cursor); !isSymbol(token, ')'); token = next(cursor)) {
    if (isSymbol(token, ',')) {
      if (isOpen) values.add('');
      isOpen = true;
      if (isSymbol(peek(cursor), ')')) values.add('');
    } else if (token.type === 'word' && isOpen) {
      values.add(token.text);
      isOpen = false;
    } else if (token.type === 'word' || !isOpen) {
      throw new SelectorMistake(`found '${token.text}', expected: ',' or ')'`);
    } else throw new SelectorMistake(`found '${token.text}', expected: ',', ')' or identifier`);
  }
  return [...values].sort();
}

function parseExactValue(cursor: Cursor): string {
  if (endsRequirement(peek(cursor))) return '';
  const token = next(cursor);
  if (token.type === 'word') return token.text;
  throw new SelectorMistake(`found '${token.text}', expected: identifier`);
}

/** The operators of objects, and the two that only texts have. */
const OPERATORS: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

function validateRequirement({ key, operator, values = [] }: LabelSelectorRequirement): void {
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    const words = "for 'in', 'notin' operators, values set can't be empty";
    throw new SelectorMistake(`values: Invalid value: []string{}: ${words}`);
  }
  for (const [i, value] of values.entries()) {
    if ((operator === 'Gt' || operator === 'Lt') && !/^[+-]?\d{1,18}$/.test(value)) {
      const words = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw new SelectorMistake(`values[${i}]: Invalid value: ${goQuote(value)}: ${words}`);
    }
    const messages = labelValue(value);
    if (messages.length === 0) continue;
    throw new SelectorMistake(
      `values[${i}][${key}]: Invalid value: ${goQuote(value)}: ${messages.join('; ')}`,
    );
  }
}

function parseRequirement(cursor: Cursor): LabelSelectorRequirement {
  const isNegated = isSymbol(peek(cursor), '!');
  if (isNegated) next(cursor);
  const token = next(cursor);
  if (token.type !== 'word') throw new SelectorMistake(`found '${token.text}', expected: identifier`);
  const key = token.text;
  validateKey(key);
  if (isNegated) return { key, operator: 'DoesNotExist' };
  if (endsRequirement(peek(cursor))) return { key, operator: 'Exists' };
  const sign = next(cursor);
  const operator = Object.hasOwn(OPERATORS, sign.text) ? OPERATORS[sign.text] : undefined;
  if (operator === undefined) {
    throw new SelectorMistake(`found '${sign.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
  const values = sign.type === 'word' ? parseValues(cursor) : [parseExactValue(cursor)];
  const requirement = { key, operator, values };
  validateRequirement(requirement);
  return requirement;
}

function parseAll(text: string): readonly LabelSelectorRequirement[] {
  const cursor: Cursor = { tokens: readTokens(text), at: 0 };
  const requirements: LabelSelectorRequirement[] = [];
  while (peek(cursor).type !== 'end') {
    const first = peek(cursor);
    if (first.type !== 'word' && !isSymbol(first, '!')) {
      throw new SelectorMistake(`found '${first.text}', expected: !, identifier, or 'end of string'`);
    }
    try {
      requirements.push(parseRequirement(cursor));
    } catch (error) {
      if (!(error instanceof SelectorMistake)) throw error;
      throw new SelectorMistake(`unable to parse requirement: ${error.message}`, { cause: error });
    }
    const after = next(cursor);
    if (after.type === 'end') break;
    if (!isSymbol(after, ',')) {
      throw new SelectorMistake(`found '${after.text}', expected: ',' or 'end of string'`);
    }
    const follower = peek(cursor);
    if (follower.type !== 'word' && !isSymbol(follower, '!')) {
      throw new SelectorMistake(`found '${follower.text}', expected: identifier after ','`);
    }
  }
  return requirements;
}

/** What must be equal goes where it is compared fastest; the same key twice stays a requirement. */
function toSelector(requirements: readonly LabelSelectorRequirement[]): LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const requirement of requirements) {
    const { key, operator, values = [] } = requirement;
    const [value] = values;
    if (operator === 'In' && values.length === 1 && value !== undefined && !Object.hasOwn(matchLabels, key)) {
      matchLabels[key] = value;
    } else matchExpressions.push(requirement);
  }
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

/** The selector in a text, as plain data; an empty text selects everything. Or the words of the 400. */
export function parseLabelSelector(text: string): ParsedSelector {
  try {
    return { selector: toSelector(parseAll(text)) };
  } catch (error) {
    if (error instanceof SelectorMistake) return { error: error.message };
    throw error;
  }
}
