/** `kubectl replace`. Models kubectl/pkg/cmd/replace. */
import { withUpdatedConfig } from '../apply/last-applied';
import type { Client, KubeObject } from '../client';
import type { Call, Command } from '../command';
import { addSource, isNotFound, KubectlError, throwAll } from '../errors';
import { FILE_FLAGS, type Info } from '../resources';
import { findObjects } from '../write/find-objects';
import { type Deletion, deleteAll, PLAIN_DELETION } from '../write/deletion';
import { requireFiles } from '../write/files';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  fieldManagerFlag,
  fieldValidationOf,
  OUTPUT_FLAGS,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
} from '../write/flags';
import { type ResultPrinter, resultPrinter } from '../write/output';
import { checkRaw, sendRaw } from '../write/raw';
import { visitAll } from '../write/visit';
import { cascadeOf, DELETION_FLAGS } from './delete';

const GONE_TIMEOUT_MS = 5 * 60 * 1000;
const POLL_MS = 1000;

function check(call: Call): void {
  const { flags } = call;
  const isForced = flags.bool('force');
  if (flags.int('grace-period') >= 0 && !isForced) {
    throw new KubectlError('--grace-period must have --force specified');
  }
  if (flags.duration('timeout') !== 0 && !isForced)
    throw new KubectlError('--timeout must have --force specified');
  if (isForced && flags.string('dry-run') !== 'none') {
    throw new KubectlError('--dry-run can not be used when --force is set');
  }
  if (flags.string('raw') !== '') checkRaw(call, true);
}

/** Objects that name no version are written over the one that is there. Models resource.Helper.Replace. */
async function replaceOne(
  call: Call,
  { mapping, namespace, name }: Info,
  object: KubeObject,
  options: object,
) {
  const subresource = call.flags.string('subresource');
  const write = subresource === '' ? options : { ...options, subresource };
  const update = (body: KubeObject) => call.client.update(mapping, namespace, name, body, write);
  if ((object.metadata.resourceVersion ?? '') !== '') return update(object);
  let resourceVersion: string | undefined;
  try {
    resourceVersion = (await call.client.get(mapping, namespace, name, subresource)).metadata.resourceVersion;
  } catch {
    // The server says it better, to the write.
    return update(object);
  }
  const metadata = { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  return update({ ...object, metadata });
}

async function waitUntilGone(
  client: Client,
  { mapping, namespace, name }: Info,
  timeout: number,
): Promise<void> {
  const end = client.context.now() + timeout;
  for (;;) {
    try {
      await client.get(mapping, namespace, name);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (client.context.now() >= end) throw new KubectlError('timed out waiting for the condition');
    await client.context.sleep(POLL_MS);
  }
}

/** Deletes, waits, and creates anew. */
async function forceReplace(call: Call, printer: ResultPrinter, options: object): Promise<void> {
  const { flags } = call;
  const found = await findObjects(call, { args: call.args, fetch: false, continueOnError: true });
  const seconds = flags.int('grace-period');
  const deletion: Deletion = {
    ...PLAIN_DELETION,
    cascade: cascadeOf(call),
    // What is replaced by force is given its own time; 0 becomes the shortest that is waited for.
    gracePeriod: seconds === 0 ? 1 : seconds,
    ignoreNotFound: true,
    wait: seconds === 0 || flags.bool('wait'),
    timeout: flags.duration('timeout'),
    printsNames: flags.string('output') === 'name',
  };
  await deleteAll(call, found.infos, found.errors, deletion);
  const timeout = deletion.timeout === 0 ? GONE_TIMEOUT_MS : deletion.timeout;
  const failures: unknown[] = [];
  for (const info of found.infos) {
    try {
      await waitUntilGone(call.client, info, timeout);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  const count = await visitAll(call, found, async ({ mapping, namespace, object }) => {
    if (object === null) return;
    const configured = withUpdatedConfig(object, flags.bool('save-config'));
    await printer.print(await call.client.create(mapping, namespace, configured, options), 'replaced');
  });
  if (count === 0) throw new KubectlError('no objects passed to replace');
}

async function run(call: Call): Promise<undefined> {
  const fieldValidation = fieldValidationOf(call);
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  requireFiles(call);
  check(call);
  const { flags } = call;
  const options = {
    fieldManager: flags.string('field-manager'),
    fieldValidation,
    dryRun: dryRun === 'server',
  };
  if (flags.string('raw') !== '') {
    await sendRaw(call, 'PUT');
    return undefined;
  }
  if (flags.bool('force')) {
    await forceReplace(call, printer, options);
    return undefined;
  }
  const found = await findObjects(call, { args: [], fetch: false, continueOnError: true });
  await visitAll(call, found, async (info) => {
    if (info.object === null) return;
    const object = withUpdatedConfig(info.object, flags.bool('save-config'));
    if (dryRun === 'client') {
      await printer.print(object, 'replaced');
      return;
    }
    let replaced: KubeObject;
    try {
      replaced = await replaceOne(call, info, object, options);
    } catch (error) {
      throw addSource('replacing', info.source, error);
    }
    await printer.print(replaced, 'replaced');
  });
  return undefined;
}

export const replaceCommand: Command = {
  name: 'replace',
  use: 'replace -f FILENAME',
  short: 'Replace a resource by file name or stdin',
  completes: 'files',
  flags: [
    ...OUTPUT_FLAGS,
    ...DELETION_FLAGS,
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-replace'),
    ...FILE_FLAGS,
    { name: 'raw', type: 'string', help: 'A path of the server to PUT the file to.' },
    SAVE_CONFIG_FLAG,
    { name: 'subresource', type: 'string', help: 'Replace this part: status, scale, resize.' },
    VALIDATE_FLAG,
    { name: 'wait', type: 'bool', help: 'With --force: wait until the old one is gone.' },
  ],
  run,
};
