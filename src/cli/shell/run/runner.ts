/** Runs scripts: lists, pipelines whose commands run side by side, functions, background jobs. */
import { ArithmeticError } from '../expand/arithmetic';
import { Expander } from '../expand/expander';
import { Leave, pipeBroken, ShellError, Stopped } from '../shell-error';
import { ReadonlyError } from '../state';
import { BrokenPipe, Collected, Pipe, textSource } from '../streams';
import type { AndOr, Command, Item, Pipeline, Script } from '../syntax/ast';
import { ShellSyntaxError } from '../syntax/ast';
import { Parser } from '../syntax/parser';
import { CompoundRunner } from './compound';
import type { Machine } from './machine';
import { errorsOf, outOf, type Process, withDescriptors } from './process';
import { redirect } from './redirect';
import { SimpleRunner } from './simple';

/** Commands between two turns of everybody else. */
const COMMANDS_PER_BREATH = 64;
/** A script that never waits for anything is stopped here: time would never pass in a world that runs as fast as it can. */
const MOST_COMMANDS_WITHOUT_TIME = 2_000_000;

export class Runner {
  private readonly compounds: CompoundRunner;
  private readonly simples: SimpleRunner;
  private sinceBreath = 0;
  private sinceTime = 0;
  private lastTime = -1;
  private processFiles = 0;

  constructor(readonly machine: () => Machine) {
    this.compounds = new CompoundRunner(this);
    this.simples = new SimpleRunner(this);
  }

  /** Parses and runs line by line. Syntax errors are printed; status 2. */
  async text(text: string, process: Process): Promise<number> {
    const parser = new Parser(text, process.state.aliases);
    for (;;) {
      let script: Script | null;
      try {
        script = parser.next();
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
        const lines = text.split('\n');
        const where = this.prefix(process, error.line);
        errorsOf(process).write(`${where}${error.message}\n`);
        if (!error.isIncomplete) errorsOf(process).write(`${where}\`${lines[error.line - 1] ?? ''}'\n`);
        process.state.status = 2;
        return 2;
      }
      if (script === null) return process.state.status;
      await this.script(script, process);
    }
  }

  async script(script: Script, process: Process): Promise<number> {
    for (const item of script) {
      process.signal.throwIfAborted();
      if (item.isBackground) this.background(item, process);
      else process.state.status = await this.chain(item.chain, process);
    }
    return process.state.status;
  }

  /** Lets others run from time to time. Throws when the process was stopped, or when time stands for too long. */
  async breathe(process: Process): Promise<void> {
    this.sinceBreath += 1;
    if (this.sinceBreath < COMMANDS_PER_BREATH) return;
    const { clock } = this.machine();
    const now = clock.now();
    this.sinceTime = now === this.lastTime ? this.sinceTime + this.sinceBreath : 0;
    this.lastTime = now;
    this.sinceBreath = 0;
    if (this.sinceTime > MOST_COMMANDS_WITHOUT_TIME) {
      throw new ShellError(`${MOST_COMMANDS_WITHOUT_TIME} commands without any wait: stopped`, 124, true);
    }
    await clock.breathe();
    process.signal.throwIfAborted();
  }

  /** `bash: ` at a prompt, `script.sh: line 3: ` in a script. */
  prefix({ state }: Process, line: number): string {
    return this.machine().isInteractive && state.scriptName === 'bash'
      ? 'bash: '
      : `${state.scriptName}: line ${line}: `;
  }

  expander(process: Process): Expander {
    return new Expander({
      state: process.state,
      files: this.machine().files,
      line: process.line,
      now: () => this.machine().clock.now(),
      command: (body) => this.substitute(body, process),
      process: (body, direction) => this.processFile(body, direction, process),
    });
  }

  private async substitute(body: Script, process: Process): Promise<string> {
    const collected = new Collected();
    const state = process.state.fork();
    process.state.status = await this.subshell(
      () => this.script(body, withDescriptors({ ...process, state }, [[1, { sink: collected }]])),
      process,
    );
    return collected.text.replace(/\n+$/, '');
  }

  /** `<(…)`: runs to its end, into a file. */
  private async processFile(body: Script, direction: '<' | '>', process: Process): Promise<string> {
    if (direction === '>') throw new ShellError('process substitution >( ) is not supported');
    this.processFiles += 1;
    const path = `/tmp/.process-${this.processFiles}`;
    this.machine().files.writeAt(path, await this.substitute(body, process).then((text) => `${text}\n`));
    return path;
  }

  /** Runs `work` as a process of its own: `exit` and errors end it, not its parent. */
  async subshell(work: () => Promise<number>, process: Process): Promise<number> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Leave) return error.what === 'exit' || error.what === 'return' ? error.value : 0;
      if (error instanceof ShellError) {
        this.report(error, process);
        return error.status;
      }
      if (error instanceof BrokenPipe) return pipeBroken().status;
      throw error;
    }
  }

  report(error: ShellError | ArithmeticError | ReadonlyError, process: Process): void {
    errorsOf(process).write(`${this.prefix(process, process.line)}${error.message}\n`);
  }

  private background(item: Item, process: Process): void {
    const state = process.state.fork();
    const { jobs } = this.machine();
    const job = jobs.start(item.source, (signal) => {
      const inner = withDescriptors({ ...process, state, signal }, [[0, { source: textSource('') }]]);
      return this.subshell(() => this.chain(item.chain, inner), inner);
    });
    process.state.lastBackground = String(job.pid);
    process.state.status = 0;
    if (this.machine().isInteractive) errorsOf(process).write(`[${job.number}] ${job.pid}\n`);
  }

  private async chain({ first, rest }: AndOr, process: Process): Promise<number> {
    const condition = { ...process, isCondition: true };
    let last = first;
    let status = await this.pipeline(first, rest.length > 0 ? condition : process);
    process.state.status = status;
    let ran = rest.length === 0;
    for (const [at, { operator, pipeline }] of rest.entries()) {
      if ((operator === '&&') !== (status === 0)) continue;
      const isLast = at === rest.length - 1;
      status = await this.pipeline(pipeline, isLast ? process : condition);
      process.state.status = status;
      last = pipeline;
      ran = isLast;
    }
    if (status !== 0 && ran && !last.isNegated && process.state.options.errexit && !process.isCondition) {
      throw new Leave('exit', status);
    }
    return status;
  }

  private async pipeline(pipeline: Pipeline, process: Process): Promise<number> {
    const { clock } = this.machine();
    const startedAt = clock.now();
    const { commands, isNegated, isTimed } = pipeline;
    const inner = isNegated ? { ...process, isCondition: true } : process;
    const [only] = commands;
    let status = 0;
    if (commands.length === 1 && only !== undefined) {
      status = await this.command(only, inner);
      process.state.pipeStatus = [status];
    } else if (commands.length > 1) status = await this.sideBySide(pipeline, inner);
    if (isTimed) errorsOf(process).write(timeReport(clock.now() - startedAt));
    return isNegated ? Number(status === 0) : status;
  }

  private async sideBySide({ commands, withErrors }: Pipeline, process: Process): Promise<number> {
    let before: Pipe | null = null;
    const running = commands.map((command, at) => {
      const own = new AbortController();
      const from = before;
      const to = at < commands.length - 1 ? new Pipe(() => own.abort(pipeBroken())) : null;
      before = to;
      const stage: Process = {
        ...withDescriptors(process, [
          ...(from === null ? [] : [[0, { source: from.source }] as const]),
          ...(to === null ? [] : [[1, { sink: to }] as const]),
          ...(to !== null && withErrors[at] === true ? [[2, { sink: to }] as const] : []),
        ]),
        state: process.state.fork(),
        signal: AbortSignal.any([process.signal, own.signal]),
      };
      return this.stage(command, stage, process).finally(() => {
        to?.end();
        from?.break();
      });
    });
    const statuses = await Promise.all(running);
    process.signal.throwIfAborted();
    process.state.pipeStatus = statuses;
    if (!process.state.options.pipefail) return statuses.at(-1) ?? 0;
    return statuses.findLast((status) => status !== 0) ?? 0;
  }

  private async stage(command: Command, stage: Process, process: Process): Promise<number> {
    try {
      return await this.subshell(() => this.command(command, stage), stage);
    } catch (error) {
      if (error instanceof Stopped) return error.status;
      if (process.signal.aborted) return 130;
      throw error;
    }
  }

  /** One command. Its own errors are printed; those that end the script are thrown. */
  async command(command: Command, process: Process): Promise<number> {
    await this.breathe(process);
    if (command.type === 'function') {
      process.state.functions.set(command.name, command.body);
      return 0;
    }
    const here: Process = { ...process, line: command.line };
    try {
      if (command.type === 'simple') return await this.simples.run(command, here);
      const inner = await redirect(command.redirects, here, this.expander(here), this.machine());
      return await this.compounds.run(command.compound, inner);
    } catch (error) {
      if (error instanceof ArithmeticError || error instanceof ReadonlyError) {
        this.report(error, here);
        return 1;
      }
      if (!(error instanceof ShellError) || error.isFatal) throw error;
      this.report(error, here);
      return error.status;
    }
  }

  /** The body of a function, with its own parameters. */
  async call(name: string, body: Command, args: readonly string[], process: Process): Promise<number> {
    const { state } = process;
    if (state.functionDepth > 200)
      throw new ShellError(`${name}: maximum function nesting level exceeded (200)`, 1, true);
    const { positional, loopDepth } = state;
    state.positional = args;
    state.loopDepth = 0;
    state.functionDepth += 1;
    state.pushScope();
    try {
      return await this.command(body, process);
    } catch (error) {
      if (error instanceof Leave && error.what === 'return') return error.value;
      throw error;
    } finally {
      state.popScope();
      state.functionDepth -= 1;
      state.positional = positional;
      state.loopDepth = loopDepth;
    }
  }

  write(process: Process, text: string): void {
    outOf(process).write(text);
  }

  /** A command that is already words. */
  async invoke(words: readonly string[], process: Process, skipFunctions = false): Promise<number> {
    await this.breathe(process);
    return await this.simples.invoke(words, process, skipFunctions);
  }
}

/** `time`: the world's time; a computer that is only modelled has no user and system time. */
function timeReport(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3);
  return `\nreal\t${minutes}m${seconds}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}
