import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageSince, formatMicroTime, formatTime, humanDuration, parseTime } from './time';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('timestamps', () => {
  it('are RFC 3339 in whole seconds', () => {
    expect(formatTime(0)).toBe('1970-01-01T00:00:00Z');
    expect(formatTime(Date.UTC(2026, 5, 1, 9) + 999)).toBe('2026-06-01T09:00:00Z');
    expect(formatTime(Date.UTC(2028, 1, 29, 23, 59, 59))).toBe('2028-02-29T23:59:59Z');
  });

  it('have microseconds in Leases and in Events of the newer API', () => {
    expect(formatMicroTime(Date.UTC(2026, 5, 1, 9))).toBe('2026-06-01T09:00:00.000000Z');
    expect(formatMicroTime(Date.UTC(2026, 5, 1, 9) + 45)).toBe('2026-06-01T09:00:00.045000Z');
  });

  it('agree with the calendar of the host for every second of 600 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }), (seconds) => {
        const text = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
        expect(formatTime(seconds * 1000)).toBe(text);
        expect(parseTime(text)).toBe(seconds * 1000);
      }),
    );
  });

  it('are read with fractions and offsets', () => {
    expect(parseTime('2026-06-01T09:00:00.123456Z')).toBe(Date.UTC(2026, 5, 1, 9) + 123);
    expect(parseTime('2026-06-01T11:00:00+02:00')).toBe(Date.UTC(2026, 5, 1, 9));
    expect(parseTime('2026-06-01T04:30:00-04:30')).toBe(Date.UTC(2026, 5, 1, 9));
  });

  it.each([
    '',
    'yesterday',
    '2026-06-01',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-06-01T24:00:00Z',
  ])('are not %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});

describe('ages', () => {
  it.each([
    [-2 * SECOND, '<invalid>'],
    [-1 * SECOND, '0s'],
    [-0.5 * SECOND, '0s'],
    [0, '0s'],
    [119.9 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [5 * MINUTE + 30 * SECOND, '5m30s'],
    [10 * MINUTE + 59 * SECOND, '10m'],
    [179 * MINUTE, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 5 * MINUTE, '3h5m'],
    [8 * HOUR + 59 * MINUTE, '8h'],
    [47 * HOUR, '47h'],
    [48 * HOUR, '2d'],
    [53 * HOUR, '2d5h'],
    [8 * DAY + 5 * HOUR, '8d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [740 * DAY, '2y10d'],
    [2920 * DAY + 9 * DAY, '8y'],
  ])('%d ms print as %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  it('of an absent timestamp are <unknown>', () => {
    expect(ageSince(undefined, 0)).toBe('<unknown>');
    expect(ageSince(null, 0)).toBe('<unknown>');
    expect(ageSince('2026-06-01T09:00:00Z', Date.UTC(2026, 5, 1, 9, 1))).toBe('60s');
  });
});
