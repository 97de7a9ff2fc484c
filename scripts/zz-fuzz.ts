import { runScript } from '../src/engine/testing/fuzz';
import { fuzzScript } from '../src/engine/testing/fuzz-script';
const [first, count] = process.argv.slice(2).map(Number) as [number, number];
for (let seed = first; seed < first + count; seed++) {
  const { problem, step } = runScript(fuzzScript(seed), structuredClone);
  if (problem !== '') console.log(seed, step, problem);
}
console.log('done');
