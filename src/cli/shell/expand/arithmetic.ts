/** `$((…))`: C's integer arithmetic. Numbers are exact up to 2^53; beyond that bash would wrap at 2^63. */

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

type Operator = (left: number, right: number) => number;

const int = (value: number): number => Math.trunc(value);

function divide(left: number, right: number): number {
  return int(left / right);
}

/** From loose to tight. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { '|': (a, b) => Number(BigInt(a) | BigInt(b)) },
  { '^': (a, b) => Number(BigInt(a) ^ BigInt(b)) },
  { '&': (a, b) => Number(BigInt(a) & BigInt(b)) },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  },
  { '<<': (a, b) => a * 2 ** b, '>>': (a, b) => Math.floor(a / 2 ** b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  {
    '*': (a, b) => a * b,
    '/': divide,
    '%': (a, b) => a - divide(a, b) * b,
  },
];

const TOKENS =
  /\s*(\d+#[0-9a-zA-Z@_]+|0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?|<<=|>>=|\*\*|\+\+|--|&&|\|\||[-+*/%&|^<>=!]=|<<|>>|[-+*/%&|^<>=!~?:(),])/y;

/** Throws an `ArithmeticError` with bash's words. */
export function evaluate(text: string, variables: Variables, depth = 0): number {
  if (depth > 64) throw new ArithmeticError(`${text}: expression recursion level exceeded`);
  return new Evaluation(tokens(text), text, variables, depth).all();
}

function tokens(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    TOKENS.lastIndex = at;
    const match = TOKENS.exec(text);
    if (!match) {
      const rest = text.slice(at).trim();
      throw new ArithmeticError(
        `${text}: syntax error: invalid arithmetic operator (error token is "${rest}")`,
      );
    }
    found.push(match[1] ?? '');
    at = TOKENS.lastIndex;
  }
  return found;
}

class Evaluation {
  private at = 0;
  /** Above 0, nothing is assigned: the side of `&&`, `||`, `?:` that does not count. */
  private skipping = 0;

  constructor(
    private readonly list: readonly string[],
    private readonly text: string,
    private readonly variables: Variables,
    private readonly depth: number,
  ) {}

  all(): number {
    if (this.list.length === 0) return 0;
    const value = this.comma();
    if (this.at < this.list.length) this.fail();
    return value;
  }

  private fail(): never {
    const rest = this.list.slice(this.at).join(' ');
    throw new ArithmeticError(
      rest === ''
        ? `${this.text}: syntax error: operand expected (error token is "${this.text.trim().slice(-1)}")`
        : `${this.text}: syntax error in expression (error token is "${rest}")`,
    );
  }

  private take(token: string): boolean {
    if (this.list[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private comma(): number {
    let value = this.assignment();
    while (this.take(',')) value = this.assignment();
    return value;
  }

  private assignment(): number {
    const name = this.list[this.at] ?? '';
    const operator = this.list[this.at + 1] ?? '';
    const isAssignment = /^[A-Za-z_]/.test(name) && /^(?:=|[-+*/%&|^]=|<<=|>>=)$/.test(operator);
    if (!isAssignment) return this.ternary();
    this.at += 2;
    const right = this.assignment();
    if (operator === '=') return this.assign(name, right);
    return this.assign(name, this.apply(operator.slice(0, -1), this.read(name), right));
  }

  private apply(operator: string, left: number, right: number): number {
    if (right === 0 && this.skipping === 0 && (operator === '/' || operator === '%')) {
      const token = this.list[this.at - 1] ?? '';
      throw new ArithmeticError(`${this.text}: division by 0 (error token is "${token}")`);
    }
    for (const level of LEVELS) {
      const found = level[operator];
      if (found !== undefined) return this.skipping > 0 ? 0 : found(left, right);
    }
    return this.fail();
  }

  private assign(name: string, value: number): number {
    if (this.skipping === 0) this.variables.set(name, String(value));
    return value;
  }

  private skip<T>(isSkipped: boolean, work: () => T): T {
    this.skipping += isSkipped ? 1 : 0;
    const value = work();
    this.skipping -= isSkipped ? 1 : 0;
    return value;
  }

  private ternary(): number {
    const condition = this.or();
    if (!this.take('?')) return condition;
    const yes = this.skip(condition === 0, () => this.assignment());
    if (!this.take(':')) this.fail();
    const no = this.skip(condition !== 0, () => this.assignment());
    return condition === 0 ? no : yes;
  }

  private or(): number {
    let left = this.and();
    while (this.take('||')) {
      const right = this.skip(left !== 0, () => this.and());
      left = Number(left !== 0 || right !== 0);
    }
    return left;
  }

  private and(): number {
    let left = this.binary(0);
    while (this.take('&&')) {
      const right = this.skip(left === 0, () => this.binary(0));
      left = Number(left !== 0 && right !== 0);
    }
    return left;
  }

  private binary(level: number): number {
    const operators = LEVELS[level];
    if (operators === undefined) return this.power();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.list[this.at] ?? '';
      if (operators[operator] === undefined) return left;
      this.at += 1;
      left = this.apply(operator, left, this.binary(level + 1));
    }
  }

  private power(): number {
    const base = this.unary();
    if (!this.take('**')) return base;
    return base ** this.power();
  }

  private unary(): number {
    if (this.take('!')) return Number(this.unary() === 0);
    if (this.take('~')) return -this.unary() - 1;
    if (this.take('-')) return -this.unary();
    if (this.take('+')) return this.unary();
    for (const [token, step] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (!this.take(token)) continue;
      const name = this.list[this.at] ?? '';
      this.at += 1;
      return this.assign(name, this.read(name) + step);
    }
    return this.primary();
  }

  private primary(): number {
    if (this.take('(')) {
      const value = this.comma();
      if (!this.take(')')) this.fail();
      return value;
    }
    const token = this.list[this.at];
    if (token === undefined) return this.fail();
    if (/^\d/.test(token)) {
      this.at += 1;
      return parseNumber(token);
    }
    if (!/^[A-Za-z_]/.test(token)) return this.fail();
    this.at += 1;
    const value = this.read(token);
    if (this.take('++')) this.assign(token, value + 1);
    else if (this.take('--')) this.assign(token, value - 1);
    return value;
  }

  private read(name: string): number {
    const text = this.variables.get(name) ?? '';
    if (/^\s*-?(?:0|[1-9]\d*)\s*$/.test(text)) return Number(text);
    return text.trim() === '' ? 0 : evaluate(text, this.variables, this.depth + 1);
  }
}

function parseNumber(token: string): number {
  const [base, digits] = token.split('#');
  if (digits !== undefined) return Number.parseInt(digits, Number(base));
  if (/^0[xX]/.test(token)) return Number.parseInt(token, 16);
  if (/^0\d/.test(token)) {
    if (/[89]/.test(token))
      throw new ArithmeticError(`${token}: value too great for base (error token is "${token}")`);
    return Number.parseInt(token, 8);
  }
  return Number(token);
}
