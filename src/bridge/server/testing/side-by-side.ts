/**
 * One command line, two kubectls: ours and a real one, each against a world of its own. Both worlds begin the same and get the
 * same command lines, so that everything they print must be the same, byte for byte.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { exchange, isConnection } from '../../../cli/exchange-reply';
import type { HttpReply, Transport } from '../../../cli/http';
import { kubectl } from '../../../cli/kubectl/run';
import type { ProgramContext } from '../../../cli/program';
import { type Headless, openHeadless } from '../../../engine/door/headless';
import { DEFAULT_WORLD, type WorldConfig } from '../../../engine/world';
import { type DoorServer, serveDoor } from './door-server';
import { MemoryFiles } from './memory-files';
import { type Printed, realKubectl, runReal } from './real-kubectl';

export type { Printed } from './real-kubectl';

export interface LabOptions {
  readonly config?: WorldConfig;
  /** Virtual ms until the first command: 60 s, by when the nodes are Ready. */
  readonly bootMs?: number;
  /** Names and texts of files in the folder where commands run. */
  readonly files?: Readonly<Record<string, string>>;
  /** True: both worlds' clocks begin so that "now" is the machine's wall clock, for what kubectl itself calls an age. */
  readonly isWallClock?: boolean;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Virtual ms that pass in each step while the command runs; 0 for a clock that stands. */
  readonly stepMs?: number;
  /** Ctrl-C after so many virtual ms. */
  readonly stopAfterMs?: number;
}

const SERVER = 'https://172.18.0.2:6443';

export class Lab {
  readonly ours: Headless;
  readonly theirs: Headless;
  /** Where both run their commands. */
  readonly folder: string;
  readonly files: MemoryFiles;
  readonly transport: Transport;

  private constructor(
    options: LabOptions,
    private readonly server: DoorServer | null,
    worlds: readonly [Headless, Headless],
  ) {
    [this.ours, this.theirs] = worlds;
    this.folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'orrery-lab-')));
    this.files = new MemoryFiles(this.folder);
    this.transport = transportTo(this.ours);
    this.write('.kube/config', kubeconfig(SERVER), kubeconfig(server?.url ?? ''));
    for (const [name, text] of Object.entries(options.files ?? {})) this.write(name, text);
  }

  static async open(options: LabOptions = {}): Promise<Lab> {
    const bootMs = options.bootMs ?? 60_000;
    const base = options.config ?? DEFAULT_WORLD;
    const epochMs =
      options.isWallClock === true ? Math.floor(Date.now() / 1000) * 1000 - bootMs : base.epochMs;
    const world = (): Headless => {
      const headless = openHeadless({ config: { ...base, epochMs }, isPaused: () => true });
      headless.advance(bootMs);
      return headless;
    };
    const theirs = world();
    const server = realKubectl() === null ? null : await serveDoor(theirs.door);
    return new Lab(options, server, [world(), theirs]);
  }

  /** True when there is a real kubectl to compare with. */
  get isCompared(): boolean {
    return this.server !== null;
  }

  write(name: string, text: string, theirs = text): void {
    const full = path.resolve(this.folder, name);
    this.files.texts.set(full, text);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, theirs);
  }

  /** Lets so much virtual time pass in both worlds. */
  advance(ms: number): void {
    this.ours.advance(ms);
    this.theirs.advance(ms);
  }

  /** Runs a line (`kubectl get pods -o wide`) with ours. */
  async run(line: string, options: RunOptions = {}): Promise<Printed> {
    const [, ...args] = splitLine(line);
    const printed = { out: '', err: '' };
    let isDone = false;
    const stop = new AbortController();
    const running = kubectl.run(args, this.#context(line, options, printed, stop.signal)).finally(() => {
      isDone = true;
    });
    await flow(this.ours, options, stop, () => isDone);
    return { code: await running, ...printed };
  }

  /** Runs a line with the real one. Throws when there is none. */
  async runReal(line: string, options: RunOptions = {}): Promise<Printed> {
    const command = realKubectl();
    if (command === null) throw new Error('no kubectl');
    const [, ...args] = splitLine(line);
    const stop = new AbortController();
    const running = runReal(command, args, {
      signal: stop.signal,
      cwd: this.folder,
      stdin: options.stdin ?? '',
      env: { HOME: this.folder, PATH: process.env['PATH'] ?? '', KUBECACHEDIR: `${this.folder}/cache` },
    });
    let isDone = false;
    void running.finally(() => {
      isDone = true;
    });
    await flow(this.theirs, options, stop, () => isDone);
    const { code, out, err } = await running;
    return { code, out: this.#asOurs(out), err: this.#asOurs(err) };
  }

  /** Runs a line with both: `[ours, theirs]`, to be compared; ours twice when there is no real one. */
  async both(line: string, options: RunOptions = {}): Promise<readonly [Printed, Printed]> {
    const ours = await this.run(line, options);
    return [ours, this.isCompared ? await this.runReal(line, options) : ours];
  }

  /** What a program of ours gets that a test runs by itself. */
  programContext(commandLine: string): ProgramContext {
    return this.#context(commandLine, {}, { out: '', err: '' }, new AbortController().signal);
  }

  /** The real one knows its server by another address. */
  #asOurs(text: string): string {
    return text.replaceAll(this.server?.url ?? SERVER, SERVER);
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.server?.close();
  }

  #context(
    commandLine: string,
    options: RunOptions,
    printed: { out: string; err: string },
    signal: AbortSignal,
  ): ProgramContext {
    const { ours } = this;
    let stdin: string | null = options.stdin ?? '';
    return {
      transport: this.transport,
      files: this.files,
      env: new Map([['HOME', this.folder]]),
      stdin: {
        isTerminal: false,
        read() {
          const piece = stdin === '' ? null : stdin;
          stdin = null;
          return Promise.resolve(piece);
        },
      },
      isTerminal: false,
      out(text) {
        printed.out += text;
      },
      err(text) {
        printed.err += text;
      },
      commandLine,
      now: () => ours.epochMs + ours.now,
      async sleep(ms) {
        const until = ours.now + ms;
        if ((options.stepMs ?? 0) === 0) ours.advance(ms);
        while (ours.now < until) await setImmediate();
      },
      signal,
      edit: () => Promise.resolve(null),
    };
  }
}

/** Real ms between two steps: a program in another process gets its turn. */
const TURN_MS = 4;

/** Real ms until a command has begun to watch. */
const START_MS = 300;

/** Lets a world go on while a command runs. */
async function flow(
  world: Headless,
  { stepMs = 0, stopAfterMs = Infinity }: RunOptions,
  stop: AbortController,
  isDone: () => boolean,
): Promise<void> {
  if (stepMs === 0) return;
  // Both begin at the same virtual time: another process needs a while until it has asked.
  await sleep(START_MS);
  const until = world.now + stopAfterMs;
  while (!isDone() && world.now < until) {
    world.advance(stepMs);
    await sleep(TURN_MS);
  }
  if (isDone()) return;
  await sleep(100);
  stop.abort(new Error('Ctrl-C'));
}

/** A transport to a world in the same process. */
export function transportTo({ door }: Headless): Transport {
  return {
    async send(request, signal) {
      return (await exchange((sink) => door.open(request, sink), signal)) as HttpReply;
    },
    async connect(request, signal) {
      const answer = await exchange((sink) => door.open(request, sink), signal);
      return isConnection(answer) ? answer : answer;
    },
  };
}

function kubeconfig(server: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user: {}
`;
}

/** Words of a line as a shell splits them: quotes and backslashes, nothing else. */
export function splitLine(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
      (_, single?: string, double?: string, plain?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? plain ?? '',
    ),
  );
}
