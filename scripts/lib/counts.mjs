/**
 * How the runs of a suite become numbers. The rule throughout: a run that ended with an error has at least one failure,
 * and a report that is missing or cannot be read is a failure, so that nothing broken is ever counted as green.
 *
 * @typedef {{ passed: number, failed: number, note?: string }} Count
 */

/** One check that has an exit code. @param {number} code @returns {Count} */
export const countExit = (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** @param {Count[]} counts @returns {Count} */
export function sum(counts) {
  return {
    passed: counts.reduce((total, count) => total + count.passed, 0),
    failed: counts.reduce((total, count) => total + count.failed, 0),
  };
}

/**
 * @param {number} code the exit code of the run
 * @param {unknown} passed
 * @param {unknown} failed
 * @param {unknown} skipped
 * @returns {Count}
 */
function countReported(code, passed, failed, skipped) {
  if (!isCount(passed) || !isCount(failed)) return { passed: 0, failed: 1, note: 'no readable report' };
  const count = { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
  return isCount(skipped) && skipped > 0 ? { ...count, note: `${skipped} skipped` } : count;
}

/** @param {unknown} value @returns {value is number} */
const isCount = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;

/**
 * Vitest's JSON report. A file that does not load has no tests of its own in it, but ends the run with an error.
 *
 * @param {number} code
 * @param {string | undefined} report
 */
export function countVitest(code, report) {
  const { numPassedTests, numFailedTests, numPendingTests } = parse(report);
  return countReported(code, numPassedTests, numFailedTests, numPendingTests);
}

/**
 * Playwright's JSON report. A flaky test passed only when repeated; we do not repeat, so it counts as failed.
 *
 * @param {number} code
 * @param {string | undefined} report
 */
export function countPlaywright(code, report) {
  const stats = /** @type {Record<string, unknown>} */ (parse(report)['stats'] ?? {});
  const { expected, unexpected, flaky, skipped } = stats;
  const failed = isCount(unexpected) && isCount(flaky) ? unexpected + flaky : undefined;
  return countReported(code, expected, failed, skipped);
}

/**
 * A program of ours that ends with the line `N passed, N failed`, as this runner does.
 *
 * @param {number} code
 * @param {string} output
 */
export function countLastLine(code, output) {
  const match = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '');
  return match === null
    ? countExit(code)
    : countReported(code, Number(match[1]), Number(match[2]), undefined);
}

/** @param {string | undefined} report @returns {Record<string, unknown>} */
function parse(report) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(report ?? ''));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
