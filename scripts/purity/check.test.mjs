import { describe, expect, test } from 'vitest';
import { impurities } from './check.mjs';

const file = 'src/engine/kernel/sample.ts';

/** Each line alone must be found. A planted violation that is not found would mean a check that is silently green. */
const planted = [
  // Clocks and timers.
  'const now = Date.now();',
  'const now = new Date(0);',
  'const now = performance.now();',
  'setTimeout(() => {}, 0);',
  'const later = setInterval;',
  'queueMicrotask(() => {});',
  'requestAnimationFrame(() => {});',
  // Chance.
  'const chance = Math.random();',
  'const id = crypto.randomUUID();',
  // Promises and waiting.
  'async function f() {}',
  'const f = async () => 1;',
  'const o = { async f() {} };',
  'class C { async f() {} }',
  'await f(); function f() {}',
  'for await (const x of []) {} export {};',
  'new Promise(() => {});',
  'const all = Promise.all([]);',
  'type Later = Promise<number>;',
  'function f(): Promise<void> { throw new Error(); }',
  'interface Later extends PromiseLike<number> {}',
  "const m = import('./other');",
  'Array.fromAsync([]);',
  // The host.
  'document.title = "x";',
  'const w = window;',
  'process.exit();',
  'const g = globalThis;',
  'const b = Buffer.from("");',
  'console.log(1);',
  'fetch("x");',
  'const copy = structuredClone({});',
  'const here = import.meta.url;',
  'declare const document: { title: string }; document.title = "x";',
  'declare global { var x: number }',
  '/// <reference lib="dom" />',
  'eval("1");',
  'new Function("return 1");',
  'const w = new WeakRef({});',
  // Arithmetic that engines may approximate.
  'const x = Math.log(2);',
  'const x = Math.pow(2, 3);',
  'const x = Math.sin(1);',
  'const x = Math.cbrt(8);',
  "const x = Math['exp'](1);",
  'const k = "exp"; const x = Math[k as "exp"](1);',
  'const { exp } = Math;',
  'const m = Math;',
  'const o = { Math };',
  'const f = (m = Math) => m;',
  'const x = 2 ** 3;',
  'let x = 2; x **= 3;',
  // Languages and time zones.
  "'a'.localeCompare('b');",
  "'a'['localeCompare']('b');",
  'const s = (1).toLocaleString();',
  "const { localeCompare } = 'a';",
  "const { toLocaleUpperCase: up } = 'a';",
  'const c = new Intl.Collator();',
  'type C = Intl.Collator;',
  // Hidden in TypeScript's own syntax.
  'const x = (Date as unknown as () => string)();',
  'const x = Date!;',
  'const x = Date satisfies unknown;',
  'class C { constructor(readonly at = performance.now()) {} }',
  'class C { at = performance.now(); }',
  'class C { static { setTimeout(() => {}); } }',
  'const f = (at = performance.now()) => at;',
  'const { at = performance.now() } = {};',
  'const o = { [performance.now()]: 1 };',
  'const o = { performance };',
  'const s = `${performance.now()}`;',
  'type D = typeof Date;',
  'enum E { now = Date.now() }',
  'namespace N { export const now = Date.now(); }',
  'class C extends Date {}',
  'export { performance };',
  'export default performance;',
  // Hidden behind a name of one's own.
  'const f = (Date: number) => Date;',
  'function f() { const setTimeout = 1; return setTimeout; }',
  "import { Date } from './dates';",
  // Imports.
  "import fs from 'node:fs';",
  "import { useState } from 'react';",
  "import type { FC } from 'react';",
  "export * from 'ws';",
  "export { parse } from 'ws';",
  "import { x } from '../../worker/protocol';",
  "import type { X } from '../../ui/x';",
  "type X = import('react').FC;",
  "import x = require('x');",
  "const x = require('x');",
];

/** What a file of the engine may look like: none of it may be found. */
const innocent = [
  'const document = { title: "x" }; document.title = "y";',
  'function kill(process: { pid: number }) { return process.pid; }',
  'const { window, performance: seen } = { window: 1, performance: 2 }; export const sum = window + seen;',
  'interface Pod { status: { startTime?: string } } export const f = (pod: Pod) => pod.status.startTime;',
  'const x = Math.floor(Math.sqrt(2)) + Math.imul(3, 4) * Math.PI;',
  'const o = { Date: 1, setTimeout: 2 }; export const n = o.Date + o.setTimeout;',
  "// Date.now() and Math.random() are not allowed here\nconst s = 'setTimeout(Date.now)';",
  'const pattern = /Promise|await/;',
  'export const s = `Math.random ${1 + 1}`;',
  "import { x } from '../api/x'; import type { Y } from './y'; export { x }; export type { Y };",
  "export { parse } from './parse'; export * from '../api/x';",
  'export class Queue<T extends object> extends Map<string, T> { static readonly of = new Queue(); }',
  'function* numbers() { yield 1; } export const all = [...numbers()];',
  'outer: for (const x of [1]) { for (;;) { if (x) break outer; } }',
  'export const f = (x: unknown): x is string => typeof x === "string";',
  'export type Handler = (event: Event2, at: number) => void; interface Event2 { at: number }',
  'try { throw new RangeError("x"); } catch (error) { throw new Error("y", { cause: error }); }',
  'export class Clock { constructor(private readonly at: number) {} now() { return this.at; } }',
  'if (__DEV_FREEZE__) Object.freeze({});',
  'export function f(a: string): void; export function f(a: number): void; export function f(a: unknown) { void a; }',
  'export const big = BigInt.asUintN(64, 1n) * 3n;',
];

describe('the purity check', () => {
  test.each(planted)('finds %s', (source) => {
    const found = impurities(file, source);
    expect(found).not.toEqual([]);
    expect(found.join()).not.toContain('cannot be read');
  });

  test('does not let pass what cannot be read', () => {
    expect(impurities(file, 'const = ;')).toEqual([expect.stringContaining('cannot be read')]);
  });

  test.each(innocent)('lets pass %s', (source) => {
    expect(impurities(file, source)).toEqual([]);
  });

  test('says where and what', () => {
    expect(impurities(file, '\n\nconst now = Date.now();')).toEqual([
      `${file}:3 Date is not allowed in the engine`,
    ]);
  });
});
