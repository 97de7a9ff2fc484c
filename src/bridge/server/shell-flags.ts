/** The command line of `npm run shell`. */
import { parseArgs } from 'node:util';

export const SHELL_USAGE = `npm run shell -- [--seed N] [--scene NAME] [-c LINE | --file SCRIPT] [--max-virtual 24h] [--mount DIR[:PATH]] [--speed N|max]

A fresh cluster and a shell with kubectl. Its clock stands while a command can go on, and jumps when all of them wait.

  --seed         the world's seed (7)
  --scene        what runs in the beginning: web, two-tier, busy, empty (empty)
  -c             runs this line
  --file         runs this script; without -c and --file, the script comes from standard input, or from the keyboard
  --max-virtual  how much of the cluster's time may pass, such as 90s, 30m, 24h (24h); exit code 124 after that
  --mount        shows a folder of this machine, read-only, at /mnt or at PATH
  --speed        at the keyboard: virtual seconds per second (10), or max
`;

export interface ShellFlags {
  readonly seed: number;
  readonly scene: string;
  readonly line: string | null;
  readonly file: string | null;
  readonly maxVirtualMs: number;
  readonly mounts: readonly { readonly folder: string; readonly at: string }[];
  readonly speed: number;
  /** `$1` and so on of the script. */
  readonly args: readonly string[];
  readonly isHelp: boolean;
}

export class ShellFlagError extends Error {
  override readonly name = 'ShellFlagError';
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationMs(text: string): number {
  const found = /^(\d+)([smhd]?)$/.exec(text);
  if (!found) throw new ShellFlagError(`--max-virtual ${text}: expected a time such as 90s, 30m or 24h.`);
  return Number(found[1]) * (UNITS[found[2] || 's'] ?? 1000);
}

/** Throws a `ShellFlagError`. */
export function parseShellFlags(args: readonly string[]): ShellFlags {
  const { values, positionals } = parse(args);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ShellFlagError(`--seed ${values.seed}: expected a whole number.`);
  if (values.command !== undefined && values.file !== undefined) {
    throw new ShellFlagError('-c and --file: give one of the two.');
  }
  const speed = values.speed === 'max' ? Infinity : Number(values.speed);
  if (!(speed > 0)) throw new ShellFlagError(`--speed ${values.speed}: expected a number above 0, or max.`);
  return {
    seed,
    scene: values.scene,
    line: values.command ?? null,
    file: values.file ?? null,
    maxVirtualMs: durationMs(values['max-virtual']),
    mounts: values.mount.map((text) => {
      const at = text.lastIndexOf(':/');
      return at > 0 ? { folder: text.slice(0, at), at: text.slice(at + 1) } : { folder: text, at: '/mnt' };
    }),
    speed,
    args: positionals,
    isHelp: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seed: { type: 'string', default: '7' },
        scene: { type: 'string', default: 'empty' },
        command: { type: 'string', short: 'c' },
        file: { type: 'string' },
        'max-virtual': { type: 'string', default: '24h' },
        mount: { type: 'string', multiple: true, default: [] },
        speed: { type: 'string', default: '10' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new ShellFlagError(error instanceof Error ? error.message : String(error));
  }
}
