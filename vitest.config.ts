import { defineConfig } from 'vitest/config';
import { fieldDescriptionsPlugin } from './scripts/lib/field-descriptions.mjs';
import { freezeDefine } from './scripts/lib/freeze-define.mjs';

/** Long tests (x.long.test.ts) run only when asked for, and then alone. */
const long = process.env['ORRERY_LONG'] === '1';

export default defineConfig({
  define: freezeDefine(true),
  plugins: [fieldDescriptionsPlugin()],
  test: {
    environment: 'node',
    include: long
      ? ['{src,bench}/**/*.long.test.{ts,tsx}']
      : ['{src,bench}/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    exclude: long ? [] : ['**/*.long.test.{ts,tsx}'],
    testTimeout: long ? 30 * 60_000 : 20_000,
    allowOnly: false,
  },
});
