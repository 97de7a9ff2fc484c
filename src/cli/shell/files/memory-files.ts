/** The shell's disk: folders and text files in memory, and read-only mounts. Answers at once; `errno` as in POSIX. */
import { FileError } from '../../program';

export interface Entry {
  readonly text: string;
  readonly mode: number;
  /** Wall clock of the world, ms since 1970. */
  readonly changedAt: number;
}

/** A folder from elsewhere, below its mount point. `path`: '' or `a/b`. */
export interface Mount {
  kind(path: string): 'file' | 'folder' | 'missing';
  list(path: string): readonly string[];
  read(path: string): string;
}

/** What a home directory may hold in all. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

export class MemoryFiles {
  private readonly files = new Map<string, Entry>();
  private readonly folders = new Map<string, { mode: number; changedAt: number }>();
  private readonly mounts = new Map<string, Mount>();
  private size = 0;

  constructor(private readonly now: () => number) {
    this.folders.set('/', { mode: 0o755, changedAt: now() });
  }

  /** An absolute path without `.` and `..`. */
  resolve(cwd: string, path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  mount(at: string, mount: Mount): void {
    this.makeFolder(at, true);
    this.mounts.set(at, mount);
  }

  kindAt(path: string): 'file' | 'folder' | 'missing' {
    const clean = this.resolve('/', path);
    if (this.files.has(clean)) return 'file';
    if (this.folders.has(clean)) return 'folder';
    const mounted = this.mounted(clean);
    return mounted === null ? 'missing' : mounted.mount.kind(mounted.rest);
  }

  entryAt(path: string): { mode: number; changedAt: number; size: number } {
    const clean = this.resolve('/', path);
    const file = this.files.get(clean);
    if (file) return { mode: file.mode, changedAt: file.changedAt, size: bytes(file.text) };
    const folder = this.folders.get(clean);
    if (folder) return { ...folder, size: 4096 };
    if (this.kindAt(clean) === 'missing') throw new FileError('ENOENT', path);
    const isFile = this.kindAt(clean) === 'file';
    return { mode: isFile ? 0o444 : 0o555, changedAt: 0, size: isFile ? bytes(this.readAt(clean)) : 4096 };
  }

  readAt(path: string): string {
    const clean = this.resolve('/', path);
    const file = this.files.get(clean);
    if (file) return file.text;
    const kind = this.kindAt(clean);
    if (kind !== 'file') throw new FileError(kind === 'folder' ? 'EISDIR' : this.missing(clean), path);
    const mounted = this.mounted(clean);
    if (mounted === null) throw new FileError('ENOENT', path);
    return mounted.mount.read(mounted.rest);
  }

  writeAt(path: string, text: string, mode?: number): void {
    const clean = this.resolve('/', path);
    const kind = this.kindAt(clean);
    if (kind === 'folder') throw new FileError('EISDIR', path);
    const parent = parentOf(clean);
    if (this.kindAt(parent) !== 'folder') throw new FileError(this.missing(clean), path);
    if (this.mounted(clean) !== null) throw new FileError('EROFS', path);
    const before = this.files.get(clean);
    const size = this.size + text.length - (before?.text.length ?? 0);
    if (size > MOST_CHARACTERS) throw new FileError('ENOSPC', path);
    this.size = size;
    this.files.set(clean, { text, mode: mode ?? before?.mode ?? 0o644, changedAt: this.now() });
  }

  listAt(path: string): readonly string[] {
    const clean = this.resolve('/', path);
    const kind = this.kindAt(clean);
    if (kind !== 'folder') throw new FileError(kind === 'file' ? 'ENOTDIR' : this.missing(clean), path);
    const names = new Set<string>();
    const start = clean === '/' ? '/' : `${clean}/`;
    for (const paths of [this.files, this.folders]) {
      for (const other of paths.keys()) {
        if (other.startsWith(start) && other !== '/')
          names.add(other.slice(start.length).split('/')[0] ?? '');
      }
    }
    const mounted = this.mounted(clean);
    if (mounted !== null) for (const name of mounted.mount.list(mounted.rest)) names.add(name);
    return [...names].sort();
  }

  makeFolder(path: string, withParents = false): void {
    const clean = this.resolve('/', path);
    const kind = this.kindAt(clean);
    if (kind === 'folder' && withParents) return;
    if (kind !== 'missing') throw new FileError('EEXIST', path);
    const parent = parentOf(clean);
    if (this.kindAt(parent) === 'missing' && withParents) this.makeFolder(parent, true);
    if (this.kindAt(parent) !== 'folder') throw new FileError(this.missing(clean), path);
    if (this.mounted(clean) !== null) throw new FileError('EROFS', path);
    this.folders.set(clean, { mode: 0o755, changedAt: this.now() });
  }

  /** A file or an empty folder; a full one only with `recursive`. */
  removeAt(path: string, recursive = false): void {
    const clean = this.resolve('/', path);
    if (this.kindAt(clean) === 'missing') throw new FileError('ENOENT', path);
    if (this.mounted(clean) !== null || clean === '/') throw new FileError('EROFS', path);
    if (this.kindAt(clean) === 'folder') {
      const names = this.listAt(clean);
      if (names.length > 0 && !recursive) throw new FileError('ENOTEMPTY', path);
      for (const name of names) this.removeAt(`${clean}/${name}`, true);
      this.folders.delete(clean);
    }
    this.size -= this.files.get(clean)?.text.length ?? 0;
    this.files.delete(clean);
  }

  setMode(path: string, mode: number): void {
    const clean = this.resolve('/', path);
    const file = this.files.get(clean);
    const folder = this.folders.get(clean);
    if (file) this.files.set(clean, { ...file, mode });
    else if (folder) folder.mode = mode;
    else throw new FileError('ENOENT', path);
  }

  setTime(path: string, changedAt: number): void {
    const clean = this.resolve('/', path);
    const file = this.files.get(clean);
    const folder = this.folders.get(clean);
    if (file) this.files.set(clean, { ...file, changedAt });
    else if (folder) folder.changedAt = changedAt;
    else throw new FileError('ENOENT', path);
  }

  /** All files below a folder and all empty folders (their names end with a slash), sorted. */
  pathsBelow(path: string): readonly string[] {
    const start = path === '/' ? '/' : `${path}/`;
    const found = [...this.files.keys()].filter((file) => file.startsWith(start));
    const empty = [...this.folders.keys()].filter(
      (folder) => folder.startsWith(start) && folder !== '/' && this.listAt(folder).length === 0,
    );
    return [...found, ...empty.map((folder) => `${folder}/`)].sort();
  }

  private missing(path: string): 'ENOENT' | 'ENOTDIR' {
    for (let parent = parentOf(path); parent !== '/'; parent = parentOf(parent)) {
      if (this.kindAt(parent) === 'file') return 'ENOTDIR';
    }
    return 'ENOENT';
  }

  private mounted(path: string): { mount: Mount; rest: string } | null {
    for (const [at, mount] of this.mounts) {
      if (path === at) return { mount, rest: '' };
      if (path.startsWith(`${at}/`)) return { mount, rest: path.slice(at.length + 1) };
    }
    return null;
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** In UTF-8. */
export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
};

/** `No such file or directory`. */
export function meaning(error: FileError): string {
  return MEANINGS[error.code] ?? error.code;
}
