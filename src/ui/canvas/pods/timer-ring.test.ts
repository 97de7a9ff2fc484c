import { describe, expect, it } from 'vitest';
import { remainingText } from './timer-ring';

describe('remainingText', () => {
  it('counts whole seconds down to 0, and minutes when there are many', () => {
    expect(remainingText(29_001)).toBe('30 s');
    expect(remainingText(1)).toBe('1 s');
    expect(remainingText(0)).toBe('0 s');
    expect(remainingText(-5)).toBe('0 s');
    expect(remainingText(160_000)).toBe('3 m');
    expect(remainingText(300_000)).toBe('5 m');
  });
});
