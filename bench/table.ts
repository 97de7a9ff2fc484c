/** The rows as people read them. */
import type { Explanation, Row } from './report';

/** Four significant digits at most, with commas: 0.021, 57.3, 1,234. */
function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 3) });
}

const MET: ReadonlyMap<boolean | null, string> = new Map([
  [true, 'met'],
  [false, 'MISSED'],
  [null, ''],
]);

function cells({ name, value, range, unit, bar, met, note }: Row): string[] {
  const spread = range === null ? '' : `${formatNumber(range[0])}–${formatNumber(range[1])}`;
  return [name, formatNumber(value), unit, spread, bar ?? '', MET.get(met) ?? '', note];
}

const HEAD = ['', 'value', '', 'min–max', 'bar', '', ''];
/** Columns of numbers, which end at the same place. */
const RIGHT: ReadonlySet<number> = new Set([1, 3, 4]);

function widths(table: readonly (readonly string[])[]): number[] {
  return HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
}

function line(row: readonly string[], columns: readonly number[]): string {
  const padded = row.map((cell, column) => {
    const width = columns[column] ?? 0;
    return RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);
  });
  return `  ${padded.join('  ')}`.trimEnd();
}

/** The table, with a heading per section. */
export function formatRows(rows: readonly Row[]): string {
  const columns = widths([HEAD, ...rows.map(cells)]);
  const sections = new Set(rows.map(({ section }) => section));
  const blocks = [...sections].map((section) => {
    const own = rows.filter((row) => row.section === section);
    return [section, ...own.map((row) => line(cells(row), columns))].join('\n');
  });
  return [line(HEAD, columns), ...blocks].join('\n\n');
}

export function formatExplanations(explanations: readonly Explanation[]): string {
  return explanations
    .map(({ row, lines }) => [`Where the time goes: ${row}`, ...lines.map((text) => `  ${text}`)].join('\n'))
    .join('\n\n');
}
