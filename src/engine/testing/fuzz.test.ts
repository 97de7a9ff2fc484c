import { describe, expect, test } from 'vitest';
import { runScript, shrink } from './fuzz';
import { REGRESSIONS } from './fuzz-regressions';
import { fuzzScript, type FuzzScript } from './fuzz-script';
import { worldConfig } from './lab';

const SEEDS = 100;

describe('random scenarios', () => {
  test.each(Array.from({ length: 8 }, (_, i) => i))('keep every law of the house (part %i)', (part) => {
    for (let seed = part + 1; seed <= SEEDS; seed += 8) {
      const { problem } = runScript(fuzzScript(seed), structuredClone);
      expect(problem, `seed ${seed}: npm run fuzz -- --seeds 1 --seed ${seed}`).toBe('');
    }
  });

  test.each(REGRESSIONS)('that once failed stay mended: $was', ({ script }) => {
    expect(runScript(script, structuredClone).problem).toBe('');
  });

  test('are the same scenario for the same seed', () => {
    expect(fuzzScript(5)).toEqual(fuzzScript(5));
    expect(fuzzScript(5).steps).not.toEqual(fuzzScript(6).steps);
    expect(runScript(fuzzScript(5), structuredClone)).toEqual(runScript(fuzzScript(5), structuredClone));
  });
});

describe('shrinking', () => {
  test('keeps only the steps that it takes to fail', () => {
    // A careless copier fails the check of cloned snapshots, and nothing else.
    const script: FuzzScript = {
      config: worldConfig({ workers: 1 }),
      steps: [
        { do: 'run', ms: 2000, budget: 0 },
        { do: 'deployment', name: 'web', wishes: { replicas: 2 }, still: false },
        { do: 'run', ms: 3000, budget: 0 },
        { do: 'clone', ms: 10 },
        { do: 'scale', name: 'web', replicas: 1, still: false },
      ],
    };
    const careless = <T>(data: T): T => ({ ...data, seq: 0 });

    expect(runScript(script, careless).problem).toContain('a cloned snapshot has another hash');
    expect(shrink(script, careless).steps).toEqual([{ do: 'clone', ms: 10 }]);
  });
});
