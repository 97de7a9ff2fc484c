/**
 * The budgets for the first load (gzip), in kB of 1000 bytes. What the page loads first is the entry with all that it
 * imports statically: Vite's manifest knows. A budget whose files are missing fails.
 */
import { initialScripts } from './scripts/lib/initial-scripts.mjs';
import { readJson } from './scripts/lib/json.mjs';

const manifest = /** @type {Record<string, import('./scripts/lib/initial-scripts.mjs').Chunk>} */ (
  readJson(new URL('dist/.vite/manifest.json', import.meta.url))
);

export default [
  {
    name: 'main-thread script at first paint',
    path: initialScripts(manifest, 'index.html').map((file) => `dist/${file}`),
    limit: '250 kB',
    gzip: true,
  },
  { name: 'worker script', path: 'dist/assets/worker-*.js', limit: '300 kB', gzip: true },
];
