/** One object as `kubectl apply` brings it to the server. Models kubectl/pkg/cmd/apply (applyOneObject, Patcher). */
import type { JsonObject } from '../../../engine/api/json';
import type { Client, KubeObject } from '../client';
import { groupVersion, type Mapping } from '../discovery';
import { addSource, isConflict, isNotFound, KubectlError } from '../errors';
import { goMapJson } from '../go-json';
import type { Info } from '../resources';
import { StatusError } from '../status-error';
import { deleteOptions, PLAIN_DELETION } from '../write/deletion';
import { isBuiltInGroup } from '../write/built-in-groups';
import { MergeKeyError } from './element-order';
import { LAST_APPLIED, lastApplied, lastAppliedText, withLastApplied } from './last-applied';
import { jsonThreeWayPatch, strategicThreeWayPatch } from './three-way-merge';

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly fieldValidation: string;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly overwrite: boolean;
  /** Delete and create anew what cannot be patched. */
  readonly force: boolean;
  readonly gracePeriod: number;
  /** ms. */
  readonly timeout: number;
  warn(text: string): void;
}

export type ApplyResult = 'created' | 'configured' | 'unchanged';

export interface Applied {
  /** As the server has it now. */
  readonly object: KubeObject;
  readonly result: ApplyResult;
}

/** How often a patch is computed anew when somebody else was faster. */
const CONFLICT_RETRIES = 5;
const TRIES_BEFORE_WAIT = 1;
const RETRY_MS = 1000;

/** `Name: "web", Namespace: "default"`, after the resource and the kind. Models resource.Info.String. */
export function infoText({ mapping, namespace, name }: Pick<Info, 'mapping' | 'namespace' | 'name'>): string {
  const version = mapping.group === '' ? `/${mapping.version}` : groupVersion(mapping);
  return (
    `Resource: "${version}, Resource=${mapping.resource}", GroupVersionKind: "${version}, Kind=${mapping.kind}"\n` +
    `Name: "${name}", Namespace: "${namespace}"`
  );
}

/** Maps without the fields that are null: a creation stores what a patch would. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}

/** Throws what the server says, with `error when …` before it. */
export async function applyObject(client: Client, info: Info, options: ApplyOptions): Promise<Applied> {
  const { mapping, namespace, name, source, object } = info;
  if (object === null) throw new KubectlError('no objects passed to apply');
  const { generateName } = object.metadata;
  if (name === '' && generateName !== undefined) {
    throw new KubectlError(`from ${generateName}: cannot use generate name with apply`);
  }
  const modified = withLastApplied(object);
  let current: KubeObject;
  try {
    if (name === '') throw new KubectlError('resource name may not be empty');
    current = await client.get(mapping, namespace, name);
  } catch (error) {
    if (isNotFound(error)) return createObject(client, info, modified, options);
    throw addSource(
      `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`,
      source,
      error,
    );
  }
  if (options.dryRun === 'client') return { object: current, result: 'configured' };
  return patchObject(client, info, modified, current, options);
}

async function createObject(
  client: Client,
  { mapping, namespace, source }: Info,
  modified: KubeObject,
  options: ApplyOptions,
): Promise<Applied> {
  const body = withoutNulls(modified) as KubeObject;
  if (options.dryRun === 'client') return { object: body, result: 'created' };
  try {
    return {
      object: await client.create(mapping, namespace, body, writeOptions(options)),
      result: 'created',
    };
  } catch (error) {
    throw addSource('creating', source, error);
  }
}

function writeOptions({ fieldManager, fieldValidation, dryRun }: ApplyOptions) {
  return { fieldManager, fieldValidation, dryRun: dryRun === 'server' };
}

async function patchObject(
  client: Client,
  info: Info,
  modified: KubeObject,
  current: KubeObject,
  options: ApplyOptions,
): Promise<Applied> {
  if (lastAppliedText(current) === undefined) {
    options.warn(
      `Warning: resource ${info.mapping.resource}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const attempt: Attempt = { patch: '' };
  try {
    const object = await patchWithRetries(client, info, modified, current, options, attempt);
    if (object.metadata.deletionTimestamp !== undefined) {
      options.warn(
        `Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.\n`,
      );
    }
    return { object, result: attempt.patch === '{}' ? 'unchanged' : 'configured' };
  } catch (error) {
    if (client.context.signal.aborted) throw error;
    const doing = `applying patch:\n${attempt.patch}\nto:\n${infoText(info)}\nfor:`;
    throw addSource(doing, info.source, error);
  }
}

/** The patch that was last tried, for the words of a failure. */
interface Attempt {
  patch: string;
}

async function patchWithRetries(
  client: Client,
  info: Info,
  modified: KubeObject,
  first: KubeObject,
  options: ApplyOptions,
  attempt: Attempt,
): Promise<KubeObject> {
  const { mapping, namespace, name, source } = info;
  let current = first;
  for (let tries = 0; ; tries += 1) {
    try {
      return await patchOnce(client, info, modified, current, options, attempt);
    } catch (error) {
      const isLast = !isConflict(error) || tries >= CONFLICT_RETRIES;
      if (isLast && options.force && isRefusal(error))
        return recreate(client, info, modified, current, options);
      if (isLast) throw addSource('patching', source, error);
    }
    if (tries >= TRIES_BEFORE_WAIT) await client.context.sleep(RETRY_MS);
    current = await client.get(mapping, namespace, name);
  }
}

function isRefusal(error: unknown): boolean {
  return isConflict(error) || (error instanceof StatusError && error.status.reason === 'Invalid');
}

async function patchOnce(
  client: Client,
  { mapping, namespace, name }: Info,
  modified: KubeObject,
  current: KubeObject,
  options: ApplyOptions,
  attempt: Attempt,
): Promise<KubeObject> {
  const patch = patchOf(mapping, modified, current, options.overwrite);
  attempt.patch = goMapJson(patch);
  if (attempt.patch === '{}') return current;
  const kind = isBuiltInGroup(mapping.group) ? 'strategic' : 'merge';
  return client.patch(mapping, namespace, name, kind, attempt.patch, writeOptions(options));
}

/** What the server is to change. Throws with all three objects when they do not fit together. */
export function patchOf(
  { group }: Mapping,
  modified: KubeObject,
  current: KubeObject,
  overwrite: boolean,
): JsonObject {
  const original = lastApplied(current);
  const three = { original, modified, current, overwrite };
  try {
    return isBuiltInGroup(group) ? strategicThreeWayPatch(three) : jsonThreeWayPatch(three);
  } catch (error) {
    if (!(error instanceof KubectlError) && !(error instanceof MergeKeyError)) throw error;
    const texts = `original:\n${original === null ? '' : goMapJson(original)}\nmodified:\n${goMapJson(modified)}\n\ncurrent:\n${goMapJson(current)}\n`;
    throw new KubectlError(`creating patch with:\n${texts}\nfor:: ${error.message}`);
  }
}

/** `--force`: deletes, waits and creates; puts the old one back when the new one is refused. */
async function recreate(
  client: Client,
  { mapping, namespace, name }: Info,
  modified: KubeObject,
  current: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const deletion = { ...PLAIN_DELETION, gracePeriod: options.gracePeriod };
  await client.delete(mapping, namespace, name, deleteOptions(deletion));
  await waitUntilMissing(client, mapping, namespace, name, options.timeout);
  const { resourceVersion: _version, uid: _uid, ...metadata } = current.metadata;
  try {
    return await client.create(mapping, namespace, modified, writeOptions(options));
  } catch (error) {
    try {
      await client.create(mapping, namespace, { ...current, metadata }, writeOptions(options));
    } catch (second) {
      const words = (each: unknown) => (each instanceof Error ? each.message : String(each));
      throw new KubectlError(
        `An error occurred force-replacing the existing object with the newly provided one:\n\n${words(error)}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${words(second)}`,
      );
    }
    throw error;
  }
}

async function waitUntilMissing(
  client: Client,
  mapping: Mapping,
  namespace: string,
  name: string,
  timeout: number,
): Promise<void> {
  const end = timeout === 0 ? Number.POSITIVE_INFINITY : client.context.now() + timeout;
  for (;;) {
    try {
      await client.get(mapping, namespace, name);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (client.context.now() >= end) throw new KubectlError('context deadline exceeded');
    await client.context.sleep(RETRY_MS);
  }
}

const CONFLICT_HELP = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** `--server-side`: the whole object goes to the server, which merges it. */
export async function applyOnServer(
  client: Client,
  { mapping, namespace, name, object }: Info,
  options: ApplyOptions & { readonly forceConflicts: boolean; readonly subresource: string },
): Promise<KubeObject> {
  const { subresource, forceConflicts } = options;
  const body = `${goMapJson(object)}\n`;
  try {
    return await client.patch(mapping, namespace, name, 'apply', body, {
      ...writeOptions(options),
      force: forceConflicts,
      ...(subresource === '' ? {} : { subresource }),
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.reason === 'UnsupportedMediaType' || error.code === 415) {
      throw new KubectlError(`Server-side apply not available on the server: (${error.message})`);
    }
    if (isConflict(error)) throw new KubectlError(`${error.message}${CONFLICT_HELP}`);
    throw error;
  }
}
