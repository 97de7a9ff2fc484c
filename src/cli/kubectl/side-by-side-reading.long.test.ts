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
 * Left out, with the reason: what sorts by a field that cannot be sorted (the real one ends with a log line of its own),
 * the order of maps, which is random in the real one, warnings of short names that two groups have, and rare functions of
 * Go templates.
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
