/**
 * One command line, two kubectls: ours and a real one, each against a world of its own. Both worlds begin the same and get the
 * same command lines, so that everything they print must be the same, byte for byte.
 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { adminKubeconfig } from '../../../cli/admin-kubeconfig';
import { exchange } from '../../../cli/exchange-reply';
import type { HttpReply, Transport } from '../../../cli/http';
import { kubectl } from '../../../cli/kubectl/run';
import type { ProgramContext } from '../../../cli/program';
import { faultInput, type Fault } from '../../../engine/faults/faults';
import { type Headless, openHeadless } from '../../../engine/door/headless';
import { DEFAULT_WORLD, type WorldConfig } from '../../../engine/world';
import { type DoorServer, serveDoor } from './door-server';
import { MemoryFiles } from './memory-files';
import { changed, type Edit, EDITOR_SCRIPT } from './scripted-editor';
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
  /** Wall clock ms that our kubectl reads, as the real one does, instead of the time in the world. */
  readonly now?: () => number;
  readonly loadDescriptions?: Headless['loadDescriptions'];
}

export interface RunOptions {
  readonly stdin?: string;
  /** Virtual ms that pass in each step while the command runs; 0 for a clock that stands. */
  readonly stepMs?: number;
  /** Ctrl-C after so many virtual ms. */
  readonly stopAfterMs?: number;
  /** What an editor does, one for each time that it opens: a text and what takes its place. It saves nothing when there is none. */
  readonly edits?: readonly Edit[];
}

interface Printing {
  out: string;
  err: string;
  shown?: string[];
}

const SERVER = 'https://172.18.0.2:6443';

/** True when there is a real kubectl to compare with. */
export const IS_COMPARED = realKubectl() !== null;

export class Lab {
  readonly ours: Headless;
  readonly theirs: Headless;
  /** Where both run their commands. */
  readonly folder: string;
  readonly files: MemoryFiles;
  readonly transport: Transport;

  private constructor(
    private readonly options: LabOptions,
    private readonly server: DoorServer | null,
    worlds: readonly [Headless, Headless],
  ) {
    [this.ours, this.theirs] = worlds;
    this.folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'orrery-lab-')));
    this.files = new MemoryFiles(this.folder);
    this.transport = transportTo(this.ours);
    this.write('.kube/config', adminKubeconfig(SERVER), adminKubeconfig(server?.url ?? ''));
    for (const [name, text] of Object.entries(options.files ?? {})) this.write(name, text);
  }

  static async open(options: LabOptions = {}): Promise<Lab> {
    const bootMs = options.bootMs ?? 60_000;
    const base = options.config ?? DEFAULT_WORLD;
    const epochMs =
      options.isWallClock === true ? Math.floor(Date.now() / 1000) * 1000 - bootMs : base.epochMs;
    const world = (): Headless => {
      const { loadDescriptions } = options;
      const headless = openHeadless({
        config: { ...base, epochMs },
        isPaused: () => true,
        ...(loadDescriptions === undefined ? {} : { loadDescriptions }),
      });
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

  /** Something breaks, in both worlds. */
  breakDown(fault: Fault): void {
    for (const { simulation, cluster } of [this.ours, this.theirs])
      simulation.input(faultInput(cluster, fault, ''));
  }

  /** Runs a line (`kubectl get pods -o wide`) with ours. */
  async run(line: string, options: RunOptions = {}): Promise<Printed> {
    const [, ...args] = splitLine(line);
    const printed: Printing = { out: '', err: '', ...(options.edits === undefined ? {} : { shown: [] }) };
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
    this.#prepareEditor(options);
    const stop = new AbortController();
    const running = runReal(command, args, {
      signal: stop.signal,
      cwd: this.folder,
      stdin: options.stdin ?? '',
      env: {
        HOME: this.folder,
        PATH: process.env['PATH'] ?? '',
        KUBECACHEDIR: `${this.folder}/cache`,
        KUBE_EDITOR: `"${process.execPath}" "${this.folder}/.editor/editor.mjs"`,
      },
    });
    let isDone = false;
    void running.finally(() => {
      isDone = true;
    });
    await flow(this.theirs, options, stop, () => isDone, this.server);
    const { code, out, err } = await running;
    return { code, out: this.#asOurs(out), err: this.#asOurs(err), ...this.#shownByEditor(options) };
  }

  #prepareEditor({ edits }: RunOptions): void {
    if (edits === undefined) return;
    const folder = path.join(this.folder, '.editor');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'editor.mjs'), EDITOR_SCRIPT);
    writeFileSync(path.join(folder, 'edits.json'), JSON.stringify(edits));
    writeFileSync(path.join(folder, 'shown.json'), '[]');
  }

  #shownByEditor({ edits }: RunOptions): { shown?: readonly string[] } {
    if (edits === undefined) return {};
    const text = readFileSync(path.join(this.folder, '.editor/shown.json'), 'utf8');
    return { shown: JSON.parse(text) as string[] };
  }

  /** Both clocks at the same time again, after commands that let time pass. */
  settle(): void {
    const latest = Math.max(this.ours.now, this.theirs.now);
    this.ours.advance(latest - this.ours.now);
    this.theirs.advance(latest - this.theirs.now);
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

  #context(commandLine: string, options: RunOptions, printed: Printing, signal: AbortSignal): ProgramContext {
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
      now: this.options.now ?? (() => ours.epochMs + ours.now),
      async sleep(ms) {
        const until = ours.now + ms;
        if ((options.stepMs ?? 0) === 0) ours.advance(ms);
        while (ours.now < until && !signal.aborted) await setImmediate();
        signal.throwIfAborted();
      },
      signal,
      edit(_name, text) {
        printed.shown?.push(text);
        return Promise.resolve(changed(text, options.edits?.[(printed.shown?.length ?? 0) - 1]));
      },
    };
  }
}

/** Real ms between two steps: a program in another process gets its turn. */
const TURN_MS = 4;

/** Real ms until a command of ours has begun to watch. */
const START_MS = 50;

/** Real ms without a request until a command in another process is taken to wait. */
const QUIET_MS = 150;

/** Lets a world go on while a command runs. */
async function flow(
  world: Headless,
  { stepMs = 0, stopAfterMs = Infinity }: RunOptions,
  stop: AbortController,
  isDone: () => boolean,
  server: DoorServer | null = null,
): Promise<void> {
  if (stepMs === 0) return;
  // Both begin at the same virtual time: another process needs a while until it has asked.
  if (server === null) await sleep(START_MS);
  else {
    const asked = server.asked;
    while (!isDone() && server.asked === asked) await sleep(TURN_MS);
    while (!isDone() && server.quietMs() < QUIET_MS) await sleep(TURN_MS);
  }
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
function transportTo({ door }: Headless): Transport {
  return {
    async send(request, signal) {
      return (await exchange((sink) => door.open(request, sink), signal)) as HttpReply;
    },
    connect: (request, signal) => exchange((sink) => door.open(request, sink), signal),
  };
}

/** Words of a line as a shell splits them: quotes and backslashes, nothing else. */
function splitLine(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
      (_, single?: string, double?: string, plain?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? plain ?? '',
    ),
  );
}
