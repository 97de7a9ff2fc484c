/** `npm run shell`: a fresh cluster and a shell on it, without a page. Prints what the page would print. */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { Shell } from '../../cli/shell/shell';
import { BufferedSource, type Sink } from '../../cli/shell/streams';
import { FastWorld, TimeIsOver } from './fast-world';
import { hostFolder } from './host-folder';
import { parseShellFlags, SHELL_USAGE, ShellFlagError, type ShellFlags } from './shell-flags';
import { PROGRAMS } from './shell-programs';
import { talk } from './shell-terminal';

const TIME_IS_OVER = 124;

async function main(): Promise<number> {
  // A pipeline of many commands waits for one Ctrl-C; that is no leak.
  setMaxListeners(0);
  const flags = parseShellFlags(process.argv.slice(2));
  if (flags.isHelp) {
    process.stdout.write(SHELL_USAGE);
    return 0;
  }
  const isTyped = flags.line === null && flags.file === null && process.stdin.isTTY;
  const world = new FastWorld({
    seed: flags.seed,
    scene: flags.scene,
    maxVirtualMs: flags.maxVirtualMs,
    speed: isTyped ? flags.speed : null,
  });
  return isTyped ? await talk(world, (shell) => mountAll(shell, flags)) : await script(flags, world);
}

function mountAll(shell: Shell, { mounts }: ShellFlags): void {
  for (const { folder, at } of mounts) shell.files.mount(at, hostFolder(folder));
}

const sinkOf = (stream: NodeJS.WriteStream): Sink => ({
  isTerminal: stream.isTTY === true,
  write: (text) => {
    stream.write(text);
  },
});

async function script(flags: ShellFlags, world: FastWorld): Promise<number> {
  const fromStdin = flags.line === null && flags.file === null;
  const text = flags.line ?? readFileSync(flags.file ?? 0, 'utf8');
  let stdin: string | null | undefined;
  const shell = new Shell({
    clock: world,
    transport: world.transport,
    programs: PROGRAMS,
    // The script itself was standard input; else its commands may read it.
    stdin: new BufferedSource(async () => {
      if (fromStdin || process.stdin.isTTY || stdin === null) return null;
      stdin ??= readFileSync(0, 'utf8');
      const all = stdin;
      stdin = null;
      return all === '' ? null : all;
    }),
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    isInteractive: false,
  });
  mountAll(shell, flags);
  shell.state.scriptName = flags.file ?? 'bash';
  shell.state.positional = flags.args;
  process.on('SIGINT', () => {
    if (!shell.interrupt()) process.exit(130);
  });
  try {
    await world.run(shell.run(text));
    return shell.status;
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
    shell.close();
    process.stderr.write(`orrery: ${error.message}\n`);
    return TIME_IS_OVER;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof ShellFlagError) process.stderr.write(`\n${SHELL_USAGE}`);
  process.exitCode = 2;
}
