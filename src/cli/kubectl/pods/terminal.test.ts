import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../../bridge/server/testing/side-by-side';
import type { ProgramContext, RawKeyboard } from '../../program';
import { kubectl } from '../run';

const OBJECTS = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  containers: [{name: main, image: "busybox:1.36", command: [sleep, "3600"]}]
`;

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': OBJECTS } });
  await lab.run('kubectl apply --validate=false -f objects.yaml');
  lab.advance(30_000);
}, 60_000);

afterAll(() => lab.close());

/** A keyboard that types what the test says. */
class Typist implements RawKeyboard {
  isReleased = false;
  private readonly keys: Uint8Array[] = [];
  private wake: () => void = () => undefined;

  type(text: string): void {
    this.keys.push(new TextEncoder().encode(text));
    this.wake();
  }

  async read(): Promise<Uint8Array | null> {
    while (this.keys.length === 0 && !this.isReleased) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.keys.shift() ?? null;
  }

  size() {
    return { columns: 80, rows: 24 };
  }

  onResize(): void {
    // The size stays as it is.
  }

  release(): void {
    this.isReleased = true;
    this.wake();
  }
}

function start(args: readonly string[]) {
  const { ours, files, transport, folder } = lab;
  const typist = new Typist();
  const printed = { out: '', err: '' };
  const context: ProgramContext = {
    transport,
    files,
    env: new Map([['HOME', folder]]),
    stdin: { isTerminal: true, read: () => Promise.resolve(null) },
    isTerminal: true,
    out(text) {
      printed.out += text;
    },
    err(text) {
      printed.err += text;
    },
    commandLine: args.join(' '),
    now: () => ours.epochMs + ours.now,
    sleep: () => Promise.resolve(),
    signal: new AbortController().signal,
    edit: () => Promise.resolve(null),
    raw: () => typist,
  };
  return { typist, printed, ended: kubectl.run(args, context) };
}

async function settle(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isDone(); i += 1) {
    lab.ours.advance(10);
    await sleep(1);
  }
  expect(isDone()).toBe(true);
}

describe('kubectl exec -it', () => {
  it("is the container's terminal until its shell ends, and hands the keyboard back", async () => {
    const { typist, printed, ended } = start(['exec', '-it', 'box', '--', 'sh']);
    await settle(() => printed.out.includes('# '));
    typist.type('echo out; echo err >&2\r');
    await settle(() => printed.out.includes('\r\nout\r\nerr\r\n'));
    typist.type('exit 3\r');
    await settle(() => typist.isReleased);
    expect(await ended).toBe(3);
    expect(printed.err).toBe('command terminated with exit code 3\n');
  });
});
