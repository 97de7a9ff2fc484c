/** A real kubectl of this machine, if there is one. */
import { execFileSync, spawn } from 'node:child_process';

/** What a command line printed. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the editor was opened with, each time. */
  readonly shown?: readonly string[];
}

const NAMES = ['kubectl.1.33', 'kubectl'];

/** The version that our kubectl speaks as. Others differ in places: 1.32 says `Error:` where 1.33 says `error:`. */
const WANTED = /^v1\.33\./;

let found: string | null | undefined;

/** `ORRERY_KUBECTL`, else a kubectl of 1.33 in the PATH; null when there is none. */
export function realKubectl(): string | null {
  if (found !== undefined) return found;
  const named = process.env['ORRERY_KUBECTL'];
  found = [...(named === undefined ? [] : [named]), ...NAMES].find(isWanted) ?? null;
  if (found === null)
    process.stderr.write('No kubectl of 1.33: what ours prints is NOT compared with a real one.\n');
  return found;
}

function isWanted(command: string): boolean {
  try {
    const text = execFileSync(command, ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { clientVersion } = JSON.parse(text) as { clientVersion: { gitVersion: string } };
    return WANTED.test(clientVersion.gitVersion);
  } catch {
    return false;
  }
}

/** Runs it to its end. Never rejects. */
export function runReal(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly stdin: string;
    readonly env: Readonly<Record<string, string>>;
    /** Aborted: Ctrl-C. */
    readonly signal: AbortSignal;
  },
): Promise<Printed> {
  return new Promise((resolve) => {
    const { cwd, env, stdin, signal } = options;
    // It calls itself by its own name in messages: that of ours.
    const child = spawn(command, [...args], { cwd, env: { ...env }, argv0: 'kubectl' });
    const printed = { out: '', err: '' };
    signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.err += text;
    });
    child.on('close', (code) => resolve({ code: code ?? 1, ...printed }));
    child.on('error', (error) => resolve({ code: 1, out: '', err: String(error) }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
