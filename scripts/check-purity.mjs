/** Holds the engine's closed world (purity/check.mjs): no clock, no chance, no host, and nothing that waits. */
import { readFileSync } from 'node:fs';
import { filesBelow, isTest, isTypeScript } from './lib/files.mjs';
import { inProject } from './lib/project.mjs';
import { impurities } from './purity/check.mjs';

const files = filesBelow('src/engine').filter((file) => isTypeScript(file) && !isTest(file));
const problems = files.flatMap((file) => impurities(file, readFileSync(inProject(file), 'utf8')));
if (files.length === 0) problems.push('there are no sources below src/engine: nothing was checked');
for (const problem of problems) console.error(problem);
console.log(`${files.length} files read, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
