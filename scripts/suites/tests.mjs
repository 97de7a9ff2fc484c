import { countLastLine, countVitest } from '../lib/counts.mjs';
import { filesBelow } from '../lib/files.mjs';
import { run, runTool } from '../lib/run.mjs';
import { withReport } from '../lib/temporary.mjs';
import { inProject } from '../lib/project.mjs';

/** @typedef {import('./suite.mjs').Suite} Suite */

/** @param {{ env?: Record<string, string>, minutes?: number }} [options] */
async function vitest(options) {
  const { result, report } = await withReport((file) =>
    runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], options),
  );
  return { ...countVitest(result.code, report), output: result.output };
}

/** Unit tests and simulations: everything beside the sources. @type {Suite} */
export const unit = { name: 'unit', phase: 'tests', run: () => vitest() };

/** @type {Suite} */
export const unitLong = {
  name: 'unit-long',
  phase: 'tests',
  run: async () => {
    const files = [...filesBelow('src'), ...filesBelow('bench')].filter((file) =>
      /\.long\.test\.tsx?$/.test(file),
    );
    if (files.length === 0) return { passed: 0, failed: 0, note: 'no *.long.test.ts files', output: '' };
    return vitest({ env: { ORRERY_LONG: '1' }, minutes: 40 });
  },
};

/** Random scenarios from many seeds. @type {Suite} */
export const fuzzLong = {
  name: 'fuzz-long',
  phase: 'tests',
  run: async () => {
    const entry = 'scripts/fuzz.ts';
    if (!filesBelow('scripts').includes(entry))
      return { passed: 0, failed: 0, note: `no ${entry}`, output: '' };
    const args = [inProject('scripts', 'run-ts.mjs'), entry, '--seeds', '300'];
    const { code, output } = await run(process.execPath, args, { minutes: 40 });
    return { ...countLastLine(code, output), output };
  },
};
