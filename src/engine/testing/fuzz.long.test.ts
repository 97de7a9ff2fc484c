/** Longer scenarios than every commit can afford. The fuzz-long suite runs many more seeds, without freezing. */
import { expect, test } from 'vitest';
import { runScript } from './fuzz';
import { fuzzScript } from './fuzz-script';

test.each(Array.from({ length: 50 }, (_, i) => 10_001 + i))(
  'seed %i keeps every law through 250 steps',
  (seed) => {
    expect(runScript(fuzzScript(seed, 250), structuredClone).problem).toBe('');
  },
);
