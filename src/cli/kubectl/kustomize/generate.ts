/** `configMapGenerator` and `secretGenerator`. Models kustomize/api/internal/generators. */
import type { JsonObject } from '../../../engine/api/json';
import { KubectlError } from '../errors';
import { base64 } from '../generate/base64';
import { collectData, type DataValue } from '../generate/config-data';
import { filled } from '../generate/metadata';
import type { BuildContext } from './build';
import type { GeneratorArgs } from './kustomization';
import { type KustomizeResource, kindOf, nameOf } from './resource';

async function dataOf(
  { files }: BuildContext,
  folder: string,
  { kind, files: paths, literals, envs }: GeneratorArgs,
): Promise<ReadonlyMap<string, DataValue>> {
  const data = new Map<string, DataValue>();
  const inFolder = (source: string) => {
    const at = source.indexOf('=');
    return at < 0
      ? `${source.split('/').at(-1)}=${folder}/${source}`
      : `${source.slice(0, at)}=${folder}/${source.slice(at + 1)}`;
  };
  const sources = {
    literals: literals.map(unquoted),
    files: paths.map(inFolder),
    envFiles: envs.map((path) => `${folder}/${path}`),
  };
  const noun = kind === 'Secret' ? 'secret' : 'config';
  await collectData(sources, { files, env: new Map(), noun }, (key, value) => {
    if (data.has(key))
      throw new KubectlError(`cannot add key ${key}, another key by that name already exists`);
    data.set(key, value);
  });
  return data;
}

/** `key='a b'` loses its quotes. */
function unquoted(literal: string): string {
  const [, key, , value] = /^([^=]*)=(["'])(.*)\2$/s.exec(literal) ?? [];
  return key === undefined ? literal : `${key}=${value ?? ''}`;
}

async function generated(context: BuildContext, folder: string, args: GeneratorArgs): Promise<JsonObject> {
  const { kind, name, namespace, options } = args;
  const data = await dataOf(context, folder, args);
  const isSecret = kind === 'Secret';
  const texts: Record<string, string> = {};
  const binary: Record<string, string> = {};
  for (const [key, { text, bytes }] of data) {
    if (isSecret) texts[key] = base64(bytes);
    else if (text === undefined) binary[key] = base64(bytes);
    else texts[key] = text;
  }
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      ...(namespace === '' ? {} : { namespace }),
      ...filled('labels', options.labels),
      ...filled('annotations', options.annotations),
    },
    ...filled('data', texts),
    ...filled('binaryData', binary),
    ...(isSecret ? { type: args.type === '' ? 'Opaque' : args.type } : {}),
    ...(options.immutable ? { immutable: true } : {}),
  };
}

/** `behavior`: `create` adds one; `merge` and `replace` change the one that a base made. */
export async function generate(
  context: BuildContext,
  folder: string,
  resources: readonly KustomizeResource[],
  args: GeneratorArgs,
): Promise<readonly KustomizeResource[]> {
  const object = await generated(context, folder, args);
  const index = resources.findIndex(
    (resource) =>
      kindOf(resource.object) === args.kind &&
      [nameOf(resource.object), ...resource.names].includes(args.name),
  );
  const needsHash = !args.options.disableNameSuffixHash;
  const base = resources[index];
  if (args.behavior !== 'merge' && args.behavior !== 'replace') {
    if (base !== undefined) {
      throw new KubectlError(
        `merging from generator {${args.name}}: id ${args.kind}.v1.[noGrp]/${args.name}.[noNs] exists; behavior must be merge or replace`,
      );
    }
    return [...resources, { object, names: [], needsHash }];
  }
  if (base === undefined) {
    throw new KubectlError(
      `merging from generator: id resid.ResId{Gvk:resid.Gvk{Version:"v1", Kind:"${args.kind}"}, Name:"${args.name}"} does not exist; cannot merge or replace`,
    );
  }
  const changed =
    args.behavior === 'merge' ? mergedData(base.object, object) : replacedData(base.object, object);
  return resources.with(index, { ...base, object: changed, needsHash });
}

function mergedData(old: JsonObject, object: JsonObject): JsonObject {
  const merged = { ...(old['data'] as object | undefined), ...(object['data'] as object | undefined) };
  return { ...old, ...filled('data', merged) };
}

function replacedData(old: JsonObject, object: JsonObject): JsonObject {
  const { data: _data, binaryData: _binary, ...rest } = old;
  const { data, binaryData } = object;
  return {
    ...rest,
    ...(data === undefined ? {} : { data }),
    ...(binaryData === undefined ? {} : { binaryData }),
  };
}
