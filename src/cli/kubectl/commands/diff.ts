/** `kubectl diff`. Models kubectl/pkg/cmd/diff. */
import { isJsonObject } from '../../../engine/api/json';
import { patchOf } from '../apply/apply-object';
import { withoutLastApplied } from '../apply/last-applied';
import { unifiedDiff } from '../apply/unified-diff';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { addSource, isConflict, finalWords, isNotFound, KubectlError } from '../errors';
import { goMapJson } from '../go-json';
import { printYaml } from '../print/yaml';
import { FILE_FLAGS, type Info } from '../resources';
import { isBuiltInGroup } from '../write/built-in-groups';
import { requireFiles } from '../write/files';
import { findObjects } from '../write/find-objects';
import { fieldManagerFlag } from '../write/flags';

const RETRIES = 4;

interface Versions {
  readonly live: KubeObject | null;
  readonly merged: KubeObject;
}

async function liveOf(call: Call, { mapping, namespace, name }: Info): Promise<KubeObject | null> {
  try {
    return await call.client.get(mapping, namespace, name);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** What would be there: the server is asked, and stores nothing. */
async function mergedOf(
  call: Call,
  info: Info,
  live: KubeObject | null,
  locks: boolean,
): Promise<KubeObject> {
  const { mapping, namespace, name, object, source } = info;
  const { flags, client } = call;
  const options = { fieldManager: flags.string('field-manager'), dryRun: true };
  if (object === null) throw new KubectlError('no objects passed to diff');
  if (flags.bool('server-side')) {
    const manager = flags.isSet('field-manager') ? options.fieldManager : 'kubectl';
    const force = flags.bool('force-conflicts');
    return client.patch(mapping, namespace, name, 'apply', `${goMapJson(object)}\n`, {
      ...options,
      fieldManager: manager,
      force,
    });
  }
  if (live === null) return client.create(mapping, namespace, object, options);
  const patch = patchOf(mapping, withoutLastApplied(object), live, true);
  if (Object.keys(patch).length === 0) return live;
  const { resourceVersion } = live.metadata;
  const { metadata } = patch;
  const locked = { ...patch, metadata: { ...(isJsonObject(metadata) ? metadata : {}), resourceVersion } };
  const body = goMapJson(locks ? locked : patch);
  try {
    return await client.patch(
      mapping,
      namespace,
      name,
      isBuiltInGroup(mapping.group) ? 'strategic' : 'merge',
      body,
      options,
    );
  } catch (error) {
    throw addSource('patching', source, error);
  }
}

async function versionsOf(call: Call, info: Info): Promise<Versions> {
  for (let tries = 1; ; tries += 1) {
    const live = await liveOf(call, info);
    try {
      return { live, merged: await mergedOf(call, info, live, tries < RETRIES) };
    } catch (error) {
      if (!isConflict(error) || tries >= RETRIES) throw error;
    }
  }
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}

type Data = Record<string, unknown>;

function dataOf(object: KubeObject | null): Data | null {
  const data = object?.['data'];
  return isJsonObject(data) ? { ...data } : null;
}

/** Values of Secrets are not shown; only that they differ. */
function masked({ live, merged }: Versions): Versions {
  if (merged.kind !== 'Secret' || merged.apiVersion !== 'v1') return { live, merged };
  const [from, to] = [dataOf(live), dataOf(merged)];
  for (const key of Object.keys(from ?? {})) {
    if (from === null) break;
    const isChanged = to !== null && key in to && to[key] !== from[key];
    if (to !== null && key in to) to[key] = isChanged ? '*** (after)' : '***';
    from[key] = isChanged ? '*** (before)' : '***';
  }
  for (const key of Object.keys(to ?? {})) if (to !== null && !(key in (from ?? {}))) to[key] = '***';
  return {
    live: live === null || from === null ? live : { ...live, data: from },
    merged: to === null ? merged : { ...merged, data: to },
  };
}

/** `apps.v1.Deployment.default.web`. */
function fileName({ mapping, namespace, name }: Info): string {
  const group = mapping.group === '' ? '' : `${mapping.group}.`;
  return `${group}${mapping.version}.${mapping.kind}.${namespace}.${name}`;
}

interface Compared {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

function compared(call: Call, info: Info, versions: Versions): Compared {
  const shown = call.flags.bool('show-managed-fields')
    ? (object: KubeObject) => object
    : withoutManagedFields;
  const { live, merged } = masked({
    live: versions.live === null ? null : shown(versions.live),
    merged: shown(versions.merged),
  });
  return { name: fileName(info), from: live === null ? '' : printYaml(live), to: printYaml(merged) };
}

function randomNumber(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
}

/** Exits with 1 when something differs, and with more than 1 when something fails. */
async function run(call: Call): Promise<number> {
  try {
    if (call.args.length > 0)
      throw new KubectlError(
        `Unexpected args: [${call.args.join(' ')}]\nSee '${call.path} -h' for help and examples`,
      );
    requireFiles(call);
    const { infos } = await findObjects(call, { args: [], fetch: false });
    const pairs: Compared[] = [];
    for (const info of infos) {
      const versions = await versionsOf(call, info);
      if (versions.live?.metadata.deletionTimestamp !== undefined) {
        call.err(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
      }
      pairs.push(compared(call, info, versions));
    }
    return printDifferences(call, pairs);
  } catch (error) {
    if (call.context.signal.aborted) throw error;
    // `diff` itself says 1 for a difference; so what went wrong must say more.
    const { text, exitCode } = finalWords(error);
    throw new KubectlError(text, exitCode + 1, true);
  }
}

function printDifferences(call: Call, pairs: readonly Compared[]): number {
  const [live, merged] = [`/tmp/LIVE-${randomNumber()}`, `/tmp/MERGED-${randomNumber()}`];
  const time = call.context.now();
  let isDifferent = false;
  for (const { name, from, to } of pairs.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const text = unifiedDiff(
      { path: `${live}/${name}`, text: from, time },
      { path: `${merged}/${name}`, text: to, time },
    );
    isDifferent ||= text !== '';
    call.out(text);
  }
  return isDifferent ? 1 : 0;
}

export const diffCommand: Command = {
  name: 'diff',
  use: 'diff -f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  completes: 'files',
  flags: [
    { name: 'concurrency', type: 'int', default: '1', help: 'How many objects are compared at a time.' },
    fieldManagerFlag('kubectl-client-side-apply'),
    ...FILE_FLAGS,
    {
      name: 'force-conflicts',
      type: 'bool',
      help: 'With --server-side: take over fields that others manage.',
    },
    { name: 'prune', type: 'bool', help: 'Also show what apply --prune would delete.' },
    { name: 'prune-allowlist', type: 'stringArray', help: 'With --prune: only this <group/version/kind>.' },
    { name: 'selector', short: 'l', type: 'string', help: 'Only objects with these labels.' },
    { name: 'server-side', type: 'bool', help: 'Compare with what the server would merge.' },
    { name: 'show-managed-fields', type: 'bool', help: 'Compare metadata.managedFields too.' },
  ],
  run,
};
