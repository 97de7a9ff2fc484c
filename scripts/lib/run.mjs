import { spawn } from 'node:child_process';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readJson } from './json.mjs';
import { inProject, root } from './project.mjs';

/**
 * @typedef {object} RunResult
 * @property {number} code the exit code; 1 when the program was killed
 * @property {string} output what it wrote, both streams in the order of arrival, without colours
 */

/**
 * Runs a program of the project with its input closed and keeps what it writes. A program that hangs is ended after
 * `minutes`, so that a test run always comes to its last line.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, minutes?: number }} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { env = {}, minutes = 10 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    const softLimit = setTimeout(() => {
      output += `\nended: it took more than ${minutes} minutes\n`;
      // As Ctrl-C would: test runners then end what they have started.
      child.kill('SIGINT');
    }, minutes * 60_000);
    const hardLimit = setTimeout(() => child.kill('SIGKILL'), minutes * 60_000 + 10_000);
    /** @param {RunResult} result */
    const settle = (result) => {
      clearTimeout(softLimit);
      clearTimeout(hardLimit);
      resolve({ ...result, output: stripVTControlCharacters(result.output) });
    };
    child.on('error', (error) => settle({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => settle({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program with the terminal of the caller and gives its exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
export function runAttached(command, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' });
    // Ctrl-C reaches the child from the terminal; we stay until it has ended.
    process.on('SIGINT', () => {});
    process.once('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The package behind each command, where the two differ. */
const packageOfTool = /** @type {Record<string, string>} */ ({
  biome: '@biomejs/biome',
  depcruise: 'dependency-cruiser',
  playwright: '@playwright/test',
  tsc: 'typescript',
});

/**
 * The JavaScript file behind a tool's command, to be run by this very Node: works without a shell, on any system.
 *
 * @param {string} tool
 * @returns {string}
 */
export function toolFile(tool) {
  const home = inProject('node_modules', packageOfTool[tool] ?? tool);
  const description = /** @type {{ bin: string | Record<string, string> }} */ (
    readJson(path.join(home, 'package.json'))
  );
  const { bin } = description;
  const file = typeof bin === 'string' ? bin : bin[tool];
  if (file === undefined) throw new Error(`${home} has no command ${tool}`);
  return path.join(home, file);
}

/**
 * @param {string} tool
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, minutes?: number }} [options]
 */
export const runTool = (tool, args, options) => run(process.execPath, [toolFile(tool), ...args], options);
