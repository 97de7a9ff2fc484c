import { describe, expect, test } from 'vitest';
import { countExit, countLastLine, countPlaywright, countVitest, sum } from './counts.mjs';

const vitestReport = JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0 });
const playwrightReport = JSON.stringify({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } });

describe('counting', () => {
  test('an exit code is one check', () => {
    expect(countExit(0)).toEqual({ passed: 1, failed: 0 });
    expect(countExit(2)).toEqual({ passed: 0, failed: 1 });
  });

  test('the tests of Vitest are counted', () => {
    expect(countVitest(0, vitestReport)).toEqual({ passed: 5, failed: 0 });
  });

  test('a run that ended with an error has a failure, even if every test passed', () => {
    expect(countVitest(1, vitestReport)).toEqual({ passed: 5, failed: 1 });
  });

  test.each([undefined, '', '{', '[]', 'null', '{}', '{"numPassedTests":"5","numFailedTests":0}'])(
    'a report that cannot be read (%s) is a failure',
    (report) => {
      expect(countVitest(0, report)).toMatchObject({ passed: 0, failed: 1 });
      expect(countPlaywright(0, report)).toMatchObject({ passed: 0, failed: 1 });
    },
  );

  test('flaky tests of Playwright are failures, and skipped ones are said', () => {
    expect(countPlaywright(1, playwrightReport)).toEqual({ passed: 3, failed: 2, note: '2 skipped' });
  });

  test('a program of ours says its counts in its last line', () => {
    expect(countLastLine(0, 'seed 1\n300 passed, 0 failed\n')).toEqual({ passed: 300, failed: 0 });
    expect(countLastLine(1, '299 passed, 1 failed')).toEqual({ passed: 299, failed: 1 });
    expect(countLastLine(1, '300 passed, 0 failed')).toEqual({ passed: 300, failed: 1 });
    expect(countLastLine(0, 'done')).toEqual({ passed: 1, failed: 0 });
    expect(countLastLine(1, '')).toEqual({ passed: 0, failed: 1 });
  });

  test('the total is the sum', () => {
    expect(
      sum([
        { passed: 1, failed: 2, note: 'x' },
        { passed: 3, failed: 4 },
      ]),
    ).toEqual({ passed: 4, failed: 6 });
  });
});
