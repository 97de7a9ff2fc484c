/** What `create deployment`, `run`, `expose` … have in common: a generated object is sent and printed. */
import { withUpdatedConfig } from '../apply/last-applied';
import type { KubeObject } from '../client';
import type { Call, Command, Completion, FlagSpec } from '../command';
import { KubectlError, plainMessage, usageError } from '../errors';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  fieldManagerFlag,
  fieldValidationOf,
  OUTPUT_FLAGS,
  requireFlags,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
} from './flags';
import { resultPrinter } from './output';
import { asTyped } from './typed-answer';
import { resourceOf } from './typed-kinds';

/** The first argument; what stands behind `--` does not count. Models NameFromCommandArgs. */
export function nameOf(call: Call): string {
  const count = call.argsBeforeDash < 0 ? call.args.length : call.argsBeforeDash;
  if (count !== 1) throw usageError(call.path, `exactly one NAME is required, got ${count}`);
  return call.args[0] ?? '';
}

export interface Generated {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly use: string;
  readonly short: string;
  readonly flags: readonly FlagSpec[];
  readonly required?: readonly string[];
  readonly completes?: Completion;
  /** `failed to create deployment: `, before the server's words; absent where kubectl passes them on as they are. */
  readonly failure?: string;
  /** `name` is the first argument; `namespace` only what `--namespace` says. */
  build(call: Call, name: string, namespace: string): KubeObject | Promise<KubeObject>;
}

/** One `kubectl create <kind>`. */
export function generatedCommand(spec: Generated): Command {
  return {
    name: spec.name,
    ...(spec.aliases === undefined ? {} : { aliases: spec.aliases }),
    use: spec.use,
    short: spec.short,
    completes: spec.completes ?? 'none',
    flags: [
      ...OUTPUT_FLAGS,
      DRY_RUN_FLAG,
      fieldManagerFlag('kubectl-create'),
      SAVE_CONFIG_FLAG,
      VALIDATE_FLAG,
      ...spec.flags,
    ],
    run: (call) => runGenerated(call, spec),
  };
}

async function runGenerated(call: Call, spec: Generated): Promise<undefined> {
  requireFlags(call, ...(spec.required ?? []));
  const name = nameOf(call);
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  const fieldValidation = fieldValidationOf(call);
  const built = await spec.build(call, name, call.isNamespaceEnforced ? call.namespace : '');
  const object = withUpdatedConfig(built, call.flags.bool('save-config'), true);
  if (dryRun === 'client') {
    await printer.print(object, 'created', true);
    return undefined;
  }
  const mapping = resourceOf(object);
  const options = {
    fieldManager: call.flags.string('field-manager'),
    fieldValidation,
    dryRun: dryRun === 'server',
  };
  let created: KubeObject;
  try {
    created = await call.client.create(mapping, mapping.namespaced ? call.namespace : '', object, options);
  } catch (error) {
    if (spec.failure === undefined || call.context.signal.aborted) throw error;
    throw new KubectlError(`${spec.failure}${plainMessage(error)}`);
  }
  await printer.print(asTyped(created), 'created', true);
  return undefined;
}
