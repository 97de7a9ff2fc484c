/** The files of `-f`: paths, folders, patterns, stdin. Models cli-runtime/pkg/resource (builder.go, visitor.go). */
import { goQuote } from '../../engine/api/go-print';
import { isJsonObject, type JsonObject } from '../../engine/api/json';
import { FileError, type Files, type ProgramContext } from '../program';
import { isEmpty, readYamlDocuments } from '../yaml-documents';
import { KubectlError } from './errors';

/** A file, or stdin. */
export interface SourceText {
  /** As kubectl names it in messages: the path, or `STDIN`. */
  readonly source: string;
  read(): Promise<string>;
}

export interface SourceList {
  readonly sources: readonly SourceText[];
  /** True when all is one file: a single object in it is then printed by itself. */
  readonly isSingle: boolean;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** Which texts `-f` and `-R` mean. Throws a `KubectlError`. */
export async function findSources(
  context: ProgramContext,
  names: readonly string[],
  isRecursive: boolean,
): Promise<SourceList> {
  const sources: SourceText[] = [];
  let hasStream = false;
  let hasFolder = false;
  for (const name of names) {
    if (name === '-') {
      if (hasStream) throw new KubectlError('standard input cannot be used for multiple arguments');
      hasStream = true;
      sources.push({ source: 'STDIN', read: () => readAll(context) });
    } else if (/^https?:\/\//.test(name)) {
      throw new KubectlError(
        `unable to read URL ${goQuote(name)}: this cluster's shell has no network of the outside world`,
      );
    } else {
      for (const path of await expandPattern(context.files, name)) {
        const files = await filesBelow(context.files, path, isRecursive);
        hasFolder ||= files.length > 1;
        sources.push(...files.map((file) => ({ source: file, read: () => context.files.read(file) })));
        if (sources.length === 0)
          throw new KubectlError(
            `error reading [${path}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`,
          );
      }
    }
  }
  return { sources, isSingle: !hasStream && !hasFolder && sources.length === 1 };
}

/** All of stdin. */
export async function readAll(context: ProgramContext): Promise<string> {
  let text = '';
  for (let piece = await context.stdin.read(); piece !== null; piece = await context.stdin.read())
    text += piece;
  return text;
}

async function expandPattern(files: Files, path: string): Promise<readonly string[]> {
  if ((await files.kind(path)) !== 'missing') return [path];
  const missing = new KubectlError(`the path ${goQuote(path)} does not exist`);
  if (!/[*?[]/.test(path)) throw missing;
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '.' : path.slice(0, slash) || '/';
  const pattern = globPattern(path.slice(slash + 1));
  if ((await files.kind(folder)) !== 'folder') throw missing;
  const found = (await files.list(folder)).filter((name) => pattern.test(name));
  if (found.length === 0) throw missing;
  return found.map((name) => path.slice(0, slash + 1) + name);
}

function globPattern(pattern: string): RegExp {
  const text = pattern.replace(/\[[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.length > 1 ? part : part.replace(/[.+^${}()|[\]\\]/, '\\$&');
  });
  return new RegExp(`^${text}$`);
}

async function filesBelow(files: Files, path: string, isRecursive: boolean): Promise<readonly string[]> {
  if ((await files.kind(path)) === 'file') return [path];
  const found: string[] = [];
  for (const name of await files.list(path)) {
    const inner = path.endsWith('/') ? path + name : `${path}/${name}`;
    const isFolder = (await files.kind(inner)) === 'folder';
    if (isFolder && isRecursive) found.push(...(await filesBelow(files, inner, true)));
    if (!isFolder && EXTENSIONS.some((ending) => name.endsWith(ending))) found.push(inner);
  }
  return found.map((file) => file.replace(/^\.\//, ''));
}

/** The objects of a text, lists unpacked, as JSON values. Throws a `KubectlError`. */
export function objectsOf(text: string, source: string): readonly JsonObject[] {
  return documentsOf(text, source).flatMap((document) => unpacked(document, source));
}

function documentsOf(text: string, source: string): readonly JsonObject[] {
  const chunks = text.replace(/^\uFEFF/, '').split(/^---(?=\s|$).*\n?/m);
  return chunks.flatMap((chunk) => {
    const read = readYamlDocuments(chunk);
    if ('message' in read) throw parseError(source, read.line, read.message);
    return read.flatMap((document) => {
      if (document.problem !== null)
        throw parseError(source, document.problem.line, document.problem.message);
      if (isEmpty(document)) return [];
      if (!isJsonObject(document.value)) throw notAnObject(source, document.value);
      return [document.value];
    });
  });
}

function parseError(source: string, line: number, message: string): KubectlError {
  return new KubectlError(
    `error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${message}`,
  );
}

function notAnObject(source: string, value: unknown): KubectlError {
  const nature = Array.isArray(value) ? 'array' : typeof value;
  return new KubectlError(
    `unable to decode ${goQuote(source)}: json: cannot unmarshal ${nature} into Go value of type unstructured.detector`,
  );
}

function unpacked(object: JsonObject, source: string): readonly JsonObject[] {
  const { apiVersion, kind, items } = object;
  for (const [field, value] of [
    ['Kind', kind],
    ['apiVersion', apiVersion],
  ] as const) {
    if (typeof value !== 'string' || value === '')
      throw new KubectlError(
        `unable to decode ${goQuote(source)}: Object '${field}' is missing in '${JSON.stringify(object)}'`,
      );
  }
  if (!Array.isArray(items)) return [object];
  const name = String(kind);
  const own = name === 'List' ? {} : { apiVersion, kind: name.replace(/List$/, '') };
  return items.filter(isJsonObject).flatMap((item) => unpacked({ ...own, ...item }, source));
}

/** A file's text, with kubectl's words when it cannot be read. */
export async function readSource({ source, read }: SourceText): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const words = error.code === 'EISDIR' ? 'is a directory' : 'no such file or directory';
    throw new KubectlError(`open ${source}: ${words}`);
  }
}
