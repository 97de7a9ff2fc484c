/**
 * npm run fuzz -- --seeds N [--seed S] [--steps K]: N random scenarios from seed S on. A failure is printed with its
 * seed and a shrunk scenario. Ends with the line `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { runScript, shrink } from '../src/engine/testing/fuzz';
import { fuzzScript, STEPS_DEFAULT } from '../src/engine/testing/fuzz-script';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, steps: { type: 'string' } },
});

function wholeNumber(text: string | undefined, otherwise: number, option: string): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${option} needs a whole number`);
  process.exit(2);
}

const first = wholeNumber(values.seed, 1, 'seed');
const count = wholeNumber(values.seeds, 1, 'seeds');
const steps = wholeNumber(values.steps, STEPS_DEFAULT, 'steps');

let failed = 0;
let events = 0;
let virtualMs = 0;
const begin = performance.now();

for (let seed = first; seed < first + count; seed++) {
  const result = runScript(fuzzScript(seed, steps), structuredClone);
  events += result.events;
  virtualMs += result.virtualMs;
  if (result.problem === '') continue;
  failed++;
  const where = result.step < 0 ? 'at the end' : `after step ${result.step + 1}`;
  console.log(`seed ${seed} fails ${where}: ${result.problem}`);
  const small = shrink(fuzzScript(seed, steps), structuredClone);
  console.log(`shrunk to ${small.steps.length} steps: ${runScript(small, structuredClone).problem}`);
  console.log(JSON.stringify(small.config.clusters[0]));
  for (const step of small.steps) console.log(`  ${JSON.stringify(step)}`);
}

const seconds = (performance.now() - begin) / 1000;
const hours = (virtualMs / 3_600_000).toFixed(1);
console.log(`${events} events in ${hours} virtual hours, ${seconds.toFixed(1)} s`);
console.log(`${count - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
