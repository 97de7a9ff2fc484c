import { existsSync } from 'node:fs';
import { readJson } from './json.mjs';
import { inProject } from './project.mjs';
import { runAttached } from './run.mjs';

/**
 * What a lock file says about one package.
 *
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages keyed by folder; '' is the project itself
 */

/**
 * The packages that are locked and not installed as locked. Optional ones may be absent: they are made for other
 * systems. The list of what is installed is npm's own and is written last, so an interrupted installation has none.
 *
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 * @returns {string[]}
 */
export function missingPackages(locked, installed) {
  return Object.entries(locked)
    .filter(([folder, want]) => {
      if (folder === '') return false;
      const have = installed[folder];
      if (have === undefined) return want.optional !== true;
      const sameContent = want.integrity === undefined || have.integrity === want.integrity;
      return have.version !== want.version || !sameContent;
    })
    .map(([folder]) => folder);
}

/** @param {string} file @returns {LockedPackages} */
function readLock(file) {
  if (!existsSync(file)) return {};
  return /** @type {{ packages: LockedPackages }} */ (readJson(file)).packages;
}

/**
 * Installs the packages of the lock file if they are not there. Costs a few milliseconds when they are. Where that
 * fails, npm has said why, and the program ends.
 */
export async function ensureInstalled() {
  const locked = readLock(inProject('package-lock.json'));
  const installed = readLock(inProject('node_modules', '.package-lock.json'));
  if (missingPackages(locked, installed).length === 0) return;
  console.log('Installing packages (npm ci) …');
  const code = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code === 0) return;
  console.error('The packages could not be installed: see above.');
  process.exit(1);
}

/** @param {string[]} args */
function runNpm(args) {
  // Under `npm start` and `npm test` this is the npm that started us, whatever the system calls it.
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /\.c?js$/.test(npm)) return runAttached(process.execPath, [npm, ...args]);
  return runAttached(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}
