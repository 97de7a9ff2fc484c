/** grep, sed, awk, jq, sort and their like: just-bash's, one command at a time. Loaded when the first of them is wanted. */
import type { Bash } from 'just-bash/browser';
import type { Machine, TextTools } from '../run/machine';
import { errorsOf, outOf, type Process, sourceOf } from '../run/process';
import { ShellError } from '../shell-error';
import { Collected, readAll, textSource } from '../streams';
import { readsInput, worksByLine } from './input';
import { toolFiles } from './tool-files';

/** Those of the package that the shell does not bring itself. */
const TOOL_NAMES = (
  'awk base64 basename chmod column comm cp cut diff dirname du egrep expand expr fgrep file find fold grep join jq ' +
  'md5sum mkdir mv nl od paste readlink rev rm rmdir sed seq sha1sum sha256sum sort split stat strings tac touch tr ' +
  'tree unexpand uniq wc'
).split(' ');

const NAMES: ReadonlySet<string> = new Set(TOOL_NAMES);

/** A tool that works longer than this, ms of real time, is stopped: an endless `awk` must not take the page with it. */
const LONGEST_MS = 20_000;

export class Tools implements TextTools {
  private loading: Promise<Bash> | null = null;
  /** What a tool that runs other commands (`find -exec`) runs them as. */
  private current: Process | null = null;

  has(name: string): boolean {
    return NAMES.has(name);
  }

  names(): readonly string[] {
    return TOOL_NAMES;
  }

  /** Fetches the tools before they are wanted. */
  async prepare(machine: Machine): Promise<void> {
    await this.load(machine);
  }

  async run(name: string, args: readonly string[], process: Process, machine: Machine): Promise<number> {
    if (!readsInput(name, args)) return await this.once(name, args, '', process, machine);
    const source = sourceOf(process);
    if (!worksByLine(name, args)) {
      return await this.once(name, args, await readAll(source, process.signal), process, machine);
    }
    let best = 1;
    let rest = '';
    let hasRun = false;
    for (;;) {
      const piece = await source.read(process.signal);
      const text = rest + (piece ?? '');
      const end = piece === null ? text.length : text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0 || (piece === null && !hasRun)) {
        hasRun = true;
        const status = await this.once(name, args, text.slice(0, end), process, machine);
        if (status > 1) return status;
        best = Math.min(best, status);
      }
      if (piece === null) return best;
    }
  }

  private async once(
    name: string,
    args: readonly string[],
    stdin: string,
    process: Process,
    machine: Machine,
  ): Promise<number> {
    const env = process.state.exported();
    const bash = await this.load(machine);
    this.current = process;
    const result = await machine.clock.during(
      bash.exec(name, {
        args: [...args],
        stdin,
        cwd: process.state.cwd,
        env: Object.fromEntries(env),
        replaceEnv: true,
        rawScript: true,
        signal: process.signal,
      }),
    );
    process.signal.throwIfAborted();
    const out = outOf(process);
    if (result.stderr !== '') errorsOf(process).write(result.stderr);
    if (result.stdout !== '') out.write(result.stdout);
    return result.exitCode;
  }

  private load(machine: Machine): Promise<Bash> {
    this.loading ??= machine.clock.during(this.make(machine)).catch((error: unknown) => {
      this.loading = null;
      throw new ShellError(`the text tools could not be loaded: ${String(error)}`);
    });
    return this.loading;
  }

  private async make(machine: Machine): Promise<Bash> {
    const { Bash, defineCommand } = await import('just-bash/browser');
    const bash = new Bash({
      fs: toolFiles(machine.files),
      executionLimits: { maxExecutionTimeMs: LONGEST_MS },
      commands: TOOL_NAMES as NonNullable<ConstructorParameters<typeof Bash>[0]>['commands'] & object,
    });
    for (const name of [...machine.programs.keys(), ...machine.builtins.keys()]) {
      if (NAMES.has(name) || !/^[a-z][a-z0-9-]*$/.test(name)) continue;
      bash.registerCommand(defineCommand(name, (args) => this.nested(name, args, machine)));
    }
    return bash;
  }

  private async nested(name: string, args: readonly string[], machine: Machine) {
    const process = this.current;
    if (process === null) return { stdout: '', stderr: '', exitCode: 1 };
    const out = new Collected();
    const errors = new Collected();
    const descriptors = new Map([
      [0, { source: textSource('') }],
      [1, { sink: out }],
      [2, { sink: errors }],
    ]);
    const exitCode = await machine.invoke([name, ...args], {
      ...process,
      state: process.state.fork(),
      descriptors,
    });
    return { stdout: out.text, stderr: errors.text, exitCode };
  }
}
