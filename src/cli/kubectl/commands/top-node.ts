import { parseBytes, parseMillicores } from '../../../engine/api/quantity';
import { NODE_METRICS, NODES } from '../built-in-kinds';
import type { Call, Command } from '../command';
import { KubectlError, usageError } from '../errors';
import { Fields } from '../fields';
import { goSort } from '../go-sort';
import { TABLE_LAYOUT, tabulate } from '../print/tabwriter';
import {
  byName,
  bytesOf,
  checkSortBy,
  compareUsage,
  millicoresOf,
  PROTOCOL_FLAG,
  requireMetrics,
  SORT_FLAG,
  tabbedRow,
  usageCells,
  usageOf,
} from '../top/metrics';

/** Models kubectl/pkg/cmd/top/top_node.go. */
export const topNodeCommand: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  use: 'top node [NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of nodes',
  examples: `kubectl top node
kubectl top node node-1`,
  completes: 'nodes',
  flags: [
    { name: 'selector', short: 'l', type: 'string', help: 'Nodes with these labels.' },
    SORT_FLAG,
    { name: 'no-headers', type: 'bool', default: 'false', help: 'Without the line of headings.' },
    PROTOCOL_FLAG,
    {
      name: 'show-capacity',
      type: 'bool',
      default: 'false',
      help: 'Percentages of the capacity, not of what pods may use.',
    },
  ],
  async run(call) {
    const { args, flags, client } = call;
    if (args.length > 1) throw usageError(call.path, 'node [NAME | -l label]');
    checkSortBy(call);
    const [name = ''] = args;
    const labelSelector = flags.string('selector');
    if (name !== '' && labelSelector !== '') {
      throw new KubectlError('only one of NAME or --selector can be provided');
    }
    await requireMetrics(call);
    const ask = async (mapping: typeof NODES) =>
      name === ''
        ? (await client.list(mapping, '', labelSelector === '' ? {} : { labelSelector })).items
        : [await client.get(mapping, '', name)];
    const metrics = (await ask(NODE_METRICS)).map(Fields.of);
    if (metrics.length === 0) throw new KubectlError('metrics not available yet');
    call.out(table(call, metrics, (await ask(NODES)).map(Fields.of)));
    return 0;
  },
};

/** Nodes without metrics come last. */
function table({ flags }: Call, metrics: readonly Fields[], nodes: readonly Fields[]): string {
  const available = new Map(
    nodes.map((node) => [
      node.name,
      node.map(flags.bool('show-capacity') ? 'status.capacity' : 'status.allocatable'),
    ]),
  );
  const order = compareUsage<Fields>(
    flags.string('sort-by'),
    (item) => usageOf(item.map('usage')),
    (a, b) => byName(a.name, b.name),
  );
  const rows = goSort(metrics, order).map((item) => {
    const amounts = available.get(item.name) ?? {};
    available.delete(item.name);
    const usage = usageOf(item.map('usage'));
    const [cpu, memory] = usageCells(usage);
    const cpuShare = share(millicoresOf(usage), parseMillicores(amounts['cpu'] ?? ''));
    const memoryShare = share(bytesOf(usage), parseBytes(amounts['memory'] ?? ''));
    return tabbedRow([item.name, cpu, ...cpuShare, memory, ...memoryShare]);
  });
  const unknown = [...available.keys()].map((node) =>
    tabbedRow([node, '<unknown>', '<unknown>', '<unknown>', '<unknown>']),
  );
  const headers = tabbedRow(['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']);
  const lines = [...(flags.bool('no-headers') ? [] : [headers]), ...rows, ...unknown];
  return tabulate(lines.join(''), TABLE_LAYOUT);
}

/** Whole percents, cut off; nothing when it is not known of what. */
function share(used: number, available: number | null): readonly string[] {
  return available === null ? [] : [`${Math.trunc((used / available) * 100)}%`];
}
