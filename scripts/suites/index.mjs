import { e2e, e2eLong } from './browser.mjs';
import { build, size } from './build.mjs';
import { staticSuites } from './static.mjs';
import { fuzzLong, unit, unitLong } from './tests.mjs';

/** What `npm test` runs, in this order within a phase. A suite comes after those that it needs. */
export const shortSuites = [build, ...staticSuites, size, unit, e2e];

/** What `npm run test:long` runs. */
export const longSuites = [build, unitLong, fuzzLong, e2eLong];
