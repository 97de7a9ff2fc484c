/** `kubectl label`. Models kubectl/pkg/cmd/label. */
import { goQuote } from '../../../engine/api/go-print';
import { labelValue } from '../../../engine/api/names';
import type { Call, Command } from '../command';
import { KubectlError, throwAll } from '../errors';
import { goMapJson } from '../go-json';
import { dryRunOf } from '../write/flags';
import { checkMapFlags, type Edited, editMaps, listMap, mapFlags, mapOf } from '../write/metadata-maps';
import { resultPrinter } from '../write/output';
import { type Changes, resourcesAndPairs } from '../write/pairs';

function parseLabelChanges(pairs: readonly string[]): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    if (!pair.includes('=')) {
      if (!pair.endsWith('-')) throw new KubectlError(`unknown label spec: ${pair}`);
      remove.push(pair.slice(0, -1));
      continue;
    }
    const [key = '', value = '', ...more] = pair.split('=');
    if (more.length > 0) throw new KubectlError(`invalid label spec: ${pair}`);
    const errors = labelValue(value);
    if (errors.length > 0) {
      throw new KubectlError(`invalid label value: ${goQuote(pair)}: ${errors.join(';')}`);
    }
    set.set(key, value);
  }
  if (remove.some((key) => set.has(key))) {
    throw new KubectlError('can not both modify and remove a label in the same command');
  }
  return { set, remove };
}

function checkOverwrites(set: ReadonlyMap<string, string>, current: Readonly<Record<string, string>>): void {
  const errors = [...set]
    .filter(([key, value]) => Object.hasOwn(current, key) && current[key] !== value)
    .map(
      ([key]) => new KubectlError(`'${key}' already has a value (${current[key]}), and --overwrite is false`),
    );
  throwAll(errors);
}

/** `labeled`, `unlabeled` or `not labeled`: by what became of the object's JSON. */
function changeWords({ before, after }: Edited, canOverwrite: boolean): string {
  const [old, changed] = [goMapJson(before), goMapJson(after)];
  if (old === changed) return 'not labeled';
  return !canOverwrite && changed.length < old.length ? 'unlabeled' : 'labeled';
}

async function run(call: Call): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const { flags } = call;
  const { resources, pairs } = resourcesAndPairs(call.args, 'label');
  const changes = parseLabelChanges(pairs);
  const isList = flags.bool('list');
  if (isList && flags.string('output') !== '') {
    throw new KubectlError('--list and --output may not be specified together');
  }
  checkMapFlags(call, resources, dryRun, 'pod');
  if (changes.set.size === 0 && changes.remove.length === 0 && !isList) {
    throw new KubectlError('at least one label update is required');
  }
  const printer = await resultPrinter(call, dryRun);
  const edit = {
    map: 'labels' as const,
    changes,
    dryRun,
    checkOverwrites: (current: Readonly<Record<string, string>>) => checkOverwrites(changes.set, current),
  };
  await editMaps(
    call,
    resources,
    edit,
    async (info, edited, found) => {
      if (isList) listMap(call, info, edited.stored, 'labels', found);
      else await printer.print(edited.after, changeWords(edited, flags.bool('overwrite')));
    },
    (object) => {
      const labels = mapOf(object, 'labels');
      for (const key of changes.remove) {
        if (!Object.hasOwn(labels, key)) call.out(`label ${goQuote(key)} not found.\n`);
      }
    },
  );
  return undefined;
}

export const labelCommand: Command = {
  name: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  completes: 'resources',
  flags: mapFlags('kubectl-label', 'label'),
  run,
};
