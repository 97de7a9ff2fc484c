/** `kubectl annotate`. Models kubectl/pkg/cmd/annotate. */
import type { Call, Command } from '../command';
import { KubectlError } from '../errors';
import { dryRunOf } from '../write/flags';
import { checkMapFlags, editMaps, listMap, mapFlags } from '../write/metadata-maps';
import { resultPrinter } from '../write/output';
import { type Changes, parsePairs, resourcesAndPairs } from '../write/pairs';

/** This one may always be overwritten: it tells what the last change was. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

function checkOverwrites(set: ReadonlyMap<string, string>, current: Readonly<Record<string, string>>): void {
  const taken = [...set]
    .filter(([key, value]) => key !== CHANGE_CAUSE && Object.hasOwn(current, key) && current[key] !== value)
    .map(([key]) => `'${key}' already has a value (${current[key]})`);
  if (taken.length === 0) return;
  throw new KubectlError(
    `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
  );
}

function checkBothWays({ set, remove }: Changes): void {
  const both = remove.filter((key) => set.has(key));
  if (both.length === 0) return;
  throw new KubectlError(
    `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
  );
}

async function run(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const { flags } = call;
  const printer = await resultPrinter(call, dryRun);
  const { resources, pairs } = resourcesAndPairs(call.args, 'annotation');
  const changes = parsePairs(pairs, 'annotation', true);
  const isList = flags.bool('list');
  if (isList && flags.string('output') !== '') {
    throw new KubectlError('--list and --output may not be specified together');
  }
  checkMapFlags(call, resources, dryRun, 'rsrc');
  if (changes.set.size === 0 && changes.remove.length === 0 && !isList) {
    throw new KubectlError('at least one annotation update is required');
  }
  checkBothWays(changes);
  const edit = {
    map: 'annotations' as const,
    changes,
    dryRun,
    checkOverwrites: (current: Readonly<Record<string, string>>) => checkOverwrites(changes.set, current),
  };
  await editMaps(call, resources, edit, async (info, { stored }, found) => {
    if (isList) listMap(call, info, stored, 'annotations', found);
    else await printer.print(stored, 'annotated');
  });
  return undefined;
}

export const annotateCommand: Command = {
  name: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  completes: 'resources',
  flags: mapFlags('kubectl-annotate', 'annotation'),
  run,
};
