import { builtinModules } from 'node:module';
import path from 'node:path';
import { arrows, isIn, nodeRoom, roomOf, testingRoom } from './arrows.mjs';
import { cycles } from './cycles.mjs';
import { importsOf, resolve } from './imports.mjs';

/**
 * @typedef {object} House
 * @property {ReadonlyMap<string, string>} sources the text of every TypeScript file below src that is no test
 * @property {ReadonlySet<string>} files all files below src, style sheets and data too
 * @property {ReadonlySet<string>} packages what the product may use at run time: package.json's dependencies
 */

/**
 * Everything that breaks the plan of the house, as lines to print.
 *
 * @param {House} house
 * @returns {string[]}
 */
export function boundaryProblems({ sources, files, packages }) {
  if (sources.size === 0) return ['there are no sources below src: nothing was checked'];
  const problems = [];
  /** @type {Map<string, string[]>} */
  const atRunTime = new Map();
  /** @type {Map<string, string[]>} */
  const withTypes = new Map();

  for (const [file, source] of sources) {
    /** @type {string[]} */
    const values = [];
    /** @type {string[]} */
    const all = [];
    for (const { specifier, typeOnly, line } of importsOf(file, source)) {
      const target = specifier.startsWith('.') ? resolve(file, specifier, files) : undefined;
      const problem = specifier.startsWith('.')
        ? relativeProblem(file, target)
        : packageProblem(file, specifier, packages);
      if (problem !== undefined) problems.push(`${file}:${line} imports ${target ?? specifier}: ${problem}`);
      if (target === undefined) continue;
      all.push(target);
      if (!typeOnly) values.push(target);
    }
    withTypes.set(file, all);
    atRunTime.set(file, values);
  }

  const crossesFolders = (/** @type {string} */ from, /** @type {string} */ to) =>
    path.posix.dirname(from) !== path.posix.dirname(to);
  for (const cycle of cycles(atRunTime, () => true)) problems.push(`${cycle.join(' -> ')}: a cycle`);
  for (const cycle of cycles(withTypes, crossesFolders)) {
    const line = `${cycle.join(' -> ')}: a cycle`;
    // Types may refer to each other inside one folder; between folders a cycle of types is a cycle all the same.
    if (!problems.includes(line)) problems.push(`${line} of types across folders`);
  }
  return problems;
}

/** @param {string} file @param {string | undefined} target */
function relativeProblem(file, target) {
  if (target === undefined) return 'there is no such file below src';
  const room = roomOf(file);
  if (room === undefined) return `${file} is in no room of the plan`;
  if (isIn(target, room)) return undefined;
  if (isIn(target, testingRoom)) return `${testingRoom} is for tests, benchmarks and scripts`;
  const allowed = arrows[room] ?? [];
  if (allowed.some((other) => isIn(target, other))) return undefined;
  return `${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}`;
}

/** @param {string} file @param {string} specifier @param {ReadonlySet<string>} packages */
function packageProblem(file, specifier, packages) {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return isIn(file, nodeRoom) ? undefined : `only ${nodeRoom} runs under Node`;
  }
  // What the build makes: src/globals.d.ts declares it.
  if (specifier.startsWith('virtual:')) return undefined;
  const [scopeOrName = '', name] = specifier.split('/');
  const wanted = scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
  return packages.has(wanted) ? undefined : `${wanted} is not among the dependencies in package.json`;
}
