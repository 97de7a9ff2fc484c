/** A folder of this machine as the shell sees it: read-only, and nothing outside it, not by `..` and not by a link. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { FileError } from '../../cli/program';
import type { Mount } from '../../cli/shell/files/memory-files';

/** The largest file that is shown, bytes. */
const LARGEST = 5 * 1024 * 1024;

/** Throws an `Error` when there is no such folder. */
export function hostFolder(folder: string): Mount {
  const root = realpathSync(folder);
  if (!statSync(root).isDirectory()) throw new Error(`${folder} is no folder.`);
  const real = (below: string): string | null => {
    try {
      const found = realpathSync(path.join(root, below));
      return found === root || found.startsWith(root + path.sep) ? found : null;
    } catch {
      return null;
    }
  };
  return {
    kind(below) {
      const found = real(below);
      if (found === null) return 'missing';
      const status = statSync(found);
      return status.isDirectory() ? 'folder' : status.isFile() ? 'file' : 'missing';
    },
    list(below) {
      const found = real(below);
      return found === null ? [] : readdirSync(found).filter((name) => real(path.join(below, name)) !== null);
    },
    read(below) {
      const found = real(below);
      if (found === null) throw new FileError('ENOENT', below);
      if (statSync(found).size > LARGEST) throw new FileError('EFBIG', below);
      return readFileSync(found, 'utf8');
    },
  };
}
