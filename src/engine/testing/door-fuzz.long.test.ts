/** A random client that stays longer than every commit can afford. */
import { expect, test } from 'vitest';
import { doorScript, runDoorScript } from './door-fuzz';

test.each(Array.from({ length: 60 }, (_, i) => 20_001 + i))('seed %i breaks nothing in 600 steps', (seed) => {
  expect(runDoorScript(doorScript(seed, 600)).problem).toBe('');
});
