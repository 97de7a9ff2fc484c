import { parseTime } from '../../../engine/api/time';
import { POD_METRICS, PODS } from '../built-in-kinds';
import type { Call, Command } from '../command';
import { KubectlError, usageError } from '../errors';
import { Fields } from '../fields';
import { goDuration } from '../go-duration';
import { goSort } from '../go-sort';
import { TABLE_LAYOUT, tabulate } from '../print/tabwriter';
import {
  addUsage,
  byName,
  checkSortBy,
  compareUsage,
  NO_USAGE,
  podUsage,
  PROTOCOL_FLAG,
  requireMetrics,
  SORT_FLAG,
  tabbedRow,
  usageCells,
  usageOf,
} from '../top/metrics';

/** Models kubectl/pkg/cmd/top/top_pod.go. */
export const topPodCommand: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  use: 'top pod [NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of pods',
  examples: `kubectl top pod
# Container by container
kubectl top pod web --containers
# The hungriest first
kubectl top pod -A --sort-by=cpu`,
  completes: 'pods',
  flags: [
    { name: 'selector', short: 'l', type: 'string', help: 'A label query: app=web,tier in (a,b).' },
    { name: 'field-selector', type: 'string', help: 'A field query: metadata.name=web.' },
    SORT_FLAG,
    { name: 'containers', type: 'bool', default: 'false', help: 'Container by container.' },
    {
      name: 'all-namespaces',
      short: 'A',
      type: 'bool',
      default: 'false',
      help: 'In all namespaces; the one of the context does not count.',
    },
    { name: 'no-headers', type: 'bool', default: 'false', help: 'Without the line of headings.' },
    PROTOCOL_FLAG,
    { name: 'sum', type: 'bool', default: 'false', help: 'With the sum at the end.' },
  ],
  async run(call) {
    const { args, flags, client } = call;
    if (args.length > 1) throw usageError(call.path, 'pod [NAME | -l label]');
    checkSortBy(call);
    const [name = ''] = args;
    const query = queryOf(call);
    if (name !== '' && Object.keys(query).length > 0) {
      throw new KubectlError('only one of NAME or selector can be provided');
    }
    await requireMetrics(call);
    const namespace = flags.bool('all-namespaces') ? '' : call.namespace;
    const items =
      name === ''
        ? (await client.list(POD_METRICS, namespace, query)).items
        : [await client.get(POD_METRICS, namespace, name)];
    if (items.length === 0) {
      await explainEmpty(call, name);
      call.err(namespace === '' ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
      return 0;
    }
    call.out(table(call, items.map(Fields.of)));
    return 0;
  },
};

function queryOf({ flags }: Call) {
  const [labelSelector, fieldSelector] = [flags.string('selector'), flags.string('field-selector')];
  return {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  };
}

/** Pods older than this should have metrics. ms. */
const DELAY = 120_000;

/** Throws a `KubectlError` when there are pods, but no metrics of them. */
async function explainEmpty(call: Call, name: string): Promise<void> {
  const { client, context, namespace } = call;
  const pods =
    name === ''
      ? (await client.list(PODS, namespace, queryOf(call))).items
      : [await client.get(PODS, namespace, name)];
  if (pods.length === 0) return;
  for (const pod of pods.map(Fields.of)) {
    const age = context.now() - (parseTime(pod.text('metadata.creationTimestamp')) ?? 0);
    if (age <= DELAY) continue;
    throw new KubectlError(
      `Metrics not available for pod ${pod.namespace}/${pod.name}, age: ${goDuration(age)}`,
    );
  }
  throw new KubectlError('metrics not available yet');
}

function table({ flags }: Call, metrics: readonly Fields[]): string {
  const [isEverywhere, isDetailed] = [flags.bool('all-namespaces'), flags.bool('containers')];
  const sortBy = flags.string('sort-by');
  const hasHeaders = !flags.bool('no-headers');
  const extra = [...(isEverywhere ? ['NAMESPACE'] : []), ...(isDetailed ? ['POD'] : [])];
  const headers = [...extra, 'NAME', 'CPU(cores)', 'MEMORY(bytes)'];
  const order = compareUsage<Fields>(
    sortBy,
    podUsage,
    (a, b) => (isEverywhere ? byName(a.namespace, b.namespace) : 0) || byName(a.name, b.name),
  );
  const rows = goSort(metrics, order).flatMap((item) => {
    const place = isEverywhere ? [item.namespace] : [];
    return isDetailed
      ? containerRows(item, sortBy).map((row) => tabbedRow([...place, item.name, ...row]))
      : [tabbedRow([...place, item.name, ...usageCells(podUsage(item))])];
  });
  const lines = [...(hasHeaders ? [tabbedRow(headers)] : []), ...rows];
  // Upstream counts the columns while it prints the headings: without them the sum stands further left.
  if (flags.bool('sum')) lines.push(...sumRows(metrics, hasHeaders ? headers.length : 3));
  return tabulate(lines.join(''), TABLE_LAYOUT);
}

function containerRows(item: Fields, sortBy: string): readonly (readonly string[])[] {
  const order = compareUsage<Fields>(
    sortBy,
    (container) => usageOf(container.map('usage')),
    (a, b) => byName(a.text('name'), b.text('name')),
  );
  return goSort(item.list('containers'), order).map((container) => [
    container.text('name'),
    ...usageCells(usageOf(container.map('usage'))),
  ]);
}

function sumRows(metrics: readonly Fields[], columns: number): readonly string[] {
  const total = metrics.map(podUsage).reduce(addUsage, NO_USAGE);
  const empty = (count: number) => Array.from({ length: count }, () => '');
  return [
    tabbedRow([...empty(columns - 2), '________', '________']),
    tabbedRow([...empty(columns - 3), '', ...usageCells(total)]),
  ];
}
