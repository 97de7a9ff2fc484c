import net from 'node:net';
import { ensureChromium } from '../lib/chromium.mjs';
import { countPlaywright } from '../lib/counts.mjs';
import { filesBelow } from '../lib/files.mjs';
import { runTool } from '../lib/run.mjs';
import { withReport } from '../lib/temporary.mjs';

/** @typedef {import('./suite.mjs').Suite} Suite */

/** A port that nobody listens on, so that two test runs on one machine do not meet. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** @param {string} project a project of playwright.config.ts @param {number} minutes */
async function playwright(project, minutes) {
  const env = { CHROMIUM_PATH: await ensureChromium(), ORRERY_E2E_PORT: String(await freePort()) };
  const { result, report } = await withReport((file) =>
    runTool('playwright', ['test', `--project=${project}`, '--reporter=list,json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      minutes,
    }),
  );
  return { ...countPlaywright(result.code, report), output: result.output };
}

const prepare = async () => void (await ensureChromium());

/** The built page in a browser. @type {Suite} */
export const e2e = {
  name: 'e2e',
  phase: 'browser',
  after: ['build'],
  prepare,
  run: () => playwright('page', 10),
};

/** @type {Suite} */
export const e2eLong = {
  name: 'e2e-long',
  phase: 'browser',
  after: ['build'],
  prepare,
  run: async () => {
    const files = filesBelow('e2e').filter((file) => file.endsWith('.long.spec.ts'));
    if (files.length === 0) return { passed: 0, failed: 0, note: 'no e2e/*.long.spec.ts files', output: '' };
    return playwright('long', 40);
  },
};
