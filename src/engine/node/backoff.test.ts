import { describe, expect, test } from 'vitest';
import { goDuration, goSeconds, nextBackoff, waitBefore } from './backoff';

describe('the back-off of a kubelet', () => {
  test('is 10 s, and doubles up to 5 minutes', () => {
    const waits = [0];
    for (let i = 0; i < 8; i++) waits.push(nextBackoff(waits.at(-1) ?? 0));

    expect(waits.map((wait) => wait / 1000)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  test('is forgotten after more than ten minutes since the last restart', () => {
    expect(waitBefore(300_000, 0, 600_000)).toBe(300_000);
    expect(waitBefore(300_000, 0, 600_001)).toBe(0);
  });

  test('is printed as Go prints durations', () => {
    expect([10_000, 80_000, 160_000, 300_000].map(goDuration)).toEqual(['10s', '1m20s', '2m40s', '5m0s']);
    expect([400, 1000, 2225].map(goSeconds)).toEqual(['400ms', '1s', '2.225s']);
  });
});
