/** `kubectl set resources`. Models kubectl/pkg/cmd/set/set_resources.go. */
import { isJsonObject } from '../../../engine/api/json';
import { canonicalQuantity, quantityError } from '../../../engine/api/quantity';
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { dryRunOf } from '../write/flags';
import {
  type Container,
  checkLocal,
  containersOf,
  fits,
  objectsToSet,
  SELECTOR_FLAG,
  setAll,
  setFlags,
  withContainers,
  withPodSpec,
} from '../write/set-objects';

/** `cpu=100m,memory=256Mi`. */
function quantities(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  return Object.fromEntries(
    text.split(',').map((statement) => {
      const [name = '', amount = '', ...more] = statement.split('=');
      if (!statement.includes('=') || more.length > 0) {
        throw new KubectlError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
      }
      const error = quantityError(amount);
      if (error !== null) throw new KubectlError(error);
      return [name, canonicalQuantity(amount)];
    }),
  );
}

function withResources(
  container: Container,
  limits: Readonly<Record<string, string>>,
  requests: Readonly<Record<string, string>>,
): Container {
  const old = isJsonObject(container['resources']) ? container['resources'] : {};
  const merged = (key: string, changes: Readonly<Record<string, string>>) =>
    Object.keys(changes).length === 0
      ? {}
      : { [key]: { ...(isJsonObject(old[key]) ? old[key] : {}), ...changes } };
  return {
    ...container,
    resources: { ...old, ...merged('limits', limits), ...merged('requests', requests) },
  };
}

async function run(call: Call): Promise<undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  const infos = await objectsToSet(call, call.args);
  checkLocal(call, dryRun);
  if (flags.bool('all') && flags.string('selector') !== '') {
    throw new KubectlError('cannot set --all and --selector at the same time');
  }
  if (flags.string('limits') === '' && flags.string('requests') === '') {
    throw new KubectlError(
      'you must specify an update to requests or limits (in the form of --requests/--limits)',
    );
  }
  const [limits, requests] = [quantities(flags.string('limits')), quantities(flags.string('requests'))];
  const pattern = flags.string('containers');
  const errors: unknown[] = [];
  await setAll(
    call,
    infos,
    {
      dryRun,
      operation: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template ',
      change: (_info, object) =>
        withPodSpec(object, (spec) => {
          const all = [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')];
          if (!all.some(({ name }) => fits(name, pattern))) {
            errors.push(new KubectlError(`error: unable to find container named ${pattern}`));
          }
          return withContainers(spec, (container) =>
            fits(container.name, pattern) ? withResources(container, limits, requests) : container,
          );
        }),
    },
    errors,
  );
  return undefined;
}

export const setResourcesCommand: Command = {
  name: 'resources',
  use: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  completes: 'resources',
  flags: setFlags(
    {
      name: 'containers',
      short: 'c',
      type: 'string',
      default: '*',
      help: 'Only containers whose names fit; * stands for any letters.',
    },
    { name: 'limits', type: 'string', help: 'What it may use at most: cpu=100m,memory=256Mi.' },
    { name: 'requests', type: 'string', help: 'What is set aside for it: cpu=100m,memory=256Mi.' },
    SELECTOR_FLAG,
  ),
  run,
};
