/** Paths on both sides of a copy. Models kubectl/pkg/cmd/cp/filespec.go and Go's path package. */
import { KubectlError } from '../errors';

export interface FileSpec {
  /** '' for a file of this machine. */
  readonly pod: string;
  readonly namespace: string;
  readonly file: string;
}

/** `pod:/tmp/a`, `namespace/pod:/tmp/a` or a local path. Throws a `KubectlError`. */
export function fileSpec(word: string): FileSpec {
  const colon = word.indexOf(':');
  if (colon < 0) return { pod: '', namespace: '', file: stripSlash(word) };
  const mistake = 'filespec must match the canonical format: [[namespace/]pod:]file/path';
  const pieces = word.slice(0, colon).split('/');
  if (colon === 0 || pieces.length > 2) throw new KubectlError(mistake);
  const file = stripSlash(word.slice(colon + 1)).replaceAll('\\', '/');
  const [first = '', second] = pieces;
  return second === undefined ? { pod: first, namespace: '', file } : { pod: second, namespace: first, file };
}

function stripSlash(path: string): string {
  return path !== '/' && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Without `.`, `..` and doubled slashes. Models path.Clean. */
export function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push('..');
  }
  return (isRooted ? '/' : '') + parts.join('/') || (isRooted ? '/' : '.');
}

export function join(...parts: readonly string[]): string {
  const named = parts.filter((part) => part !== '');
  return named.length === 0 ? '' : clean(named.join('/'));
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return clean(slash < 0 ? '' : path.slice(0, slash + 1));
}

export function baseOf(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Without leading `../`, and without a leading slash. */
export function stripShortcuts(path: string): string {
  const rest = path.replace(/^(\.\.\/)+/, '');
  return rest === '.' || rest === '..' ? '' : rest.replace(/^\//, '');
}

/** True when `target` is not outside `base`; both are clean. */
export function isInside(base: string, target: string): boolean {
  if (base === target || base === '.') return !target.startsWith('../') && target !== '..';
  return target.startsWith(base === '/' ? '/' : `${base}/`);
}
