/** Go templates as trees. Models Go's text/template/parse (parse.go). */
import {
  lexTemplate,
  parseError,
  stringValue,
  type Token,
  type TemplateError,
  tokenName,
} from './go-template-lex';
import type { Operand, ParsedTemplate, Pipe, TemplateCommand, TemplateNode } from './go-template-tree';

/** Throws a `TemplateError`. */
export function parseTemplate(text: string, functions: ReadonlySet<string>): ParsedTemplate {
  return new Parser(text, functions).parse();
}

type End = 'end' | 'else' | 'eof';

class Parser {
  readonly #tokens: readonly Token[];
  readonly #defined = new Map<string, readonly TemplateNode[]>();
  readonly #variables: string[] = ['$'];
  #next = 0;

  constructor(
    private readonly text: string,
    private readonly functions: ReadonlySet<string>,
  ) {
    this.#tokens = lexTemplate(text);
  }

  parse(): ParsedTemplate {
    const [root, end] = this.#list();
    if (end !== 'eof') throw this.#error(`unexpected {{${end}}}`);
    return { root, defined: this.#defined };
  }

  #error(words: string, at = this.#tokens[Math.max(0, this.#next - 1)]?.at ?? 0): TemplateError {
    return parseError(this.text, at, words);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw this.#error('unexpected EOF', this.text.length);
    this.#next += 1;
    return token;
  }

  #skipSpace(): void {
    if (this.#peek()?.type === 'space') this.#next += 1;
  }

  #close(context: string): void {
    this.#skipSpace();
    const token = this.#take();
    if (token.type !== 'close') throw this.#error(`unexpected ${tokenName(token)} in ${context}`);
  }

  /** Nodes up to `{{end}}`, `{{else}}` or the end of the text. */
  #list(): [TemplateNode[], End] {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#peek();
      if (token === undefined) return [nodes, 'eof'];
      this.#next += 1;
      if (token.type === 'text') {
        nodes.push({ type: 'text', text: token.text });
        continue;
      }
      this.#skipSpace();
      const word = this.#peek();
      const keyword = word?.type === 'word' ? word.text : '';
      if (keyword === 'end' || keyword === 'else') {
        this.#next += 1;
        if (keyword === 'end') this.#close('end');
        return [nodes, keyword];
      }
      this.#statement(keyword, nodes);
    }
  }

  #statement(keyword: string, nodes: TemplateNode[]): void {
    switch (keyword) {
      case 'if':
      case 'with':
      case 'range':
        this.#next += 1;
        nodes.push(this.#control(keyword));
        return;
      case 'break':
      case 'continue':
        this.#next += 1;
        this.#close(`{{${keyword}}}`);
        nodes.push({ type: keyword });
        return;
      case 'define':
        this.#next += 1;
        this.#define();
        return;
      case 'template':
        this.#next += 1;
        nodes.push(this.#invocation());
        return;
      default:
        nodes.push({ type: 'action', pipe: this.#pipe('command', 'close') });
    }
  }

  #control(type: 'if' | 'with' | 'range'): TemplateNode {
    const known = this.#variables.length;
    const pipe = this.#pipe(type, 'close');
    const [body, end] = this.#list();
    let otherwise: readonly TemplateNode[] = [];
    if (end === 'else') otherwise = this.#else(type);
    else if (end === 'eof') throw this.#error('unexpected EOF', this.text.length);
    this.#variables.length = known;
    return { type, pipe, body, otherwise };
  }

  #else(type: 'if' | 'with' | 'range'): readonly TemplateNode[] {
    this.#skipSpace();
    const word = this.#peek();
    if (word?.type === 'word' && word.text === type && type !== 'range') {
      this.#next += 1;
      return [this.#control(type)];
    }
    this.#close('else');
    const [nodes, end] = this.#list();
    if (end !== 'end') throw this.#error(end === 'eof' ? 'unexpected EOF' : 'expected end; found {{else}}');
    return nodes;
  }

  #define(): void {
    this.#skipSpace();
    const name = this.#take();
    if (name.type !== 'string') throw this.#error(`unexpected ${tokenName(name)} in define clause`);
    this.#close('define clause');
    const [nodes] = this.#list();
    this.#defined.set(stringValue(name.text), nodes);
  }

  #invocation(): TemplateNode {
    this.#skipSpace();
    const name = this.#take();
    if (name.type !== 'string') throw this.#error(`unexpected ${tokenName(name)} in template clause`);
    this.#skipSpace();
    const isBare = this.#peek()?.type === 'close';
    if (isBare) this.#next += 1;
    const pipe = isBare ? null : this.#pipe('template clause', 'close');
    return { type: 'template', at: name.at, name: stringValue(name.text), pipe };
  }

  /** A pipe and what ends it: `}}` or `)`. */
  #pipe(context: string, end: 'close' | ')'): Pipe {
    this.#skipSpace();
    const at = this.#peek()?.at ?? this.text.length;
    const { variables, isAssignment } = this.#declaration(context);
    const commands: TemplateCommand[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      const isEnd = end === 'close' ? token?.type === 'close' : token?.text === ')';
      if (isEnd) {
        this.#next += 1;
        if (commands.length === 0) throw this.#error(`missing value for ${context}`);
        const text = this.text.slice(at, token?.at).trim();
        return { at, text, variables, isAssignment, commands };
      }
      if (commands.length > 0) {
        if (token?.text !== '|') throw this.#unexpected(context);
        this.#next += 1;
        this.#skipSpace();
      }
      commands.push(this.#command(context));
    }
  }

  #unexpected(context: string): TemplateError {
    const token = this.#take();
    return this.#error(`unexpected ${tokenName(token)} in ${context}`);
  }

  #declaration(context: string): { variables: readonly string[]; isAssignment: boolean } {
    const start = this.#next;
    const variables: string[] = [];
    for (;;) {
      const token = this.#peek();
      if (token?.type !== 'variable') break;
      this.#next += 1;
      variables.push(token.text);
      this.#skipSpace();
      const mark = this.#peek();
      if (mark?.text === ':=' || mark?.text === '=') {
        this.#next += 1;
        if (mark.text === ':=') this.#variables.push(...variables);
        return { variables, isAssignment: mark.text === '=' };
      }
      if (mark?.text !== ',' || context !== 'range') break;
      this.#next += 1;
      this.#skipSpace();
    }
    this.#next = start;
    return { variables: [], isAssignment: false };
  }

  #command(context: string): TemplateCommand {
    const at = this.#peek()?.at ?? this.text.length;
    const operands: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand === null) break;
      operands.push(operand);
      const next = this.#peek();
      if (next?.type !== 'space') break;
    }
    const next = this.#peek();
    const isEnd =
      next === undefined || ['close', 'space'].includes(next.type) || ['|', ')'].includes(next.text);
    if (!isEnd) throw this.#unexpected('operand');
    if (operands.length === 0) {
      if (next === undefined || next.type === 'close' || next.text === ')')
        throw this.#error(`missing value for ${context}`);
      throw this.#unexpected(context);
    }
    const last = this.#tokens[this.#next - 1];
    const end = last === undefined ? at : last.at + last.text.length;
    return { at, text: this.text.slice(at, end).trim(), operands };
  }

  #operand(): Operand | null {
    const token = this.#peek();
    if (token === undefined) return null;
    const { at, text, type } = token;
    switch (type) {
      case 'string':
        this.#next += 1;
        return { type: 'value', value: stringValue(text), at, text };
      case 'char':
        this.#next += 1;
        return { type: 'value', value: stringValue(`"${text.slice(1, -1)}"`).codePointAt(0), at, text };
      case 'number':
        this.#next += 1;
        return { type: 'value', value: Number(text.replaceAll('_', '')), at, text };
      case 'dot':
        this.#next += 1;
        return { type: 'dot', at, text };
      case 'word':
        this.#next += 1;
        return this.#word(token);
      case 'field':
      case 'variable':
        return this.#fields(token);
      case 'mark':
        return text === '(' ? this.#parenthesis(token) : null;
      default:
        return null;
    }
  }

  #word({ at, text }: Token): Operand {
    if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true', at, text };
    if (text === 'nil') return { type: 'nil', at, text };
    if (!this.functions.has(text)) throw this.#error(`function ${JSON.stringify(text)} not defined`);
    return { type: 'function', name: text, at, text };
  }

  #fields(first: Token): Operand {
    const isVariable = first.type === 'variable';
    if (isVariable && !this.#variables.includes(first.text))
      throw this.#error(`undefined variable ${JSON.stringify(first.text)}`, first.at);
    this.#next += 1;
    const chain = this.#chain();
    const names = isVariable ? chain.names : [first.text.slice(1), ...chain.names];
    const at = chain.names.length > 0 ? chain.at : first.at;
    const text = first.text + chain.names.map((name) => `.${name}`).join('');
    return { type: 'fields', of: isVariable ? first.text : null, names, at, text };
  }

  #chain(): { readonly names: readonly string[]; readonly at: number } {
    const at = this.#peek()?.at ?? 0;
    const names: string[] = [];
    for (let token = this.#peek(); token?.type === 'field'; token = this.#peek()) {
      names.push(token.text.slice(1));
      this.#next += 1;
    }
    return { names, at };
  }

  #parenthesis({ at }: Token): Operand {
    this.#next += 1;
    const pipe = this.#pipe('parenthesized pipeline', ')');
    const chain = this.#chain();
    const text = `(${pipe.text})${chain.names.map((name) => `.${name}`).join('')}`;
    return { type: 'fields', of: pipe, names: chain.names, at: chain.names.length > 0 ? chain.at : at, text };
  }
}
