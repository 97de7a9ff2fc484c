/** `kubectl create -f`. Models kubectl/pkg/cmd/create/create.go. */
import { withUpdatedConfig } from '../apply/last-applied';
import type { Call, Command } from '../command';
import { addSource, KubectlError, usageError } from '../errors';
import { FILE_FLAGS, type Info } from '../resources';
import { findObjects } from '../write/find-objects';
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
import { resultPrinter } from '../write/output';
import { checkRaw, sendRaw } from '../write/raw';
import { visitAll } from '../write/visit';
import { createConfigMapCommand, createSecretCommand } from './create-config';
import {
  createNamespaceCommand,
  createPodDisruptionBudgetCommand,
  createPriorityClassCommand,
  createQuotaCommand,
  createServiceAccountCommand,
} from './create-policy';
import {
  createClusterRoleBindingCommand,
  createClusterRoleCommand,
  createRoleBindingCommand,
  createRoleCommand,
} from './create-rbac';
import { createIngressCommand, createServiceCommand } from './create-services';
import { createTokenCommand } from './create-token';
import { createCronJobCommand, createDeploymentCommand, createJobCommand } from './create-workloads';
import { editOnCreate } from './edit';

function checkRawCreate(call: Call): void {
  if (call.flags.bool('edit')) throw new KubectlError('--raw and --edit are mutually exclusive');
  if (call.flags.string('selector') !== '') {
    throw new KubectlError('--raw and --selector (-l) are mutually exclusive');
  }
  checkRaw(call, true);
}

async function run(call: Call): Promise<number | undefined> {
  if (call.args.length > 0) throw usageError(call.path, `Unexpected args: [${call.args.join(' ')}]`);
  const dryRun = dryRunOf(call);
  const fieldValidation = fieldValidationOf(call);
  const printer = await resultPrinter(call, dryRun);
  requireFiles(call);
  if (call.flags.string('raw') !== '') {
    checkRawCreate(call);
    await sendRaw(call, 'POST');
    return undefined;
  }
  if (call.flags.bool('edit')) return editOnCreate(call);
  const options = {
    fieldManager: call.flags.string('field-manager'),
    fieldValidation,
    dryRun: dryRun === 'server',
  };
  const create = async ({ mapping, namespace, source, object }: Info): Promise<void> => {
    if (object === null) return;
    const configured = withUpdatedConfig(object, call.flags.bool('save-config'));
    if (dryRun === 'client') {
      await printer.print(configured, 'created');
      return;
    }
    let created = configured;
    try {
      created = await call.client.create(mapping, namespace, configured, options);
    } catch (error) {
      throw addSource('creating', source, error);
    }
    await printer.print(created, 'created');
  };
  const found = await findObjects(call, { args: [], fetch: false, continueOnError: true });
  if ((await visitAll(call, found, create)) === 0) throw new KubectlError('no objects passed to create');
  return undefined;
}

export const createCommand: Command = {
  name: 'create',
  use: 'create -f FILENAME',
  short: 'Create a resource from a file or from stdin',
  completes: 'none',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    { name: 'edit', type: 'bool', help: 'Open the object in the editor before it is created.' },
    fieldManagerFlag('kubectl-create'),
    ...FILE_FLAGS,
    { name: 'raw', type: 'string', help: 'A path of the server to POST the file to.' },
    SAVE_CONFIG_FLAG,
    { name: 'selector', short: 'l', type: 'string', help: 'Only objects with these labels.' },
    VALIDATE_FLAG,
    { name: 'windows-line-endings', type: 'bool', help: 'Line ends of the editor’s file, with --edit.' },
  ],
  subcommands: [
    createClusterRoleCommand,
    createClusterRoleBindingCommand,
    createConfigMapCommand,
    createCronJobCommand,
    createDeploymentCommand,
    createIngressCommand,
    createJobCommand,
    createNamespaceCommand,
    createPodDisruptionBudgetCommand,
    createPriorityClassCommand,
    createQuotaCommand,
    createRoleCommand,
    createRoleBindingCommand,
    createSecretCommand,
    createServiceCommand,
    createServiceAccountCommand,
    createTokenCommand,
  ],
  run,
};
