/** `kubectl patch`. Models kubectl/pkg/cmd/patch. */
import { structOfObject } from '../../../engine/api/bodies';
import { deepEqual } from '../../../engine/api/equal';
import { goQuote } from '../../../engine/api/go-print';
import { jsonPatch } from '../../../engine/api/json-patch';
import { jsonMergePatch, strategicMergePatch } from '../../../engine/api/patch';
import type { KubeObject, PatchKind } from '../client';
import type { Call, Command } from '../command';
import { groupVersion } from '../discovery';
import { KubectlError } from '../errors';
import { systemWords } from '../generate/config-data';
import { goMapJson } from '../go-json';
import { FILE_FLAGS, type Info } from '../resources';
import { findObjects } from '../write/find-objects';
import { isBuiltInGroup } from '../write/built-in-groups';
import { DRY_RUN_FLAG, dryRunOf, fieldManagerFlag, OUTPUT_FLAGS } from '../write/flags';
import { resultPrinter } from '../write/output';
import { visitAll } from '../write/visit';
import { yamlValue } from '../write/yaml-value';

const TYPES: readonly PatchKind[] = ['json', 'merge', 'strategic'];

function check(call: Call, isLocal: boolean): PatchKind {
  const { flags, args } = call;
  const [patch, file, type] = [flags.string('patch'), flags.string('patch-file'), flags.string('type')];
  if (patch !== '' && file !== '') throw new KubectlError('cannot specify --patch and --patch-file together');
  if (patch === '' && file === '') {
    throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
  }
  if (isLocal && args.length > 0) throw new KubectlError('cannot specify --local and server resources');
  if (isLocal && flags.string('dry-run') === 'server') {
    throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
  const kind = TYPES.find((known) => known === type.toLowerCase());
  if (kind !== undefined) return kind;
  if (type === '') return 'strategic';
  throw new KubectlError(`--type must be one of [${TYPES.join(' ')}], not ${goQuote(type)}`);
}

async function patchText(call: Call): Promise<string> {
  const { flags, context } = call;
  const file = flags.string('patch-file');
  if (file === '') return flags.string('patch');
  try {
    return await context.files.read(file);
  } catch (error) {
    throw new KubectlError(`unable to read patch file: open ${file}: ${systemWords(error)}`);
  }
}

/** Without the server: `--local` and `--dry-run=client`. */
function patchedLocally(kind: PatchKind, info: Info, object: KubeObject, patch: unknown): KubeObject {
  if (kind === 'json') {
    const result = jsonPatch(object, patch);
    if ('object' in result) return result.object as KubeObject;
    const missing = /doc is missing key: (.*)$/.exec(result.detail);
    throw new KubectlError(
      missing === null ? result.detail : `Object to be patched is missing field (${missing[1]})`,
    );
  }
  if (kind === 'strategic' && !isBuiltInGroup(info.mapping.group)) {
    throw new KubectlError(
      `strategic merge patch is not supported for ${groupVersion(info.mapping)}, Kind=${info.mapping.kind} locally, try --type merge`,
    );
  }
  const merged =
    kind === 'merge'
      ? jsonMergePatch(object, patch)
      : strategicMergePatch(object, patch, structOfObject(object.apiVersion, object.kind));
  if (typeof merged === 'string') throw new KubectlError(merged);
  return merged as KubeObject;
}

interface Patch {
  /** As it is sent. */
  readonly body: string;
  /** As it is applied here. Throws when it is no JSON. */
  value(): unknown;
}

/** What begins with a brace is taken for JSON and sent as it is: the server says what is wrong with it. */
function patchOf(call: Call, text: string): Patch {
  if (text.trimStart().startsWith('{')) return { body: text, value: () => jsonValue(text) };
  const value = yamlValue(
    text,
    (words) => `unable to parse ${goQuote(call.flags.string('patch'))}: ${words}`,
  );
  return { body: goMapJson(value), value: () => value };
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new KubectlError('invalid JSON document');
  }
}

async function run(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  const isLocal = call.flags.bool('local');
  const kind = check(call, isLocal);
  const text = await patchText(call);
  const patch = patchOf(call, text);
  const options = {
    fieldManager: call.flags.string('field-manager'),
    dryRun: dryRun === 'server',
    ...(call.flags.string('subresource') === '' ? {} : { subresource: call.flags.string('subresource') }),
  };
  const found = await findObjects(call, {
    args: call.args,
    fetch: true,
    continueOnError: true,
    local: isLocal,
  });
  const count = await visitAll(call, found, async (info) => {
    const { mapping, namespace, name, object } = info;
    if (object === null) return;
    const patched =
      isLocal || dryRun === 'client'
        ? patchedLocally(kind, info, object, patch.value())
        : await call.client.patch(mapping, namespace, name, kind, patch.body, options);
    await printer.print(patched, deepEqual(object, patched) ? 'patched (no change)' : 'patched');
  });
  if (count === 0) throw new KubectlError('no objects passed to patch');
  return undefined;
}

export const patchCommand: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-patch'),
    ...FILE_FLAGS,
    { name: 'local', type: 'bool', help: 'Patch the objects of the files without asking the server.' },
    { name: 'patch', short: 'p', type: 'string', help: 'The patch, as JSON or YAML.' },
    { name: 'patch-file', type: 'string', help: 'The file that holds the patch.', completes: 'files' },
    { name: 'subresource', type: 'string', help: 'Patch this part: status, scale, resize.' },
    {
      name: 'type',
      type: 'string',
      default: 'strategic',
      help: 'How it is merged: json, merge or strategic.',
      completes: 'values',
      values: ['json', 'merge', 'strategic'],
    },
  ],
  run,
};
