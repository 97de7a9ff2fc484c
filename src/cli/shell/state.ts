/** What a shell process has: variables, functions, options, positional parameters, its folder. A subshell has a copy. */
import type { Command } from './syntax/ast';

export interface Variable {
  /** Indexed and associative arrays are maps; index 0 is '0'. */
  value: string | Map<string, string>;
  isExported: boolean;
  isReadonly: boolean;
  isAssociative: boolean;
}

export class ReadonlyError extends Error {
  override readonly name = 'ReadonlyError';
}

export interface Options {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  noglob: boolean;
  pipefail: boolean;
}

export class ShellState {
  readonly functions = new Map<string, Command>();
  readonly aliases = new Map<string, string>();
  readonly traps = new Map<string, string>();
  readonly options: Options = {
    errexit: false,
    nounset: false,
    xtrace: false,
    noglob: false,
    pipefail: false,
  };
  /** The innermost function's variables come last. */
  private scopes: Map<string, Variable>[] = [new Map<string, Variable>()];
  positional: readonly string[] = [];
  cwd = '/';
  scriptName = 'bash';
  status = 0;
  lastBackground = '';
  pipeStatus: readonly number[] = [0];
  startedAt = 0;
  random = 1;
  functionDepth = 0;
  loopDepth = 0;

  /** For `( )`, pipelines, `$(…)` and background jobs. */
  fork(): ShellState {
    const copy = new ShellState();
    for (const [name, body] of this.functions) copy.functions.set(name, body);
    for (const [name, text] of this.aliases) copy.aliases.set(name, text);
    Object.assign(copy.options, this.options);
    copy.scopes = this.scopes.map(
      (scope) => new Map([...scope].map(([name, variable]) => [name, copyOf(variable)])),
    );
    copy.positional = this.positional;
    copy.cwd = this.cwd;
    copy.scriptName = this.scriptName;
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.startedAt = this.startedAt;
    copy.random = this.random;
    copy.functionDepth = this.functionDepth;
    copy.loopDepth = this.loopDepth;
    return copy;
  }

  pushScope(): void {
    this.scopes.push(new Map());
  }

  popScope(): void {
    this.scopes.pop();
  }

  variable(name: string): Variable | undefined {
    for (let at = this.scopes.length - 1; at >= 0; at -= 1) {
      const found = this.scopes[at]?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  get(name: string): string | undefined {
    const variable = this.variable(name);
    return typeof variable?.value === 'string' ? variable.value : variable?.value.get('0');
  }

  /** Sets it where it is, else globally. Throws a `ReadonlyError`. */
  set(name: string, value: string | Map<string, string>): void {
    const variable = this.variable(name);
    if (variable === undefined) this.declare(name, 'global').value = value;
    else {
      if (variable.isReadonly) throw new ReadonlyError(`${name}: readonly variable`);
      if (typeof value === 'string' && variable.value instanceof Map) variable.value.set('0', value);
      else variable.value = value;
    }
  }

  setElement(name: string, index: string, value: string): void {
    const variable = this.variable(name) ?? this.declare(name, 'global');
    if (variable.isReadonly) throw new ReadonlyError(`${name}: readonly variable`);
    if (typeof variable.value === 'string') {
      variable.value = new Map(variable.value === '' ? [] : [['0', variable.value]]);
    }
    variable.value.set(index, value);
  }

  /** The variable of this scope, made when it is not there. */
  declare(name: string, where: 'global' | 'local'): Variable {
    const scope = where === 'global' ? this.scopes[0] : this.scopes.at(-1);
    const existing = scope?.get(name);
    if (existing !== undefined) return existing;
    const made: Variable = { value: '', isExported: false, isReadonly: false, isAssociative: false };
    scope?.set(name, made);
    return made;
  }

  /** Throws a `ReadonlyError`. */
  unset(name: string): void {
    for (let at = this.scopes.length - 1; at >= 0; at -= 1) {
      const found = this.scopes[at]?.get(name);
      if (found === undefined) continue;
      if (found.isReadonly) throw new ReadonlyError(`${name}: cannot unset: readonly variable`);
      this.scopes[at]?.delete(name);
      return;
    }
  }

  export(name: string): void {
    (this.variable(name) ?? this.declare(name, 'global')).isExported = true;
  }

  names(): readonly string[] {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.keys()]))].sort();
  }

  /** What programs see. */
  exported(): Map<string, string> {
    const result = new Map<string, string>();
    for (const scope of this.scopes) {
      for (const [name, { isExported, value }] of scope) {
        if (isExported && typeof value === 'string') result.set(name, value);
      }
    }
    return result;
  }

  nextRandom(): number {
    this.random = (Math.imul(this.random, 1103515245) + 12345) & 0x7fffffff;
    return (this.random >> 16) & 0x7fff;
  }
}

function copyOf(variable: Variable): Variable {
  return {
    ...variable,
    value: variable.value instanceof Map ? new Map(variable.value) : variable.value,
  };
}
