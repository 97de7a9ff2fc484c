import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { READING_FILES } from '../../bridge/server/testing/reading-files';
import { DESCRIBING, FORMATS, GETTING, LOOKING } from '../../bridge/server/testing/reading-lines';
import { openRichLab } from '../../bridge/server/testing/rich-world';
import type { Lab } from '../../bridge/server/testing/side-by-side';

let lab: Lab;

beforeAll(async () => {
  lab = await openRichLab(READING_FILES);
}, 120_000);

afterAll(() => lab.close());

/**
 * Left out, because they differ and are known to: fields that cannot be sorted (the real one ends with a log line of its
 * own) and `--sort-by='}'`; the order of maps, which is random in the real one; the warning of short names that two groups
 * have, and versions of a short name that it ignores (`deploy.v2.apps`); rare functions of Go templates; the header of broken
 * custom columns; `describe -f` of a bad file and `-k` of a folder without kustomization (no `error: ` in front); selectors
 * that cannot be parsed in `logs`, `top`; `events --for pod/` and `-o json` (order of keys); `--as-group` without `--as`.
 */
describe.each([
  ['get', GETTING],
  ['every format', FORMATS],
  ['describe', DESCRIBING],
  ['logs, events, explain and the others', LOOKING],
] as const)('%s', (_name, lines) => {
  it.for(lines)('%s', async (line, { skip }: TestContext) => {
    if (!lab.isCompared) skip();
    const [ours, real] = await lab.both(line);
    expect(ours).toEqual(real);
  });
});
