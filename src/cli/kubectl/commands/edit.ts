/** `kubectl edit`, and `create --edit`. Models kubectl/pkg/cmd/edit and kubectl/pkg/cmd/util/editor. */
import { structOfObject } from '../../../engine/api/bodies';
import { deepEqual } from '../../../engine/api/equal';
import { withUpdatedConfig } from '../apply/last-applied';
import { diffMaps } from '../apply/strategic-diff';
import { mergePatchOf } from '../apply/three-way-merge';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { goMapJson } from '../go-json';
import { FILE_FLAGS, type Info } from '../resources';
import { isBuiltInGroup } from '../write/built-in-groups';
import { type EditResults, runEditSession } from '../write/edit-session';
import { findObjects } from '../write/find-objects';
import {
  fieldManagerFlag,
  fieldValidationOf,
  OUTPUT_FLAGS,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
} from '../write/flags';
import { type ResultPrinter, resultPrinter } from '../write/output';

/** `-o json` shows the editor JSON; other formats are for what is printed at the end. */
function formatOf(call: Call): 'yaml' | 'json' {
  const format = call.flags.string('output');
  if (format === '' || format === 'yaml' || format === 'name') return 'yaml';
  if (format === 'json') return 'json';
  throw new KubectlError('The flag "output" must be one of yaml|json');
}

/** Managed fields are not shown, and not taken away. */
function withManagedFields(edited: KubeObject, original: KubeObject): KubeObject {
  const { managedFields } = original.metadata;
  return managedFields === undefined
    ? edited
    : { ...edited, metadata: { ...edited.metadata, managedFields } };
}

function originalOf(infos: readonly Info[], edited: KubeObject): KubeObject {
  const original = infos.find(({ object }) => object?.metadata.uid === edited.metadata?.uid)?.object;
  if (original === undefined || original === null)
    throw new KubectlError('no original object found for the edited object');
  return original;
}

function patchFor(info: Info, original: KubeObject, edited: KubeObject): object {
  const isStrategic = isBuiltInGroup(info.mapping.group);
  const patch = isStrategic
    ? diffMaps(original, edited, structOfObject(original.apiVersion, original.kind), {
        setElementOrder: true,
      })
    : mergePatchOf(original, edited);
  const metadata = patch['metadata'] as { name?: unknown } | undefined;
  if ('apiVersion' in patch || 'kind' in patch || (metadata !== undefined && 'name' in metadata)) {
    throw new KubectlError('At least one of apiVersion, kind and name was changed');
  }
  return patch;
}

/** An edit is no apply: what was applied last stays as it is, unless `--save-config` asks for it. */
function saved({ flags }: Call, object: KubeObject): KubeObject {
  return flags.bool('save-config') ? withUpdatedConfig(object, true) : object;
}

async function saveEdited(
  call: Call,
  originals: readonly Info[],
  updated: readonly Info[],
  printer: ResultPrinter,
  results: EditResults,
): Promise<void> {
  const { flags } = call;
  checkNamespaces(call, originals, updated);
  for (const info of updated) {
    if (info.object === null) continue;
    const original = originalOf(originals, info.object);
    const edited = saved(call, withManagedFields(info.object, original));
    if (deepEqual(original, edited)) {
      await printer.print(edited, 'skipped');
      continue;
    }
    const patch = goMapJson(patchFor(info, original, edited));
    if (flags.bool('output-patch')) call.out(`Patch: ${patch}\n`);
    const kind = isBuiltInGroup(info.mapping.group) ? 'strategic' : 'merge';
    const subresource = flags.string('subresource');
    try {
      const stored = await call.client.patch(info.mapping, info.namespace, info.name, kind, patch, {
        fieldManager: flags.string('field-manager'),
        fieldValidation: fieldValidationOf(call),
        ...(subresource === '' ? {} : { subresource }),
      });
      await printer.print(stored, 'edited');
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      call.err(`${results.add(error, info)}\n`);
    }
  }
}

/** An object stays in its namespace. Models resource.RequireNamespace. */
function checkNamespaces(call: Call, originals: readonly Info[], updated: readonly Info[]): void {
  const allowed = originals.some(({ mapping }) => mapping.namespaced) ? call.namespace : '';
  for (const { mapping, namespace } of updated) {
    if (!mapping.namespaced || namespace === allowed) continue;
    if (originals.some((info) => info.namespace === namespace)) continue;
    throw new KubectlError(
      `the namespace from the provided object "${namespace}" does not match the namespace "${allowed}". You must pass '--namespace=${namespace}' to perform this operation.`,
    );
  }
}

async function run(call: Call): Promise<undefined> {
  const format = formatOf(call);
  const printer = await resultPrinter(call, 'none');
  const subresource = call.flags.string('subresource');
  const wanted = { args: call.args, fetch: true, latest: true, allOfType: true, subresource };
  const { infos } = await findObjects(call, wanted);
  if (infos.length === 0) throw new KubectlError('edit cancelled, no objects found');
  await runEditSession({
    call,
    infos,
    format,
    isLastApplied: false,
    isValidated: fieldValidationOf(call) !== 'Ignore',
    save: (updated, results) => saveEdited(call, infos, updated, printer, results),
  });
  return undefined;
}

/** `create --edit`: each object by itself. */
export async function editOnCreate(call: Call): Promise<undefined> {
  const printer = await resultPrinter(call, 'none');
  const { infos } = await findObjects(call, { args: [], fetch: false });
  for (const info of infos) {
    await runEditSession({
      call,
      infos: [info],
      format: formatOf(call),
      isLastApplied: false,
      isValidated: fieldValidationOf(call) !== 'Ignore',
      save: async (updated) => {
        for (const { mapping, namespace, object } of updated) {
          if (object === null) continue;
          const configured = saved(call, object);
          const created = await call.client.create(mapping, namespace, configured, {
            fieldManager: 'kubectl-create',
            fieldValidation: fieldValidationOf(call),
          });
          await printer.print(created, 'created');
        }
      },
    });
  }
  return undefined;
}

export const editCommand: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    fieldManagerFlag('kubectl-edit'),
    ...FILE_FLAGS,
    { name: 'output-patch', type: 'bool', help: 'Print the patch that was sent.' },
    SAVE_CONFIG_FLAG,
    { name: 'subresource', type: 'string', help: 'Edit this part: status.' },
    VALIDATE_FLAG,
    { name: 'windows-line-endings', type: 'bool', help: 'Line ends of the editor’s file.' },
  ],
  run,
};
