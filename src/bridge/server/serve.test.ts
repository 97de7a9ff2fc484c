/** `npm run serve` as a program: what it says, what it writes, how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LONG_MS = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'orrery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...args: string[]) {
  const file = path.join(folder, 'kubeconfig');
  const child = spawn(process.execPath, ['scripts/run-ts.mjs', 'src/bridge/server/serve.ts', ...args], {
    env: { ...process.env, ORRERY_KUBECONFIG: file },
  });
  const state = { child, file, out: '' };
  child.stdout.on('data', (part) => (state.out += String(part)));
  child.stderr.on('data', (part) => (state.out += String(part)));
  return state;
}

async function codeOf({ child }: ReturnType<typeof start>): Promise<unknown> {
  const [code] = (await once(child, 'close')) as unknown[];
  return code;
}

test('prints the line to copy, writes a kubeconfig for its owner only, and ends when told', {
  timeout: LONG_MS,
}, async () => {
  const program = start('--port', '0', '--nodes', '1');
  await expect.poll(() => program.out, { timeout: LONG_MS }).toContain(`export KUBECONFIG="${program.file}"`);
  expect(statSync(program.file).mode & 0o777).toBe(0o600);
  const text = readFileSync(program.file, 'utf8');
  expect(text).toMatch(/server: https:\/\/127.0.0.1:\d+\n/);
  expect(text).toMatch(/token: [\w-]{40,}\n/);
  expect(program.out).not.toContain(/token: (.*)/.exec(text)?.[1]);
  program.child.kill('SIGTERM');
  expect(await codeOf(program)).toBe(0);
});

test('a port that is taken is said plainly, and nothing is written', { timeout: LONG_MS }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const program = start('--port', String(port));
  expect(await codeOf(program)).toBe(1);
  expect(program.out).toContain(`Port ${port} is taken.`);
  expect(statSync(program.file, { throwIfNoEntry: false })).toBeUndefined();
  other.close();
});

test('a bad flag is refused with the usage', { timeout: LONG_MS }, async () => {
  const program = start('--speed', 'warp');
  expect(await codeOf(program)).toBe(2);
  expect(program.out).toMatch(/--speed warp: expected[^]*npm run serve/);
});
