import { readdirSync } from 'node:fs';
import { countExit, sum } from '../lib/counts.mjs';
import { inProject, root } from '../lib/project.mjs';
import { run, runTool } from '../lib/run.mjs';

/** @typedef {import('./suite.mjs').Suite} Suite */

/** A suite that is one check: a tool that ends with 0 or not. @param {string} name @param {string} tool @param {string[]} args @returns {Suite} */
function toolSuite(name, tool, args) {
  return {
    name,
    phase: 'static',
    run: async () => {
      const { code, output } = await runTool(tool, args);
      return { ...countExit(code), output };
    },
  };
}

/** The same for a script of ours. @param {string} name @param {string} script @returns {Suite} */
function scriptSuite(name, script) {
  return {
    name,
    phase: 'static',
    run: async () => {
      const { code, output } = await run(process.execPath, [inProject('scripts', script)]);
      return { ...countExit(code), output };
    },
  };
}

/**
 * Each room is compiled against the world it runs in: one check per tsconfig file.
 *
 * @type {Suite}
 */
const types = {
  name: 'types',
  phase: 'static',
  run: async () => {
    const projects = readdirSync(root).filter((file) => /^tsconfig\.(?!base\.)\w+\.json$/.test(file));
    if (projects.length === 0) throw new Error('no tsconfig.*.json was found');
    const counts = [];
    let output = '';
    for (const project of projects) {
      const result = await runTool('tsc', ['--noEmit', '--pretty', 'false', '-p', project]);
      counts.push(countExit(result.code));
      if (result.code !== 0) output += `${project}\n${result.output}`;
    }
    return { ...sum(counts), output };
  },
};

/** The checks that read the sources and run nothing of them; the slow ones first. @type {Suite[]} */
export const staticSuites = [
  types,
  toolSuite('lint', 'oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives']),
  toolSuite('dead-code', 'knip', ['--no-progress']),
  scriptSuite('boundaries', 'check-boundaries.mjs'),
  scriptSuite('purity', 'check-purity.mjs'),
  toolSuite('format', 'biome', ['format', '--max-diagnostics=20']),
];
