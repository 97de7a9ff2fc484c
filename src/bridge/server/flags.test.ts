import { expect, test } from 'vitest';
import { FlagError, parseFlags } from './flags';

test('without flags: a cluster of three on port 8001, at the pace of the clock on the wall', () => {
  const expected = { port: 8001, nodes: 3, seed: 7, speed: 1, scene: '', paused: false };
  expect(parseFlags([])).toEqual(expected);
});

test('all flags', () => {
  const args = ['--port', '0', '--nodes=0', '--seed', '42', '--speed', 'max', '--paused'];
  expect(parseFlags(args)).toEqual({ port: 0, nodes: 0, seed: 42, speed: 'max', scene: '', paused: true });
  expect(parseFlags(['--speed', '0.5', '--scene', 'web'])).toMatchObject({ speed: 0.5, scene: 'web' });
});

test('help is no mistake', () => {
  expect(parseFlags(['--help'])).toBeNull();
});

test.each([
  [['--port', '65536'], '--port 65536: expected a whole number from 0 to 65535.'],
  [['--port', '80x'], '--port 80x'],
  [['--nodes', '1001'], '--nodes 1001: expected a whole number from 0 to 1000.'],
  [['--nodes', '1.5'], '--nodes 1.5'],
  [['--seed', 'x'], '--seed x'],
  [['--speed', '0'], '--speed 0: expected a number from 0.001 to 1000, or max.'],
  [['--speed', 'fast'], '--speed fast'],
  [['--scene', 'moon'], '--scene moon: there is web, two-tier, busy, empty.'],
  [['--scene', 'web', '--nodes', '3'], '--nodes and --scene'],
  [['--prot', '1'], "Unknown option '--prot'."],
  [['8001'], 'Unexpected argument'],
  [['--port'], '--port'],
])('%j is refused in words', (args, words) => {
  expect(() => parseFlags(args)).toThrow(FlagError);
  expect(() => parseFlags(args)).toThrow(words);
});
