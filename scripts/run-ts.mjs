/**
 * node scripts/run-ts.mjs [node options] <entry.ts> [arguments]: bundles a TypeScript program and runs it under this
 * Node. Packages go into the bundle too: some are written for bundlers only, and Node alone cannot load them.
 * `import.meta.url` is that of the bundle, so programs find files from the working directory, which is the root of the
 * project.
 */
import './lib/check-node.mjs';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freezeDefine } from './lib/freeze-define.mjs';
import { ensureInstalled } from './lib/installed.mjs';
import { cacheDir, inProject } from './lib/project.mjs';
import { runAttached } from './lib/run.mjs';

const args = process.argv.slice(2);
const entryAt = args.findIndex((arg) => !arg.startsWith('-'));
const entry = args[entryAt];
if (entry === undefined) {
  console.error('usage: node scripts/run-ts.mjs [node options] <entry.ts> [arguments]');
  process.exit(2);
}
if (!existsSync(inProject(entry))) {
  console.error(`There is no ${entry}.`);
  process.exit(2);
}

await ensureInstalled();
const { build } = await import('esbuild');
const { fieldDescriptionsForEsbuild } = await import('./lib/field-descriptions.mjs');

// The process id keeps two runs at the same time apart.
const outfile = path.join(cacheDir, `${path.basename(entry, '.ts')}-${process.pid}.mjs`);
try {
  await build({
    entryPoints: [inProject(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Older packages call require; a module has none of its own.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    sourcemap: 'inline',
    define: freezeDefine(false),
    plugins: [fieldDescriptionsForEsbuild],
    logLevel: 'warning',
  });
  process.exitCode = await runAttached(process.execPath, [
    '--enable-source-maps',
    ...args.slice(0, entryAt),
    outfile,
    ...args.slice(entryAt + 1),
  ]);
} finally {
  rmSync(outfile, { force: true });
}
