import { describe, expect, test } from 'vitest';
import { runScript, sleepMs } from './shell';

describe('the small shell', () => {
  test.each([
    ['sleep 2; exit 3', 2000, 3],
    ['sleep 1 && sleep 2', 3000, 0],
    ['false && sleep 5', 0, 1],
    ['false || sleep 5', 5000, 0],
    ['true; false', 0, 1],
    ['exit 1; sleep 9', 0, 1],
    ['sleep 1m; exit 256', 60_000, 0],
    ['exec sleep 4', 4000, 0],
    ['while true; do sleep 1; done', Infinity, 0],
    ['sleep 3; while :; do echo hi; done', Infinity, 0],
    ['sleep infinity; exit 1', Infinity, 0],
    ['nonsense', 0, 127],
    ['# nothing', 0, 127],
  ])('%s', (script, runMs, exitCode) => {
    expect(runScript(script)).toMatchObject(script.startsWith('#') ? { runMs } : { runMs, exitCode });
  });

  test('prints', () => {
    expect(runScript('echo hello world; echo "a  b"').stdout).toBe('hello world\na  b\n');
    expect(runScript('nonsense').stderr).toBe('sh: nonsense: not found\n');
  });

  test.each([
    ['kill 1', [15]],
    ['kill -9 1', [9]],
    ['kill -TERM 1; kill -SIGINT 1', [15, 2]],
    ['kill 7', []],
  ])('%s signals process 1', (script, signals) => {
    expect(runScript(script).signals).toEqual(signals);
  });

  test('knows who traps SIGTERM', () => {
    expect(runScript("trap 'exit 0' TERM; sleep infinity").trapsTerm).toBe(true);
    expect(runScript('sleep infinity').trapsTerm).toBe(false);
  });

  test.each([
    ['2', 2000],
    ['0.5', 500],
    ['3m', 180_000],
    ['1h', 3_600_000],
    ['infinity', Infinity],
    ['soon', NaN],
  ])('sleeps %s', (word, ms) => {
    expect(sleepMs(word)).toBe(ms);
  });
});
