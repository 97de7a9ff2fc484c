import { expect, test } from 'vitest';
import { readJson } from './json.mjs';
import { lockProblems } from './lock.mjs';
import { inProject } from './project.mjs';

test('our lock file serves every system and names no registry', () => {
  const lock = /** @type {{ packages: Parameters<typeof lockProblems>[0] }} */ (
    readJson(inProject('package-lock.json'))
  );
  expect(Object.keys(lock.packages).length).toBeGreaterThan(50);
  expect(lockProblems(lock.packages)).toEqual([]);
});

test('a missing package for another system is found', () => {
  const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } };
  expect(lockProblems({ 'node_modules/a/node_modules/tool': tool, 'node_modules/tool-linux': {} })).toEqual([
    'node_modules/a/node_modules/tool may need tool-darwin, which is not in the lock file',
  ]);
  expect(
    lockProblems({
      'node_modules/tool': tool,
      'node_modules/tool-linux': {},
      'node_modules/tool-darwin': {},
    }),
  ).toEqual([]);
});

test('an address of a registry is found', () => {
  expect(lockProblems({ 'node_modules/a': { resolved: 'https://registry.example/a.tgz' } })).toHaveLength(1);
});
