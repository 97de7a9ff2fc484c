/** `$(( … ))`: whole numbers with the operators of C that scripts use. */

import { own } from '../own';

type Operation = (a: number, b: number) => number;

const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  {
    '*': (a, b) => a * b,
    '/': (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
    '%': (a, b) => (b === 0 ? 0 : a % b),
  },
];

const TOKEN = /\s*(\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|\+\+|--|[-+*/%]=|[-+*/%<>!()=?:])/y;
const DEPTH_MAX = 50;

class Evaluator {
  private readonly tokens: string[] = [];
  private at = 0;
  private depth = 0;

  constructor(
    text: string,
    private readonly read: (name: string) => string,
    private readonly assign: (name: string, value: number) => void,
  ) {
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text))
      this.tokens.push(match[1] as string);
  }

  value(): number {
    const name = this.tokens[this.at] ?? '';
    const operator = this.tokens[this.at + 1] ?? '';
    if (/^[A-Za-z_]/.test(name) && /^[-+*/%]?=$/.test(operator)) {
      this.at += 2;
      const right = this.value();
      const left = this.variable(name);
      const operation = LEVELS[4]?.[operator[0] ?? ''] ?? LEVELS[5]?.[operator[0] ?? ''];
      const result = operation === undefined ? right : operation(left, right);
      this.assign(name, result);
      return result;
    }
    const condition = this.level(0);
    if (!this.take('?')) return condition;
    const yes = this.value();
    this.take(':');
    const no = this.value();
    return condition === 0 ? no : yes;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private variable(name: string): number {
    const value = Number(this.read(name));
    return Number.isNaN(value) ? 0 : Math.trunc(value);
  }

  private level(index: number): number {
    const operations = LEVELS[index];
    if (operations === undefined) return this.unary();
    let left = this.level(index + 1);
    for (;;) {
      const operation = own(operations, this.tokens[this.at] ?? '');
      if (operation === undefined) return left;
      this.at++;
      left = operation(left, this.level(index + 1));
    }
  }

  private unary(): number {
    if (++this.depth > DEPTH_MAX) return 0;
    const value = this.primary();
    this.depth--;
    return value;
  }

  private primary(): number {
    const token = this.tokens[this.at++] ?? '';
    if (token === '-') return -this.unary();
    if (token === '+') return this.unary();
    if (token === '!') return Number(this.unary() === 0);
    if (token === '(') {
      const value = this.value();
      this.take(')');
      return value;
    }
    if (token === '++' || token === '--') return this.step(this.tokens[this.at++] ?? '', token, true);
    if (!/^[A-Za-z_]/.test(token)) return Number(token) || 0;
    const sign = this.tokens[this.at];
    if (sign !== '++' && sign !== '--') return this.variable(token);
    this.at++;
    return this.step(token, sign, false);
  }

  private step(name: string, sign: string, before: boolean): number {
    const old = this.variable(name);
    const fresh = sign === '++' ? old + 1 : old - 1;
    this.assign(name, fresh);
    return before ? fresh : old;
  }
}

export function evaluate(
  text: string,
  read: (name: string) => string,
  assign: (name: string, value: number) => void,
): number {
  return new Evaluator(text, read, assign).value();
}
