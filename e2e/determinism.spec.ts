import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { determinismRun } from '../src/engine/testing/determinism-run';

/** The engine and its fixed run as a script that leaves `orrery.determinismRun` behind. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/engine/testing/determinism-run.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'orrery',
    target: 'es2022',
    define: { __DEV_FREEZE__: 'false' },
  });
  return outputFiles[0]?.text ?? '';
}

interface Page {
  readonly orrery: { readonly determinismRun: typeof determinismRun };
}

test('the same seed and the same inputs make the same world in Node and in Chromium', async ({ page }) => {
  const script = await bundle();
  await page.goto('about:blank');
  await page.addScriptTag({ content: script });

  for (const seed of [1, 2, 1_000_003]) {
    const inChromium = await page.evaluate(
      (value) => (window as unknown as Page).orrery.determinismRun(value),
      seed,
    );
    const expected = determinismRun(seed);
    expect(inChromium).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    expect(new Set(expected.map(({ state }) => state)).size).toBe(expected.length);
  }
});
