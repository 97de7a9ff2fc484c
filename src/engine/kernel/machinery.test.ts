import { describe, expect, test } from 'vitest';
import type { ComponentKind, Context } from './component';
import type { SimEvent } from './event';
import { KERNEL, type Control } from './machinery';
import { Simulation } from './simulation';

interface Diary {
  readonly seen: string[];
  starts: number;
}

const ECHO_MS = 5;

/** Writes down what it gets; answers `ask` with `answer`; sets itself a timer when told to. */
const diarist: ComponentKind<Diary> = {
  clone: ({ seen, starts }) => ({ seen: [...seen], starts }),
  restart: ({ starts }) => ({ seen: [], starts: starts + 1 }),
  expects: new Set(['ask']),
  handle(state: Diary, event: SimEvent, context: Context): void {
    const data = event.type === 'undelivered' ? (event.data as { reason: string }).reason : '';
    const peers = event.type === 'connection-lost' ? (event.data as { peers: string[] }).peers.join('+') : '';
    state.seen.push(`${context.now} ${event.type}${data}${peers}`);
    if (event.type === 'ask') context.send(event.from, 'answer', null, ECHO_MS, null);
    if (event.type === 'wait') context.after(100_000, 'woken', null);
    if (event.type === 'say') context.send(event.data as string, 'ask', null, ECHO_MS, null);
    if (event.type === 'end') context.setProcess(event.data as string, false);
    if (event.type === 'begin') context.setProcess(event.data as string, true);
  },
  machineLost: ({ seen, starts }) => ({ seen: [...seen, 'dark'], starts }),
};

function world(): Simulation {
  const simulation = new Simulation({ diarist });
  const empty = (): Diary => ({ seen: [], starts: 0 });
  simulation.addComponent('c/a', 'diarist', empty(), { machine: 'c/one' });
  simulation.addComponent('c/b', 'diarist', empty(), { machine: 'c/two' });
  simulation.addComponent('c/guest', 'diarist', empty(), { machine: 'c/two', hosted: true, running: false });
  simulation.boot('boot');
  simulation.advance({ until: 0 });
  return simulation;
}

function give(simulation: Simulation, to: string, type: string, data: unknown, immediate = false): void {
  const hop = { kind: 'input', verb: type, resource: '', key: '', code: 0 } as const;
  simulation.input({ label: type, from: 'c/a', to, type, data, hop, latency: 0, immediate });
}

function control(simulation: Simulation, data: Control): void {
  give(simulation, KERNEL, 'control', data);
}

function seen(simulation: Simulation, address: string): string[] {
  return (simulation.stateOf(address) as Diary).seen;
}

function run(simulation: Simulation, ms: number): void {
  simulation.advance({ until: simulation.now + ms });
}

describe('a process that is stopped', () => {
  test('hears nothing, its timers are void, and it begins anew when it is started', () => {
    const simulation = world();
    give(simulation, 'c/b', 'wait', null);
    run(simulation, 10);
    control(simulation, { type: 'stop-process', address: 'c/b' });
    run(simulation, 10);
    give(simulation, 'c/b', 'note', null);
    run(simulation, 10);
    control(simulation, { type: 'start-process', address: 'c/b' });
    run(simulation, 200_000);

    expect(seen(simulation, 'c/b')).toEqual(['30 start']);
    expect((simulation.stateOf('c/b') as Diary).starts).toBe(1);
  });

  test('is missed at once by those who talk to it', () => {
    const simulation = world();
    control(simulation, { type: 'stop-process', address: 'c/b' });
    run(simulation, 10);
    give(simulation, 'c/a', 'say', 'c/b');
    run(simulation, 20);

    expect(seen(simulation, 'c/a').slice(1)).toEqual([
      '1 connection-lostc/b',
      '10 say',
      '16 undeliveredrefused',
    ]);
  });

  test('refuses at once also while the clock stands', () => {
    const simulation = world();
    control(simulation, { type: 'stop-process', address: 'c/b' });
    run(simulation, 10);
    give(simulation, 'c/b', 'ask', null, true);

    expect(seen(simulation, 'c/a').at(-1)).toBe('10 undeliveredrefused');
  });

  test('reads on its start what was written to its disk meanwhile', () => {
    const simulation = world();
    control(simulation, { type: 'stop-process', address: 'c/b' });
    control(simulation, { type: 'disk', address: 'c/b', change: { type: 'file', data: null } });
    control(simulation, { type: 'start-process', address: 'c/b' });
    control(simulation, { type: 'disk', address: 'c/b', change: { type: 'file', data: null } });
    run(simulation, 10);

    expect(seen(simulation, 'c/b')).toEqual(['0 start', '0 file', '0 file']);
  });

  test('may be one that somebody else starts and ends', () => {
    const simulation = world();
    give(simulation, 'c/b', 'begin', 'c/guest');
    run(simulation, 10);
    give(simulation, 'c/guest', 'note', null);
    run(simulation, 10);
    expect(seen(simulation, 'c/guest')).toEqual(['0 start', '10 note']);
    give(simulation, 'c/b', 'end', 'c/guest');
    run(simulation, 10);

    expect(simulation.machinery.isUp('c/guest')).toBe(false);
    expect(seen(simulation, 'c/a')).toContain('21 connection-lostc/guest');
  });
});

describe('a machine without power', () => {
  test('is silent: new messages time out after 10 s, open connections after 45 s', () => {
    const simulation = world();
    control(simulation, { type: 'power-off', machine: 'c/two' });
    run(simulation, 10);
    give(simulation, 'c/a', 'say', 'c/b');
    run(simulation, 60_000);

    expect(seen(simulation, 'c/a').slice(1)).toEqual([
      '10 say',
      '10015 undeliveredunreachable',
      '45000 connection-lostc/b+c/guest',
    ]);
    expect(seen(simulation, 'c/b').at(-1)).toBe('dark');
  });

  test('boots when it has power again, and starts its own services only', () => {
    const simulation = world();
    give(simulation, 'c/b', 'begin', 'c/guest');
    run(simulation, 10);
    control(simulation, { type: 'power-off', machine: 'c/two' });
    run(simulation, 10);
    control(simulation, { type: 'power-on', machine: 'c/two' });
    run(simulation, 60_000);

    expect(seen(simulation, 'c/b')).toEqual(['8020 start']);
    expect(simulation.machinery.isUp('c/guest')).toBe(false);
    expect(seen(simulation, 'c/a').at(-1)).toBe('21 connection-lostc/b+c/guest');
  });
});

test('a machine boots whatever becomes of its network meanwhile', () => {
  const simulation = world();
  control(simulation, { type: 'power-off', machine: 'c/two' });
  control(simulation, { type: 'power-on', machine: 'c/two' });
  run(simulation, 1000);
  control(simulation, { type: 'cut', machine: 'c/two' });
  control(simulation, { type: 'mend', machine: 'c/two' });
  run(simulation, 10_000);

  expect(seen(simulation, 'c/b')).toEqual(['8000 start']);
});

describe('a machine that is cut off', () => {
  test('goes on for itself; both sides miss one another after 45 s', () => {
    const simulation = world();
    control(simulation, { type: 'cut', machine: 'c/two' });
    run(simulation, 50_000);
    give(simulation, 'c/a', 'say', 'c/b');
    run(simulation, 20_000);
    control(simulation, { type: 'mend', machine: 'c/two' });
    give(simulation, 'c/a', 'say', 'c/b');
    run(simulation, 10);

    expect(seen(simulation, 'c/a').slice(1)).toEqual([
      '45000 connection-lostc/b+c/guest',
      '50000 say',
      '60005 undeliveredunreachable',
      '70000 say',
      '70010 answer',
    ]);
    expect(seen(simulation, 'c/b')).toEqual(['0 start', '45000 connection-lostc/a', '70005 ask']);
  });

  test('loses its connections when the cut is mended soon, because something may have been lost', () => {
    const simulation = world();
    control(simulation, { type: 'cut', machine: 'c/two' });
    run(simulation, 5000);
    control(simulation, { type: 'mend', machine: 'c/two' });
    run(simulation, 100_000);

    expect(seen(simulation, 'c/a').slice(1)).toEqual(['5001 connection-lostc/b+c/guest']);
    expect(seen(simulation, 'c/b').slice(1)).toEqual(['5001 connection-lostc/a']);
  });
});

test('a snapshot holds what is off and cut, and a restored world goes on as the other one', () => {
  const simulation = world();
  control(simulation, { type: 'cut', machine: 'c/two' });
  control(simulation, { type: 'stop-process', address: 'c/a' });
  run(simulation, 100);
  const snapshot = simulation.snapshot();
  control(simulation, { type: 'mend', machine: 'c/two' });
  run(simulation, 50_000);
  simulation.restore(snapshot);
  expect(simulation.machinery.machine('c/two').cut).toBe(true);
  expect(simulation.machinery.isUp('c/a')).toBe(false);
  run(simulation, 50_000);

  expect(seen(simulation, 'c/b').at(-1)).toBe('45000 connection-lostc/a');
});
