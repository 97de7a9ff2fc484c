/** `kubectl apply view-last-applied|set-last-applied|edit-last-applied`. Models kubectl/pkg/cmd/apply. */
import type { JsonObject } from '../../../engine/api/json';
import { LAST_APPLIED, lastApplied, lastAppliedText } from '../apply/last-applied';
import { infoText } from '../apply/apply-object';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { addSource, isNotFound, KubectlError, usageError } from '../errors';
import { goMapJson } from '../go-json';
import { printJson } from '../print/json';
import { printYaml } from '../print/yaml';
import { FILE_FLAGS, type Info } from '../resources';
import { runEditSession } from '../write/edit-session';
import { findObjects } from '../write/find-objects';
import { DRY_RUN_FLAG, dryRunOf, fieldManagerFlag, OUTPUT_FLAGS, VALIDATE_FLAG } from '../write/flags';
import { resultPrinter } from '../write/output';
import { visitAll } from '../write/visit';

async function view(call: Call): Promise<undefined> {
  const format = call.flags.string('output');
  const wanted = { args: call.args, fetch: true, latest: true, allOfType: true };
  const { infos } = await findObjects(call, wanted);
  const texts = infos.map((info) => {
    const text = info.object === null ? undefined : lastAppliedText(info.object);
    if (text !== undefined) return text;
    const doing = `no last-applied-configuration annotation found on resource: ${info.name}\n`;
    if (info.source === '')
      throw new KubectlError(`no last-applied-configuration annotation found on resource: ${info.name}\n`);
    throw addSource(doing, info.source, new KubectlError('%!v(<nil>)'));
  });
  for (const text of texts) {
    const value = JSON.parse(text) as JsonObject;
    // The annotation ends with a line feed, and re-indenting keeps it.
    if (format === 'json') call.out(`${printJson(value, true, '  ')}\n`);
    else if (format === 'yaml' || format === '') call.out(printYaml(value));
    else {
      throw usageError(
        call.path,
        `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`,
      );
    }
  }
  return undefined;
}

/** The patch that makes `object` the last applied configuration. Models GetApplyPatch. */
function annotationPatch(object: KubeObject): JsonObject {
  return { metadata: { annotations: { [LAST_APPLIED]: `${goMapJson(object)}\n` } } };
}

async function set(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  const { infos } = await findObjects(call, { args: [], fetch: false });
  const changed: { info: Info; current: KubeObject; patch: JsonObject }[] = [];
  for (const info of infos) {
    if (info.object === null) continue;
    const current = await currentOf(call, info);
    const text = lastAppliedText(current);
    if (text === undefined && !call.flags.bool('create-annotation')) {
      throw new KubectlError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (text?.trim() === goMapJson(info.object)) {
      call.out(`set-last-applied ${info.name}: no changes required.\n`);
    } else changed.push({ info, current, patch: annotationPatch(info.object) });
  }
  for (const { info, current, patch } of changed) {
    const { mapping, namespace, name } = info;
    const options = { dryRun: dryRun === 'server' };
    const stored =
      dryRun === 'client'
        ? current
        : await call.client.patch(mapping, namespace, name, 'merge', patch, options);
    await printer.print(stored, 'configured');
  }
  return undefined;
}

async function currentOf(call: Call, info: Info): Promise<KubeObject> {
  try {
    return await call.client.get(info.mapping, info.namespace, info.name);
  } catch (error) {
    if (isNotFound(error)) throw error;
    throw addSource(
      `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`,
      info.source,
      error,
    );
  }
}

async function edit(call: Call): Promise<undefined> {
  const format = call.flags.string('output') === 'json' ? 'json' : 'yaml';
  const printer = await resultPrinter(call, 'none');
  const found = await findObjects(call, { args: call.args, fetch: true, latest: true, allOfType: true });
  const infos: Info[] = [];
  await visitAll(call, found, async (info) => {
    const original = info.object === null ? null : lastApplied(info.object);
    if (original !== null) infos.push({ ...info, object: original as unknown as KubeObject });
    await Promise.resolve();
  });
  if (infos.length === 0) {
    throw new KubectlError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    );
  }
  await runEditSession({
    call,
    infos,
    format,
    isLastApplied: true,
    isValidated: true,
    save: async (updated) => {
      for (const { mapping, namespace, name, object } of updated) {
        if (object === null) continue;
        const before = infos.find((info) => info.name === name && info.mapping.kind === mapping.kind)?.object;
        if (goMapJson(before) === goMapJson(object)) {
          await printer.print(object, 'skipped');
          continue;
        }
        const options = { fieldManager: call.flags.string('field-manager') };
        await call.client.patch(mapping, namespace, name, 'merge', annotationPatch(object), options);
        await printer.print(object, 'edited');
      }
    },
  });
  return undefined;
}

export const viewLastAppliedCommand: Command = {
  name: 'view-last-applied',
  use: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  completes: 'resources',
  flags: [
    { name: 'all', type: 'bool', help: 'All of the type, in the namespace.' },
    ...FILE_FLAGS,
    {
      name: 'output',
      short: 'o',
      type: 'string',
      default: 'yaml',
      help: 'json or yaml.',
      completes: 'values',
      values: ['json', 'yaml'],
    },
    { name: 'selector', short: 'l', type: 'string', help: 'Only those with these labels.' },
  ],
  run: view,
};

export const setLastAppliedCommand: Command = {
  name: 'set-last-applied',
  use: 'set-last-applied -f FILENAME',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  completes: 'files',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'create-annotation', type: 'bool', help: 'Make the annotation where there is none.' },
    DRY_RUN_FLAG,
    ...FILE_FLAGS.filter(({ name }) => name === 'filename'),
  ],
  run: set,
};

export const editLastAppliedCommand: Command = {
  name: 'edit-last-applied',
  use: 'edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    fieldManagerFlag('kubectl-client-side-apply'),
    ...FILE_FLAGS,
    VALIDATE_FLAG,
    { name: 'windows-line-endings', type: 'bool', help: 'Line ends of the editor’s file.' },
  ],
  run: edit,
};
