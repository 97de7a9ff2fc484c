/** Holds the arrows between the rooms of src (boundaries/arrows.mjs) and forbids import cycles. */
import { readFileSync } from 'node:fs';
import { boundaryProblems } from './boundaries/check.mjs';
import { filesBelow, isTest, isTypeScript } from './lib/files.mjs';
import { readJson } from './lib/json.mjs';
import { inProject } from './lib/project.mjs';

const files = filesBelow('src');
const sources = files.filter((file) => isTypeScript(file) && !isTest(file));
const { dependencies } = /** @type {{ dependencies: Record<string, string> }} */ (
  readJson(inProject('package.json'))
);

const problems = boundaryProblems({
  sources: new Map(sources.map((file) => [file, readFileSync(inProject(file), 'utf8')])),
  files: new Set(files),
  packages: new Set(Object.keys(dependencies)),
});
for (const problem of problems) console.error(problem);
console.log(`${sources.length} files read, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
