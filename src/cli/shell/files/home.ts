/** The home directory that a new shell finds, and how it goes into a session and comes back. */
import { adminKubeconfig } from '../../admin-kubeconfig';
import { bytes, type MemoryFiles, parentOf } from './memory-files';
import { MANIFESTS } from './manifests';

export const HOME = '/root';

/** What a session may carry, bytes. */
const MOST_EXPORTED = 1024 * 1024;

export function fillHome(files: MemoryFiles, server: string): void {
  for (const folder of ['/tmp', '/etc', `${HOME}/.kube`, `${HOME}/manifests`]) files.makeFolder(folder, true);
  files.writeAt('/etc/hostname', 'control-plane\n');
  files.writeAt(`${HOME}/.kube/config`, adminKubeconfig(server), 0o600);
  for (const [name, text] of MANIFESTS) files.writeAt(`${HOME}/manifests/${name}`, text);
}

/** Files of the home directory by their path, as they go into a session. An empty folder's path ends with a slash. */
export type ExportedFiles = Readonly<Record<string, { readonly text: string; readonly mode: number }>>;

/** Null when the home directory is larger than a session may carry. */
export function exportHome(files: MemoryFiles): ExportedFiles | null {
  const exported: Record<string, { text: string; mode: number }> = {};
  let size = 0;
  for (const path of files.pathsBelow(HOME)) {
    const text = path.endsWith('/') ? '' : files.readAt(path);
    size += bytes(path) + bytes(text);
    if (size > MOST_EXPORTED) return null;
    exported[path] = { text, mode: path.endsWith('/') ? 0o755 : files.entryAt(path).mode };
  }
  return exported;
}

/** Puts a home directory in place of the present one. Files from a stranger: only paths below home are taken, and only so much. */
export function importHome(files: MemoryFiles, exported: unknown): void {
  if (typeof exported !== 'object' || exported === null)
    throw new Error('The files of the session are not readable.');
  const entries: { path: string; text: string; mode: number }[] = [];
  let size = 0;
  for (const [path, value] of Object.entries(exported as Readonly<Record<string, unknown>>)) {
    const { text, mode } = (value ?? {}) as { text?: unknown; mode?: unknown };
    const clean = files.resolve('/', path) + (path.endsWith('/') ? '/' : '');
    if (typeof text !== 'string' || clean !== path || !path.startsWith(`${HOME}/`)) {
      throw new Error(`The session has a file that has no place here: ${path}`);
    }
    size += bytes(path) + bytes(text);
    if (size > MOST_EXPORTED) throw new Error('The files of the session are larger than 1 MB.');
    entries.push({ path, text, mode: typeof mode === 'number' ? mode & 0o777 : 0o644 });
  }
  for (const name of files.listAt(HOME)) files.removeAt(`${HOME}/${name}`, true);
  for (const { path, text, mode } of entries) {
    if (path.endsWith('/')) files.makeFolder(path.slice(0, -1), true);
    else {
      files.makeFolder(parentOf(path), true);
      files.writeAt(path, text, mode);
    }
  }
}
