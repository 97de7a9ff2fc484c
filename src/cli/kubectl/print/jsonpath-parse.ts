/** Reading a JSONPath template. Models client-go/util/jsonpath/parser.go. */

/** What a template is made of. */
export type PathNode =
  | { readonly type: 'list'; readonly nodes: PathNode[] }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'array'; readonly params: readonly [Bound, Bound, Bound] }
  | { readonly type: 'filter'; readonly left: PathNode; readonly right: PathNode; readonly operator: string }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly members: readonly PathNode[] }
  | { readonly type: 'identifier'; readonly name: string };

/** A part of `[start:end:step]`. */
export interface Bound {
  readonly value: number;
  readonly isKnown: boolean;
  /** The end of `[3]`, which is 4. */
  readonly isDerived: boolean;
}

/** A template that is none. The message is Go's. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** The nodes of the whole text. Throws a `PathError`. */
export function parseJsonPath(text: string): PathNode[] {
  return new Parser(text).parse();
}

function parseAction(text: string): PathNode {
  return parseJsonPath(`{${text}}`)[0] ?? { type: 'list', nodes: [] };
}

const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+?)$/;

class Parser {
  readonly #root: PathNode[] = [];
  #position = 0;
  #start = 0;

  constructor(private readonly text: string) {}

  parse(): PathNode[] {
    for (;;) {
      const open = this.text.indexOf('{', this.#position);
      const end = open < 0 ? this.text.length : open;
      if (end > this.#position) this.#root.push({ type: 'text', text: this.text.slice(this.#position, end) });
      if (open < 0) return this.#root;
      this.#position = open + 1;
      this.#start = this.#position;
      const nodes: PathNode[] = [];
      this.#root.push({ type: 'list', nodes });
      this.#action(nodes);
    }
  }

  /** What stands in one pair of braces. */
  #action(nodes: PathNode[]): void {
    for (;;) {
      const rest = this.text.slice(this.#position);
      if (rest.startsWith('}')) {
        this.#position += 1;
        return;
      }
      if (rest.startsWith('[?(')) this.#filter(nodes);
      else if (rest.startsWith('..')) this.#recursive(nodes);
      else this.#part(nodes);
    }
  }

  #part(nodes: PathNode[]): void {
    const character = this.#next();
    if (character === '' || character === '\r' || character === '\n') throw new PathError('unclosed action');
    if (character === ' ' || character === '@' || character === '$') this.#taken();
    else if (character === '[') this.#array(nodes);
    else if (character === '"' || character === "'") this.#quote(nodes, character);
    else if (character === '.') this.#field(nodes);
    else if (/[-+\p{Nd}]/u.test(character)) this.#number(nodes);
    else if (/[_\p{L}]/u.test(character)) this.#identifier(nodes);
    else throw new PathError(`unrecognized character in action: ${unicode(character)}`);
  }

  #next(): string {
    const code = this.text.codePointAt(this.#position);
    if (code === undefined) return '';
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  #taken(): string {
    const value = this.text.slice(this.#start, this.#position);
    this.#start = this.#position;
    return value;
  }

  /** On to the next character that ends a name. */
  #toTerminator(): void {
    while (this.#position < this.text.length) {
      const character = this.text.charAt(this.#position);
      if (/[ \t\r\n.,[\]$@{}]/.test(character)) return;
      this.#position += character === '\\' ? 2 : 1;
    }
    this.#position = Math.min(this.#position, this.text.length);
  }

  #identifier(nodes: PathNode[]): void {
    this.#toTerminator();
    const name = this.#taken();
    if (name === 'true' || name === 'false') nodes.push({ type: 'value', value: name === 'true' });
    else nodes.push({ type: 'identifier', name });
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === 'recursive') throw new PathError('invalid multiple recursive descent');
    this.#position += 2;
    this.#taken();
    nodes.push({ type: 'recursive' });
    if (/^[_\p{L}\p{Nd}]/u.test(this.text.slice(this.#position))) this.#field(nodes);
  }

  #number(nodes: PathNode[]): void {
    while (/[.\d]/.test(this.text.charAt(this.#position))) this.#position += 1;
    const text = this.#taken();
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new PathError(`cannot parse number ${text}`);
    nodes.push({ type: 'value', value: Number(text) });
  }

  #field(nodes: PathNode[]): void {
    this.#taken();
    this.#toTerminator();
    const name = this.#taken();
    if (name === '*') nodes.push({ type: 'wildcard' });
    else nodes.push({ type: 'field', name: name.replaceAll('\\', '') });
  }

  #quote(nodes: PathNode[], end: string): void {
    for (;;) {
      const character = this.#next();
      if (character === '' || character === '\n') throw new PathError('unterminated quoted string');
      if (character === end && this.text.charAt(this.#position - 2) !== '\\') break;
    }
    const value = this.#taken();
    nodes.push({ type: 'text', text: unquoted(value) });
  }

  #array(nodes: PathNode[]): void {
    for (let character = this.#next(); character !== ']'; character = this.#next()) {
      if (character === '' || character === '\n') throw new PathError('unterminated array');
    }
    const inner = this.#taken().slice(1, -1);
    const text = inner === '*' ? ':' : inner;
    const parts = text.split(',');
    if (parts.length > 1) {
      const members = parts.map((part) => parseAction(`[${part.replace(/^ +| +$/g, '')}]`));
      nodes.push({ type: 'union', members });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key !== null) {
      const action = parseAction(`.${key[1] ?? ''}`);
      if (action.type === 'list') nodes.push(...action.nodes);
      return;
    }
    nodes.push({ type: 'array', params: boundsOf(text) });
  }

  #filter(nodes: PathNode[]): void {
    this.#position += 3;
    this.#taken();
    let pair = '';
    let hasBegun = false;
    let hasEnded = false;
    for (;;) {
      const character = this.#next();
      if (character === '' || character === '\n') throw new PathError('unterminated filter');
      if (character === '"' || character === "'") {
        if (!hasBegun) {
          hasBegun = true;
          pair = character;
        } else if (this.text.charAt(this.#position - 2) !== '\\' && character === pair) hasEnded = true;
      } else if (character === ')' && hasBegun === hasEnded) break;
    }
    if (this.#next() !== ']') throw new PathError('unclosed array expect ]');
    const text = this.#taken().slice(0, -2);
    const comparison = COMPARISON.exec(text);
    const [, left = text, operator = 'exists', right] = comparison ?? [];
    nodes.push({
      type: 'filter',
      left: parseAction(left),
      operator,
      right: right === undefined ? { type: 'list', nodes: [] } : parseAction(right),
    });
  }
}

function boundsOf(text: string): readonly [Bound, Bound, Bound] {
  const parts = SLICE.exec(text);
  if (parts === null) throw new PathError(`invalid array index ${text}`);
  const unknown: Bound = { value: 0, isKnown: false, isDerived: false };
  const known = (digits: string): Bound => {
    if (!/^-?\d+$/.test(digits)) throw new PathError(`array index ${digits} is not a number`);
    return { value: Number(digits), isKnown: true, isDerived: false };
  };
  const [, first = '', second = '', third = ''] = parts;
  const start = first === '' ? unknown : known(first);
  const later = (part: string) => (part.length > 1 ? known(part.slice(1)) : unknown);
  const end = second === '' ? { value: start.value + 1, isKnown: true, isDerived: true } : later(second);
  return [start, end, later(third)];
}

/** `U+0021 '!'`. */
function unicode(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

// Models UnquoteExtend, with strconv.UnquoteChar: the other kind of quote may not be escaped.
function unquoted(quoted: string): string {
  const quote = quoted.charAt(0);
  const inner = quoted.slice(1, -1);
  return inner.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/g,
    (_, hex?: string, four?: string, eight?: string, octal?: string, plain = '') => {
      const digits = hex ?? four ?? eight;
      if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const known = plain === quote ? quote : ESCAPED[String(plain)];
      if (known === undefined) throw new PathError(`unquote string ${quoted} error invalid syntax`);
      return known;
    },
  );
}
