/** A script on its own: a host of plain maps, and time that jumps from wait to wait. */
import { parseTime } from '../api/time';
import type { FileNode } from '../workload/files';
import type { Script } from '../workload/shell/compile';
import type { ShellHost } from '../workload/shell/host';
import { createProcess, runSlice, takeAnswer, takeSignal, wake } from '../workload/shell/machine';
import type { Answer, Ask, ShellProcess } from '../workload/shell/process';

export interface ScriptOutcome {
  /** ms until it ended; Infinity when it did not. */
  readonly runMs: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly signals: readonly number[];
  readonly files: Readonly<Record<string, string>>;
  /** `ms path` of every change of a file. */
  readonly timeline: readonly string[];
  readonly process: ShellProcess;
}

export interface ScriptWishes {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Runs for so long at most. */
  readonly untilMs?: number;
  /** SIGTERM arrives then. */
  readonly termAtMs?: number;
  readonly answer?: (ask: Ask) => Answer;
}

const EPOCH_MS = parseTime('2026-06-01T09:00:00Z') ?? 0;
const DIRECTORIES = ['/', '/tmp', '/etc', '/var', '/var/log', '/bin'];

export function runScript(script: string | Script, wishes: ScriptWishes = {}): ScriptOutcome {
  const { env = {}, untilMs = 3_600_000, termAtMs = Infinity, answer } = wishes;
  const files = new Map<string, FileNode>();
  for (const [path, text] of Object.entries(wishes.files ?? {})) files.set(path, { text, mode: 0o644 });
  const output = { stdout: '', stderr: '' };
  const signals: number[] = [];
  const timeline: string[] = [];
  let now = 0;
  const hostAt = (): ShellHost => ({
    now,
    epochMs: EPOCH_MS,
    hostname: 'web-1',
    ip: '10.244.1.2',
    mainName: 'sh',
    userland: 'busybox',
    user: 'root',
    mounts: [],
    processes: () => [{ pid: 1, command: 'sh' }],
    memoryBytes: () => 1_048_576,
    interrupt: () => undefined,
    files: {
      read: (path) => files.get(path),
      isDirectory: (path) =>
        DIRECTORIES.includes(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`)),
      paths: () => [...files.keys()],
      write: (path, node) => {
        timeline.push(`${now} ${node === null ? '-' : '+'}${path}`);
        if (node === null) files.delete(path);
        else files.set(path, node);
        return '';
      },
    },
    print: (stream, text) => {
      output[stream] += text;
    },
    signal: (number) => {
      signals.push(number);
      return '';
    },
    program: () => undefined,
    ask: () => null,
  });
  const whole = typeof script === 'string' ? { text: script } : script;
  const vars = { HOME: '/root', ...env };
  const exported = Object.keys(vars);
  const process = createProcess({
    name: 'sh',
    script: whole,
    args: ['sh'],
    env: vars,
    exported,
    cwd: '/',
    instant: false,
  });
  runSlice(process, hostAt());
  let term = termAtMs;
  while (process.exitCode < 0 && process.wait !== null) {
    const { wait } = process;
    const next: number = wait.kind === 'ask' ? now + 3 : wait.until;
    if (Math.min(next, term) > untilMs) break;
    if (term < next) {
      now = term;
      term = Infinity;
      if (takeSignal(process, 15) === 'now') wake(process, hostAt(), 143);
      continue;
    }
    now = next;
    if (wait.kind !== 'ask') wake(process, hostAt(), 0);
    else takeAnswer(process, hostAt(), (answer ?? unknownHost)(wait.ask));
  }
  return {
    runMs: process.exitCode < 0 ? Infinity : now,
    exitCode: process.exitCode,
    ...output,
    signals,
    files: Object.fromEntries([...files].map(([path, { text }]) => [path, text])),
    timeline,
    process,
  };
}

function unknownHost(): Answer {
  return { kind: 'failed', why: 'unknown-host', ip: '' };
}
