/** From a folder with a kustomization.yaml to objects. Models kustomize/api/krusty and api/internal/target. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { FileError, type Files } from '../../program';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { generatorHash } from '../generate/hash';
import { yamlValues } from '../write/yaml-value';
import { generate } from './generate';
import { type Kustomization, readKustomization } from './kustomization';
import { legacyOrder } from './order';
import { withPatch } from './patches';
import { renamesOf, withReferences } from './references';
import { groupVersionOf, type KustomizeResource, kindOf, nameOf, renamed } from './resource';
import { withAnnotations, withImages, withLabels, withNames, withNamespace, withReplicas } from './transform';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** Bases of bases of bases …: far more than anybody means. */
const DEPTH_MAX = 32;

export interface BuildContext {
  readonly files: Files;
  /** Files must stand in the folder of the kustomization that names them. */
  readonly isRestricted: boolean;
  warn(text: string): void;
}

/** Absolute, without `.` and `..`. */
function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function missing(path: string, full: string): string {
  return `evalsymlink failure on '${path}' : lstat ${full}: no such file or directory`;
}

async function kustomizationAt({ files }: BuildContext, folder: string): Promise<JsonObject> {
  const found: string[] = [];
  for (const name of NAMES) if ((await files.kind(`${folder}/${name}`)) === 'file') found.push(name);
  const [name] = found;
  if (name === undefined) {
    throw new KubectlError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
    );
  }
  if (found.length > 1) throw new KubectlError(`Found multiple kustomization files under: ${folder}`);
  const [value] = yamlValues(
    await files.read(`${folder}/${name}`),
    (words) => `invalid Kustomization: ${words}`,
  );
  if (value === undefined) throw new KubectlError('kustomization.yaml is empty');
  if (!isJsonObject(value)) throw new KubectlError('invalid Kustomization: expected a map');
  return value;
}

/** Objects of a file, as written. */
async function objectsAt(context: BuildContext, path: string): Promise<readonly JsonObject[]> {
  const text = await context.files.read(path);
  const values = yamlValues(text, (words) => `MalformedYAMLError: ${words} in File: ${path}`);
  return values.flatMap((value) => {
    if (!isJsonObject(value)) return [];
    const { items } = value;
    return kindOf(value).endsWith('List') && Array.isArray(items) ? items.filter(isJsonObject) : [value];
  });
}

function fresh(object: JsonObject): KustomizeResource {
  return { object, names: [], needsHash: false };
}

async function resourcesFrom(
  context: BuildContext,
  folder: string,
  entry: string,
  parents: readonly string[],
): Promise<readonly KustomizeResource[]> {
  const path = resolvePath(folder, entry);
  const kind = await context.files.kind(path);
  if (kind === 'missing') {
    const words = missing(path, path);
    throw new KubectlError(
      `accumulating resources: accumulation err='accumulating resources from '${entry}': ${words}': must build at directory: not a valid directory: ${words}`,
    );
  }
  if (kind === 'folder') {
    const visited = [...parents, folder];
    if (visited.includes(path) || visited.length > DEPTH_MAX) {
      throw new KubectlError(
        `accumulating resources: accumulation err='accumulating resources from '${entry}': '${path}' must resolve to a file': cycle detected: candidate root '${path}' contains visited root '${path}'`,
      );
    }
    return accumulate(context, path, visited);
  }
  if (context.isRestricted && !path.startsWith(`${folder}/`)) {
    throw new KubectlError(
      `accumulating resources: accumulation err='accumulating resources from '${entry}': security; file '${path}' is not in or below '${folder}'': must build at directory: '${path}': file is not directory`,
    );
  }
  return (await objectsAt(context, path)).map(fresh);
}

async function accumulate(
  context: BuildContext,
  folder: string,
  parents: readonly string[],
): Promise<readonly KustomizeResource[]> {
  const kustomization = readKustomization(await kustomizationAt(context, folder));
  for (const field of kustomization.deprecated) context.warn(deprecation(field));
  let resources: readonly KustomizeResource[] = [];
  for (const entry of kustomization.resources) {
    resources = [...resources, ...(await resourcesFrom(context, folder, entry, parents))];
  }
  checkUnique(resources);
  for (const args of kustomization.generators) {
    resources = await generate(context, folder, resources, args);
  }
  return transform(context, folder, kustomization, resources);
}

function deprecation(field: string): string {
  const instead: Readonly<Record<string, string>> = {
    commonLabels: 'labels',
    bases: 'resources',
    patchesStrategicMerge: 'patches',
    patchesJson6902: 'patches',
    vars: 'replacements',
  };
  const how = field === 'vars' ? '[EXPERIMENTAL] Run' : 'Run';
  return `# Warning: '${field}' is deprecated. Please use '${instead[field] ?? ''}' instead. ${how} 'kustomize edit fix' to update your Kustomization automatically.\n`;
}

function idOf({ object }: KustomizeResource): string {
  const [group, version] = groupVersionOf(object);
  const { namespace } = (object['metadata'] ?? {}) as { namespace?: string };
  return `${kindOf(object)}.${version}.${group || '[noGrp]'}/${nameOf(object)}.${namespace ?? '[noNs]'}`;
}

function checkUnique(resources: readonly KustomizeResource[]): void {
  const seen = new Set<string>();
  for (const resource of resources) {
    const id = idOf(resource);
    if (seen.has(id)) {
      throw new KubectlError(
        `accumulating resources: may not add resource with an already registered id: ${id}`,
      );
    }
    seen.add(id);
  }
}

async function transform(
  context: BuildContext,
  folder: string,
  kustomization: Kustomization,
  start: readonly KustomizeResource[],
): Promise<readonly KustomizeResource[]> {
  const { patches, namespace, namePrefix, nameSuffix, commonAnnotations, replicas, images } = kustomization;
  const patched = async (resources: readonly KustomizeResource[], isLate: boolean) => {
    let result = resources;
    for (const entry of patches.filter((patch) => patch.isLate === isLate)) {
      const text = entry.path === '' ? entry.patch : await patchText(context, folder, entry.path);
      result = withPatch(
        result,
        yamlValues(text, (words) => `unable to parse SM or JSON patch from [${text}]: ${words}`),
        entry.target,
      );
    }
    return result;
  };
  let resources = await patched(start, false);
  resources = withNamespace(resources, namespace);
  resources = withNames(resources, namePrefix, nameSuffix);
  resources = withLabels(resources, kustomization);
  resources = withAnnotations(resources, commonAnnotations);
  resources = await patched(resources, true);
  resources = withReplicas(resources, replicas);
  resources = withImages(resources, images);
  return followNames(resources);
}

async function patchText({ files }: BuildContext, folder: string, path: string): Promise<string> {
  try {
    return await files.read(resolvePath(folder, path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const full = resolvePath(folder, path);
    throw new KubectlError(`failed to get the patch file from path(${path}): ${missing(full, full)}`);
  }
}

function followNames(resources: readonly KustomizeResource[]): readonly KustomizeResource[] {
  const renames = renamesOf(resources);
  return resources.map((resource) => ({ ...resource, object: withReferences(resource.object, renames) }));
}

/** Throws a `KubectlError` with kustomize's words. */
export async function buildKustomization(
  files: Files,
  folder: string,
  warn: (text: string) => void,
  isRestricted = true,
): Promise<readonly JsonObject[]> {
  const root = resolvePath(files.cwd, folder);
  if ((await files.kind(root)) !== 'folder') {
    throw new KubectlError(`must build at directory: not a valid directory: ${missing(folder, root)}`);
  }
  const resources = await accumulate({ files, isRestricted, warn }, root, []);
  const hashed = resources.map((resource) =>
    resource.needsHash
      ? renamed(
          resource,
          `${nameOf(resource.object)}-${generatorHash(resource.object as unknown as KubeObject)}`,
        )
      : resource,
  );
  return legacyOrder(followNames(hashed).map(({ object }) => object));
}
