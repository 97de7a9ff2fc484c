/** `-o go-template=…` on JSON data. Models Go's text/template (exec.go) and kubectl's two functions more. */
import { goQuote } from '../../../engine/api/go-print';
import { callFunction, FUNCTION_NAMES, isTrue, printable } from './go-template-functions';
import { TemplateError } from './go-template-lex';
import { parseTemplate } from './go-template-parse';
import type { Operand, ParsedTemplate, Pipe, TemplateCommand, TemplateNode } from './go-template-tree';

export { TemplateError } from './go-template-lex';

/** The error's words, as Go's `err.Error()`. */
export function goMessage(error: TemplateError): string {
  return error.message;
}

export class GoTemplate {
  readonly #parsed: ParsedTemplate;

  /** `isLenient`: a missing key prints `<no value>`. Throws a `TemplateError`. */
  constructor(
    private readonly text: string,
    private readonly isLenient: boolean,
  ) {
    this.#parsed = parseTemplate(text, FUNCTION_NAMES);
  }

  /** The printed text. Throws a `TemplateError`, which knows what was printed before. */
  execute(data: unknown): string {
    const run = new Run(this.text, this.#parsed, this.isLenient);
    try {
      run.nodes(this.#parsed.root, data, [{ name: '$', value: data }]);
      return run.out;
    } catch (error) {
      if (error instanceof TemplateError) error.printed = run.out;
      throw error;
    }
  }
}

interface Variable {
  readonly name: string;
  value: unknown;
}

/** How a list of nodes ended. */
type Flow = 'done' | 'break' | 'continue';

interface At {
  readonly at: number;
  readonly text: string;
}

class Run {
  out = '';
  #depth = 0;

  constructor(
    private readonly text: string,
    private readonly parsed: ParsedTemplate,
    private readonly isLenient: boolean,
  ) {}

  nodes(nodes: readonly TemplateNode[], dot: unknown, variables: readonly Variable[]): Flow {
    const known = [...variables];
    for (const node of nodes) {
      const flow = this.#node(node, dot, known);
      if (flow !== 'done') return flow;
    }
    return 'done';
  }

  /** A failure at a place, in Go's words. */
  #fail({ at, text }: At, words: string): TemplateError {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - (before.lastIndexOf('\n') + 1);
    return new TemplateError(`template: output:${line}:${column}: executing "output" at <${text}>: ${words}`);
  }

  #node(node: TemplateNode, dot: unknown, variables: Variable[]): Flow {
    switch (node.type) {
      case 'text':
        this.out += node.text;
        return 'done';
      case 'action': {
        const value = this.#pipe(node.pipe, dot, variables);
        if (node.pipe.variables.length === 0) this.out += printable(value);
        return 'done';
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'template':
        return this.#template(node, dot, variables);
      case 'range':
        return this.#range(node, dot, variables);
      case 'if':
      case 'with':
        return this.#condition(node, dot, variables);
    }
  }

  #template(node: TemplateNode & { readonly type: 'template' }, dot: unknown, variables: Variable[]): Flow {
    const nodes = this.parsed.defined.get(node.name);
    const place = { at: node.at, text: `{{template ${goQuote(node.name)}}}` };
    if (nodes === undefined) throw this.#fail(place, `template ${goQuote(node.name)} not defined`);
    this.#depth += 1;
    if (this.#depth > 1000) throw this.#fail(place, 'exceeded maximum template depth (100000)');
    const data = node.pipe === null ? undefined : this.#pipe(node.pipe, dot, variables);
    this.nodes(nodes, data, [{ name: '$', value: data }]);
    this.#depth -= 1;
    return 'done';
  }

  #condition(
    node: TemplateNode & { readonly type: 'if' | 'with' | 'range' },
    dot: unknown,
    variables: Variable[],
  ): Flow {
    const inner = [...variables];
    const value = this.#pipe(node.pipe, dot, inner);
    if (isTrue(value)) return this.nodes(node.body, node.type === 'with' ? value : dot, inner);
    return this.nodes(node.otherwise, dot, inner);
  }

  #range(
    node: TemplateNode & { readonly type: 'if' | 'with' | 'range' },
    dot: unknown,
    variables: Variable[],
  ): Flow {
    const inner = [...variables];
    const value = this.#pipe({ ...node.pipe, variables: [] }, dot, inner);
    const entries = this.#entries(value, node.pipe);
    if (entries.length === 0) return this.nodes(node.otherwise, dot, inner);
    for (const [key, item] of entries) {
      const [first, second] = node.pipe.variables;
      const own = [...inner];
      const set = (name: string, to: unknown) => {
        const known = node.pipe.isAssignment ? inner.findLast((each) => each.name === name) : undefined;
        if (known === undefined) own.push({ name, value: to });
        else known.value = to;
      };
      if (first !== undefined) set(first, second === undefined ? item : key);
      if (second !== undefined) set(second, item);
      if (this.nodes(node.body, item, own) === 'break') break;
    }
    return 'done';
  }

  #entries(value: unknown, place: At): readonly (readonly [unknown, unknown])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
    if (typeof value === 'object')
      return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (typeof value === 'number' && Number.isInteger(value))
      return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index] as const);
    throw this.#fail(place, `range can't iterate over ${printable(value)}`);
  }

  #pipe(pipe: Pipe, dot: unknown, variables: Variable[]): unknown {
    let value: unknown;
    pipe.commands.forEach((command, index) => {
      value = this.#command(command, dot, variables, index === 0 ? [] : [value]);
    });
    for (const name of pipe.variables) {
      const known = pipe.isAssignment ? variables.findLast((each) => each.name === name) : undefined;
      if (known === undefined) variables.push({ name, value });
      else known.value = value;
    }
    return value;
  }

  #command(
    command: TemplateCommand,
    dot: unknown,
    variables: Variable[],
    piped: readonly unknown[],
  ): unknown {
    const [first, ...rest] = command.operands;
    if (first === undefined) return undefined;
    if (first.type !== 'function') {
      if (rest.length > 0 || piped.length > 0)
        throw this.#fail(first, `can't give argument to non-function ${first.text}`);
      if (first.type === 'nil') throw this.#fail(command, 'nil is not a command');
      return this.#operand(first, dot, variables);
    }
    return this.#call(command, first, rest, dot, variables, piped);
  }

  #call(
    command: TemplateCommand,
    { name }: Operand & { readonly type: 'function' },
    rest: readonly Operand[],
    dot: unknown,
    variables: Variable[],
    piped: readonly unknown[],
  ): unknown {
    if (name === 'and' || name === 'or') {
      let value: unknown;
      for (const operand of rest) {
        value = this.#argument(operand, dot, variables);
        if (isTrue(value) === (name === 'or')) return value;
      }
      return piped.length > 0 ? piped[0] : value;
    }
    const values = [...rest.map((operand) => this.#argument(operand, dot, variables)), ...piped];
    try {
      return callFunction(name, values);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const isCount = error.message.startsWith('wrong number of args');
      throw this.#fail(command, isCount ? error.message : `error calling ${name}: ${error.message}`);
    }
  }

  #argument(operand: Operand, dot: unknown, variables: Variable[]): unknown {
    if (operand.type === 'nil') return null;
    if (operand.type !== 'function') return this.#operand(operand, dot, variables);
    return this.#call({ ...operand, operands: [operand] }, operand, [], dot, variables, []);
  }

  #operand(operand: Operand, dot: unknown, variables: Variable[]): unknown {
    switch (operand.type) {
      case 'value':
        return operand.value;
      case 'dot':
        return dot;
      case 'nil':
      case 'function':
        return null;
      case 'fields': {
        const { of } = operand;
        let base: unknown = dot;
        if (typeof of === 'string') base = variables.findLast(({ name }) => name === of)?.value;
        else if (of !== null) base = this.#pipe(of, dot, variables);
        return operand.names.reduce((value, name) => this.#field(value, name, operand), base);
      }
    }
  }

  #field(value: unknown, name: string, place: At): unknown {
    if (value === undefined || value === null) {
      if (!this.isLenient && value === undefined)
        throw this.#fail(place, `nil data; no entry for key ${goQuote(name)}`);
      if (value === null) throw this.#fail(place, `nil pointer evaluating interface {}.${name}`);
      return undefined;
    }
    if (typeof value !== 'object' || Array.isArray(value))
      throw this.#fail(place, `can't evaluate field ${name} in type interface {}`);
    if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
    if (!this.isLenient) throw this.#fail(place, `map has no entry for key ${goQuote(name)}`);
    return undefined;
  }
}
