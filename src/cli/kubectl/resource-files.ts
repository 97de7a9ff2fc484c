/** The files of `-f`: paths, folders, patterns, stdin. Models cli-runtime/pkg/resource (builder.go, visitor.go). */
import { goQuote } from '../../engine/api/go-print';
import { isJsonObject, type JsonObject } from '../../engine/api/json';
import { FileError, type Files, type ProgramContext } from '../program';
import { GoYamlError, goYamlValues } from '../yaml-go';
import { KubectlError, throwAll } from './errors';
import { goMapJson } from './go-json';

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

/** Which texts `-f` and `-R` mean. Throws one or several `KubectlError`s. */
export async function findSources(
  context: ProgramContext,
  names: readonly string[],
  isRecursive: boolean,
): Promise<SourceList> {
  const sources: SourceText[] = [];
  const errors: unknown[] = [];
  let hasStream = false;
  let hasFolder = false;
  for (const name of names) {
    try {
      if (name === '-') {
        if (hasStream) throw new KubectlError('standard input cannot be used for multiple arguments');
        hasStream = true;
        sources.push({ source: 'STDIN', read: () => readAll(context) });
        continue;
      }
      const files = await filesOf(context.files, name, isRecursive);
      hasFolder ||= files.length > 1;
      sources.push(...files.map((file) => ({ source: file, read: () => context.files.read(file) })));
      if (sources.length === 0 && errors.length === 0)
        throw new KubectlError(
          `error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`,
        );
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  return { sources, isSingle: !hasStream && !hasFolder && sources.length === 1 };
}

/** The files that one `-f` means. Throws a `KubectlError`. */
async function filesOf(files: Files, name: string, isRecursive: boolean): Promise<readonly string[]> {
  if (/^https?:\/\//.test(name))
    throw new KubectlError(
      `unable to read URL ${goQuote(name)}: this cluster's shell has no network of the outside world`,
    );
  const found: string[] = [];
  for (const path of await expandPattern(files, name))
    found.push(...(await filesBelow(files, path, isRecursive)));
  return found;
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

/**
 * The objects of a text one after the other, lists unpacked, as JSON values. Throws a `KubectlError`. `isValidated`: the
 * command checks them before it sends anything.
 */
export function* objectsOf(text: string, source: string, isValidated = false): Generator<JsonObject, void> {
  for (const document of documentsOf(text, source, isValidated)) yield* document();
}

/** The same by documents: reading one may throw a `KubectlError`, and the next can still be read. */
export function* documentsOf(
  text: string,
  source: string,
  isValidated: boolean,
): Generator<() => readonly JsonObject[], void> {
  try {
    for (const value of goYamlValues(text)) {
      if (value === null) continue;
      if (isValidated) validate(value, source);
      yield () => {
        if (!isJsonObject(value)) throw notAnObject(source, value);
        return unpacked(value, source);
      };
    }
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new KubectlError(`error parsing ${source}: ${error.message}`);
  }
}

/** What kubectl says against a value itself, or null; the rest is the server's business. Models kubectl/pkg/validation (schema.go). */
export function validationWords(value: unknown): string | null {
  const errors = isJsonObject(value) ? typeErrors(value) : ['invalid object to validate'];
  if (errors.length <= 1) return errors[0] ?? null;
  return `[${errors.join(', ')}]`;
}

function validate(value: unknown, source: string): void {
  const words = validationWords(value);
  if (words === null) return;
  throw new KubectlError(
    `error validating ${goQuote(source)}: error validating data: ${words}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function typeErrors(value: JsonObject): readonly string[] {
  const { items } = value;
  if (value['kind'] === 'List' && Array.isArray(items)) {
    const all = items.map((item) => (isJsonObject(item) ? typeErrors(item) : ['invalid object to validate']));
    return all.flat();
  }
  return ['apiVersion', 'kind'].flatMap((field) => {
    const own = value[field];
    if (own === undefined) return [`${field} not set`];
    return typeof own === 'string' ? [] : [`${field} isn't string type`];
  });
}

function notAnObject(source: string, value: unknown): KubectlError {
  const nature = Array.isArray(value) ? 'array' : typeof value;
  return new KubectlError(
    `unable to decode ${goQuote(source)}: json: cannot unmarshal ${nature} into Go value of type unstructured.detector`,
  );
}

function unpacked(object: JsonObject, source: string): readonly JsonObject[] {
  const { apiVersion, kind, items } = object;
  if (typeof kind !== 'string' || kind === '') {
    throw new KubectlError(
      `unable to decode ${goQuote(source)}: Object 'Kind' is missing in '${goMapJson(object)}'`,
    );
  }
  checkMetadata(object['metadata'], source);
  if (!Array.isArray(items)) return [object];
  const own = kind === 'List' ? {} : { apiVersion, kind: kind.replace(/List$/, '') };
  return items.filter(isJsonObject).flatMap((item) => unpacked({ ...own, ...item }, source));
}

/** Go's names for what stands in JSON. */
function natureOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Names and labels are texts; everything else is left to the server. */
function checkMetadata(metadata: unknown, source: string): void {
  if (!isJsonObject(metadata)) return;
  const fail = (value: unknown, field: string): never => {
    throw new KubectlError(
      `unable to decode ${goQuote(source)}: json: cannot unmarshal ${natureOf(value)} into Go struct field ObjectMeta.metadata.${field} of type string`,
    );
  };
  for (const field of ['name', 'generateName', 'namespace']) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== 'string') fail(value, field);
  }
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field];
    if (!isJsonObject(map)) continue;
    const odd = Object.values(map).find((value) => value !== null && typeof value !== 'string');
    if (odd !== undefined) fail(odd, field);
  }
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
