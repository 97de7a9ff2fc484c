/** Objects that come without a table: their name and age. Models cli-runtime/pkg/printers/tableprinter.go. */
import { humanDuration } from '../../../engine/api/time';
import type { KubeObject } from '../client';
import { type Table, type TableColumn, tableOf } from './table';

const COLUMNS: readonly TableColumn[] = [
  { name: 'Name', type: 'string', format: 'name' },
  { name: 'Age', type: 'string' },
];

const STATUS_COLUMNS: readonly TableColumn[] = ['Status', 'Reason', 'Message'].map((name) => ({
  name,
  type: 'string',
}));

/** The server's table, or one made from the object. `now`: ms since 1970. */
export function asTable(object: KubeObject, now: number): Table {
  const table = tableOf(object);
  if (table !== null) return table;
  if (object.kind === 'Status' && object.apiVersion === 'v1')
    return {
      columns: STATUS_COLUMNS,
      rows: [{ cells: [object['status'], object['reason'], object['message']] }],
    };
  const items = Array.isArray(object['items']) ? (object['items'] as readonly KubeObject[]) : [object];
  const rows = items.map((item) => ({ cells: [item.metadata.name, ageOf(item, now)], object: item }));
  return { columns: COLUMNS, rows };
}

function ageOf({ metadata }: KubeObject, now: number): string {
  const { creationTimestamp } = metadata;
  if (!creationTimestamp) return '<unknown>';
  return humanDuration(now - Date.parse(creationTimestamp));
}
