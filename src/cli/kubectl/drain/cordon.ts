/** Marking nodes as unschedulable, or not. Models kubectl/pkg/cmd/drain (RunCordonOrUncordon). */
import { goQuote } from '../../../engine/api/go-print';
import { parseLabelSelector } from '../../../engine/api/selector-parse';
import type { Call } from '../command';
import { KubectlError, plainMessage, usageError } from '../errors';
import { Fields } from '../fields';
import { find, type Info } from '../resources';
import { type DryRun, dryRunOf } from '../write/flags';
import { operationText, referenceOf } from '../write/output';

/** The nodes of the command line. Throws a `KubectlError`. */
export async function nodesOf(call: Call): Promise<readonly Info[]> {
  const { args, flags, path, command } = call;
  const hasSelector = flags.string('selector') !== '';
  if (args.length === 0 && !flags.isSet('selector')) throw usageError(path, `USAGE: ${command.use} [flags]`);
  if (args.length > 0 && hasSelector) {
    throw usageError(path, 'error: cannot specify both a node name and a --selector option');
  }
  dryRunOf(call);
  checkPodSelector(call);
  const words = args.some((arg) => arg.includes('/')) ? args : ['nodes', ...args];
  const { infos } = await find(call, { args: words, fetch: true, allOfType: hasSelector, singleType: true });
  const stranger = infos.find(({ mapping }) => mapping.resource !== 'nodes' || mapping.group !== '');
  if (stranger === undefined) return infos;
  const { group, version, resource } = stranger.mapping;
  const gvr = `${group}/${version}, Resource=${resource}`;
  throw new KubectlError(`error: expected resource of type node, got ${goQuote(gvr)}`);
}

function checkPodSelector(call: Call): void {
  if (!call.command.flags.some(({ name }) => name === 'pod-selector')) return;
  const selector = call.flags.string('pod-selector');
  if (selector !== '' && 'error' in parseLabelSelector(selector)) {
    throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

/** Cordons (or uncordons) each; what goes wrong with one is told, and the others go on. */
export async function setSchedulable(call: Call, nodes: readonly Info[], isCordon: boolean): Promise<void> {
  const dryRun = dryRunOf(call);
  const done = isCordon ? 'cordoned' : 'uncordoned';
  for (const node of nodes) {
    if (node.object === null) continue;
    const isCordoned = Fields.of(node.object).bool('spec.unschedulable');
    if (isCordoned === isCordon) say(call, node, `already ${done}`, dryRun);
    else if (dryRun === 'client' || (await patchNode(call, node, isCordon, dryRun))) {
      say(call, node, done, dryRun);
    }
  }
}

async function patchNode(call: Call, node: Info, isCordon: boolean, dryRun: DryRun): Promise<boolean> {
  const patch = { spec: { unschedulable: isCordon ? true : null } };
  try {
    await call.client.patch(node.mapping, '', node.name, 'strategic', patch, { dryRun: dryRun === 'server' });
    return true;
  } catch (error) {
    if (call.context.signal.aborted) throw error;
    const verb = isCordon ? 'cordon' : 'uncordon';
    call.err(`error: unable to ${verb} node ${goQuote(node.name)}: ${plainMessage(error)}\n`);
    return false;
  }
}

/** `node/worker cordoned`. */
export function say(call: Call, { object }: Pick<Info, 'object'>, operation: string, dryRun: DryRun): void {
  if (object !== null) call.out(`${referenceOf(object)} ${operationText(operation, dryRun)}\n`);
}
