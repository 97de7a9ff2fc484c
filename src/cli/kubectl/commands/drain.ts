import { goQuote } from '../../../engine/api/go-print';
import { PODS } from '../built-in-kinds';
import type { Call, Command } from '../command';
import { nodesOf, say, setSchedulable } from '../drain/cordon';
import { removePods, supportsEviction } from '../drain/evict';
import { type DrainList, judgePods } from '../drain/filters';
import { KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import type { Info } from '../resources';
import { DRY_RUN_FLAG, dryRunOf } from '../write/flags';
import { referenceOf } from '../write/output';

/** Models kubectl/pkg/cmd/drain. */
export const drainCommand: Command = {
  name: 'drain',
  use: 'drain NODE',
  short: 'Drain node in preparation for maintenance',
  long: 'Marks the node as unschedulable, then evicts its pods and waits until they are gone. Pods of DaemonSets stay; those that nobody would start again, or that keep data on the node, go only with the flag that allows it.',
  examples: `# With pods of DaemonSets left where they are
kubectl drain node-1 --ignore-daemonsets
# Even pods that no controller brings back, with 15 minutes to stop
kubectl drain node-1 --force --grace-period=900`,
  completes: 'nodes',
  flags: [
    { name: 'force', type: 'bool', default: 'false', help: 'Also pods that no controller brings back.' },
    { name: 'ignore-daemonsets', type: 'bool', default: 'false', help: 'Leave pods of DaemonSets alone.' },
    {
      name: 'delete-emptydir-data',
      type: 'bool',
      default: 'false',
      help: 'Also pods with an emptyDir: its data is lost.',
    },
    {
      name: 'grace-period',
      type: 'int',
      default: '-1',
      help: "Seconds that each pod has to stop; negative: the pod's own.",
    },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait; 0 is for ever.' },
    { name: 'pod-selector', type: 'string', help: 'Only pods with these labels.' },
    {
      name: 'disable-eviction',
      type: 'bool',
      default: 'false',
      help: 'Delete instead of evicting: PodDisruptionBudgets do not count.',
    },
    {
      name: 'skip-wait-for-delete-timeout',
      type: 'int',
      default: '0',
      help: 'Do not wait for pods that have been terminating for more seconds than this.',
    },
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'How many objects to ask for at once; 0 asks for all.',
    },
    DRY_RUN_FLAG,
    { name: 'selector', short: 'l', type: 'string', help: 'Nodes with these labels.' },
  ],
  async run(call) {
    const nodes = await nodesOf(call);
    await setSchedulable(call, nodes, true);
    const failures: Failure[] = [];
    for (const node of nodes) {
      const errors = await drainNode(call, node);
      if (errors.length === 0) {
        say(call, node, 'drained', dryRunOf(call));
        continue;
      }
      failures.push({ node: node.name, errors });
      const words = aggregate(errors);
      call.err(
        `error: unable to drain node ${goQuote(node.name)} due to error: ${words}, continuing command...\n`,
      );
    }
    if (failures.length === 0) return 0;
    call.err('There are pending nodes to be drained:\n');
    for (const { node } of failures) call.err(` ${node}\n`);
    throw finalError(failures);
  },
};

interface Failure {
  readonly node: string;
  readonly errors: readonly string[];
}

/** One message by itself, several in brackets. Models utilerrors.Aggregate. */
function aggregate(errors: readonly string[]): string {
  const unique = [...new Set(errors)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}

/** Lines without `error: ` before them: upstream prints an aggregate so. */
function finalError(failures: readonly Failure[]): KubectlError {
  const [first] = failures;
  const lines = failures.length === 1 ? first?.errors : failures.map(({ errors }) => aggregate(errors));
  return new KubectlError((lines ?? []).map((line) => `${line}\n`).join(''), 1, true);
}

/** What went wrong, in words. */
async function drainNode(call: Call, node: Info): Promise<readonly string[]> {
  const { flags, client } = call;
  const list = await listPods(call, node);
  if (list.errors.length > 0) return list.errors;
  if (list.warnings !== '') call.warn(list.warnings);
  const dryRun = dryRunOf(call);
  if (dryRun === 'client') {
    for (const pod of list.pods) call.out(`evicting pod ${pod.namespace}/${pod.name} (dry run)\n`);
    return [];
  }
  if (list.pods.length === 0) return [];
  const isEviction = !flags.bool('disable-eviction') && (await supportsEviction(client));
  const errors = await removePods(list.pods, {
    client,
    isEviction,
    gracePeriod: flags.int('grace-period'),
    serverDryRun: dryRun === 'server',
    timeout: flags.duration('timeout'),
    skipDeletedAfter: flags.int('skip-wait-for-delete-timeout'),
    finished: (pod, error) => {
      const [done, failed] = isEviction ? ['evicted', 'eviction failed'] : ['deleted', 'deletion failed'];
      const reference = referenceOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod.name } });
      call.out(
        `${reference} ${error === null ? done : failed}${dryRun === 'server' ? ' (server dry run)' : ''}\n`,
      );
    },
  });
  if (errors.length === 0) return [];
  const messages = errors.map(plainMessage);
  await tellPending(call, node, aggregate(messages));
  return messages;
}

async function listPods(call: Call, node: Info): Promise<DrainList> {
  const { flags, client } = call;
  const labelSelector = flags.string('pod-selector');
  const { items } = await client.list(PODS, '', {
    fieldSelector: `spec.nodeName=${node.name}`,
    limit: flags.int('chunk-size'),
    ...(labelSelector === '' ? {} : { labelSelector }),
  });
  const pods = items.map((item) => Fields.of({ apiVersion: 'v1', kind: 'Pod', ...item }));
  return judgePods(client, pods, {
    force: flags.bool('force'),
    ignoreDaemonSets: flags.bool('ignore-daemonsets'),
    deleteEmptyDirData: flags.bool('delete-emptydir-data'),
    skipDeletedAfter: flags.int('skip-wait-for-delete-timeout'),
  });
}

async function tellPending(call: Call, node: Info, words: string): Promise<void> {
  const { pods, errors } = await listPods(call, node);
  if (pods.length > 0) {
    call.err(`There are pending pods in node ${goQuote(node.name)} when an error occurred: ${words}\n`);
  }
  for (const pod of pods) call.err(`pod/${pod.name}\n`);
  if (errors.length > 0) {
    call.err(`Following errors occurred while getting the list of pods to delete:\n${aggregate(errors)}`);
  }
}
