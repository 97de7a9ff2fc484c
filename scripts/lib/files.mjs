import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inProject, root } from './project.mjs';

/**
 * All files below a folder of the project, as sorted paths from the root with forward slashes. A folder that does not
 * exist has no files: the caller decides whether that is an error.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  if (!existsSync(inProject(folder))) return [];
  return readdirSync(inProject(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** @param {string} file */
export const isTypeScript = (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts');

/** @param {string} file */
export const isTest = (file) => /\.test\.(tsx?|mjs)$/.test(file);
