import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';

/** @param {string} command @returns {string | undefined} */
function onPath(command) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: look on.
    }
  }
  return undefined;
}

const browserOnPath = () => onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome');

async function browserOfPlaywright() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/** Debian's package, where there is apt and the right to use it. */
async function installWithApt() {
  if (onPath('apt-get') === undefined) return 'there is no apt-get here';
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && onPath('sudo') === undefined) return 'apt-get needs root, and there is no sudo';
  console.log('Installing Chromium (apt-get install chromium) …');
  const words = isRoot ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const [command = '', ...rest] = [...words, ...args];
    const { code, output } = await run(command, rest, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
    if (code !== 0) return `apt-get ${args[0]} failed:\n${output.trim()}`;
  }
  return 'apt-get succeeded, but no chromium is on the PATH';
}

/**
 * The Chromium for the browser tests: the caller's choice, else the system's, else Playwright's own, else Debian's
 * package, installed now.
 *
 * @returns {Promise<string>} the path of the executable
 */
export async function ensureChromium() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, and there is no such file.`);
  }
  const found = browserOnPath() ?? (await browserOfPlaywright());
  if (found !== undefined) return found;
  const problem = await installWithApt();
  const installed = browserOnPath();
  if (installed !== undefined) return installed;
  throw new Error(
    `The browser tests need a Chromium, and none was found (${problem}).\n` +
      'Install Chromium or Chrome, or run `npx playwright install chromium`, or set CHROMIUM_PATH to its executable.',
  );
}
