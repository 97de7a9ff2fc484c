import { expect, test } from 'vitest';
import { doorScript, runDoorScript, shrinkDoorScript } from './door-fuzz';

const SEEDS = 8;

test.each(Array.from({ length: 4 }, (_, i) => i))('a random client breaks nothing (part %i)', (part) => {
  for (let seed = part + 1; seed <= SEEDS; seed += 4) {
    const { problem } = runDoorScript(doorScript(seed));
    expect(problem, `seed ${seed}: npm run fuzz -- --api --seeds 1 --seed ${seed}`).toBe('');
  }
});

test('it gets somewhere: a good part of its reads and writes are done', () => {
  const { requests, statuses } = runDoorScript(doorScript(1));
  expect(requests).toBeGreaterThan(80);
  expect(statuses['2xx']).toBeGreaterThan(requests / 5);
});

test('it asks the same for the same seed', () => {
  expect(doorScript(5)).toEqual(doorScript(5));
  expect(doorScript(5).steps).not.toEqual(doorScript(6).steps);
  expect(runDoorScript(doorScript(5))).toEqual(runDoorScript(doorScript(5)));
});

test('shrinking keeps only the steps that it takes to fail', () => {
  const { config, steps } = doorScript(3, 12);
  const isBroken = (count: number): string => (count >= 2 ? 'two runs' : '');
  const run = { do: 'run', ms: 1 } as const;
  const small = shrinkDoorScript({ config, steps: [...steps, run, run] }, (script) => ({
    ...{ step: 0, requests: 0, statuses: {} },
    problem: isBroken(script.steps.filter((step) => step.do === 'run' && step.ms === 1).length),
  }));
  expect(small.steps).toEqual([run, run]);
});
