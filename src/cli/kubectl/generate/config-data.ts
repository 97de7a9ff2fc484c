/** The data of ConfigMaps and Secrets: literals, files and env files. Models kubectl/pkg/cmd/create and pkg/util. */
import { goQuote } from '../../../engine/api/go-print';
import { configMapKey } from '../../../engine/api/names';
import { FileError, type Files } from '../../program';
import { KubectlError } from '../errors';

/** Takes one key; throws when it may not be there. */
export type AddKey = (key: string, value: DataValue) => void;

export interface DataValue {
  /** Absent when the bytes are no UTF-8. */
  readonly text?: string;
  readonly bytes: Uint8Array;
}

export interface DataSources {
  readonly literals: readonly string[];
  readonly files: readonly string[];
  readonly envFiles: readonly string[];
}

export interface SourceContext {
  readonly files: Files;
  readonly env: ReadonlyMap<string, string>;
  /** `config` or `secret`: in `env config file cannot be a directory`. */
  readonly noun: 'config' | 'secret';
}

export function textValue(text: string): DataValue {
  return { text, bytes: new TextEncoder().encode(text) };
}

function bytesValue(bytes: Uint8Array): DataValue {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), bytes };
  } catch {
    return { bytes };
  }
}

/** The bytes of a file where the files know them, else its text. */
export async function readBytes(files: Files, path: string): Promise<DataValue> {
  return files.readBytes === undefined
    ? textValue(await files.read(path))
    : bytesValue(await files.readBytes(path));
}

/** `key=value`. Models pkg/util.ParseLiteralSource. */
function parseLiteral(source: string): readonly [string, string] {
  const at = source.indexOf('=');
  if (at < 1) throw new KubectlError(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, at), source.slice(at + 1)];
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

/** `[key=]path`. Models pkg/util.ParseFileSource. */
function parseFileSource(source: string): readonly [string, string] {
  const parts = source.split('=');
  const [first = '', second = ''] = parts;
  if (parts.length === 1) return [baseName(source), source];
  if (parts.length > 2) throw new KubectlError("key names or file paths cannot contain '='");
  if (first === '') throw new KubectlError(`key name for file path ${second} missing`);
  if (second === '') throw new KubectlError(`file path for key name ${first} missing`);
  return [first, second];
}

/** `no such file or directory`: the system's words for what went wrong. */
export function systemWords(error: unknown): string {
  if (!(error instanceof FileError)) return error instanceof Error ? error.message : String(error);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or directory',
    EISDIR: 'is a directory',
    ENOTDIR: 'not a directory',
    EACCES: 'permission denied',
  };
  return words[error.code] ?? error.code;
}

async function addFile(source: string, { files }: SourceContext, add: AddKey): Promise<void> {
  const [key, path] = parseFileSource(source);
  const kind = await files.kind(path);
  if (kind === 'missing') throw new KubectlError(`error reading ${path}: no such file or directory`);
  if (kind === 'file') {
    add(key, await readBytes(files, path));
    return;
  }
  if (source.includes('=')) throw new KubectlError('cannot give a key name for a directory path');
  for (const name of await files.list(path)) {
    const inner = `${path.replace(/\/+$/, '')}/${name}`;
    if ((await files.kind(inner)) === 'file') add(name, await readBytes(files, inner));
  }
}

const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

function envNameErrors(name: string): readonly string[] {
  const messages: string[] = [];
  if (!ENV_NAME.test(name)) {
    messages.push(
      "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
    );
  }
  if (name === '.') messages.push("must not be '.'");
  else if (name === '..') messages.push("must not be '..'");
  else if (name.startsWith('..')) messages.push("must not start with '..'");
  return messages;
}

/** `KEY=value` lines, `#` comments; a bare key takes its value from the environment. */
async function addEnvFile(path: string, context: SourceContext, add: AddKey): Promise<void> {
  const { files, env, noun } = context;
  const kind = await files.kind(path);
  if (kind === 'missing') throw new KubectlError(`error reading ${path}: no such file or directory`);
  if (kind === 'folder') throw new KubectlError(`env ${noun} file cannot be a directory`);
  const text = (await files.read(path)).replace(/^\uFEFF/, '');
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    const errors = envNameErrors(key);
    if (errors.length > 0)
      throw new KubectlError(`${goQuote(key)} is not a valid key name: ${errors.join(';')}`);
    add(key, textValue(at < 0 ? (env.get(key) ?? '') : line.slice(at + 1)));
  }
}

/** ConfigMaps take their files first, Secrets their literals. */
export async function collectData(sources: DataSources, context: SourceContext, add: AddKey): Promise<void> {
  const addFiles = async () => {
    for (const source of sources.files) await addFile(source, context, add);
  };
  if (context.noun === 'config') await addFiles();
  for (const source of sources.literals) {
    const [key, value] = parseLiteral(source);
    add(key, textValue(value));
  }
  if (context.noun === 'secret') await addFiles();
  for (const path of sources.envFiles) await addEnvFile(path, context, add);
}

/** Why a key may not stand in a ConfigMap or Secret. */
export function keyErrors(key: string): readonly string[] {
  return configMapKey(key);
}
