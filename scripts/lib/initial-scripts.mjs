/**
 * @typedef {{ file: string, imports?: string[] }} Chunk the part of a chunk in Vite's manifest that matters here
 */

/**
 * The scripts that a page loads before anything is drawn: its entry and whatever that imports statically, directly or
 * not. What is imported dynamically comes later and is not counted.
 *
 * @param {Record<string, Chunk>} manifest
 * @param {string} entry
 * @returns {string[]}
 */
export function initialScripts(manifest, entry) {
  /** @type {Set<string>} */
  const keys = new Set([entry]);
  // A set also visits what is added while it is read.
  for (const key of keys) for (const imported of chunk(manifest, key).imports ?? []) keys.add(imported);
  return [...keys].map((key) => chunk(manifest, key).file);
}

/** @param {Record<string, Chunk>} manifest @param {string} key */
function chunk(manifest, key) {
  const found = manifest[key];
  if (found === undefined) throw new Error(`the manifest of the build has no ${key}`);
  return found;
}
