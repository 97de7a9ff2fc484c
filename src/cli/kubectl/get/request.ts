/** What `kubectl get` asks for. Models kubectl/pkg/cmd/get/get.go with cli-runtime's Builder below it. */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import type { Mapping } from '../discovery';
import { isNotFound, KubectlError } from '../errors';
import { failure, itemsOf, listQuery, resourcePath } from '../http-client';
import { tableOf } from '../print/table';
import {
  checkBulk,
  checkNamespace,
  find,
  listed,
  mappingsOf,
  namedMappings,
  selectorsOf,
  wordsOf,
} from '../resources';

/** One answer: an object, a list, or the server's table of either. */
export interface GetInfo {
  readonly mapping: Mapping;
  readonly namespace: string;
  /** '' for a list. */
  readonly name: string;
  readonly object: KubeObject;
}

export interface GetResult {
  readonly infos: readonly GetInfo[];
  readonly errors: readonly unknown[];
  readonly isSingle: boolean;
}

export interface GetWanted {
  /** Ask for tables. */
  readonly asTable: boolean;
  /** With whole objects in the rows, for `--sort-by`. */
  readonly withObjects: boolean;
  /** Objects a page; 0 for all at once. */
  readonly chunkSize: number;
  /** Lists are not taken apart, and one error ends it: for a watch. */
  readonly forWatch: boolean;
}

export const TABLE_ACCEPT = [
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=Table;v=v1beta1;g=meta.k8s.io',
  'application/json',
].join(',');

interface Target {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** From a file. */
  readonly object?: KubeObject | null;
}

/** Throws what makes the command senseless; what the server refuses is collected. */
export async function requestAll(call: Call, wanted: GetWanted): Promise<GetResult> {
  const { targets, isSingle, errors } = await targetsOf(call, wanted);
  const infos: GetInfo[] = [];
  const failed: unknown[] = [...errors];
  for (const target of targets) {
    try {
      for (const object of await request(call, target, wanted)) {
        infos.push(...flattened({ ...target, object }, wanted));
      }
    } catch (error) {
      if (wanted.forWatch) throw error;
      failed.push(error);
    }
  }
  return { infos, errors: failed, isSingle };
}

/** A list as its items, each with its own name; a table stays whole. */
function flattened(info: GetInfo, { forWatch }: GetWanted): readonly GetInfo[] {
  const { object, mapping } = info;
  if (forWatch || !Array.isArray(object['items']) || tableOf(object) !== null) return [info];
  return itemsOf(object).map((item) => {
    const { name, namespace = '' } = item.metadata;
    return { mapping, name, namespace, object: item };
  });
}

async function targetsOf(
  call: Call,
  wanted: GetWanted,
): Promise<{
  readonly targets: readonly Target[];
  readonly isSingle: boolean;
  readonly errors: readonly unknown[];
}> {
  const selectors = selectorsOf(call);
  const subresource = call.flags.string('subresource');
  if (selectors.files.length > 0 || selectors.kustomize !== '') {
    const found = await find(call, { args: call.args, fetch: false, continueOnError: !wanted.forWatch });
    return { targets: found.infos, isSingle: found.isSingle, errors: found.errors };
  }
  const words = await wordsOf(call, call.args);
  const isSelected = selectors.label !== '' || selectors.field !== '';
  const isWhole = words.types.length > 0 && words.names.length === 0;
  const inAll = selectors.isAllNamespaces;
  const singleType = wanted.forWatch;
  if (isSelected || isWhole) {
    checkBulk({ subresource }, words);
    const mappings = await mappingsOf(call, { singleType }, words.types);
    const targets = mappings.map((mapping) => ({
      mapping,
      namespace: mapping.namespaced && !inAll ? call.namespace : '',
      name: '',
    }));
    return { targets, isSingle: false, errors: [] };
  }
  const named = await namedMappings(call, { singleType }, words);
  const targets = named.map(({ mapping, name }) => {
    if (mapping.namespaced && inAll)
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
    return { mapping, namespace: mapping.namespaced ? call.namespace : '', name };
  });
  return { targets, isSingle: targets.length === 1, errors: [] };
}

async function request(call: Call, target: Target, wanted: GetWanted): Promise<readonly KubeObject[]> {
  const { mapping, namespace, name } = target;
  // What has no name in its file cannot be asked for.
  if (name === '' && target.object) return [target.object];
  const objects = wanted.withObjects && wanted.asTable ? { includeObject: 'Object' } : {};
  if (name !== '') {
    try {
      return [
        await ask(
          call,
          resourcePath(mapping, namespace, name, call.flags.string('subresource')),
          objects,
          wanted,
        ),
      ];
    } catch (error) {
      if (isNotFound(error)) await checkNamespace(call, namespace);
      throw error;
    }
  }
  const { label, field } = selectorsOf(call);
  const options = { labelSelector: label, fieldSelector: field, limit: wanted.chunkSize };
  const query = { ...listQuery(options), ...objects };
  return listed(mapping, options, () => pages(call, resourcePath(mapping, namespace), query, wanted));
}

async function pages(
  call: Call,
  path: string,
  query: Readonly<Record<string, string>>,
  wanted: GetWanted,
): Promise<readonly KubeObject[]> {
  const found: KubeObject[] = [];
  let next = '';
  do {
    const page = await ask(call, path, next === '' ? query : { ...query, continue: next }, wanted);
    found.push(page);
    const more = page.metadata['continue'];
    next = typeof more === 'string' ? more : '';
  } while (next !== '');
  return found;
}

async function ask(
  call: Call,
  path: string,
  query: Readonly<Record<string, string>>,
  { asTable }: GetWanted,
): Promise<KubeObject> {
  const reply = await call.client.raw('GET', path, {
    query,
    accept: asTable ? TABLE_ACCEPT : 'application/json',
  });
  if (reply.status >= 400) throw await failure(reply);
  return JSON.parse(await reply.text()) as KubeObject;
}
