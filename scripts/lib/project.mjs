import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout: every script works from here, whatever the caller's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {...string} parts */
export const inProject = (...parts) => path.join(root, ...parts);

/** Where generated things go that nobody needs to keep: npm removes the folder together with the packages. */
export const cacheDir = inProject('node_modules', '.cache', 'kube-orrery');
