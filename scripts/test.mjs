/**
 * npm test: installs what is missing, runs every suite, and ends with the line `N passed, N failed`.
 *
 * `npm test -- lint unit` runs only these. `--long` (npm run test:long) runs the long suites instead.
 */
import './lib/check-node.mjs';
import { parseArgs } from 'node:util';
import { sum } from './lib/counts.mjs';
import { ensureInstalled } from './lib/installed.mjs';

/** @typedef {import('./suites/suite.mjs').Suite} Suite */
/** @typedef {import('./suites/suite.mjs').SuiteResult} SuiteResult */

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
});

// If even the installation fails, that is what failed.
const installing = () => console.log('\n0 passed, 1 failed');
process.once('exit', installing);
await ensureInstalled();
process.off('exit', installing);

const { shortSuites, longSuites } = await import('./suites/index.mjs');
const known = options.long ? longSuites : shortSuites;

const unknown = names.filter((name) => !known.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `No suite is named ${unknown.join(', ')}. There are: ${known.map((suite) => suite.name).join(', ')}`,
  );
  process.exit(2);
}

const chosen = names.length === 0 ? known : withNeeded(names);
/** @type {Map<string, Promise<SuiteResult>>} */
const results = new Map();

for (const suite of chosen) await suite.prepare?.().catch(() => {}); // The suite itself will say what is wrong.

// Two static checks share the two cores of a small machine; tests use both cores themselves and measure time.
await runPhase('static', 2);
await runPhase('tests', 1);
await runPhase('browser', 1);

const total = sum(await Promise.all(results.values()));
if (total.passed + total.failed === 0) total.failed = 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {string[]} wanted @returns {Suite[]} */
function withNeeded(wanted) {
  const needed = known.filter((suite) => wanted.includes(suite.name)).flatMap((suite) => suite.after ?? []);
  return known.filter((suite) => wanted.includes(suite.name) || needed.includes(suite.name));
}

/** @param {Suite['phase']} phase @param {number} lanes how many suites run at the same time */
async function runPhase(phase, lanes) {
  const queue = chosen.filter((suite) => suite.phase === phase);
  const lane = async () => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      const result = runSuite(suite);
      results.set(suite.name, result);
      await result;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** @param {Suite} suite @returns {Promise<SuiteResult>} */
async function runSuite(suite) {
  const broken = await firstBroken(suite.after ?? []);
  const start = performance.now();
  const result =
    broken === undefined
      ? await suite.run().catch(failureOf)
      : { passed: 0, failed: 1, note: `not run: ${broken} failed`, output: '' };
  report(suite, result, (performance.now() - start) / 1000);
  return result;
}

/** @param {string[]} needed the names of suites, all of which come earlier in the list */
async function firstBroken(needed) {
  for (const name of needed) {
    const result = await results.get(name);
    if (result === undefined || result.failed > 0) return name;
  }
  return undefined;
}

/** @param {unknown} error @returns {SuiteResult} */
function failureOf(error) {
  return {
    passed: 0,
    failed: 1,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** @param {Suite} suite @param {SuiteResult} result @param {number} seconds */
function report(suite, { passed, failed, note, output }, seconds) {
  const verdict = failed > 0 ? 'FAIL' : 'ok  ';
  const counts = `${passed} passed, ${failed} failed${note === undefined ? '' : ` (${note})`}`;
  console.log(`${verdict}  ${suite.name.padEnd(12)}${seconds.toFixed(1).padStart(6)} s   ${counts}`);
  if (failed > 0 && output.trim() !== '') console.log(`\n${output.trimEnd().replace(/^/gm, '      ')}\n`);
}
