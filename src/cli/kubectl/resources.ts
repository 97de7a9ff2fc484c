/**
 * From the words and files of a command line to objects: `pods`, `pod/web`, `pod web db`, `-l app=web`, `-f dir`.
 * Models cli-runtime/pkg/resource (Builder).
 */
import { goQuote } from '../../engine/api/go-print';
import type { JsonObject } from '../../engine/api/json';
import { matchesSelector } from '../../engine/api/selector';
import { parseLabelSelector } from '../../engine/api/selector-parse';
import { type KubeObject, type ListOptions, StatusError } from './client';
import type { Call, FlagSpec } from './command';
import { type Mapping, resourceName } from './discovery';
import { isNotFound, KubectlError } from './errors';
import { findSources, objectsOf, readSource } from './resource-files';
import { readResourceWords, type ResourceWords } from './resource-words';

/** One thing that a command is about. */
export interface Info {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** The file it came from, or ''. For messages: `error when creating "web.yaml"`. */
  readonly source: string;
  /** From a file: as written, namespace filled in. Else: as the server has it, null where only the name is wanted. */
  readonly object: KubeObject | null;
}

export interface Wanted {
  /** Positional arguments that name types and names. */
  readonly args: readonly string[];
  /** `-f`, `-R`, `-k`, `-l`, `--field-selector`, `--all`, `-A` are read from `call.flags` where the command has them. */
  readonly local?: boolean;
  /** GET each object by its name (true), or only name it (false: delete, logs …). Files are never asked about. */
  readonly fetch: boolean;
  /** One type is enough, no name: all of the type (get). Otherwise `error: resource(s) were provided, but no name was specified`. */
  readonly allOfType?: boolean;
  /** An error of one object is collected, and the others go on. */
  readonly continueOnError?: boolean;
  /** What files name is asked for, as it is now on the server. */
  readonly latest?: boolean;
  /** Only one type may be named. */
  readonly singleType?: boolean;
  /** `--subresource` of a GET by name. */
  readonly subresource?: string;
  /** In place of the flags of that name, where a command means something else by them. */
  readonly selectors?: Partial<Selectors>;
  /** Objects of a kustomization (`-k`): given by the command that has one. */
  readonly kustomized?: readonly JsonObject[];
}

export interface Found {
  readonly infos: readonly Info[];
  /** What went wrong on the way, in order, to be printed after the rest. */
  readonly errors: readonly unknown[];
  /** True when one object was asked for by its name: kubectl then prints it alone, not as a list. */
  readonly isSingle: boolean;
}

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

/** The flags that say what is meant, as the command has them. */
export interface Selectors {
  readonly files: readonly string[];
  readonly isRecursive: boolean;
  readonly label: string;
  readonly field: string;
  readonly isAll: boolean;
  readonly isAllNamespaces: boolean;
}

/** The flags that select; those that the command does not have are empty. */
export function selectorsOf({ flags, command }: Call): Selectors {
  const has = (name: string) => command.flags.some((flag) => flag.name === name);
  return {
    files: has('filename') ? flags.strings('filename') : [],
    isRecursive: has('recursive') && flags.bool('recursive'),
    label: has('selector') ? flags.string('selector').trim() : '',
    field: has('field-selector') ? flags.string('field-selector').trim() : '',
    isAll: has('all') && flags.bool('all'),
    isAllNamespaces: has('all-namespaces') && flags.bool('all-namespaces'),
  };
}

/** Asks for what a command line means. Throws the first error unless `continueOnError`. */
export async function find(call: Call, wanted: Wanted): Promise<Found> {
  const selectors = { ...selectorsOf(call), ...wanted.selectors };
  checkSelectors(selectors);
  const hasPaths = selectors.files.length > 0 || wanted.kustomized !== undefined;
  const words = await wordsOf(call, wanted.args);
  if (hasPaths) return findByPaths(call, wanted, selectors, words);
  const isSelected = selectors.label !== '' || selectors.field !== '' || selectors.isAll;
  const isWholeType = wanted.allOfType === true && wanted.args.length === 1 && words.types.length > 0;
  if (isSelected || isWholeType) return findBySelector(call, wanted, selectors, words);
  return findByName(call, wanted, selectors, words);
}

function checkSelectors({ label, field, isAll }: Selectors): void {
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

async function findByPaths(
  call: Call,
  wanted: Wanted,
  selectors: Selectors,
  words: ResourceWords,
): Promise<Found> {
  if (words.types.length > 0)
    throw new KubectlError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    );
  if (words.pairs.length > 0)
    throw new KubectlError('resource/name arguments cannot be provided when a path is specified');
  const { sources, isSingle } = await findSources(call.context, selectors.files, selectors.isRecursive);
  const collected = new Collected(wanted.continueOnError === true);
  for (const each of sources) {
    await collected.attempt(async () => {
      const objects = objectsOf(await readSource(each), each.source);
      for (const object of objects) {
        await collected.attempt(async () => {
          const info = await infoOf(call, wanted, object, each.source);
          if (isSelected(info, selectors.label)) collected.infos.push(await latest(call, wanted, info));
        });
      }
    });
  }
  for (const object of wanted.kustomized ?? []) {
    await collected.attempt(async () => {
      collected.infos.push(await latest(call, wanted, await infoOf(call, wanted, object, '')));
    });
  }
  return collected.found(isSingle || (sources.length === 0 && wanted.kustomized?.length === 1));
}

/** Infos and errors on the way. */
class Collected {
  readonly infos: Info[] = [];
  readonly errors: unknown[] = [];

  constructor(private readonly goesOn: boolean) {}

  async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!this.goesOn) throw error;
      this.errors.push(error);
    }
  }

  found(isSingle: boolean): Found {
    return { infos: this.infos, errors: this.errors, isSingle };
  }
}

/** An object of a file as an Info: its type looked up, its namespace filled in. */
async function infoOf(call: Call, wanted: Wanted, value: JsonObject, source: string): Promise<Info> {
  const apiVersion = String(value['apiVersion']);
  const kind = String(value['kind']);
  const metadata = (value['metadata'] ?? {}) as Partial<KubeObject['metadata']>;
  const { name = '', namespace: own = '' } = metadata;
  const mapping =
    wanted.local === true ? localMapping(apiVersion, kind) : await call.discovery.forKind(apiVersion, kind);
  if (mapping === undefined) {
    const from = `name: ${goQuote(name)} namespace: ${goQuote(own)} from ${goQuote(source)}`;
    throw new KubectlError(
      `resource mapping not found for ${from}: no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}\nensure CRDs are installed first`,
    );
  }
  if (call.isNamespaceEnforced && mapping.namespaced && own !== '' && own !== call.namespace)
    throw new KubectlError(
      `the namespace from the provided object ${goQuote(own)} does not match the namespace ${goQuote(call.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    );
  // Without a server nobody knows whether it belongs to a namespace: it stays as it is written.
  if (wanted.local === true)
    return { mapping, namespace: own, name, source, object: value as unknown as KubeObject };
  const namespace = mapping.namespaced ? own || call.namespace : '';
  const { namespace: _, ...others } = metadata;
  const object = {
    ...value,
    metadata: namespace === '' ? others : { ...others, namespace },
  } as unknown as KubeObject;
  return { mapping, namespace, name, source, object };
}

/** What can be told of a type without asking a server. */
function localMapping(apiVersion: string, kind: string): Mapping {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const singular = kind.toLowerCase();
  const plain = { shortNames: [], categories: [], verbs: [], subresources: [] };
  return { group, version, kind, resource: `${singular}s`, singular, namespaced: true, ...plain };
}

function isSelected({ object }: Info, label: string): boolean {
  if (label === '') return true;
  const parsed = parseLabelSelector(label);
  if ('error' in parsed)
    throw new KubectlError(`the provided selector ${goQuote(label)} is not valid: ${parsed.error}`);
  return matchesSelector(parsed.selector, object?.metadata.labels ?? {});
}

async function latest(call: Call, wanted: Wanted, info: Info): Promise<Info> {
  if (wanted.latest !== true || info.name === '') return info;
  return { ...info, object: await fetchOne(call, info, wanted.subresource) };
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

/** GETs one object. A missing one in a missing namespace is told by its namespace, as kubectl does. */
export async function fetchOne(call: Call, info: Info, subresource = ''): Promise<KubeObject> {
  try {
    return await call.client.get(info.mapping, info.namespace, info.name, subresource);
  } catch (error) {
    if (isNotFound(error)) await checkNamespace(call, info.namespace);
    throw error;
  }
}

/** Throws the NotFound of a namespace that is not there. */
export async function checkNamespace(call: Call, namespace: string): Promise<void> {
  if (namespace === '' || namespace === 'default') return;
  const namespaces = await call.discovery.forKind('v1', 'Namespace');
  if (namespaces === undefined) return;
  try {
    await call.client.get(namespaces, '', namespace);
  } catch (error) {
    if (isNotFound(error)) throw error;
  }
}
