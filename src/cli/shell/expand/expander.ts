/** Words to texts. Models POSIX 2.6: braces, tilde, parameters, commands, arithmetic, splitting, paths, quotes. */
import type { MemoryFiles } from '../files/memory-files';
import { ShellError } from '../shell-error';
import type { ShellState } from '../state';
import type { Parameter, Part, Script, Word } from '../syntax/ast';
import { evaluate } from './arithmetic';
import { expandBraces } from './braces';
import { FieldBuilder } from './fields';
import { glob } from './glob';
import { changeCase, removePattern, replacePattern, transform } from './operators';
import { inOrder, type Values, valuesOf } from './parameters';
import { isPattern } from './pattern';

/** What expansion needs of who runs commands. */
export interface Substitutions {
  readonly state: ShellState;
  readonly files: MemoryFiles;
  readonly line: number;
  now(): number;
  /** `$(…)`: what it prints, newlines at the end taken away. */
  command(body: Script): Promise<string>;
  /** `<(…)`: the path of a file that holds what it prints. */
  process(body: Script, direction: '<' | '>'): Promise<string>;
}

export class Expander {
  constructor(private readonly use: Substitutions) {}

  /** The words of a command line. */
  async words(words: readonly Word[]): Promise<string[]> {
    const texts: string[] = [];
    for (const word of words) {
      for (const one of expandBraces(word)) texts.push(...(await this.fields(one)));
    }
    return texts;
  }

  /** One text, not split and no pattern: an assignment, a redirection, `case`. */
  async text(word: Word): Promise<string> {
    return (await this.whole(word)).text;
  }

  /** As a pattern: what is quoted stands for itself. */
  async pattern(word: Word): Promise<string> {
    return (await this.whole(word)).pattern;
  }

  /** Throws an `ArithmeticError`. */
  async arithmetic(word: Word): Promise<number> {
    return this.calculate(await this.text(word));
  }

  /** The key of `a[…]`: a name in an associative array, else a number. */
  async index(name: string, word: Word): Promise<string> {
    const text = await this.text(word);
    if (text === '@' || text === '*' || this.use.state.variable(name)?.isAssociative) return text;
    const index = this.calculate(text);
    if (index >= 0) return String(index);
    const value = this.use.state.variable(name)?.value;
    const last = value instanceof Map ? Math.max(-1, ...[...value.keys()].map(Number)) : 0;
    return String(last + 1 + index);
  }

  calculate(text: string): number {
    const { state } = this.use;
    return evaluate(text, {
      get: (name) => {
        const element = /^(\w+)\[(.*)\]$/.exec(name);
        if (!element) return valuesOf(state, name, null, this.use.now(), this.use.line).list[0];
        return valuesOf(state, element[1] ?? '', this.plainIndex(element[1] ?? '', element[2] ?? ''), 0, 0)
          .list[0];
      },
      set: (name, value) => {
        const element = /^(\w+)\[(.*)\]$/.exec(name);
        if (element)
          state.setElement(element[1] ?? '', this.plainIndex(element[1] ?? '', element[2] ?? ''), value);
        else state.set(name, value);
      },
    });
  }

  private plainIndex(name: string, index: string): string {
    return this.use.state.variable(name)?.isAssociative ? index : String(this.calculate(index));
  }

  private get separators(): string {
    return this.use.state.get('IFS') ?? ' \t\n';
  }

  private async fields(word: Word): Promise<string[]> {
    const builder = new FieldBuilder(this.separators, true);
    await this.parts(withTilde(word, this.use.state), builder);
    builder.close();
    return builder.fields.flatMap(({ text, pattern }) => {
      if (this.use.state.options.noglob || !isPattern(pattern)) return [text];
      const found = glob(pattern, this.use.state.cwd, this.use.files);
      return found.length === 0 ? [text] : found;
    });
  }

  private async whole(word: Word): Promise<{ text: string; pattern: string }> {
    const builder = new FieldBuilder('', false);
    await this.parts(withTilde(word, this.use.state), builder);
    builder.close();
    return {
      text: builder.fields.map(({ text }) => text).join(' '),
      pattern: builder.fields.map(({ pattern }) => pattern).join(' '),
    };
  }

  private async parts(parts: readonly Part[], builder: FieldBuilder, areQuoted = false): Promise<void> {
    for (const part of parts) {
      const isQuoted = areQuoted || (part.type !== 'process' && part.quoted);
      const add = (text: string) => (isQuoted ? builder.quoted(text) : builder.expanded(text));
      switch (part.type) {
        case 'text':
          if (isQuoted) builder.quoted(part.text);
          else builder.plain(part.text);
          break;
        case 'command':
          add(await this.use.command(part.body));
          break;
        case 'arithmetic':
          add(String(await this.arithmetic(part.expression)));
          break;
        case 'process':
          builder.quoted(await this.use.process(part.body, part.direction));
          break;
        case 'parameter':
          await this.parameter(part.parameter, builder, isQuoted);
      }
    }
  }

  private async parameter(parameter: Parameter, builder: FieldBuilder, isQuoted: boolean): Promise<void> {
    const { operator, argument } = parameter;
    const values = await this.values(parameter);
    const isTest = /^:?[-=?+]$/.test(operator);
    if (isTest) {
      const isThere = values.isSet && !(operator.startsWith(':') && values.list.join('') === '');
      const kind = operator.at(-1);
      if (kind === '+' ? isThere : !isThere) {
        if (kind === '?') await this.complain(parameter);
        if (kind === '=') {
          const text = await this.text(argument ?? { parts: [] });
          this.use.state.set(parameter.name, text);
          if (isQuoted) builder.quoted(text);
          else builder.expanded(text);
        } else await this.argument(argument, builder, isQuoted);
        return;
      }
      if (kind === '+') return;
    } else if (!values.isSet && !values.isAt && !values.isStar && this.use.state.options.nounset) {
      throw new ShellError(`${parameter.name}: unbound variable`, 1, true);
    }
    const list = isTest ? values.list : await this.operate(parameter, values);
    this.put(list, values, builder, isQuoted);
  }

  /** The word after `:-` or `:+`. */
  private async argument(word: Word | null, builder: FieldBuilder, isQuoted: boolean): Promise<void> {
    if (word === null) return;
    for (const part of word.parts) {
      // Its unquoted text is split like a value.
      if (part.type === 'text' && !part.quoted && !isQuoted) builder.expanded(part.text);
      else await this.parts([part], builder, isQuoted);
    }
  }

  private put(list: readonly string[], values: Values, builder: FieldBuilder, isQuoted: boolean): void {
    if (isQuoted && !values.isAt) {
      builder.quoted(list.join(values.isStar ? this.separators.slice(0, 1) : ' '));
      return;
    }
    if (isQuoted && list.length === 0) builder.nothing();
    for (const [at, text] of list.entries()) {
      if (at > 0) builder.close();
      if (isQuoted) builder.quoted(text);
      else builder.expanded(text);
    }
  }

  private async complain(parameter: Parameter): Promise<never> {
    const said = parameter.argument === null ? '' : await this.text(parameter.argument);
    const standard = parameter.operator.startsWith(':') ? 'parameter null or not set' : 'parameter not set';
    throw new ShellError(`${parameter.name}: ${said === '' ? standard : said}`, 1, true);
  }

  private async values(parameter: Parameter): Promise<Values> {
    const { state } = this.use;
    const index = parameter.index === null ? null : await this.index(parameter.name, parameter.index);
    if (parameter.isIndirect) {
      if (index === '@' || index === '*') {
        const value = state.variable(parameter.name)?.value;
        const list = value instanceof Map ? inOrder(value).map(([key]) => key) : [];
        return { list, isAt: index === '@', isStar: index === '*', isSet: list.length > 0 };
      }
      const name = state.get(parameter.name) ?? '';
      return valuesOf(state, name, null, this.use.now(), this.use.line);
    }
    return valuesOf(state, parameter.name, index, this.use.now(), this.use.line);
  }

  private async operate(parameter: Parameter, values: Values): Promise<readonly string[]> {
    const { operator } = parameter;
    if (parameter.isLength) {
      const isCount = values.isAt || values.isStar;
      return [String(isCount ? values.list.length : Array.from(values.list[0] ?? '').length)];
    }
    if (operator === '') return values.list;
    const argument = parameter.argument ?? { parts: [] };
    if (operator === ':') return await this.slice(parameter, values);
    if (/^[\^,]/.test(operator)) return values.list.map((text) => changeCase(text, operator));
    if (operator === '@') {
      const letter = await this.text(argument);
      return values.list.map((text) => transform(text, letter));
    }
    const pattern = await this.pattern(argument);
    if (!operator.startsWith('/')) return values.list.map((text) => removePattern(text, operator, pattern));
    const by = parameter.second === null ? '' : await this.text(parameter.second);
    return values.list.map((text) => replacePattern(text, operator, pattern, by));
  }

  private async slice({ argument, second, name }: Parameter, values: Values): Promise<readonly string[]> {
    const start = await this.arithmetic(argument ?? { parts: [] });
    const length = second === null ? null : await this.arithmetic(second);
    if (values.isAt || values.isStar) {
      const whole = name === '@' || name === '*' ? [this.use.state.scriptName, ...values.list] : values.list;
      return whole.slice(start, length === null ? undefined : start + length);
    }
    const text = values.list[0] ?? '';
    const from = start < 0 ? Math.max(0, text.length + start) : start;
    return [text.slice(from, length === null ? undefined : length < 0 ? length : from + length)];
  }
}

/** `~` and `~/…` at the start of a word. */
function withTilde(word: Word, state: ShellState): readonly Part[] {
  const [first, ...rest] = word.parts;
  if (first?.type !== 'text' || first.quoted || !/^~(?:\/|$)/.test(first.text)) return word.parts;
  if (first.text === '~' && rest.length > 0) return word.parts;
  return [
    { type: 'text', text: state.get('HOME') ?? '/', quoted: true },
    { type: 'text', text: first.text.slice(1), quoted: false },
    ...rest,
  ];
}
