/** Tables of the server as `kubectl get` prints them. Models cli-runtime/pkg/printers/tableprinter.go. */
import { deepEqual } from '../../../engine/api/equal';
import type { KubeObject } from '../client';
import { goValue } from './go-format';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  /** Above 0: only with `-o wide`. */
  readonly priority?: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: KubeObject | null;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions {
  readonly hasHeaders: boolean;
  readonly isWide: boolean;
  readonly hasNamespace: boolean;
  /** `deployment.apps` before each name; '' for none. */
  readonly kind: string;
  readonly hasLabels: boolean;
  /** Labels that get a column of their own. */
  readonly labelColumns: readonly string[];
}

/** The server's `Table`; null for any other object. */
export function tableOf(object: KubeObject): Table | null {
  if (object.kind !== 'Table' || object.apiVersion?.startsWith('meta.k8s.io/') !== true) return null;
  return {
    columns: (object['columnDefinitions'] ?? []) as readonly TableColumn[],
    rows: (object['rows'] ?? []) as readonly TableRow[],
  };
}

/** Prints tables one after the other: columns are named once, and again when they change. */
export class TablePrinter {
  #columns: readonly TableColumn[] = [];
  #hasPrintedHeaders = false;

  constructor(private readonly options: TableOptions) {}

  /** Lines with tabs, for a `TabWriter`. `event`: the first column of `--output-watch-events`. */
  print(table: Table, event = ''): string {
    const isKnown = table.columns.length === 0 || deepEqual(table.columns, this.#columns);
    const hasHeaders = this.options.hasHeaders && !(this.#hasPrintedHeaders && isKnown);
    if (!isKnown) {
      this.#columns = table.columns;
      this.#hasPrintedHeaders = false;
    }
    if (table.rows.length > 0) this.#hasPrintedHeaders = true;
    const complete = decorate({ columns: this.#columns, rows: table.rows }, this.options, event);
    return linesOf(complete, this.options.isWide, hasHeaders);
  }
}

const TEXT = 'string';
const EVENTS: Readonly<Record<string, string>> = {
  ADDED: 'ADDED   ',
  MODIFIED: 'MODIFIED',
  DELETED: 'DELETED ',
  ERROR: 'ERROR   ',
};

/** The table with the columns that kubectl adds. */
function decorate(table: Table, options: TableOptions, event: string): Table {
  const { hasNamespace, kind, hasLabels, labelColumns } = options;
  const nameAt =
    kind === '' ? -1 : table.columns.findIndex(({ format, type }) => format === 'name' && type === TEXT);
  const columns = [
    ...(event === '' ? [] : [{ name: 'Event', type: TEXT }]),
    ...(hasNamespace ? [{ name: 'Namespace', type: TEXT }] : []),
    ...table.columns,
    ...labelColumns.map((label) => ({ name: label.split('/').at(-1) ?? '', type: TEXT })),
    ...(hasLabels ? [{ name: 'Labels', type: TEXT }] : []),
  ];
  const rows = table.rows.map(({ cells, object }) => {
    const labels = object?.metadata.labels ?? {};
    return {
      cells: [
        ...(event === '' ? [] : [EVENTS[event] ?? event]),
        ...(hasNamespace ? [object?.metadata.namespace ?? ''] : []),
        ...cells.map((cell, index) => (index === nameAt ? `${kind}/${goValue(cell)}` : cell)),
        ...labelColumns.map((label) => labels[label] ?? ''),
        ...(hasLabels ? [labelsText(labels)] : []),
      ],
    };
  });
  return { columns, rows };
}

/** `a=b,c=d`, or `<none>`. Models labels.FormatLabels. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.keys(labels).sort();
  return parts.length === 0 ? '<none>' : parts.map((key) => `${key}=${labels[key]}`).join(',');
}

function linesOf({ columns, rows }: Table, isWide: boolean, hasHeaders: boolean): string {
  if (hasHeaders && rows.length === 0) return '';
  const isShown = columns.map(({ priority = 0 }) => isWide || priority === 0);
  const line = (cells: readonly string[]) =>
    `${cells.filter((_, index) => isShown[index] === true).join('\t')}\n`;
  const header = hasHeaders ? line(columns.map(({ name }) => name.toUpperCase())) : '';
  return header + rows.map(({ cells }) => line(cells.slice(0, columns.length).map(cellText))).join('');
}

/** Up to the first new line; terminal escapes made visible. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return escapeTerminal(goValue(cell));
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}

/** Models printers.EscapeTerminal. */
export function escapeTerminal(text: string): string {
  return text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');
}
