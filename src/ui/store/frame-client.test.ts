import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FromWorker, ToWorker } from '../../worker/protocol';
import { fullFixtureFrame } from '../testing/fixture';
import { FrameClient, type WorkerPort } from './frame-client';

class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly sent: ToWorker[] = [];
  ended = false;
  postMessage(message: unknown): void {
    this.sent.push(message as ToWorker);
  }
  terminate(): void {
    this.ended = true;
  }
  say(data: FromWorker): void {
    this.onmessage?.({ data } as MessageEvent<FromWorker>);
  }
  get framesAsked(): number {
    return this.sent.filter((message) => message.type === 'frame').length;
  }
}

let pending: ((time: number) => void) | null = null;
let clock = 0;
let workers: FakeWorker[] = [];
let frames: Frame[] = [];
let failures: string[] = [];

/** Lets one animation frame pass. */
function tick(ms = 16): void {
  clock += ms;
  const callback = pending;
  pending = null;
  callback?.(clock);
}

function worker(): FakeWorker {
  const last = workers.at(-1);
  if (!last) throw new Error('no worker');
  return last;
}

function createClient(): FrameClient {
  return new FrameClient({
    world: 'main',
    createWorker: () => {
      workers.push(new FakeWorker());
      return worker();
    },
    onBridge: () => undefined,
    onExchanges: () => undefined,
    onFrame: (frame) => frames.push(frame),
    onFailure: (kind) => failures.push(kind),
  });
}

beforeEach(() => {
  workers = [];
  frames = [];
  failures = [];
  clock = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: (time: number) => void) => {
    pending = callback;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    pending = null;
  });
});
afterEach(() => vi.unstubAllGlobals());

const scene = { scene: 'kubeadm-lab', seed: 1 };

describe('the frame client', () => {
  it('has one frame request on its way, and asks again when the frame has come', () => {
    const client = createClient();
    void client.open(scene).catch(() => undefined);
    for (let i = 0; i < 5; i += 1) tick();
    expect(worker().framesAsked).toBe(1);
    worker().say(fullFixtureFrame(1, 0));
    tick();
    expect(worker().framesAsked).toBe(2);
    expect(frames).toHaveLength(1);
  });

  it('answers each command with its own reply', async () => {
    const client = createClient();
    const opened = client.open(scene);
    const undone = client.send({ type: 'undo' });
    const stepped = client.send({ type: 'step', unit: 'hop' });
    const [open, undo, step] = worker().sent;
    worker().say({ type: 'reply', id: step?.id ?? 0, ok: false, error: 'no such world' });
    worker().say({ type: 'reply', id: undo?.id ?? 0, ok: true, value: { undone: 'x' } });
    worker().say({ type: 'reply', id: open?.id ?? 0, ok: true, value: {} });
    await expect(stepped).rejects.toThrow('no such world');
    await expect(undone).resolves.toEqual({ undone: 'x' });
    await expect(opened).resolves.toEqual({});
    expect(undo).toMatchObject({ type: 'undo', world: 'main' });
  });

  it('says when the worker has died, and fails whoever waits', async () => {
    const client = createClient();
    const opened = client.open(scene);
    worker().onerror?.({ message: 'out of memory' } as ErrorEvent);
    await expect(opened).rejects.toThrow('out of memory');
    expect(failures).toEqual(['crashed']);
    expect(worker().ended).toBe(true);
    await expect(client.send({ type: 'undo' })).rejects.toThrow('not running');
  });

  it('asks a quiet worker for a sign of life, and says when none comes', async () => {
    const client = createClient();
    const opened = client.open(scene);
    worker().say({ type: 'reply', id: worker().sent[0]?.id ?? 0, ok: true, value: {} });
    await opened;
    worker().say(fullFixtureFrame(1, 0));
    for (let i = 0; i < 6; i += 1) tick(500);
    const ping = worker().sent.at(-1);
    expect(ping?.type).toBe('inspect');
    expect(failures).toEqual([]);
    for (let i = 0; i < 7; i += 1) tick(500);
    expect(failures).toEqual(['silent']);
    expect(worker().ended).toBe(true);
  });

  it('lets a worker be quiet that answers when it is asked, because nothing happens in its world', () => {
    const client = createClient();
    client.open(scene).catch(() => undefined);
    worker().say(fullFixtureFrame(1, 0));
    for (let i = 0; i < 60; i += 1) {
      tick(500);
      const last = worker().sent.at(-1);
      if (last?.type === 'inspect') worker().say({ type: 'reply', id: last.id, ok: true, value: {} });
    }
    expect(failures).toEqual([]);
    expect(worker().framesAsked).toBe(1);
  });

  it('gives a worker a minute for what may take long', () => {
    const client = createClient();
    client.open({ ...scene, journal: [], at: 3_600_000 }).catch(() => undefined);
    for (let i = 0; i < 100; i += 1) tick(500);
    expect(failures).toEqual([]);
    for (let i = 0; i < 30; i += 1) tick(500);
    expect(failures).toEqual(['silent']);
  });

  it('does not count the time in which the page was hidden', () => {
    const client = createClient();
    void client.open(scene).catch(() => undefined);
    tick();
    worker().say(fullFixtureFrame(1, 0));
    tick();
    tick(3_600_000);
    for (let i = 0; i < 4; i += 1) tick(500);
    expect(failures).toEqual([]);
  });

  it('refuses a worker that speaks another protocol', () => {
    const client = createClient();
    client.open(scene).catch(() => undefined);
    worker().say({ ...fullFixtureFrame(1, 0), version: 99 });
    expect(failures).toEqual(['version']);
    expect(frames).toEqual([]);
  });

  it('hands the journal to a new worker', () => {
    const client = createClient();
    const first = client.open(scene);
    first.catch(() => undefined);
    client.open({ ...scene, journal: [], at: 5000 }).catch(() => undefined);
    expect(workers[0]?.ended).toBe(true);
    expect(worker().sent[0]).toMatchObject({ type: 'open', journal: [], at: 5000 });
  });
});
