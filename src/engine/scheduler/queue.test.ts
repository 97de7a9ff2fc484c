import { describe, expect, test } from 'vitest';
import {
  addActive,
  backoffEnd,
  createSchedulingQueue,
  forget,
  isAnybodyWaiting,
  knows,
  nextTurn,
  retry,
  setFailed,
  setUnschedulable,
  take,
  turnedAwayBy,
  type QueuedPod,
} from './queue';

function queued(key: string, more: Partial<QueuedPod> = {}): QueuedPod {
  return { key, priority: 0, at: 0, attempts: 1, backoffUntil: 0, rejectors: ['Fit'], cause: 0, ...more };
}

/** Everybody who can be taken at this time, in order. */
function takeAll(queue: ReturnType<typeof createSchedulingQueue>, now = 0): string {
  const keys: string[] = [];
  for (let pod = take(queue, 1, now); pod !== undefined; pod = take(queue, 1, now)) keys.push(pod.key);
  return keys.join(' ');
}

describe('the order', () => {
  test('is by priority, then by time, then as they came', () => {
    const queue = createSchedulingQueue();
    addActive(queue, 1, queued('late', { at: 20 }));
    addActive(queue, 1, queued('early', { at: 10 }));
    addActive(queue, 1, queued('important', { at: 30, priority: 1000 }));
    addActive(queue, 1, queued('unimportant', { at: 0, priority: -1 }));
    addActive(queue, 1, queued('late too', { at: 20 }));
    expect(takeAll(queue)).toBe('important early late late too unimportant');
  });
});

describe('the back-off', () => {
  test.each([
    [1, 2000],
    [2, 3000],
    [3, 5000],
    [4, 9000],
    [5, 11_000],
    [50, 11_000],
  ])('after attempt %d ends at %d, the next whole second', (attempts, end) => {
    expect(backoffEnd(0, attempts, 0)).toBe(end);
    expect(backoffEnd(300, attempts, 0)).toBe(end);
    expect(backoffEnd(300, attempts, 800)).toBe(end + 200);
  });

  test('is over early when nobody else waits', () => {
    const queue = createSchedulingQueue();
    setUnschedulable(queue, 1, queued('second', { backoffUntil: 9000 }));
    setUnschedulable(queue, 1, queued('first', { backoffUntil: 5000 }));
    retry(queue, 1, 1000, 'second', 7);
    retry(queue, 1, 1000, 'first', 7);
    addActive(queue, 1, queued('active', { at: 1000 }));
    expect(nextTurn(queue, 1000)).toEqual({ at: 1000, cause: 0 });
    expect(takeAll(queue, 1000)).toBe('active first second');
  });

  test('when it is over, priority counts again', () => {
    const queue = createSchedulingQueue();
    setUnschedulable(queue, 1, queued('backing off', { backoffUntil: 2000, priority: 5 }));
    retry(queue, 1, 1000, 'backing off', 0);
    addActive(queue, 1, queued('active', { at: 1000 }));
    expect(takeAll(queue, 2000)).toBe('backing off active');
  });

  test('after an error is never over early', () => {
    const queue = createSchedulingQueue();
    setFailed(queue, 1, queued('failed', { backoffUntil: 2000, rejectors: [], cause: 3 }));
    expect(takeAll(queue, 1999)).toBe('');
    expect(nextTurn(queue, 1000)).toEqual({ at: 2000, cause: 3 });
    expect(takeAll(queue, 2000)).toBe('failed');
  });
});

describe('unschedulable pods', () => {
  test('are found by the plugins that turned them away, until they are tried again', () => {
    const queue = createSchedulingQueue();
    setUnschedulable(queue, 1, queued('one', { rejectors: ['Fit', 'Taints'] }));
    setUnschedulable(queue, 1, queued('two', { rejectors: ['Fit'] }));
    expect([...turnedAwayBy(queue, 'Fit')]).toEqual(['one', 'two']);
    expect([...turnedAwayBy(queue, 'Taints')]).toEqual(['one']);
    retry(queue, 1, 0, 'one', 42);
    expect([...turnedAwayBy(queue, 'Fit')]).toEqual(['two']);
    expect([...turnedAwayBy(queue, 'Taints')]).toEqual([]);
    expect(take(queue, 1, 0)).toMatchObject({ key: 'one', cause: 42 });
  });

  test('that wait for their gates only wait for nothing else', () => {
    const queue = createSchedulingQueue();
    setUnschedulable(queue, 1, queued('gated', { rejectors: ['SchedulingGates'] }));
    expect(isAnybodyWaiting(queue)).toBe(false);
    setUnschedulable(queue, 1, queued('other'));
    expect(isAnybodyWaiting(queue)).toBe(true);
  });
});

test('a pod that is forgotten is nowhere', () => {
  const queue = createSchedulingQueue();
  addActive(queue, 1, queued('active'));
  setUnschedulable(queue, 1, queued('unschedulable'));
  setUnschedulable(queue, 1, queued('backing off', { backoffUntil: 5000 }));
  retry(queue, 1, 0, 'backing off', 0);
  setFailed(queue, 1, queued('failed', { rejectors: [], backoffUntil: 100 }));
  for (const key of ['active', 'unschedulable', 'backing off', 'failed', 'unknown']) {
    forget(queue, 1, key);
    expect(knows(queue, key)).toBe(false);
  }
  expect(takeAll(queue, 10_000)).toBe('');
  expect(turnedAwayBy(queue, 'Fit').size).toBe(0);
});
