/** The shell's disk as the text tools want it. */
import type { IFileSystem } from 'just-bash/browser';
import { FileError } from '../../program';
import { type MemoryFiles, meaning, parentOf } from '../files/memory-files';

/** The tools recognise errors by Node's wording. */
async function worded<T>(operation: string, path: string, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw Object.assign(new Error(`${error.code}: ${meaning(error).toLowerCase()}, ${operation} '${path}'`), {
      code: error.code,
    });
  }
}

/** Bytes that are UTF-8 become text; others stay one character each. */
function asText(content: string | Uint8Array, encoding?: string): string {
  const isBytes = encoding === 'latin1' || encoding === 'binary';
  if (typeof content === 'string' && !isBytes) return content;
  const raw = typeof content === 'string' ? Uint8Array.from(content, (one) => one.charCodeAt(0)) : content;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return Array.from(raw, (byte) => String.fromCharCode(byte)).join('');
  }
}

const encodingOf = (options?: { encoding?: string | null } | string): string | undefined =>
  typeof options === 'string' ? options : (options?.encoding ?? undefined);

export function toolFiles(files: MemoryFiles): IFileSystem {
  const stat = (path: string) =>
    worded('stat', path, () => {
      const entry = files.entryAt(path);
      const isFile = files.kindAt(path) === 'file';
      return {
        isFile,
        isDirectory: !isFile,
        isSymbolicLink: false,
        mode: entry.mode,
        size: entry.size,
        mtime: new Date(entry.changedAt),
      };
    });
  const write = (path: string, text: string) =>
    worded('open', path, () => {
      files.makeFolder(parentOf(files.resolve('/', path)), true);
      files.writeAt(path, text);
    });
  const refuse = (operation: string, path: string): Promise<never> =>
    Promise.reject(new Error(`EPERM: operation not permitted, ${operation} '${path}'`));
  const copy = async (from: string, to: string, recursive: boolean): Promise<void> => {
    if (files.kindAt(from) !== 'folder') {
      const text = await worded('cp', from, () => files.readAt(from));
      await worded('cp', to, () => files.writeAt(to, text, files.entryAt(from).mode));
      return;
    }
    if (!recursive) throw new Error(`EISDIR: is a directory, cp '${from}'`);
    await worded('cp', to, () => files.makeFolder(to, true));
    for (const name of files.listAt(from)) await copy(`${from}/${name}`, `${to}/${name}`, true);
  };
  return {
    readFile: (path, options) =>
      worded('open', path, () => {
        const text = files.readAt(path);
        const encoding = encodingOf(options);
        if (encoding !== 'latin1' && encoding !== 'binary') return text;
        return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
      }),
    readFileBuffer: (path) => worded('open', path, () => new TextEncoder().encode(files.readAt(path))),
    writeFile: (path, content, options) => write(path, asText(content, encodingOf(options))),
    appendFile: async (path, content, options) => {
      const before = files.kindAt(path) === 'file' ? files.readAt(path) : '';
      await write(path, before + asText(content, encodingOf(options)));
    },
    exists: async (path) => files.kindAt(path) !== 'missing',
    stat,
    lstat: stat,
    mkdir: (path, options) => worded('mkdir', path, () => files.makeFolder(path, options?.recursive)),
    readdir: (path) => worded('scandir', path, () => [...files.listAt(path)]),
    rm: (path, options) =>
      worded('rm', path, () => {
        if (options?.force === true && files.kindAt(path) === 'missing') return;
        files.removeAt(path, options?.recursive);
      }),
    cp: (from, to, options) => copy(from, to, options?.recursive === true),
    mv: async (from, to) => {
      await copy(from, to, true);
      await worded('rename', from, () => files.removeAt(from, true));
    },
    resolvePath: (base, path) => files.resolve(base, path),
    getAllPaths: () => files.pathsBelow('/').map((path) => path.replace(/(.)\/$/, '$1')),
    chmod: (path, mode) => worded('chmod', path, () => files.setMode(path, mode)),
    symlink: (_target, path) => refuse('symlink', path),
    link: (_existing, path) => refuse('link', path),
    readlink: (path) => Promise.reject(new Error(`EINVAL: invalid argument, readlink '${path}'`)),
    realpath: (path) =>
      worded('realpath', path, () => {
        if (files.kindAt(path) === 'missing') throw new FileError('ENOENT', path);
        return files.resolve('/', path);
      }),
    utimes: (path, _accessed, changed) =>
      worded('utimes', path, () => files.setTime(path, changed.getTime())),
  };
}
