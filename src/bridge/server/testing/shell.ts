/** A shell on a world of its own, for tests. */
import { Console, type ConsoleOptions } from '../../../cli/shell/console/console';
import { Shell } from '../../../cli/shell/shell';
import { type Sink, textSource } from '../../../cli/shell/streams';
import { FastWorld } from '../fast-world';
import { COMPLETERS, PROGRAMS } from '../shell-programs';

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  /** Virtual ms that passed. */
  readonly ms: number;
}

export interface ShellBench {
  readonly shell: Shell;
  readonly world: FastWorld;
  run(text: string): Promise<Ran>;
}

const MOST_VIRTUAL_MS = 24 * 3_600_000;

/** `stdin`: what commands may read. */
export function openShell(scene = 'empty', stdin = ''): ShellBench {
  const world = new FastWorld({ seed: 7, scene, maxVirtualMs: MOST_VIRTUAL_MS, speed: null });
  let out = '';
  let err = '';
  const sink = (add: (text: string) => void): Sink => ({ isTerminal: false, write: add });
  const shell = new Shell({
    clock: world,
    transport: world.transport,
    programs: PROGRAMS,
    stdin: textSource(stdin),
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      err += text;
    }),
    isInteractive: false,
  });
  return {
    shell,
    world,
    async run(text) {
      out = '';
      err = '';
      const before = world.now();
      const code = await world.run(shell.run(text));
      return { out, err, code, ms: world.now() - before };
    },
  };
}

export interface ConsoleBench {
  readonly console: Console;
  /** Everything that was written to the terminal, escape sequences and all. */
  readonly screen: () => string;
  /** Types, and lets time pass until `wanted` is on the screen. Rejects when it does not come. */
  type(data: string, wanted?: string | RegExp): Promise<string>;
  exited(): number | null;
}

/** A person at a terminal of 80 by 24. */
export function openConsole(
  scene = 'empty',
  options: Pick<ConsoleOptions, 'canComplete'> = {},
): ConsoleBench {
  const world = new FastWorld({ seed: 7, scene, maxVirtualMs: MOST_VIRTUAL_MS, speed: Infinity });
  let written = '';
  let listener: (data: string) => void = () => undefined;
  let code: number | null = null;
  const console = new Console({
    ...options,
    terminal: {
      columns: 80,
      rows: 24,
      write: (text) => {
        written += text;
      },
      onData: (other) => {
        listener = other;
      },
      onResize: () => undefined,
    },
    clock: world,
    transport: world.transport,
    programs: PROGRAMS,
    completers: COMPLETERS,
    onExit: (status) => {
      code = status;
    },
    whileRunning: (run) => world.run(run),
  });
  console.start();
  return {
    console,
    screen: () => written,
    exited: () => code,
    async type(data, wanted) {
      const from = written.length;
      listener(data);
      for (let turn = 0; turn < 3000; turn += 1) {
        const fresh = written.slice(from);
        if (
          wanted === undefined
            ? turn > 2
            : fresh.search(wanted instanceof RegExp ? wanted : literal(wanted)) >= 0
        )
          return fresh;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error(
        `"${String(wanted)}" did not come; the screen has: ${JSON.stringify(written.slice(from))}`,
      );
    },
  };
}

const literal = (text: string): RegExp => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
