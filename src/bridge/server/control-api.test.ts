/** Every example in docs/control-api.md, one after the other. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { HttpRequest } from '../../engine/api/http';
import { control } from '../../engine/door/control/control';
import { SCENE_EPOCH_MS } from '../../engine/world';
import { LiveWorld } from './live-world';
import { servedWorld } from './worlds';

const LEFT_OUT = '…';

interface Example {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly body: string;
  readonly status: number;
  readonly answer: unknown;
}

const BLOCKS = /```http\n(?<line>[^\n]+)\n(?<body>[^`]*)```\n+```json (?<status>\d+)\n(?<answer>[^`]*)```/g;

const examples = [...readFileSync('docs/control-api.md', 'utf8').matchAll(BLOCKS)].map(
  ({ groups }): Example => {
    const { line = '', body = '', status = '', answer = '' } = groups ?? {};
    const [method = '', target = ''] = line.split(' ');
    return {
      name: line,
      method,
      target,
      body,
      status: Number(status),
      answer: JSON.parse(answer) as unknown,
    };
  },
);

const world = new LiveWorld({
  ...servedWorld({ scene: 'web', nodes: 3, seed: 7 }, SCENE_EPOCH_MS),
  speed: 1,
  paused: true,
  control,
});
afterAll(() => world.stop());

function answered(request: HttpRequest): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve) => {
    let status = 0;
    let text = '';
    world.open(request, {
      head: (code) => (status = code),
      data: (chunk) => (text += String(chunk)),
      end: () => resolve({ status, body: JSON.parse(text) as unknown }),
    });
  });
}

/** `…` as a value is anything, as the last of a list any more, as a field any others. */
function cut(shown: unknown, real: unknown): unknown {
  if (shown === LEFT_OUT) return LEFT_OUT;
  if (Array.isArray(shown) && Array.isArray(real)) {
    const open = shown.at(-1) === LEFT_OUT;
    const kept = real.slice(0, open ? shown.length - 1 : real.length).map((each, i) => cut(shown[i], each));
    return open && real.length >= shown.length ? [...kept, LEFT_OUT] : kept;
  }
  if (typeof shown !== 'object' || shown === null || typeof real !== 'object' || real === null) return real;
  const fields = shown as Readonly<Record<string, unknown>>;
  const open = Object.hasOwn(fields, LEFT_OUT);
  const kept = Object.entries(real).filter(([name]) => !open || Object.hasOwn(fields, name));
  return Object.fromEntries([
    ...kept.map(([name, value]) => [name, cut(fields[name], value)]),
    ...(open ? [[LEFT_OUT, LEFT_OUT]] : []),
  ]) as unknown;
}

test('the document has an example of every endpoint', () => {
  const paths = new Set(examples.map(({ target }) => target.split(/[/?]/)[2]));
  expect(paths).toEqual(
    new Set(['advance', 'clock', 'decisions', 'faults', 'hash', 'session', 'speed', 'trace']),
  );
});

test.each(examples)('$name', async ({ method, target, body, status, answer }) => {
  const got = await answered({ method, target, headers: {}, body });
  expect(cut(answer, got.body)).toEqual(answer);
  expect(got.status).toBe(status);
});
