import { afterEach, describe, expect, test } from 'vitest';
import { control } from '../../engine/door/control/control';
import { LiveWorld, type LiveWorldOptions } from './live-world';
import { servedWorld } from './worlds';

const WALL = 1_790_000_000_000;
const worlds: LiveWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.stop();
});

function start(options: Partial<LiveWorldOptions> = {}, nodes = 1): LiveWorld {
  const served = servedWorld({ scene: '', nodes, seed: 7 }, WALL);
  const world = new LiveWorld({ ...served, speed: 1, paused: false, control, ...options });
  worlds.push(world);
  return world;
}

interface Got {
  readonly status: number;
  readonly json: () => Record<string, unknown>;
}

function ask(world: LiveWorld, method: string, target: string, body: unknown = ''): Promise<Got> {
  return new Promise((resolve) => {
    let [status, text] = [0, ''];
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    world.open(
      { method, target, headers, body: body === '' ? '' : JSON.stringify(body) },
      {
        head: (code) => (status = code),
        data: (chunk) => (text += String(chunk)),
        end: () => resolve({ status, json: () => JSON.parse(text) as Record<string, unknown> }),
      },
    );
  });
}

const clock = async (world: LiveWorld) => (await ask(world, 'GET', '/orrery/clock')).json();
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

test('the clock on the wall is the world’s when the curtain rises', async () => {
  const world = start({ paused: true });
  expect(world.config.epochMs + ((await clock(world))['now'] as number)).toBe(WALL);
});

test('a scene begins at the clock on the wall as well, with its pods', async () => {
  const served = servedWorld({ scene: 'web', nodes: 3, seed: 7 }, WALL);
  const world = start({ ...served, paused: true });
  expect(world.config.epochMs + world.simulation.now).toBe(WALL);
  const { items } = (await ask(world, 'GET', '/api/v1/namespaces/default/pods')).json() as {
    items: unknown[];
  };
  expect(items).toHaveLength(4);
});

test('no nodes: a control plane without machines, in which clients may create some', async () => {
  const world = start({}, 0);
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'mine' } };
  expect((await ask(world, 'POST', '/api/v1/nodes', node)).status).toBe(201);
  const { items } = (await ask(world, 'GET', '/api/v1/nodes')).json() as {
    items: { metadata: { name: string } }[];
  };
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['mine']);
});

describe('time', () => {
  test('passes at the speed that is asked for', async () => {
    const world = start({ speed: 100 });
    const before = world.simulation.now;
    await expect.poll(() => world.simulation.now - before).toBeGreaterThan(5000);
  });

  test('stands while paused, and a write is answered all the same', async () => {
    const world = start({ paused: true });
    const before = world.simulation.now;
    expect((await ask(world, 'POST', CONFIG_MAPS, CONFIG_MAP)).status).toBe(201);
    expect(world.simulation.now).toBe(before);
  });

  test('max: stands while nothing is to do, and flies while somebody waits', async () => {
    const world = start({ speed: 'max' });
    await expect.poll(() => ask(world, 'GET', '/orrery/clock').then(() => true)).toBe(true);
    const quiet = async () => {
      const { now } = world.simulation;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return world.simulation.now === now;
    };
    await expect.poll(quiet, { timeout: 10_000 }).toBe(true);
    const before = world.simulation.now;
    const watch = world.open(
      { method: 'GET', target: '/api/v1/pods?watch=true', headers: { accept: 'application/json' }, body: '' },
      { head: () => undefined, data: () => undefined, end: () => undefined },
    );
    await expect.poll(() => world.simulation.now - before, { timeout: 10_000 }).toBeGreaterThan(60_000);
    watch.close();
  });

  test('is let pass by an advance, also while paused; several wait for each other', async () => {
    const world = start({ paused: true });
    const before = world.simulation.now;
    const [first, second] = await Promise.all([
      ask(world, 'POST', '/orrery/advance', { ms: 60_000 }),
      ask(world, 'POST', '/orrery/advance', { ms: 30_000 }),
    ]);
    expect(first.json()['now']).toBe(before + 60_000);
    expect(second.json()['now']).toBe(before + 90_000);
    expect(world.simulation.now).toBe(before + 90_000);
  });

  test('a request is served while much time passes', async () => {
    const world = start({ paused: true });
    let done = false;
    const long = ask(world, 'POST', '/orrery/advance', { ms: 4 * 3_600_000 }).then(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await ask(world, 'GET', '/version')).status).toBe(200);
    expect(done).toBe(false);
    await long;
  });
});

describe('a session', () => {
  test('comes back as the same world, and what was open hears of it', async () => {
    const world = start({ paused: true });
    await ask(world, 'POST', CONFIG_MAPS, CONFIG_MAP);
    await ask(world, 'POST', '/orrery/faults', { type: 'power-off', target: 'worker-1' });
    await ask(world, 'POST', '/orrery/advance', { ms: 90_000 });
    const session = (await ask(world, 'GET', '/orrery/session')).json();
    await ask(world, 'DELETE', `${CONFIG_MAPS}/a`);
    expect((await ask(world, 'GET', '/orrery/hash')).json()['hash']).not.toBe(session['hash']);
    let ended = false;
    world.open(
      { method: 'GET', target: '/api/v1/pods?watch=true', headers: { accept: 'application/json' }, body: '' },
      { head: () => undefined, data: () => undefined, end: () => (ended = true) },
    );
    const answer = (await ask(world, 'PUT', '/orrery/session', session)).json();
    expect(answer).toMatchObject({
      same: true,
      at: session['at'],
      step: session['step'],
      hash: session['hash'],
    });
    expect(ended).toBe(true);
    expect((await ask(world, 'GET', `${CONFIG_MAPS}/a`)).status).toBe(200);
    // The world goes on: new requests are not taken for those of the file.
    expect((await ask(world, 'DELETE', `${CONFIG_MAPS}/a`)).status).toBe(200);
  });

  test('of another seed takes this one’s place', async () => {
    const other = start({ ...servedWorld({ scene: '', nodes: 2, seed: 9 }, WALL), paused: true });
    const session = (await ask(other, 'GET', '/orrery/session')).json();
    const world = start({ paused: true });
    expect((await ask(world, 'PUT', '/orrery/session', session)).json()).toMatchObject({ same: true });
    const { items } = (await ask(world, 'GET', '/api/v1/nodes')).json() as { items: unknown[] };
    expect(items).toHaveLength(3);
  });

  test('that does not fit changes nothing', async () => {
    const world = start({ paused: true });
    await ask(world, 'POST', CONFIG_MAPS, CONFIG_MAP);
    const session = (await ask(world, 'GET', '/orrery/session')).json() as {
      journal: { step: number }[];
      step: number;
    };
    const { hash } = (await ask(world, 'GET', '/orrery/hash')).json();
    const journal = session.journal.map((entry) => ({ ...entry, step: entry.step - 5 }));
    const answer = await ask(world, 'PUT', '/orrery/session', { ...session, journal });
    expect(answer.status).toBe(400);
    expect(answer.json()['message']).toMatch(/cannot be used: it cannot be replayed/);
    expect((await ask(world, 'GET', '/orrery/hash')).json()['hash']).toBe(hash);
  });
});
