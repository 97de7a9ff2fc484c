import { describe, expect, test } from 'vitest';
import type { ComponentKind } from './component';
import type { Hop } from './event';
import type { Input } from './journal';
import { createStream, nextBelow, type RandomStream } from './random';
import { Simulation } from './simulation';

const HOP: Hop = { kind: 'request', verb: 'throw', resource: 'balls', key: '', code: 0 };

interface Player {
  readonly other: string;
  readonly random: RandomStream;
  readonly log: number[];
}

/** Throws a ball back and forth, a random time later; a second one now and then in the same millisecond. */
const player: ComponentKind<Player> = {
  clone: (state) => ({ ...state, random: state.random.slice(), log: [...state.log] }),
  handle(state, event, context) {
    state.log.push(event.seq);
    if (event.type === 'start' || state.log.length > 400) return;
    const latency = nextBelow(state.random, 4);
    if (event.type === 'ball') context.send(state.other, 'ball', null, latency, HOP);
    if (nextBelow(state.random, 5) === 0) context.after(nextBelow(state.random, 3), 'rest', null);
  },
};

const observer: ComponentKind<null> = {
  clone: (state) => state,
  handle: (_state, event, context) => context.answer([event.type, event.cause, context.cause, context.now]),
};

function game(seed = 1): Simulation {
  const kinds = { player: player as ComponentKind<unknown>, observer: observer as ComponentKind<unknown> };
  const simulation = new Simulation(kinds, 1 << 12);
  for (const [self, other] of [
    ['c/a', 'c/b'],
    ['c/b', 'c/a'],
  ] as const) {
    simulation.addComponent(self, 'player', { other, random: createStream(seed, self), log: [] });
  }
  simulation.addComponent('c/user', 'observer', null);
  simulation.boot('play');
  return simulation;
}

function ball(label: string, latency = 2, immediate = false, to = 'c/a'): Input {
  return { label, from: 'c/user', to, type: 'ball', data: null, hop: HOP, latency, immediate };
}

/** A game of 600 ms with four inputs, one of them between two events of one millisecond. */
function played(seed = 1): Simulation {
  const simulation = game(seed);
  simulation.input(ball('first'));
  simulation.advance({ until: 100 });
  simulation.input(ball('second', 0));
  simulation.advance({ until: 300, budget: 57 });
  simulation.input(ball('third', 1, true));
  simulation.advance({ until: 400 });
  simulation.input(ball('fourth', 5));
  simulation.advance({ until: 600 });
  return simulation;
}

describe('advance', () => {
  test('ends with the same world wherever it stops in between', () => {
    const whole = game();
    whole.input(ball('first'));
    whole.advance({ until: 500 });
    const ways: ((simulation: Simulation) => unknown)[] = [
      (simulation) => simulation.advance({ until: 500, budget: 7 }),
      (simulation) => simulation.advance({ until: 500, shouldYield: () => true }),
      (simulation) => simulation.advance({ until: 500, stop: (event) => event.seq % 3 === 0 }),
      (simulation) => simulation.advance({ until: Math.min(500, simulation.now + 11) }),
    ];
    for (const way of ways) {
      const parts = game();
      parts.input(ball('first'));
      for (let i = 0; i < 2000; i++) way(parts);
      parts.advance({ until: 500 });
      expect(parts.stateHash()).toBe(whole.stateHash());
    }
  });

  test('says why it stopped, and after how many events', () => {
    const simulation = game();
    simulation.input(ball('first'));

    expect(simulation.advance({ until: 500, budget: 5 })).toEqual({ reason: 'budget', dispatched: 5 });
    expect(simulation.advance({ until: 500, stop: () => true })).toEqual({ reason: 'stop', dispatched: 1 });
    expect(simulation.advance({ until: 500, shouldYield: () => true })).toEqual({
      reason: 'yield',
      dispatched: 63,
    });
    expect(simulation.advance({ until: 500 }).reason).toBe('until');
    expect(simulation.now).toBe(500);
  });

  test('runs the events of the last millisecond too, and leaves the clock there', () => {
    const simulation = game();
    simulation.input(ball('late', 40));

    expect(simulation.advance({ until: 39 }).dispatched).toBe(3);
    expect(simulation.advance({ until: 40 }).dispatched).toBeGreaterThanOrEqual(1);
    expect(simulation.now).toBe(40);
  });

  test('loses a message to somebody who does not exist, as a network does', () => {
    const simulation = game();
    simulation.input(ball('nobody', 1, false, 'c/nobody'));

    expect(simulation.advance({ until: 10 }).reason).toBe('until');
  });
});

describe('causes', () => {
  test('of a message is the hop before it; a timer hands on the cause of the hop that set it', () => {
    const simulation = played();
    const hops = simulation.trace.between(0, simulation.seq);

    expect(hops.length).toBeGreaterThan(100);
    expect(hops.every(({ root }) => root !== 0)).toBe(true);
    expect(hops.filter(({ kind }) => kind === 'input').map(({ cause }) => cause)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('the journal', () => {
  test('replayed from the beginning gives the same world at every time', () => {
    const original = played();
    for (const until of [50, 100, 150, 300, 400, 401, 600]) {
      const fresh = game();
      fresh.replay(original.journal, until);
      const expected = game();
      expected.replay(
        original.journal.filter(({ at }) => at <= until),
        until,
      );
      expect(fresh.stateHash()).toBe(expected.stateHash());
    }
    const whole = game();
    whole.replay(original.journal, 600);
    expect(whole.stateHash()).toBe(original.stateHash());
    expect(whole.rollingHash()).toBe(original.rollingHash());
    expect(whole.journal).toEqual(original.journal);
  });

  test('gives other worlds for other seeds', () => {
    expect(played(1).stateHash()).not.toBe(played(2).stateHash());
  });

  test('survives being sent as JSON', () => {
    const original = played();
    const fresh = game();
    fresh.replay(JSON.parse(JSON.stringify(original.journal)) as typeof original.journal, 600);

    expect(fresh.stateHash()).toBe(original.stateHash());
  });

  test('is refused by a world in which it did not happen', () => {
    expect(() => game(2).replay(played(1).journal, 600)).toThrow(/replay differs/);
  });

  test('runs an immediate input at its very instant, also when replayed', () => {
    const simulation = game();
    simulation.advance({ until: 10 });
    simulation.input(ball('now', 3, true));

    const [thrown] = simulation.trace
      .between(0, simulation.seq)
      .filter(({ kind }) => kind === 'input')
      .slice(1);
    expect([thrown?.start, thrown?.end]).toEqual([10, 10]);
    simulation.advance({ until: 10 });
    const fresh = game();
    fresh.replay(simulation.journal, 10);
    expect(fresh.stateHash()).toBe(simulation.stateHash());
  });
});

describe('snapshots', () => {
  test('restored and continued equal never having stopped', () => {
    const original = game();
    original.input(ball('first'));
    original.advance({ until: 200, budget: 90 });
    const snapshot = original.snapshot();
    original.advance({ until: 500 });
    const end = original.stateHash();
    for (let i = 0; i < 3; i++) {
      original.restore(snapshot);
      original.advance({ until: 500 });
      expect(original.stateHash()).toBe(end);
    }
  });

  test('are structured-cloneable, and open in a fresh simulation', () => {
    const original = game();
    original.input(ball('first'));
    original.advance({ until: 200, budget: 90 });
    const copy = structuredClone(original.snapshot());
    const fresh = game();
    fresh.restore(copy);

    expect(fresh.stateHash()).toBe(original.stateHash());
    original.advance({ until: 500 });
    fresh.advance({ until: 500 });
    expect(fresh.stateHash()).toBe(original.stateHash());
  });

  test('can be taken at any time without a difference', () => {
    const plain = game();
    plain.input(ball('first'));
    plain.advance({ until: 500 });
    const snapping = game();
    snapping.input(ball('first'));
    do snapping.snapshot();
    while (snapping.advance({ until: 500, budget: 3 }).reason === 'budget');

    expect(snapping.stateHash()).toBe(plain.stateHash());
  });

  test('cut the journal and the trace when they are restored: that is undo', () => {
    const simulation = game();
    simulation.input(ball('kept'));
    simulation.advance({ until: 100 });
    const [hash, seq] = [simulation.stateHash(), simulation.seq];
    const snapshot = simulation.snapshot();
    simulation.input(ball('taken back'));
    simulation.advance({ until: 200 });
    simulation.restore(snapshot);

    expect(simulation.journal.map(({ label }) => label)).toEqual(['kept']);
    expect(simulation.trace.between(seq, seq + 1000)).toEqual([]);
    expect([simulation.now, simulation.seq, simulation.stateHash()]).toEqual([100, seq, hash]);
    simulation.input(ball('instead'));
    simulation.advance({ until: 200 });
    expect(simulation.journal.map(({ label }) => label)).toEqual(['kept', 'instead']);
  });

  test('of one world do not touch another that was opened from the same snapshot', () => {
    const left = game();
    left.input(ball('first'));
    left.advance({ until: 100 });
    const snapshot = left.snapshot();
    const right = game();
    right.restore(snapshot);
    right.advance({ until: 300 });
    const ahead = right.stateHash();
    left.input(ball('only here'));
    left.advance({ until: 300 });

    expect(right.stateHash()).toBe(ahead);
    expect(left.stateHash()).not.toBe(ahead);
    left.restore(snapshot);
    left.advance({ until: 300 });
    expect(left.stateHash()).toBe(ahead);
  });
});

describe('building', () => {
  test('refuses two components at one address, and kinds that nobody knows', () => {
    const simulation = game();

    expect(() => simulation.addComponent('c/a', 'player', null)).toThrow('two components at c/a');
    expect(() => simulation.addComponent('c/z', 'ghost', null)).toThrow('no component kind ghost');
  });
});
