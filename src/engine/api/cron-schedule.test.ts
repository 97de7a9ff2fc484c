import { describe, expect, test } from 'vitest';
import { scheduleError } from './cron-schedule';

describe('a schedule', () => {
  test.each([
    '* * * * *',
    '*/5 0-6,22 1 jan-MAR mon',
    '0 0 ? * 0/2',
    '@hourly',
    '@every 1h30m',
    '5-10/2 * * * *',
  ])('%s is one', (schedule) => {
    expect(scheduleError(schedule)).toBeNull();
  });

  test.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['9-5 * * * *', 'beginning of range (9) beyond end of range (5): 9-5'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['@sometimes', 'unrecognized descriptor: @sometimes'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ])('%s is none: %s', (schedule, words) => {
    expect(scheduleError(schedule)).toBe(words);
  });
});
