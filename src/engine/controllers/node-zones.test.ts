/** Zones: how many silent nodes it takes to doubt the network. */
import { describe, expect, test } from 'vitest';
import { judge, nextDue, takeDue, type Census, type Zones } from './node-zones';

function seen(...zones: readonly (readonly [ready: number, notReady: number])[]): Map<string, Census> {
  return new Map(
    zones.map(([ready, notReady], i) => {
      const waiting = Array.from({ length: notReady }, (_, n) => `${i}-${n}`);
      return [`zone-${i}`, { ready, notReady, waiting }] as const;
    }),
  );
}

function states(zones: Zones): string[] {
  return Object.values(zones).map(({ state, rate }) => `${state} ${rate}`);
}

describe('a zone', () => {
  test.each([
    ['all are ready', 10, 0, 'Normal 0.1'],
    ['two of three are silent: too few to tell', 1, 2, 'Normal 0.1'],
    ['three of six are silent', 3, 3, 'Normal 0.1'],
    ['three of five are silent', 2, 3, 'PartialDisruption 0'],
    ['many of a large zone are silent', 20, 40, 'PartialDisruption 0.01'],
  ])('when %s', (_name, ready, notReady, expected) => {
    const { zones } = judge({}, seen([ready, notReady], [1, 0]), 0);
    expect(states(zones)[0]).toBe(expected);
  });

  test('that is wholly silent is given up like any other, while another zone is alive', () => {
    const { zones, entersMasterDisruption } = judge({}, seen([0, 3], [3, 0]), 0);
    expect(states(zones)).toEqual(['FullDisruption 0.1', 'Normal 0.1']);
    expect(entersMasterDisruption).toBe(false);
  });

  test('gives up nobody when all zones are silent, and waits for a new token when one is back', () => {
    const first = judge({}, seen([0, 3], [0, 3]), 0);
    expect(first.entersMasterDisruption).toBe(true);
    expect(states(first.zones)).toEqual(['FullDisruption 0', 'FullDisruption 0']);
    expect(takeDue(first.zones, 1000).due).toEqual([]);
    expect(nextDue(first.zones)).toBe(Infinity);
    const second = judge(first.zones, seen([0, 3], [0, 3]), 5000);
    expect(second.entersMasterDisruption).toBe(false);

    const third = judge(second.zones, seen([1, 2], [0, 3]), 10_000);
    expect(third.leavesMasterDisruption).toBe(true);
    expect(states(third.zones)).toEqual(['Normal 0.1', 'FullDisruption 0.1']);
    expect(nextDue(third.zones)).toBe(20_000);
  });
});

describe('the queue of a zone', () => {
  test('gives up one node at a time, first come, first served', () => {
    const { zones } = judge({}, seen([3, 2]), 0);
    const first = takeDue(zones, 0);
    expect(first.due).toEqual(['0-0']);
    expect(takeDue(first.zones, 9999).due).toEqual([]);
    expect(takeDue(first.zones, 10_000).due).toEqual(['0-1']);
  });

  test('forgets who is ready again', () => {
    const { zones } = judge({}, seen([3, 2]), 0);
    const later = judge(zones, new Map([['zone-0', { ready: 4, notReady: 1, waiting: ['0-1'] }]]), 5000);
    expect(later.zones['zone-0']?.queue).toEqual(['0-1']);
  });
});
