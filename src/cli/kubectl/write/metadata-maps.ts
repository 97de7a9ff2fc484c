/** What `label` and `annotate` have in common: a map in the metadata is changed by a merge patch. */
import { mergePatchOf } from '../apply/three-way-merge';
import type { KubeObject } from '../client';
import type { Call, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import { FILE_FLAGS, type Found, type Info } from '../resources';
import { findObjects } from './find-objects';
import { hasFiles } from './files';
import { DRY_RUN_FLAG, type DryRun, fieldManagerFlag, OUTPUT_FLAGS } from './flags';
import type { Changes } from './pairs';
import { visitAll } from './visit';

export type MapName = 'labels' | 'annotations';

export function mapFlags(manager: string, noun: string): readonly FlagSpec[] {
  return [
    ...OUTPUT_FLAGS,
    { name: 'all', type: 'bool', help: 'All of the type, in the namespace.' },
    { name: 'all-namespaces', short: 'A', type: 'bool', help: 'In all namespaces.' },
    DRY_RUN_FLAG,
    fieldManagerFlag(manager),
    { name: 'field-selector', type: 'string', help: 'Only those whose fields are so: status.phase=Running.' },
    ...FILE_FLAGS,
    { name: 'list', type: 'bool', help: `Show the ${noun}s.` },
    { name: 'local', type: 'bool', help: 'Change the objects of the files without asking the server.' },
    { name: 'overwrite', type: 'bool', help: `Replace ${noun}s that have another value.` },
    {
      name: 'resource-version',
      type: 'string',
      help: 'Only if the object still has this version. For a single object.',
    },
    { name: 'selector', short: 'l', type: 'string', help: 'Only those with these labels.' },
  ];
}

/** Checks that both commands make before anything is asked for. */
export function checkMapFlags(call: Call, resources: readonly string[], dryRun: DryRun, file: string): void {
  const { flags } = call;
  if (flags.bool('all') && flags.string('selector') !== '') {
    throw new KubectlError('cannot set --all and --selector at the same time');
  }
  if (flags.bool('all') && flags.string('field-selector') !== '') {
    throw new KubectlError('cannot set --all and --field-selector at the same time');
  }
  if (!flags.bool('local')) {
    if (resources.length > 0 || hasFiles(call)) return;
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  }
  if (dryRun === 'server') {
    throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
  if (resources.length > 0) {
    throw new KubectlError(
      `can only use local files by -f ${file}.yaml or --filename=${file}.json when --local=true is set`,
    );
  }
  if (!hasFiles(call)) {
    throw new KubectlError(
      `one or more files must be specified as -f ${file}.yaml or --filename=${file}.json`,
    );
  }
}

export interface MapEdit {
  readonly map: MapName;
  readonly changes: Changes;
  readonly dryRun: DryRun;
  /** Why a value may not be replaced; throws. Only asked without `--overwrite`. */
  checkOverwrites(current: Readonly<Record<string, string>>): void;
}

export interface Edited {
  readonly before: KubeObject;
  readonly after: KubeObject;
  /** What the server answered, or `after` when it was not asked. */
  readonly stored: KubeObject;
}

export function mapOf(object: KubeObject, map: MapName): Readonly<Record<string, string>> {
  return object.metadata[map] ?? {};
}

function changed(call: Call, object: KubeObject, edit: MapEdit): KubeObject {
  const current = mapOf(object, edit.map);
  if (!call.flags.bool('overwrite')) edit.checkOverwrites(current);
  const values: Record<string, string> = { ...current, ...Object.fromEntries(edit.changes.set) };
  for (const key of edit.changes.remove) delete values[key];
  const version = call.flags.string('resource-version');
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(version === '' ? {} : { resourceVersion: version }),
      [edit.map]: values,
    },
  };
}

/** The version is then part of the patch, whatever it was. */
function withoutVersion(call: Call, object: KubeObject): KubeObject {
  if (call.flags.string('resource-version') === '') return object;
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Changes each object that the line means, and tells about it. */
export async function editMaps(
  call: Call,
  resources: readonly string[],
  edit: MapEdit,
  tell: (info: Info, edited: Edited, found: Found) => Promise<void>,
  before?: (object: KubeObject) => void,
): Promise<void> {
  const { flags } = call;
  const isLocal = flags.bool('local');
  const found = await findObjects(call, {
    args: resources,
    fetch: true,
    allOfType: flags.bool('all'),
    continueOnError: true,
    local: isLocal,
    latest: !isLocal,
  });
  if (!found.isSingle && flags.string('resource-version') !== '') {
    throw new KubectlError('--resource-version may only be used with a single resource');
  }
  const staysHere = edit.dryRun === 'client' || isLocal || flags.bool('list');
  await visitAll(call, found, async (info) => {
    if (info.object === null) return;
    const old = withoutVersion(call, info.object);
    if (!staysHere) before?.(old);
    const after = changed(call, old, edit);
    const stored = staysHere
      ? after
      : await call.client.patch(info.mapping, info.namespace, info.name, 'merge', mergePatchOf(old, after), {
          fieldManager: flags.string('field-manager'),
          dryRun: edit.dryRun === 'server',
        });
    await tell(info, { before: old, after, stored }, found);
  });
}

/** `--list`. */
export function listMap(
  call: Call,
  { mapping, name }: Info,
  object: KubeObject,
  map: MapName,
  found: Found,
): void {
  const indent = found.isSingle ? '' : ' ';
  if (!found.isSingle) call.out(`Listing ${map} for ${mapping.kind}.${mapping.group}/${name}:\n`);
  for (const [key, value] of Object.entries(mapOf(object, map))) call.out(`${indent}${key}=${value}\n`);
}
