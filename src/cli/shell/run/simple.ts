/** Simple commands: assignments, functions, builtins, programs, text tools, scripts. */
import { ShellError } from '../shell-error';
import type { Variable } from '../state';
import { BrokenPipe } from '../streams';
import type { Assignment, Simple, Word } from '../syntax/ast';
import { runProgram } from './program';
import { errorsOf, type Process } from './process';
import { redirect } from './redirect';
import type { Runner } from './runner';

/** These change the shell itself, so assignments before them stay. */
const SPECIAL = new Set([
  ':',
  '.',
  'source',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'unset',
]);

export class SimpleRunner {
  constructor(private readonly runner: Runner) {}

  async run(command: Simple, process: Process): Promise<number> {
    const { runner } = this;
    const { state } = process;
    const expander = runner.expander(process);
    if (command.words.length === 0) {
      state.status = 0;
      await redirect(command.redirects, process, expander, runner.machine());
      for (const assignment of command.assignments) await this.assign(assignment, process);
      if (state.options.xtrace)
        for (const { name } of command.assignments) this.trace([`${name}=${state.get(name)}`], process);
      return state.status;
    }
    const words = await this.words(command.words, process);
    const here = await redirect(command.redirects, process, expander, runner.machine());
    if (words.length === 0) return state.status;
    if (state.options.xtrace) this.trace(words, process);
    if (words[0] === 'exec' && words.length === 1) {
      // Redirections of `exec` alone are the shell's own from now on.
      for (const [number, descriptor] of here.descriptors) {
        (process.descriptors as Map<number, unknown>).set(number, descriptor);
      }
      return 0;
    }
    if (command.assignments.length === 0) return await this.invoke(words, here);
    return await this.withAssignments(command.assignments, words, here);
  }

  /** A command that is already words. */
  async invoke(words: readonly string[], process: Process, skipFunctions = false): Promise<number> {
    const machine = this.runner.machine();
    const [name = '', ...args] = words;
    if (!skipFunctions) {
      const body = process.state.functions.get(name);
      if (body !== undefined) return await this.runner.call(name, body, args, process);
    }
    try {
      const builtin = machine.builtins.get(name);
      if (builtin !== undefined) return await builtin(args, process, machine);
      const program = machine.programs.get(name);
      if (program !== undefined) {
        const loaded = await machine.clock.during(program());
        return await runProgram(loaded, args, process, machine);
      }
      if (name.includes('/')) return await this.file(name, args, process);
      if (machine.tools.has(name)) return await machine.tools.run(name, args, process, machine);
    } catch (error) {
      if (error instanceof BrokenPipe) return 141;
      if (error instanceof ShellError && !error.isFatal) {
        // Errors inside a command carry its name.
        throw new ShellError(
          error.message.startsWith(`${name}: `) ? error.message : `${name}: ${error.message}`,
          error.status,
        );
      }
      throw error;
    }
    throw new ShellError(`${name}: command not found`, 127);
  }

  private async file(name: string, args: readonly string[], process: Process): Promise<number> {
    const { files, builtins, programs, tools } = this.runner.machine();
    const path = files.resolve(process.state.cwd, name);
    const known = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(path)?.[1];
    if (known !== undefined && (builtins.has(known) || programs.has(known) || tools.has(known))) {
      return await this.invoke([known, ...args], process, true);
    }
    const kind = files.kindAt(path);
    if (kind === 'missing') throw new ShellError(`${name}: No such file or directory`, 127);
    if (kind === 'folder') throw new ShellError(`${name}: Is a directory`, 126);
    if ((files.entryAt(path).mode & 0o111) === 0) throw new ShellError(`${name}: Permission denied`, 126);
    return await this.script(name, files.readAt(path), args, process);
  }

  /** Runs a script file as a process of its own. */
  async script(name: string, text: string, args: readonly string[], process: Process): Promise<number> {
    const state = process.state.fork();
    state.positional = args;
    state.scriptName = name;
    state.options.errexit = false;
    state.functionDepth = 0;
    state.loopDepth = 0;
    const inner: Process = { ...process, state };
    return await this.runner.subshell(() => this.runner.text(text, inner), inner);
  }

  private async words(words: readonly (Word | Assignment)[], process: Process): Promise<string[]> {
    const expander = this.runner.expander(process);
    const texts: string[] = [];
    for (const word of words) {
      if ('parts' in word) {
        texts.push(...(await expander.words([word])));
        continue;
      }
      if (word.elements === null) {
        texts.push(`${word.name}${word.isAppend ? '+' : ''}=${await expander.text(word.value)}`);
        continue;
      }
      // `declare -A map=(…)`: the name is declared first, then filled.
      const isAssociative = /^-\w*A/.test(texts[1] ?? '');
      const where =
        texts[0] === 'local' || (texts[0] !== 'export' && process.state.functionDepth > 0)
          ? 'local'
          : 'global';
      const variable = process.state.declare(word.name, where);
      if (isAssociative) Object.assign(variable, { isAssociative: true, value: new Map() });
      await this.assign(word, process);
      texts.push(word.name);
    }
    return texts;
  }

  private async assign(
    { name, index, isAppend, value, elements }: Assignment,
    process: Process,
  ): Promise<void> {
    const { state } = process;
    const expander = this.runner.expander(process);
    if (elements !== null) {
      const old = state.variable(name)?.value;
      const list = new Map<string, string>(isAppend && old instanceof Map ? old : []);
      let next = Math.max(-1, ...[...list.keys()].map(Number).filter(Number.isInteger)) + 1;
      for (const element of elements) {
        if (element.index !== null) {
          const key = await expander.index(name, element.index);
          list.set(key, await expander.text(element.value));
          next = Number(key) + 1;
          continue;
        }
        for (const text of await expander.words([element.value])) {
          list.set(String(next), text);
          next += 1;
        }
      }
      const variable = state.variable(name) ?? state.declare(name, 'global');
      if (variable.isReadonly) state.set(name, '');
      variable.value = list;
      return;
    }
    const text = await expander.text(value);
    if (index !== null) {
      const key = await expander.index(name, index);
      const old = state.variable(name)?.value;
      state.setElement(name, key, (isAppend && old instanceof Map ? (old.get(key) ?? '') : '') + text);
    } else state.set(name, (isAppend ? (state.get(name) ?? '') : '') + text);
  }

  /** `A=1 command`: for this command only. */
  private async withAssignments(
    assignments: readonly Assignment[],
    words: readonly string[],
    process: Process,
  ): Promise<number> {
    const { state } = process;
    if (SPECIAL.has(words[0] ?? '')) {
      for (const assignment of assignments) await this.assign(assignment, process);
      return await this.invoke(words, process);
    }
    const kept = new Map<string, Variable | undefined>();
    for (const assignment of assignments) {
      const old = state.variable(assignment.name);
      if (!kept.has(assignment.name)) kept.set(assignment.name, old && { ...old });
      await this.assign(assignment, process);
      state.export(assignment.name);
    }
    try {
      return await this.invoke(words, process);
    } finally {
      for (const [name, old] of kept) {
        const variable = state.variable(name);
        if (old === undefined) state.unset(name);
        else if (variable !== undefined) Object.assign(variable, old);
      }
    }
  }

  private trace(words: readonly string[], process: Process): void {
    const shown = words.map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    );
    errorsOf(process).write(`+ ${shown.join(' ')}\n`);
  }
}
