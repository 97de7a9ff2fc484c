import { defineConfig } from 'vitest/config';
import { fieldDescriptionsPlugin } from './scripts/lib/field-descriptions.mjs';
import { freezeDefine } from './scripts/lib/freeze-define.mjs';

/** Long tests (x.long.test.ts) run only when asked for, and then alone. */
const long = process.env['ORRERY_LONG'] === '1';

const include = long
  ? ['{src,bench}/**/*.long.test.{ts,tsx}']
  : ['{src,bench}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'];
const exclude = long ? [] : ['**/*.long.test.{ts,tsx}'];

/** Tests that put something in the place of a global or of a module: each file has a process's modules to itself. */
const alone = ['src/ui/**/*.test.{ts,tsx}', 'src/worker/worker.test.ts'];

const shared = {
  environment: 'node' as const,
  testTimeout: long ? 30 * 60_000 : 20_000,
  allowOnly: false,
};

export default defineConfig({
  define: freezeDefine(true),
  plugins: [fieldDescriptionsPlugin()],
  test: {
    ...shared,
    projects: [
      // The world is data and its modules keep nothing: loading them again for each file would take most of the time.
      { extends: true, test: { name: 'together', include, exclude: [...exclude, ...alone], isolate: false } },
      { extends: true, test: { name: 'alone', include: long ? [] : alone, exclude } },
    ],
  },
});
