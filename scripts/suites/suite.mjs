/**
 * A part of the test run. Suites of the same phase may run side by side, if the phase allows it.
 *
 * @typedef {import('../lib/counts.mjs').Count & { output: string }} SuiteResult
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {'static' | 'tests' | 'browser'} phase
 * @property {string[]} [after] suites whose result this one needs; they run too when only this one is asked for
 * @property {() => Promise<void>} [prepare] installs what the suite needs, before any clock runs
 * @property {() => Promise<SuiteResult>} run
 */

export {};
