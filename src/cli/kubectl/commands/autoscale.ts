/** `kubectl autoscale`. Models kubectl/pkg/cmd/autoscale. */
import { withUpdatedConfig } from '../apply/last-applied';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { groupVersion } from '../discovery';
import { KubectlError } from '../errors';
import { metadataOf } from '../generate/metadata';
import { FILE_FLAGS, type Info } from '../resources';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  fieldManagerFlag,
  OUTPUT_FLAGS,
  requireFlags,
  SAVE_CONFIG_FLAG,
} from '../write/flags';
import { resultPrinter } from '../write/output';
import { asTyped } from '../write/typed-answer';
import { resourceOf } from '../write/typed-kinds';
import { findAndVisit } from '../write/visit';

function autoscaler({ flags }: Call, { mapping, name }: Info): KubeObject {
  const [min, max, cpu] = [flags.int('min'), flags.int('max'), flags.int('cpu-percent')];
  const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } };
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: metadataOf({ name: flags.string('name') || name }),
    spec: {
      scaleTargetRef: { kind: mapping.kind, name, apiVersion: groupVersion(mapping) },
      ...(min > 0 ? { minReplicas: min } : {}),
      maxReplicas: max,
      ...(cpu >= 0 ? { metrics: [{ type: 'Resource', resource }] } : {}),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

function check({ flags }: Call): void {
  const [min, max] = [flags.int('min'), flags.int('max')];
  if (max < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) {
    throw new KubectlError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`,
    );
  }
}

async function run(call: Call): Promise<undefined> {
  requireFlags(call, 'max');
  const dryRun = dryRunOf(call);
  const printer = await resultPrinter(call, dryRun);
  check(call);
  const count = await findAndVisit(call, { args: call.args, fetch: true }, async (info) => {
    const { kind, subresources } = info.mapping;
    if (!subresources.includes('scale')) {
      throw new KubectlError(
        `cannot autoscale a ${kind}: could not find scale subresource for ${info.mapping.group}/${info.mapping.version}, Resource=${info.mapping.resource} in discovery information`,
      );
    }
    const built = autoscaler(call, info);
    if (dryRun === 'client') {
      await printer.print(built, 'created', true);
      return;
    }
    const object = withUpdatedConfig(built, call.flags.bool('save-config'), true);
    const options = { fieldManager: call.flags.string('field-manager'), dryRun: dryRun === 'server' };
    const created = await call.client.create(resourceOf(object), call.namespace, object, options);
    await printer.print(asTyped(created), 'autoscaled', true);
  });
  if (count === 0) throw new KubectlError('no objects passed to autoscale');
  return undefined;
}

export const autoscaleCommand: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    {
      name: 'cpu-percent',
      type: 'int',
      default: '-1',
      help: 'Average CPU to aim at, in percent of the requests.',
    },
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-autoscale'),
    ...FILE_FLAGS,
    { name: 'max', type: 'int', default: '-1', help: 'The most pods that there may be.' },
    { name: 'min', type: 'int', default: '-1', help: 'The fewest pods that there may be.' },
    { name: 'name', type: 'string', help: 'Name of the autoscaler; if absent, that of what it scales.' },
    SAVE_CONFIG_FLAG,
  ],
  run,
};
