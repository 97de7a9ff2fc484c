import { goQuote } from '../../../engine/api/go-print';
import { labelValue, qualifiedName } from '../../../engine/api/names';
import type { KubeObject } from '../client';
import type { Call, Command } from '../command';
import { taintText } from '../describe/labels';
import { KubectlError, throwAll, usageError } from '../errors';
import { Fields } from '../fields';
import { find, type Info } from '../resources';
import {
  DRY_RUN_FLAG,
  dryRunOf,
  fieldManagerFlag,
  fieldValidationOf,
  OUTPUT_FLAGS,
  VALIDATE_FLAG,
} from '../write/flags';
import { resultPrinter } from '../write/output';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
  readonly timeAdded?: string;
}

interface Changes {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

/** Models kubectl/pkg/cmd/taint. */
export const taintCommand: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  examples: `# Only pods that tolerate it are put onto the node
kubectl taint nodes node-1 dedicated=batch:NoSchedule
# Take a taint away; all with its key
kubectl taint nodes node-1 dedicated:NoSchedule-
kubectl taint nodes node-1 dedicated-
# On all nodes with a label
kubectl taint node -l pool=batch dedicated=batch:PreferNoSchedule`,
  completes: 'nodes',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    VALIDATE_FLAG,
    { name: 'selector', short: 'l', type: 'string', help: 'Nodes with these labels.' },
    { name: 'overwrite', type: 'bool', default: 'false', help: 'Change a taint that is there already.' },
    { name: 'all', type: 'bool', default: 'false', help: 'All nodes.' },
    fieldManagerFlag('kubectl-taint'),
  ],
  async run(call) {
    const dryRun = dryRunOf(call);
    const fieldValidation = fieldValidationOf(call);
    const { resources, specs } = splitWords(call.args);
    const changes = parseTaints(call, specs);
    await checkType(call, resources[0] ?? '');
    checkChanges(changes);
    const infos = await nodesOf(call, resources);
    // Upstream sets the words of a dry run too early: they are not printed.
    const printer = await resultPrinter(call, 'none');
    const fieldManager = call.flags.string('field-manager');
    for (const { mapping, name, object } of infos) {
      if (object === null) continue;
      const { operation, patch } = changeTaints(call, Fields.of(object), changes);
      const options = { fieldManager, fieldValidation, dryRun: dryRun === 'server' };
      const changed =
        dryRun === 'client'
          ? withTaints(object, patch)
          : await call.client.patch(mapping, '', name, 'strategic', patch, options);
      await printer.print(changed, operation);
    }
    return 0;
  },
};

/** Types and names first, then what looks like a taint. */
function splitWords(args: readonly string[]) {
  const isTaint = (word: string) => word.includes('=') || word.includes(':') || word.endsWith('-');
  const first = args.findIndex(isTaint);
  const resources = first < 0 ? args : args.slice(0, first);
  const specs = first < 0 ? [] : args.slice(first);
  const stray = specs.find((word) => !isTaint(word));
  if (stray !== undefined) {
    throw new KubectlError(`all resources must be specified before taint changes: ${stray}`);
  }
  if (resources.length === 0) {
    throw new KubectlError('one or more resources must be specified as <resource> <name>');
  }
  if (specs.length === 0) throw new KubectlError('at least one taint update is required');
  return { resources, specs };
}

function parseTaints(call: Call, specs: readonly string[]): Changes {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  const mistake = (words: string) => usageError(call.path, words);
  for (const spec of specs) {
    const isRemoval = spec.endsWith('-');
    const taint = parseTaint(isRemoval ? spec.slice(0, -1) : spec, mistake);
    if (isRemoval) {
      remove.push({ key: taint.key, effect: taint.effect });
      continue;
    }
    if (taint.effect === '') throw mistake(`invalid taint spec: ${spec}`);
    if (add.some((other) => matches(other, taint))) {
      const text = `{${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`;
      throw mistake(`duplicated taints with the same key and effect: ${text}`);
    }
    add.push(taint);
  }
  return { add, remove };
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `key=value:effect`, `key:effect` or `key`. */
function parseTaint(text: string, mistake: (words: string) => Error): Taint {
  const [pair = '', effect = '', ...rest] = text.split(':');
  const [key = '', value = '', ...more] = text.includes(':') ? pair.split('=') : [pair];
  if (rest.length > 0) throw mistake(`invalid taint spec: ${text}`);
  if (text.includes(':') && !EFFECTS.includes(effect)) {
    throw mistake(`invalid taint effect: ${effect}, unsupported taint effect`);
  }
  if (more.length > 0) throw mistake(`invalid taint spec: ${text}`);
  for (const problems of [labelValue(value), qualifiedName(key)]) {
    if (problems.length > 0) throw mistake(`invalid taint spec: ${text}, ${problems.join('; ')}`);
  }
  return { key, ...(value === '' ? {} : { value }), effect };
}

async function checkType(call: Call, word: string): Promise<void> {
  const type = word.toLowerCase().split('/')[0] ?? '';
  const { kind } = await call.discovery.forWord(type);
  if (kind === 'Node') return;
  throw new KubectlError(`invalid resource type ${word.toLowerCase()}, only node types are supported`);
}

function checkChanges({ add, remove }: Changes): void {
  const conflicts = add.flatMap((taint) =>
    remove.filter(({ key, effect }) => key === taint.key && (effect === '' || effect === taint.effect)),
  );
  if (conflicts.length === 0) return;
  const list = conflicts.map(({ key, effect }) => `${key}=${effect}`).join(', ');
  throw new KubectlError(
    `can not both modify and remove the following taint(s) in the same command: ${list}`,
  );
}

async function nodesOf(call: Call, resources: readonly string[]): Promise<readonly Info[]> {
  const [isAll, selector] = [call.flags.bool('all'), call.flags.string('selector')];
  if (isAll && selector !== '') {
    throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited");
  }
  const isSelected = isAll || selector !== '';
  if (!isSelected && resources.length < 2) {
    throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set");
  }
  const args = isSelected ? ['nodes'] : ['nodes', ...resources.slice(1)];
  const { infos, errors } = await find(call, { args, fetch: true, allOfType: isSelected });
  throwAll(errors);
  return infos;
}

function matches(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** The new list, and the word for what happened to it. Models reorganizeTaints. */
function changeTaints(call: Call, node: Fields, { add, remove }: Changes) {
  const old = node.list('spec.taints').map((taint) => taint.value as Taint);
  const isOverwriting = call.flags.bool('overwrite');
  const there = add.flatMap((taint) => old.filter((other) => matches(taint, other)).map(() => taint.key));
  if (there.length > 0 && !isOverwriting) {
    const list = there.join(',');
    throw new KubectlError(
      `node ${node.name} already has ${list} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  let taints = [...add, ...old.filter((taint) => !add.some((other) => matches(taint, other)))];
  const hasAdded = taints.length !== old.length;
  let hasRemoved = false;
  const errors: unknown[] = [];
  for (const gone of remove) {
    const left = taints.filter(
      (taint) => !(gone.effect === '' ? taint.key === gone.key : matches(gone, taint)),
    );
    hasRemoved = left.length !== taints.length;
    taints = left;
    if (!hasRemoved) errors.push(new KubectlError(`taint ${goQuote(taintText(new Fields(gone)))} not found`));
  }
  throwAll(errors);
  const operation =
    (hasAdded && hasRemoved) || isOverwriting ? 'modified' : hasAdded ? 'tainted' : 'untainted';
  return { operation, patch: { spec: { taints: taints.length === 0 ? null : taints } } };
}

function withTaints(node: KubeObject, { spec }: { readonly spec: object }): KubeObject {
  return { ...node, spec: { ...(node['spec'] as object), ...spec } };
}
