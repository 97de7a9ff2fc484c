/**
 * npm run fuzz -- [--api] --seeds N [--seed S] [--steps K]: N random scenarios from seed S on, with --api those of a
 * random HTTP client. A failure is printed with its seed and a shrunk scenario. Ends with the line `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import {
  DOOR_STEPS_DEFAULT,
  doorScript,
  runDoorScript,
  shrinkDoorScript,
} from '../src/engine/testing/door-fuzz';
import { runScript, shrink } from '../src/engine/testing/fuzz';
import { fuzzScript, STEPS_DEFAULT } from '../src/engine/testing/fuzz-script';

const { values } = parseArgs({
  options: {
    api: { type: 'boolean' },
    seeds: { type: 'string' },
    seed: { type: 'string' },
    steps: { type: 'string' },
  },
});

function wholeNumber(text: string | undefined, otherwise: number, option: string): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${option} needs a whole number`);
  process.exit(2);
}

const first = wholeNumber(values.seed, 1, 'seed');
const count = wholeNumber(values.seeds, 1, 'seeds');
const steps = wholeNumber(values.steps, values.api === true ? DOOR_STEPS_DEFAULT : STEPS_DEFAULT, 'steps');

interface Failure {
  readonly problem: string;
  readonly step: number;
}

/** A kind of scenario: how one is run, and what is printed of it when it fails. */
interface Suite {
  run(seed: number): Failure;
  /** Scenario shrunk, in lines. */
  shrunk(seed: number): readonly string[];
  /** What was done in all. */
  sum(): string;
}

function linesOf(
  {
    config,
    steps: left,
  }: { readonly config: { readonly clusters: readonly unknown[] }; readonly steps: readonly unknown[] },
  problem: string,
): readonly string[] {
  const said = [`shrunk to ${left.length} steps: ${problem}`, JSON.stringify(config.clusters[0])];
  return [...said, ...left.map((step) => `  ${JSON.stringify(step)}`)];
}

function worlds(): Suite {
  let events = 0;
  let virtualMs = 0;
  return {
    run(seed) {
      const result = runScript(fuzzScript(seed, steps), structuredClone);
      events += result.events;
      virtualMs += result.virtualMs;
      return result;
    },
    shrunk(seed) {
      const small = shrink(fuzzScript(seed, steps), structuredClone);
      return linesOf(small, runScript(small, structuredClone).problem);
    },
    sum: () => `${events} events in ${(virtualMs / 3_600_000).toFixed(1)} virtual hours`,
  };
}

function clients(): Suite {
  let requests = 0;
  return {
    run(seed) {
      const result = runDoorScript(doorScript(seed, steps));
      requests += result.requests;
      return result;
    },
    shrunk(seed) {
      const small = shrinkDoorScript(doorScript(seed, steps));
      return linesOf(small, runDoorScript(small).problem);
    },
    sum: () => `${requests} requests`,
  };
}

const suite = values.api === true ? clients() : worlds();
let failed = 0;
const begin = performance.now();

for (let seed = first; seed < first + count; seed++) {
  const { problem, step } = suite.run(seed);
  if (problem === '') continue;
  failed++;
  console.log(`seed ${seed} fails ${step < 0 ? 'at the end' : `after step ${step + 1}`}: ${problem}`);
  for (const line of suite.shrunk(seed)) console.log(line);
}

const seconds = (performance.now() - begin) / 1000;
console.log(`${suite.sum()}, ${seconds.toFixed(1)} s`);
console.log(`${count - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
