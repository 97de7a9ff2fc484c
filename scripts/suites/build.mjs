import { countExit } from '../lib/counts.mjs';
import { runTool } from '../lib/run.mjs';

/** @typedef {import('./suite.mjs').Suite} Suite */

/** @type {Suite} */
export const build = {
  name: 'build',
  phase: 'static',
  run: async () => {
    const { code, output } = await runTool('vite', ['build']);
    return { ...countExit(code), output };
  },
};

/** One check per budget of .size-limit.mjs. @type {Suite} */
export const size = {
  name: 'size',
  phase: 'static',
  after: ['build'],
  run: async () => {
    const { code, output } = await runTool('size-limit', ['--json']);
    return { ...countBudgets(code, output), output };
  },
};

/**
 * The tool calls a budget kept when its files do not exist; we do not.
 *
 * @param {number} code
 * @param {string} output
 */
function countBudgets(code, output) {
  try {
    const budgets = /** @type {{ passed: boolean, size: number }[]} */ (JSON.parse(output));
    const passed = budgets.filter((budget) => budget.passed && budget.size > 0).length;
    if (budgets.length > 0) return { passed, failed: budgets.length - passed };
  } catch {
    // No report: the exit code below is all we know.
  }
  return countExit(code === 0 ? 1 : code);
}
