/** Files of a container: a plain record from absolute path to text. Directories exist through what lies in them. */

export interface FileNode {
  readonly text: string;
  /** Characters that were cut off at its beginning, because it grew too long. */
  readonly dropped?: number;
  /** Permission bits: 0o644. */
  readonly mode: number;
}

/** Immutable: a change makes a new tree that shares the nodes. */
export type FileTree = Readonly<Record<string, FileNode>>;

/** Changes to a tree: null removes a file that lies below; a path with a slash at its end is a directory. */
export type FileChanges = Readonly<Record<string, FileNode | null>>;

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory in which a path lies. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** True when the path is the directory or lies in it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
