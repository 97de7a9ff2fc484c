import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodePod, SCENES, type Frame, type FromWorker, type Reply, type ToWorker } from './protocol';

/** The worker's own module, with a page made of two functions. */
interface Page {
  readonly said: FromWorker[];
  /** The message arrives; what it begins may not be done yet. */
  post(command: ToWorker): void;
  /** The worker goes on until it has nothing left to do. */
  rest(): void;
  /** Both. */
  send(command: ToWorker): void;
}

async function openPage(): Promise<Page> {
  const said: FromWorker[] = [];
  const later: (() => void)[] = [];
  const listeners: ((event: { readonly data: ToWorker }) => void)[] = [];
  vi.stubGlobal('self', {
    postMessage: (message: FromWorker) => said.push(message),
    setTimeout: (work: () => void) => later.push(work),
    addEventListener: (_type: string, listener: (event: { readonly data: ToWorker }) => void) => {
      listeners.push(listener);
    },
  });
  vi.resetModules();
  await import('./worker');
  const post = (data: ToWorker): void => {
    for (const listener of listeners) listener({ data });
  };
  const rest = (): void => {
    for (let work = later.shift(); work !== undefined; work = later.shift()) work();
  };
  return {
    said,
    post,
    rest,
    send: (data) => {
      post(data);
      rest();
    },
  };
}

function frames({ said }: Page): Frame[] {
  return said.filter((message): message is Frame => message.type === 'frame');
}

function replies({ said }: Page): Reply[] {
  return said.filter((message): message is Reply => message.type === 'reply');
}

/** Names of the person's pods. */
function ownPods(frame: Frame | undefined): string[] {
  const pods = (frame?.pods ?? []).map(decodePod);
  return pods.filter(({ namespace }) => namespace === 'default').map(({ name }) => name);
}

describe('the worker', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage();
    page.send({ type: 'open', id: 1, world: 'a', scene: 'web', seed: 1 });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('answers a request for a frame with everything at first', () => {
    page.send({ type: 'frame', id: 2, world: 'a' });
    expect(frames(page)[0]).toMatchObject({ reset: true, undo: null });
    expect(ownPods(frames(page)[0])).toHaveLength(4);
  });

  it('takes commands in order that come while a world is being opened', () => {
    page.post({ type: 'open', id: 2, world: 'b', scene: 'busy', seed: 1 });
    page.post({ type: 'frame', id: 3, world: 'b' });
    page.post({ type: 'pace', id: 4, world: 'b', pace: { paused: true } });
    page.post({ type: 'step', id: 5, world: 'b', unit: 'hop' });
    expect(replies(page).some(({ id }) => id === 2)).toBe(false);
    // Another world is not held up by it.
    page.post({ type: 'pace', id: 6, world: 'a', pace: { paused: true } });
    expect(replies(page).at(-1)).toMatchObject({ id: 6, ok: true });
    page.rest();
    expect(replies(page).map(({ id }) => id)).toEqual([1, 6, 2, 4, 5]);
    expect(frames(page).filter(({ world }) => world === 'b')).toHaveLength(1);
  });

  it('offers exactly the scenes that it can open', () => {
    for (const [index, { name }] of SCENES.entries()) {
      page.send({ type: 'open', id: 100 + index, world: name, scene: name, seed: 1 });
      expect(replies(page).at(-1)).toMatchObject({ id: 100 + index, ok: true });
    }
  });

  it('keeps the request while the clock stands and nothing happens, and answers at the first change', () => {
    page.send({ type: 'pace', id: 2, world: 'a', pace: { paused: true } });
    page.send({ type: 'frame', id: 3, world: 'a' });
    page.send({ type: 'frame', id: 4, world: 'a' });
    expect(frames(page)).toHaveLength(1);
    page.send({ type: 'pace', id: 5, world: 'a', pace: { paused: false } });
    expect(frames(page)).toHaveLength(2);
  });

  it('says what it does not know', () => {
    page.send({ type: 'step', id: 2, world: 'b', unit: 'hop' });
    expect(replies(page).at(-1)).toEqual({
      type: 'reply',
      id: 2,
      ok: false,
      error: 'no world called "b" is open',
    });
    page.send({ type: 'open', id: 3, world: 'b', scene: 'x', seed: 1 });
    expect(replies(page).at(-1)).toMatchObject({ ok: false, error: 'there is no scene called "x"' });
  });

  it('brings back with Undo the world that a Reset put aside, and only after everything newer', () => {
    page.send({ type: 'pace', id: 2, world: 'a', pace: { paused: true } });
    page.send({ type: 'frame', id: 3, world: 'a' });
    const name = ownPods(frames(page)[0])[0] ?? '';
    const request = {
      cluster: 'kubeadm-lab',
      verb: 'delete',
      resource: 'pods',
      namespace: 'default',
      name,
    } as const;
    page.send({ type: 'request', id: 4, world: 'a', request, label: 'kubectl delete pod' });
    page.send({ type: 'open', id: 5, world: 'a', scene: 'empty', seed: 1 });
    page.send({ type: 'frame', id: 6, world: 'a' });
    expect(frames(page).at(-1)).toMatchObject({ reset: true, undo: 'Reset' });
    expect(ownPods(frames(page).at(-1))).toEqual([]);
    page.send({ type: 'undo', id: 7, world: 'a' });
    expect(replies(page).at(-1)).toMatchObject({ id: 7, value: { undone: 'Reset' } });
    page.send({ type: 'frame', id: 8, world: 'a' });
    expect(frames(page).at(-1)).toMatchObject({ reset: true, undo: 'kubectl delete pod' });
    expect(ownPods(frames(page).at(-1))).toHaveLength(4);
  });
});
