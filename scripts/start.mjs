/**
 * npm start: from a fresh clone to a running page. Installs what is missing, builds the site if its sources changed
 * since the last build, serves it, and prints the address. `--port <number>` asks for a port; if it is taken, the next
 * free one is used.
 */
import './lib/check-node.mjs';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { filesBelow } from './lib/files.mjs';
import { ensureInstalled } from './lib/installed.mjs';
import { inProject, root } from './lib/project.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`--port ${values.port}: a port is a whole number from 1 to 65535.`);
  process.exit(2);
}

await ensureInstalled();
const { build, preview } = await import('vite');

// kubectl gets an answer from the beginning, also while no tab is connected yet.
process.env['ORRERY_BRIDGE'] ??= 'start';

// Vite empties dist when it builds, so this mark disappears with the build that it describes.
const mark = inProject('dist', '.vite', 'built-from');
const sources = hashOfSources();
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== sources) {
  console.log('Building …');
  await build({ root, logLevel: 'warn' });
  writeFileSync(mark, sources);
}

const server = await preview({ root, preview: { port, host: 'localhost' }, logLevel: 'warn' });
console.log(`Kube Orrery is at ${server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`}`);

/** A hash of everything that the build reads. */
function hashOfSources() {
  const hash = createHash('sha256');
  const single = ['index.html', 'vite.config.ts', 'package-lock.json'];
  for (const file of [
    ...single,
    ...filesBelow('public'),
    ...filesBelow('scripts/lib'),
    ...filesBelow('src'),
  ]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(inProject(file)))
      .update('\0');
  }
  return hash.digest('hex');
}
