/** What the metrics commands have in common. Models kubectl/pkg/metricsutil. */
import { addQuantities, parseBytes, parseMillicores } from '../../../engine/api/quantity';
import type { Call, FlagSpec } from '../command';
import { KubectlError } from '../errors';
import type { Fields } from '../fields';

/** Quantities: `744000n`, `14336Ki`. Summed as they are, rounded only when they are printed. */
export interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

export const NO_USAGE: Usage = { cpu: '0', memory: '0' };

export function usageOf(amounts: Readonly<Record<string, string>>): Usage {
  return { cpu: amounts['cpu'] ?? '0', memory: amounts['memory'] ?? '0' };
}

export function addUsage(a: Usage, b: Usage): Usage {
  return { cpu: addQuantities(a.cpu, b.cpu), memory: addQuantities(a.memory, b.memory) };
}

/** Thousandths of a core, rounded up. */
export function millicoresOf({ cpu }: Usage): number {
  return parseMillicores(cpu) ?? 0;
}

export function bytesOf({ memory }: Usage): number {
  return parseBytes(memory) ?? 0;
}

/** All containers of a pod's metrics. */
export function podUsage(metrics: Fields): Usage {
  return metrics
    .list('containers')
    .map((container) => usageOf(container.map('usage')))
    .reduce(addUsage, NO_USAGE);
}

/** `250m` and `64Mi`; memory is cut to whole ones. */
export function usageCells(usage: Usage): readonly [string, string] {
  return [`${millicoresOf(usage)}m`, `${Math.trunc(bytesOf(usage) / (1024 * 1024))}Mi`];
}

/** Every cell ends with a tab: the last column is padded too. */
export function tabbedRow(cells: readonly string[]): string {
  return `${cells.map((cell) => `${cell}\t`).join('')}\n`;
}

/** The largest first by `--sort-by`, else as `otherwise` says. */
export function compareUsage<T>(
  sortBy: string,
  usage: (item: T) => Usage,
  otherwise: (a: T, b: T) => number,
): (a: T, b: T) => number {
  if (sortBy === 'cpu') return (a, b) => millicoresOf(usage(b)) - millicoresOf(usage(a));
  if (sortBy === 'memory') return (a, b) => bytesOf(usage(b)) - bytesOf(usage(a));
  return otherwise;
}

export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const SORT_FLAG: FlagSpec = {
  name: 'sort-by',
  type: 'string',
  help: 'The largest first: cpu or memory.',
  completes: 'values',
  values: ['cpu', 'memory'],
};

export const PROTOCOL_FLAG: FlagSpec = {
  name: 'use-protocol-buffers',
  type: 'bool',
  default: 'true',
  help: 'Ask for protocol buffers. Accepted; the answer is the same.',
};

export function checkSortBy({ flags }: Call): void {
  if (['', 'cpu', 'memory'].includes(flags.string('sort-by'))) return;
  throw new KubectlError('--sort-by accepts only cpu or memory');
}

/** Throws a `KubectlError` when the cluster measures nothing. */
export async function requireMetrics({ discovery }: Call): Promise<void> {
  const all = await discovery.all();
  if (all.some(({ group, version }) => group === 'metrics.k8s.io' && version === 'v1beta1')) return;
  throw new KubectlError('Metrics API not available');
}
