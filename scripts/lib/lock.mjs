/**
 * What is wrong with a lock file for others than the one who wrote it, as lines to print.
 *
 * npm leaves out the optional packages of other systems when it could not see them while it wrote the file; `npm ci`
 * then fails everywhere. And an address of a registry would bind everybody to it.
 *
 * @param {Record<string, { optionalDependencies?: Record<string, string>, resolved?: string, link?: boolean }>} packages
 * @returns {string[]}
 */
export function lockProblems(packages) {
  return Object.entries(packages).flatMap(([folder, { optionalDependencies = {}, resolved }]) => [
    ...(resolved === undefined ? [] : [`${folder} names an address: ${resolved}`]),
    ...Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, folder, name))
      .map((name) => `${folder} may need ${name}, which is not in the lock file`),
  ]);
}

/**
 * Node looks for a package in the folder that needs it, and then in every folder above.
 *
 * @param {Record<string, unknown>} packages
 * @param {string} folder
 * @param {string} name
 */
function isLocked(packages, folder, name) {
  const homes = [folder];
  for (
    let at = folder.lastIndexOf('node_modules/');
    at >= 0;
    at = folder.lastIndexOf('node_modules/', at - 1)
  ) {
    homes.push(folder.slice(0, Math.max(0, at - 1)));
    if (at === 0) break;
  }
  return homes.some((home) => `${home === '' ? '' : `${home}/`}node_modules/${name}` in packages);
}
