import { describe, expect, it } from 'vitest';
import { assignSlots, noSlots, slotCount } from './slots';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `pod-${index}`);

describe('assignSlots', () => {
  it('fills from the first slot', () => {
    expect([...assignSlots(noSlots, ['a', 'b'], 6).values()]).toEqual([0, 1]);
  });

  it('leaves neighbours where they are when one dies, and gives its slot to the next', () => {
    const before = assignSlots(noSlots, ['a', 'b', 'c'], 6);
    const after = assignSlots(before, ['a', 'c'], 6);
    expect(after).toEqual(
      new Map([
        ['a', 0],
        ['c', 2],
      ]),
    );
    expect(assignSlots(after, ['a', 'c', 'd'], 6).get('d')).toBe(1);
  });

  it('returns what it got when nothing changed', () => {
    const before = assignSlots(noSlots, ['a', 'b'], 6);
    expect(assignSlots(before, ['a', 'b'], 6)).toBe(before);
  });

  it('closes ranks only when holes would make everybody smaller', () => {
    const crowd = assignSlots(noSlots, ids(100), 6);
    const remaining = ids(100).slice(97);
    const after = assignSlots(crowd, remaining, 6);
    expect(slotCount(after)).toBe(3);
    expect(slotCount(assignSlots(crowd, ids(100).slice(20), 6))).toBe(100);
  });

  it('never puts two pods into one slot', () => {
    let slots = noSlots;
    for (let round = 0; round < 50; round += 1) {
      const present = ids(30).filter((_, index) => (index * 7 + round * 13) % 5 !== round % 5);
      slots = assignSlots(slots, present, 4);
      expect(slots.size).toBe(present.length);
      expect(new Set(slots.values()).size).toBe(present.length);
    }
  });
});
