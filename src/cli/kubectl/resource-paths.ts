/** Objects of files: looked up, their namespace filled in. Models cli-runtime/pkg/resource (mapper.go, visitor.go). */
import { goQuote } from '../../engine/api/go-print';
import type { JsonObject } from '../../engine/api/json';
import { matchesSelector } from '../../engine/api/selector';
import { parseLabelSelector } from '../../engine/api/selector-parse';
import type { KubeObject } from './client';
import type { Call } from './command';
import type { Mapping } from './discovery';
import { KubectlError } from './errors';
import { buildKustomization } from './kustomize/build';
import { documentsOf, readSource, type SourceList } from './resource-files';
import { Collected, fetchOne, type Found, type Info, type Selectors, type Wanted } from './resource-info';
import type { ResourceWords } from './resource-words';

export async function findByPaths(
  call: Call,
  wanted: Wanted,
  selectors: Selectors,
  words: ResourceWords,
  { sources, isSingle }: SourceList,
): Promise<Found> {
  if (words.types.length > 0)
    throw new KubectlError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    );
  if (words.pairs.length > 0)
    throw new KubectlError('resource/name arguments cannot be provided when a path is specified');
  const collected = new Collected(wanted.continueOnError === true);
  for (const each of sources) {
    await collected.attempt(async () => {
      const add = async (object: JsonObject) => {
        const info = await infoOf(call, wanted, object, each.source);
        if (isSelected(info, selectors.label)) collected.infos.push(await latest(call, wanted, info));
      };
      for (const read of documentsOf(await readSource(each), each.source, isValidated(call))) {
        await collected.attempt(async () => {
          for (const object of read()) await collected.attempt(() => add(object));
        });
      }
    });
  }
  const kustomized = wanted.kustomized ?? (await kustomizedBy(call, selectors));
  for (const object of kustomized) {
    await collected.attempt(async () => {
      collected.infos.push(await latest(call, wanted, await infoOf(call, wanted, object, '')));
    });
  }
  return collected.found(isSingle || (sources.length === 0 && kustomized.length === 1));
}

/** True for commands with `--validate`, unless it is turned off. */
function isValidated({ command, flags }: Call): boolean {
  if (!command.flags.some(({ name }) => name === 'validate')) return false;
  return !['ignore', 'false', 'False', 'FALSE', 'f', 'F', '0'].includes(flags.string('validate'));
}

/** The objects of `-k`. */
async function kustomizedBy(call: Call, { kustomize }: Selectors): Promise<readonly JsonObject[]> {
  if (kustomize === '') return [];
  return buildKustomization(call.context.files, kustomize, (text) => call.err(text));
}

/** An object of a file as an Info: its type looked up, its namespace filled in. */
async function infoOf(call: Call, wanted: Wanted, value: JsonObject, source: string): Promise<Info> {
  const apiVersion = typeof value['apiVersion'] === 'string' ? value['apiVersion'] : '';
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
    return {
      mapping,
      namespace: own,
      name,
      source,
      object: { metadata: {}, ...value } as unknown as KubeObject,
    };
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
