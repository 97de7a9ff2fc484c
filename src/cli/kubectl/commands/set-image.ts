/** `kubectl set image`. Models kubectl/pkg/cmd/set/set_image.go. */
import type { Call, Command } from '../command';
import { KubectlError, throwAll } from '../errors';
import { hasFiles } from '../write/files';
import { dryRunOf } from '../write/flags';
import { parsePairs, resourcesAndPairs } from '../write/pairs';
import {
  containersOf,
  objectsToSet,
  SELECTOR_FLAG,
  setAll,
  setFlags,
  withContainers,
  withPodSpec,
} from '../write/set-objects';

function check(call: Call, resources: readonly string[], images: ReadonlyMap<string, string>): void {
  const { flags } = call;
  const errors: string[] = [];
  if (flags.bool('all') && flags.string('selector') !== '') {
    errors.push('cannot set --all and --selector at the same time');
  }
  if (resources.length === 0 && !hasFiles(call)) {
    errors.push('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (images.size === 0) errors.push('at least one image update is required');
  else if (images.size > 1 && images.has('*')) {
    errors.push(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
  }
  if (flags.bool('local') && flags.string('dry-run') === 'server') {
    errors.push('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
  throwAll(errors.map((message) => new KubectlError(message)));
}

async function run(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const { resources, pairs } = resourcesAndPairs(call.args, 'image');
  const { set: images } = parsePairs(pairs, 'image', false);
  const infos = await objectsToSet(call, resources);
  check(call, resources, images);
  const errors: unknown[] = [];
  await setAll(
    call,
    infos,
    {
      dryRun,
      operation: 'image updated',
      failure: 'failed to patch image update to pod template: ',
      change: (_info, object) =>
        withPodSpec(object, (spec) => {
          const all = [...containersOf(spec, 'initContainers'), ...containersOf(spec, 'containers')];
          for (const name of images.keys()) {
            if (name === '*' ? all.length > 0 : all.some((container) => container.name === name)) continue;
            errors.push(new KubectlError(`error: unable to find container named "${name}"`));
          }
          return withContainers(spec, (container) => {
            const image = images.get('*') ?? images.get(container.name);
            return image === undefined ? container : { ...container, image };
          });
        }),
    },
    errors,
  );
  return undefined;
}

export const setImageCommand: Command = {
  name: 'image',
  use: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  completes: 'resources',
  flags: setFlags(SELECTOR_FLAG),
  run,
};
