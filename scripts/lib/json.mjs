import { readFileSync } from 'node:fs';

/** What a JSON file holds: nothing is known about it until the caller says so. @param {string | URL} file @returns {unknown} */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
