import { describe, expect, it } from 'vitest';
import { ageText, clockText, momentText, spanText } from './format';

describe('the words for time', () => {
  it.each([
    [0, '00:00:00.000'],
    [41_326.7, '00:00:41.326'],
    [3_661_005, '01:01:01.005'],
    [400_000_000, '111:06:40.000'],
    [-5, '00:00:00.000'],
  ])('clock of %d', (ms, text) => expect(clockText(ms)).toBe(text));

  it('leaves out hours where there are none', () => {
    expect(momentText(41_326)).toBe('00:41.326');
    expect(momentText(3_661_005)).toBe('01:01:01.005');
  });

  it.each([
    [0, '0 ms'],
    [412, '412 ms'],
    [1240, '1.2 s'],
    [30_000, '30 s'],
    [300_000, '5 min'],
  ])('span of %d', (ms, text) => expect(spanText(ms)).toBe(text));

  it.each([
    [45_000, '45s'],
    [192_000, '3m12s'],
    [180_000, '3m'],
    [1_500_000, '25m'],
    [18_300_000, '5h5m'],
    [40_000_000, '11h'],
  ])('age of %d', (ms, text) => expect(ageText(ms)).toBe(text));
});
