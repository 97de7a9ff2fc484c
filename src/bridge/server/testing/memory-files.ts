/** A shell's files in memory, for tests. */
import path from 'node:path';
import { FileError, type Files } from '../../../cli/program';

export class MemoryFiles implements Files {
  /** By absolute path. */
  readonly texts = new Map<string, string>();

  constructor(readonly cwd: string) {}

  read(name: string): Promise<string> {
    const full = path.resolve(this.cwd, name);
    const text = this.texts.get(full);
    if (text !== undefined) return Promise.resolve(text);
    return Promise.reject(new FileError(this.#isFolder(full) ? 'EISDIR' : 'ENOENT', name));
  }

  write(name: string, text: string): Promise<void> {
    this.texts.set(path.resolve(this.cwd, name), text);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.texts.delete(path.resolve(this.cwd, name));
    return Promise.resolve();
  }

  list(name: string): Promise<readonly string[]> {
    const full = path.resolve(this.cwd, name);
    if (!this.#isFolder(full)) return Promise.reject(new FileError('ENOENT', name));
    const prefix = full.endsWith('/') ? full : `${full}/`;
    const names = [...this.texts.keys()]
      .filter((each) => each.startsWith(prefix))
      .map((each) => each.slice(prefix.length).split('/', 1)[0] ?? '');
    return Promise.resolve([...new Set(names)].sort());
  }

  kind(name: string): Promise<'file' | 'folder' | 'missing'> {
    const full = path.resolve(this.cwd, name);
    if (this.texts.has(full)) return Promise.resolve('file');
    return Promise.resolve(this.#isFolder(full) ? 'folder' : 'missing');
  }

  #isFolder(full: string): boolean {
    const prefix = full.endsWith('/') ? full : `${full}/`;
    return full === this.cwd || [...this.texts.keys()].some((each) => each.startsWith(prefix));
  }
}
