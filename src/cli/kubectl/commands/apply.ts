/** `kubectl apply`. Models kubectl/pkg/cmd/apply/apply.go. */
import { type ApplyOptions, applyObject, applyOnServer } from '../apply/apply-object';
import { checkAllowlist, prune } from '../apply/prune';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { bundled, KubectlError, throwAll, usageError } from '../errors';
import { FILE_FLAGS, type Info } from '../resources';
import { PLAIN_DELETION } from '../write/deletion';
import { requireFiles } from '../write/files';
import { findObjects } from '../write/find-objects';
import {
  DRY_RUN_FLAG,
  type DryRun,
  dryRunOf,
  fieldManagerFlag,
  fieldValidationOf,
  logWarning,
  OUTPUT_FLAGS,
  VALIDATE_FLAG,
} from '../write/flags';
import { type ResultPrinter, resultPrinter } from '../write/output';
import { editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand } from './apply-last-applied';
import { cascadeOf, DELETION_FLAGS } from './delete';

function check(call: Call, dryRun: DryRun): void {
  const { flags } = call;
  const fail = (message: string): never => {
    throw new KubectlError(message);
  };
  const [isServerSide, isForced] = [flags.bool('server-side'), flags.bool('force')];
  const selector = flags.string('selector');
  if (flags.bool('force-conflicts') && !isServerSide) fail('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && isServerSide) {
    fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (isServerSide && isForced) fail('--force cannot be used with --server-side');
  if (dryRun === 'server' && isForced) fail('--dry-run=server cannot be used with --force');
  if (flags.bool('all') && selector !== '') fail('cannot set --all and --selector at the same time');
  if (flags.bool('prune')) {
    if (isForced) fail('--force cannot be used with --prune');
    if (!flags.bool('all') && selector === '') {
      fail(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      );
    }
    if (isServerSide) {
      fail("--prune is in alpha and doesn't currently work on objects created by server-side apply");
    }
    checkAllowlist(flags.strings('prune-allowlist'));
  }
  if (flags.string('subresource') !== '' && !isServerSide) {
    fail('--subresource can only be specified for --server-side');
  }
}

/** What applying one file after the other has come to. */
interface Progress {
  readonly applied: KubeObject[];
  readonly namespaces: Set<string>;
  readonly kept: Set<string>;
}

function optionsOf(call: Call, dryRun: DryRun): ApplyOptions {
  const { flags } = call;
  const isServerSide = flags.bool('server-side');
  return {
    fieldManager: isServerSide && !flags.isSet('field-manager') ? 'kubectl' : flags.string('field-manager'),
    fieldValidation: fieldValidationOf(call),
    dryRun,
    overwrite: flags.bool('overwrite'),
    force: flags.bool('force'),
    gracePeriod: flags.bool('force') && flags.int('grace-period') < 0 ? 0 : flags.int('grace-period'),
    timeout: flags.duration('timeout'),
    warn: (text) => call.err(text),
  };
}

async function applyOne(
  call: Call,
  info: Info,
  options: ApplyOptions,
  printer: ResultPrinter,
  progress: Progress,
): Promise<void> {
  if (info.mapping.namespaced) progress.namespaces.add(info.namespace);
  const { flags } = call;
  const subresource = flags.string('subresource');
  const forceConflicts = flags.bool('force-conflicts');
  const { object, result } = flags.bool('server-side')
    ? {
        object: await applyOnServer(call.client, info, { ...options, forceConflicts, subresource }),
        result: 'serverside-applied',
      }
    : await applyObject(call.client, info, options);
  progress.kept.add(object.metadata.uid ?? '');
  progress.applied.push(object);
  if (!printer.printsObjects) await printer.print(object, result);
}

/** `-o yaml`: one object by itself, several as a List. */
async function printApplied(printer: ResultPrinter, applied: readonly KubeObject[]): Promise<void> {
  const [first] = applied;
  if (!printer.printsObjects || first === undefined) return;
  const metadata = {} as unknown as KubeObject['metadata'];
  const list: KubeObject = { kind: 'List', apiVersion: 'v1', metadata, items: applied };
  await printer.print(applied.length === 1 ? first : list, '');
}

async function run(call: Call): Promise<undefined> {
  if (call.args.length > 0) throw usageError(call.path, `Unexpected args: [${call.args.join(' ')}]`);
  const dryRun = dryRunOf(call);
  const options = optionsOf(call, dryRun);
  const printer = await resultPrinter(call, dryRun);
  requireFiles(call);
  check(call, dryRun);
  const found = await findObjects(call, { args: [], fetch: false, continueOnError: true });
  if (found.infos.length === 0 && found.errors.length === 0) {
    throw new KubectlError('no objects passed to apply');
  }
  const namespaces = new Set(call.isNamespaceEnforced ? [call.namespace] : []);
  const progress: Progress = { applied: [], namespaces, kept: new Set() };
  const errors: unknown[] = [...bundled(found.errors)];
  for (const info of found.infos) {
    try {
      await applyOne(call, info, options, printer, progress);
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  await printApplied(printer, progress.applied);
  if (call.flags.bool('prune')) await pruneOthers(call, dryRun, printer, progress);
  return undefined;
}

async function pruneOthers(
  call: Call,
  dryRun: DryRun,
  printer: ResultPrinter,
  { namespaces, kept }: Progress,
): Promise<void> {
  const { flags } = call;
  if (flags.strings('prune-allowlist').length === 0) {
    logWarning(
      call,
      'prune.go:71',
      'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.',
    );
  }
  await prune(call, {
    selector: flags.string('selector'),
    kinds: flags.strings('prune-allowlist'),
    namespaces,
    kept,
    deletion: { ...PLAIN_DELETION, cascade: cascadeOf(call), gracePeriod: flags.int('grace-period'), dryRun },
    pruned: (object) => printer.print(object, 'pruned'),
  });
}

export const applyCommand: Command = {
  name: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  completes: 'files',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'all', type: 'bool', help: 'With --prune: of all that was ever applied in the namespace.' },
    ...DELETION_FLAGS,
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-client-side-apply'),
    ...FILE_FLAGS,
    {
      name: 'force-conflicts',
      type: 'bool',
      help: 'With --server-side: take over fields that others manage.',
    },
    {
      name: 'openapi-patch',
      type: 'bool',
      default: 'true',
      help: 'Compute patches by the schema of the server.',
    },
    {
      name: 'overwrite',
      type: 'bool',
      default: 'true',
      help: 'Where somebody has changed a field since, the file wins.',
    },
    { name: 'prune', type: 'bool', help: 'Delete what was applied before and is in no file any more.' },
    {
      name: 'prune-allowlist',
      type: 'stringArray',
      help: 'With --prune: only this <group/version/kind>. May be repeated.',
    },
    { name: 'selector', short: 'l', type: 'string', help: 'Only objects with these labels.' },
    { name: 'server-side', type: 'bool', help: 'Let the server merge.' },
    { name: 'subresource', type: 'string', help: 'With --server-side: apply this part.' },
    VALIDATE_FLAG,
    { name: 'wait', type: 'bool', help: 'Wait until what is deleted on the way is gone.' },
  ],
  subcommands: [editLastAppliedCommand, setLastAppliedCommand, viewLastAppliedCommand],
  run,
};
