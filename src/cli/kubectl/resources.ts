/**
 * From the words and files of a command line to objects: `pods`, `pod/web`, `pod web db`, `-l app=web`, `-f dir`.
 * Models cli-runtime/pkg/resource (Builder).
 */
import { goQuote } from '../../engine/api/go-print';
import { type ListOptions, StatusError } from './client';
import type { Call, FlagSpec } from './command';
import { type Mapping, resourceName } from './discovery';
import { KubectlError } from './errors';
import { findSources } from './resource-files';
import {
  Collected,
  fetchOne,
  type Found,
  type Info,
  type Selectors,
  selectorsOf,
  type Wanted,
} from './resource-info';
import { findByPaths } from './resource-paths';
import { readResourceWords, type ResourceWords } from './resource-words';

export {
  checkNamespace,
  fetchOne,
  type Found,
  type Info,
  selectorsOf,
  type Wanted,
} from './resource-info';

/** `-f`, `-k`, `-R` of commands that take files. */
export const FILE_FLAGS: readonly FlagSpec[] = [
  {
    name: 'filename',
    short: 'f',
    type: 'strings',
    default: '[]',
    help: 'A file, a folder or - for standard input: the objects to act on.',
    completes: 'files',
  },
  {
    name: 'kustomize',
    short: 'k',
    type: 'string',
    help: 'A folder with a kustomization.yaml. Not together with -f or -R.',
    completes: 'files',
  },
  {
    name: 'recursive',
    short: 'R',
    type: 'bool',
    default: 'false',
    help: 'Also look into the folders inside the folders of -f.',
  },
];

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Asks for what a command line means. Throws the first error unless `continueOnError`. */
export async function find(call: Call, wanted: Wanted): Promise<Found> {
  const selectors = { ...selectorsOf(call), ...wanted.selectors };
  checkSelectors(selectors);
  const hasPaths =
    selectors.files.length > 0 || selectors.kustomize !== '' || wanted.kustomized !== undefined;
  const paths = hasPaths ? await findSources(call.context, selectors.files, selectors.isRecursive) : null;
  const words = await wordsOf(call, wanted.args);
  if (paths !== null) return findByPaths(call, wanted, selectors, words, paths);
  const isSelected = selectors.label !== '' || selectors.field !== '' || selectors.isAll;
  const isWholeType = wanted.allOfType === true && wanted.args.length === 1 && words.types.length > 0;
  if (isSelected || isWholeType) return findBySelector(call, wanted, selectors, words);
  return findByName(call, wanted, selectors, words);
}

function checkSelectors({ label, field, isAll, files, kustomize, isRecursive }: Selectors): void {
  if (files.length > 0 && kustomize !== '') throw new KubectlError('only one of -f or -k can be specified');
  if (kustomize !== '' && isRecursive) throw new KubectlError("the -k flag can't be used with -f or -R");
  if (isAll && (label !== '' || field !== ''))
    throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
}

/** Reads the words, categories spread out. */
export async function wordsOf(call: Call, args: readonly string[]): Promise<ResourceWords> {
  const isTyped = args.length > 0 && !args.every((arg) => arg.includes('/'));
  const all = isTyped ? await call.discovery.all() : [];
  return readResourceWords(args, (word) => {
    const members = all.filter(({ categories }) => categories.includes(word)).map(resourceName);
    return members.length === 0 ? null : members;
  });
}

async function findBySelector(
  call: Call,
  wanted: Wanted,
  selectors: Selectors,
  words: ResourceWords,
): Promise<Found> {
  checkBulk(wanted, words);
  const collected = new Collected(wanted.continueOnError === true);
  for (const mapping of await mappingsOf(call, wanted, words.types)) {
    await collected.attempt(async () => {
      const namespace = mapping.namespaced && !selectors.isAllNamespaces ? call.namespace : '';
      const options = { labelSelector: selectors.label, fieldSelector: selectors.field };
      const { items } = await listed(mapping, options, () => call.client.list(mapping, namespace, options));
      for (const object of items) {
        const { name, namespace: own = '' } = object.metadata;
        collected.infos.push({ mapping, namespace: own, name, source: '', object });
      }
    });
  }
  return collected.found(false);
}

/** Says of a list that the server refused what was looked for. Models cli-runtime/pkg/resource/selector.go. */
export async function listed<T>(
  { group, version, resource }: Mapping,
  { labelSelector = '', fieldSelector = '' }: ListOptions,
  list: () => Promise<T>,
): Promise<T> {
  try {
    return await list();
  } catch (error) {
    const isTold =
      error instanceof StatusError && ['BadRequest', 'NotFound'].includes(error.status.reason ?? '');
    if (!isTold) throw error;
    const type = goQuote(`${group}/${version}, Resource=${resource}`);
    const selectors = `label selector ${goQuote(labelSelector)}, field selector ${goQuote(fieldSelector)}`;
    const doing =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${type}`
        : `Unable to find ${type} that match ${selectors}`;
    throw new StatusError(error.code, { ...error.status, message: `${doing}: ${error.message}` });
  }
}

/** What may not stand beside a selector. Throws a `KubectlError`. */
export function checkBulk(wanted: Pick<Wanted, 'subresource'>, words: ResourceWords): void {
  if (words.names.length > 0) throw new KubectlError('name cannot be provided when a selector is specified');
  if (words.pairs.length > 0)
    throw new KubectlError('selectors and the all flag cannot be used when passing resource/name arguments');
  if (words.types.length === 0)
    throw new KubectlError('at least one resource must be specified to use a selector');
  if (wanted.subresource !== undefined && wanted.subresource !== '')
    throw new KubectlError('subresource cannot be used when bulk resources are specified');
}

/** Each type once, in the order of the words. Throws a `KubectlError`. */
export async function mappingsOf(
  call: Call,
  wanted: Pick<Wanted, 'singleType'>,
  types: readonly string[],
): Promise<readonly Mapping[]> {
  if (types.length > 1 && wanted.singleType === true)
    throw new KubectlError('you may only specify a single resource type');
  const mappings: Mapping[] = [];
  for (const type of types) {
    const mapping = await call.discovery.forWord(type);
    if (!mappings.includes(mapping)) mappings.push(mapping);
  }
  return mappings;
}

async function findByName(
  call: Call,
  wanted: Wanted,
  selectors: Selectors,
  words: ResourceWords,
): Promise<Found> {
  const named = await namedMappings(call, wanted, words);
  const collected = new Collected(wanted.continueOnError === true);
  for (const { mapping, name } of named) {
    if (mapping.namespaced && selectors.isAllNamespaces)
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
    const namespace = mapping.namespaced ? call.namespace : '';
    const info: Info = { mapping, namespace, name, source: '', object: null };
    await collected.attempt(async () => {
      const object = wanted.fetch ? await fetchOne(call, info, wanted.subresource) : null;
      collected.infos.push({ ...info, object });
    });
  }
  return collected.found(named.length === 1);
}

/** Which objects are named by the words. Throws a `KubectlError` when none are. */
export async function namedMappings(
  call: Call,
  wanted: Pick<Wanted, 'singleType'>,
  words: ResourceWords,
): Promise<readonly { readonly mapping: Mapping; readonly name: string }[]> {
  if (words.pairs.length > 0) {
    const found = [];
    for (const { type, name } of words.pairs)
      found.push({ mapping: await call.discovery.forWord(type), name });
    if (wanted.singleType === true && new Set(found.map(({ mapping }) => mapping)).size > 1)
      throw new KubectlError('you may only specify a single resource type');
    return found;
  }
  if (words.names.length === 0) {
    for (const type of words.types) await call.discovery.forWord(type);
    throw new KubectlError(
      words.types.length > 0 ? 'resource(s) were provided, but no name was specified' : MISSING,
    );
  }
  if (words.types.length > 1) throw new KubectlError('you must specify only one resource');
  const mappings = await mappingsOf(call, wanted, words.types);
  return mappings.flatMap((mapping) => words.names.map((name) => ({ mapping, name })));
}
