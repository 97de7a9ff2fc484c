/** `kubectl scale`. Models kubectl/pkg/cmd/scale and kubectl/pkg/scale. */
import type { Client, KubeObject } from '../client';
import type { Call, Command } from '../command';
import { isConflict, KubectlError, plainMessage, throwAll } from '../errors';
import { Fields } from '../fields';
import { FILE_FLAGS, type Info } from '../resources';
import { findObjects } from '../write/find-objects';
import { DRY_RUN_FLAG, type DryRun, dryRunOf, OUTPUT_FLAGS, requireFlags } from '../write/flags';
import { resultPrinter } from '../write/output';

interface Scaling {
  readonly replicas: number;
  /** -1: any. */
  readonly currentReplicas: number;
  readonly resourceVersion: string;
  readonly dryRun: DryRun;
  /** ms; 0: not at all. */
  readonly timeout: number;
}

const RETRY_MS = 1000;
const CONFLICTS_END_MS = 5 * 60 * 1000;

function checkPreconditions(scale: KubeObject, { currentReplicas, resourceVersion }: Scaling): void {
  const replicas = Fields.of(scale).number('spec.replicas');
  if (currentReplicas !== -1 && replicas !== currentReplicas) {
    throw new KubectlError(`Expected replicas to be ${currentReplicas}, was ${replicas}`);
  }
  const version = scale.metadata.resourceVersion ?? '';
  if (resourceVersion !== '' && version !== resourceVersion) {
    throw new KubectlError(`Expected resource version to be ${resourceVersion}, was ${version}`);
  }
}

/** Without conditions it is one patch; with them the scale is read, compared and written back. */
async function scaleOne(client: Client, { mapping, namespace, name }: Info, scaling: Scaling): Promise<void> {
  const options = { subresource: 'scale', dryRun: scaling.dryRun === 'server' };
  const spec = { replicas: scaling.replicas };
  if (scaling.currentReplicas === -1 && scaling.resourceVersion === '') {
    await client.patch(mapping, namespace, name, 'merge', { spec }, options);
    return;
  }
  const end = client.context.now() + CONFLICTS_END_MS;
  for (;;) {
    const scale = await client.get(mapping, namespace, name, 'scale');
    checkPreconditions(scale, scaling);
    const { spec: old } = scale as { spec?: object };
    try {
      await client.update(mapping, namespace, name, { ...scale, spec: { ...old, ...spec } }, options);
      return;
    } catch (error) {
      // A version that the person named cannot come back; otherwise somebody else was faster.
      if (!isConflict(error) || scaling.resourceVersion !== '' || client.context.now() >= end) throw error;
    }
    await client.context.sleep(RETRY_MS);
  }
}

/** Until as many are there as wanted. */
async function waitForReplicas(
  client: Client,
  { mapping, namespace, name }: Info,
  scaling: Scaling,
): Promise<void> {
  const end = client.context.now() + scaling.timeout;
  for (;;) {
    const scale = Fields.of(await client.get(mapping, namespace, name, 'scale'));
    const wanted = scale.number('spec.replicas');
    if (wanted !== scaling.replicas || scale.number('status.replicas') === wanted) return;
    if (client.context.now() >= end) throw new KubectlError('timed out waiting for the condition');
    await client.context.sleep(RETRY_MS);
  }
}

function scalingOf(call: Call): Scaling {
  const { flags } = call;
  const scaling = {
    replicas: flags.int('replicas'),
    currentReplicas: flags.int('current-replicas'),
    resourceVersion: flags.string('resource-version'),
    dryRun: dryRunOf(call),
    timeout: flags.duration('timeout'),
  };
  if (scaling.replicas < 0) {
    throw new KubectlError(
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    );
  }
  if (scaling.currentReplicas < -1) {
    throw new KubectlError('The --current-replicas must specify an integer of -1 or greater');
  }
  return scaling;
}

async function run(call: Call): Promise<undefined> {
  requireFlags(call, 'replicas');
  const scaling = scalingOf(call);
  const printer = await resultPrinter(call, scaling.dryRun);
  const { infos, errors } = await findObjects(call, {
    args: call.args,
    fetch: true,
    allOfType: call.flags.bool('all'),
    continueOnError: true,
  });
  if (scaling.resourceVersion !== '' && infos.length > 1) {
    throw new KubectlError('cannot use --resource-version with multiple resources');
  }
  if (infos.length === 0) {
    const [error] = errors;
    throw new KubectlError(
      error === undefined
        ? 'no objects passed to scale'
        : `no objects passed to scale ${plainMessage(error)}`,
    );
  }
  for (const info of infos) {
    if (scaling.dryRun !== 'client') {
      await scaleOne(call.client, info, scaling);
      if (scaling.timeout !== 0 && scaling.dryRun === 'none')
        await waitForReplicas(call.client, info, scaling);
    }
    if (info.object !== null) await printer.print(info.object, 'scaled');
  }
  throwAll(errors);
  return undefined;
}

export const scaleCommand: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    { name: 'all', type: 'bool', help: 'All of the type, in the namespace.' },
    {
      name: 'current-replicas',
      type: 'int',
      default: '-1',
      help: 'Only if this is its size now; -1 is any.',
    },
    DRY_RUN_FLAG,
    ...FILE_FLAGS,
    { name: 'replicas', type: 'int', help: 'How many there should be.' },
    { name: 'resource-version', type: 'string', help: 'Only if the object still has this version.' },
    { name: 'selector', short: 'l', type: 'string', help: 'Only those with these labels.' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait for it; 0 is not at all.' },
  ],
  run,
};
