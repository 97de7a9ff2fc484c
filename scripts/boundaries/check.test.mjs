import { describe, expect, test } from 'vitest';
import { boundaryProblems } from './check.mjs';

/** @param {Record<string, string>} sources @param {string[]} [others] files that are no TypeScript */
const problemsOf = (sources, others = []) =>
  boundaryProblems({
    sources: new Map(Object.entries(sources)),
    files: new Set([...Object.keys(sources), ...others]),
    packages: new Set(['react', '@xyflow/react']),
  });

/** @param {string} from @param {string} to a room or a file of one, without its ending */
function importing(from, to) {
  const [fromFile, toFile] = [`src/${from}.ts`, `src/${to}.ts`];
  const up = '../'.repeat(from.split('/').length - 1) || './';
  return problemsOf({ [fromFile]: `import { x } from '${up}${to}';`, [toFile]: 'export const x = 1;' });
}

describe('the arrows', () => {
  test.each([
    ['engine/etcd/store', 'engine/kernel/clock'],
    ['engine/apiserver/stages', 'engine/etcd/store'],
    ['engine/node/kubelet', 'engine/workload/shell'],
    ['engine/cluster', 'engine/apiserver/stages'],
    ['engine/world', 'engine/cluster'],
    ['engine/testing/invariants', 'engine/world'],
    ['worker/main', 'engine/world'],
    ['worker/main', 'lessons/first'],
    ['ui/main', 'worker/protocol'],
    ['ui/main', 'engine/api/pod'],
    ['bridge/server/http', 'engine/world'],
    ['cli/kubectl', 'cli/http'],
  ])('let %s import %s', (from, to) => {
    expect(importing(from, to)).toEqual([]);
  });

  test.each([
    ['engine/kernel/clock', 'engine/api/pod'],
    ['engine/api/pod', 'engine/kernel/clock'],
    ['engine/etcd/store', 'engine/api/pod'],
    ['engine/controllers/deployment', 'engine/apiserver/stages'],
    ['engine/faults/power', 'engine/node/kubelet'],
    ['engine/kernel/clock', 'engine/world'],
    ['engine/kernel/clock', 'worker/protocol'],
    ['engine/clients/drain', 'engine/cluster'],
    ['worker/main', 'ui/main'],
    ['worker/main', 'engine/testing/invariants'],
    ['engine/world', 'engine/testing/invariants'],
    ['ui/main', 'worker/main'],
    ['ui/main', 'worker/protocol-helper'],
    ['ui/main', 'engine/world'],
    ['ui/main', 'engine/kernel/clock'],
    ['cli/kubectl', 'engine/client/request'],
    ['bridge/tab/socket', 'engine/api/pod'],
    ['ui/main', 'nowhere/helper'],
    ['nowhere/helper', 'engine/api/pod'],
  ])('do not let %s import %s', (from, to) => {
    expect(importing(from, to)).toHaveLength(1);
  });

  test.each([
    "import type { X } from '../kernel/clock';",
    "import { type X } from '../kernel/clock';",
    "import '../kernel/clock';",
    "export * from '../kernel/clock';",
    "export type { X } from '../kernel/clock';",
    "type X = import('../kernel/clock').X;",
    "export const later = () => import('../kernel/clock');",
    "import clock from '../kernel/clock?raw';",
  ])('are held for every way to import: %s', (source) => {
    expect(problemsOf({ 'src/engine/api/pod.ts': source, 'src/engine/kernel/clock.ts': '' })).toEqual([
      'src/engine/api/pod.ts:1 imports src/engine/kernel/clock.ts: engine/api may import no other room',
    ]);
  });
});

describe('cycles', () => {
  const value = (/** @type {string} */ file) => `import { x } from '${file}'; export { x };`;
  const type = (/** @type {string} */ file) => `import type { X } from '${file}'; export type { X };`;

  test('of values are found, once', () => {
    const sources = { 'src/ui/a.ts': value('./b'), 'src/ui/b.ts': value('./c'), 'src/ui/c.ts': value('./a') };
    expect(problemsOf(sources)).toEqual([
      'src/ui/a.ts -> src/ui/b.ts -> src/ui/c.ts -> src/ui/a.ts: a cycle',
    ]);
  });

  test('of types may stand inside one folder', () => {
    expect(problemsOf({ 'src/ui/a.ts': value('./b'), 'src/ui/b.ts': type('./a') })).toEqual([]);
  });

  test('of types may not go through another folder', () => {
    const sources = { 'src/ui/a.ts': type('./canvas/b'), 'src/ui/canvas/b.ts': type('../a') };
    expect(problemsOf(sources)).toEqual([
      'src/ui/a.ts -> src/ui/canvas/b.ts -> src/ui/a.ts: a cycle of types across folders',
    ]);
  });

  test('of one file are found', () => {
    expect(problemsOf({ 'src/ui/a.ts': value('./a') })).toEqual(['src/ui/a.ts -> src/ui/a.ts: a cycle']);
  });
});

describe('packages', () => {
  const inPage = (/** @type {string} */ source) => problemsOf({ 'src/ui/main.tsx': source });

  test('are those of the product', () => {
    expect(inPage("import { useState } from 'react'; import '@xyflow/react/dist/style.css';")).toEqual([]);
    expect(inPage("import fc from 'fast-check';")).toEqual([
      expect.stringContaining('fast-check is not among'),
    ]);
    expect(inPage("import x from '@xyflow/system';")).toEqual([
      expect.stringContaining('@xyflow/system is not among'),
    ]);
  });

  test.each(['node:fs', 'fs', 'fs/promises'])('of Node (%s) are for the server of the bridge', (name) => {
    expect(inPage(`import * as fs from '${name}';`)).toEqual([expect.stringContaining('only bridge/server')]);
    expect(problemsOf({ 'src/bridge/server/a.ts': `import * as fs from '${name}';` })).toEqual([]);
  });
});

describe('the check itself', () => {
  test('finds files by every ending', () => {
    expect(
      problemsOf({ 'src/ui/a.tsx': "import './styles.css'; import './b';", 'src/ui/b/index.ts': '' }, [
        'src/ui/styles.css',
      ]),
    ).toEqual([]);
  });

  test('says when a file does not exist', () => {
    expect(problemsOf({ 'src/ui/a.tsx': "import './missing.css';" })).toEqual([
      'src/ui/a.tsx:1 imports ./missing.css: there is no such file below src',
    ]);
  });

  test('fails when it read nothing', () => {
    expect(problemsOf({})).toHaveLength(1);
  });

  test('fails when it cannot read a file', () => {
    expect(() => problemsOf({ 'src/ui/a.ts': 'import from;' })).toThrow('src/ui/a.ts');
  });
});
