import { describe, expect, test } from 'vitest';
import type { SimEvent } from './event';
import { copyQueue, createQueue, nextTime, pending, pop, push, type EventQueue } from './queue';
import { createStream, nextBelow } from './random';

function event(at: number, seq: number): SimEvent {
  return { at, seq, to: 'a', from: 'a', type: 't', data: null, cause: 0, hop: false, boot: -1 };
}

function drain(queue: EventQueue): number[] {
  const order: number[] = [];
  for (let next = pop(queue); next !== undefined; next = pop(queue)) order.push(next.seq);
  return order;
}

describe('the event queue', () => {
  test('gives events by time, and within one millisecond in the order in which they came', () => {
    const queue = createQueue();
    [30, 10, 20, 10, 30, 10].forEach((at, seq) => push(queue, event(at, seq)));

    expect(nextTime(queue)).toBe(10);
    expect(drain(queue)).toEqual([1, 3, 5, 2, 0, 4]);
    expect(nextTime(queue)).toBe(Infinity);
    expect(pop(queue)).toBeUndefined();
  });

  test('runs what is pushed into the very millisecond that is being drained', () => {
    const queue = createQueue();
    push(queue, event(5, 0));
    push(queue, event(5, 1));
    push(queue, event(6, 2));

    expect(pop(queue)?.seq).toBe(0);
    push(queue, event(5, 3));
    expect(pop(queue)?.seq).toBe(1);
    expect(pop(queue)?.seq).toBe(3);
    push(queue, event(5, 4));
    expect(drain(queue)).toEqual([4, 2]);
  });

  test('agrees with sorting, whatever comes and goes', () => {
    const random = createStream(7, 'queue test');
    const queue = createQueue();
    let model: SimEvent[] = [];
    let now = 0;
    const [taken, expected]: [number[], number[]] = [[], []];
    for (let seq = 0; seq < 5000; seq++) {
      if (nextBelow(random, 3) > 0) {
        const fresh = event(now + nextBelow(random, 40), seq);
        push(queue, fresh);
        model.push(fresh);
        continue;
      }
      model.sort((a, b) => a.at - b.at || a.seq - b.seq);
      expected.push(model[0]?.seq ?? -1);
      now = model[0]?.at ?? now;
      model = model.slice(1);
      taken.push(pop(queue)?.seq ?? -1);
    }
    expect(taken).toEqual(expected);
    expect(queue.size).toBe(model.length);
    model.sort((a, b) => a.at - b.at || a.seq - b.seq);
    expect(pending(queue)).toEqual(model);
  });

  test('has copies that do not follow it, also from the middle of a millisecond', () => {
    const queue = createQueue();
    for (let seq = 0; seq < 4; seq++) push(queue, event(5, seq));
    pop(queue);
    const copy = copyQueue(queue);
    push(queue, event(5, 9));
    drain(queue);

    expect(copy.size).toBe(3);
    expect(drain(copy)).toEqual([1, 2, 3]);
  });
});
