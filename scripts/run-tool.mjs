/**
 * node scripts/run-tool.mjs <tool> [arguments]: installs what is missing, then runs a tool of the project.
 */
import './lib/check-node.mjs';
import { ensureInstalled } from './lib/installed.mjs';
import { runAttached, toolFile } from './lib/run.mjs';

const [tool, ...args] = process.argv.slice(2);
if (tool === undefined) throw new Error('usage: node scripts/run-tool.mjs <tool> [arguments]');
await ensureInstalled();
process.exitCode = await runAttached(process.execPath, [toolFile(tool), ...args]);
