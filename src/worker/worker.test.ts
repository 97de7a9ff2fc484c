import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FromWorker, Reply, ToWorker } from './protocol';

/** The worker's own module, with a page made of two functions. */
interface Page {
  readonly said: FromWorker[];
  send(command: ToWorker): void;
}

async function openPage(): Promise<Page> {
  const said: FromWorker[] = [];
  const listeners: ((event: { readonly data: ToWorker }) => void)[] = [];
  vi.stubGlobal('self', {
    postMessage: (message: FromWorker) => said.push(message),
    addEventListener: (_type: string, listener: (event: { readonly data: ToWorker }) => void) => {
      listeners.push(listener);
    },
  });
  vi.resetModules();
  await import('./worker');
  return {
    said,
    send: (data) => {
      for (const listener of listeners) listener({ data });
    },
  };
}

function frames({ said }: Page): Frame[] {
  return said.filter((message): message is Frame => message.type === 'frame');
}

function replies({ said }: Page): Reply[] {
  return said.filter((message): message is Reply => message.type === 'reply');
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
    expect(frames(page)[0]?.pods).toHaveLength(3);
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
    const name = frames(page)[0]?.pods[0]?.[3] ?? '';
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
    expect(frames(page).at(-1)).toMatchObject({ reset: true, undo: 'Reset', pods: [] });
    page.send({ type: 'undo', id: 7, world: 'a' });
    expect(replies(page).at(-1)).toMatchObject({ id: 7, value: { undone: 'Reset' } });
    page.send({ type: 'frame', id: 8, world: 'a' });
    expect(frames(page).at(-1)).toMatchObject({ reset: true, undo: 'kubectl delete pod' });
    expect(frames(page).at(-1)?.pods).toHaveLength(3);
  });
});
