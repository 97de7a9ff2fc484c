/** The rows that a run of the benchmark comes to. */
import { profile } from './profile';
import { median } from './statistics';

/** How good a number must be (DESIGN.md, "The numbers we hold ourselves to"). */
export interface Bar {
  readonly is: '<' | '≤' | '≥';
  readonly limit: number;
}

export interface Row {
  readonly section: string;
  readonly name: string;
  /** The median, where there were several measurements. */
  readonly value: number;
  /** Smallest and largest measurement; null when there was one. */
  readonly range: readonly [number, number] | null;
  /** `ms` (of CPU time unless the note says otherwise), `×`, `B` … */
  readonly unit: string;
  /** `< 600`, in the row's unit; null for what is only told. */
  readonly bar: string | null;
  readonly met: boolean | null;
  readonly note: string;
}

/** Where the time goes in what missed its bar. */
export interface Explanation {
  readonly row: string;
  readonly lines: readonly string[];
}

export interface RowWords {
  readonly name: string;
  /** One measurement or several. */
  readonly values: number | readonly number[];
  readonly unit: string;
  readonly bar?: Bar;
  readonly note?: string;
  /** Does again what was measured, for the profiler: when the bar is missed. */
  readonly again?: () => unknown;
}

function isMet(value: number, { is, limit }: Bar): boolean {
  switch (is) {
    case '<':
      return value < limit;
    case '≤':
      return value <= limit;
    case '≥':
      return value >= limit;
  }
}

export class Report {
  readonly rows: Row[] = [];
  readonly explanations: Explanation[] = [];

  /** `quick`: fewer repeats, smaller worlds. */
  constructor(readonly quick: boolean) {}

  /** The first number in a full run, the second in a quick one. */
  times(full: number, quick: number): number {
    return this.quick ? quick : full;
  }

  /** Writes a row down. When it misses its bar, says where the time goes. */
  async add(section: string, words: RowWords): Promise<void> {
    const { name, unit, bar, note = '', again } = words;
    const values = typeof words.values === 'number' ? [words.values] : words.values;
    const value = median(values);
    const range = values.length === 1 ? null : ([Math.min(...values), Math.max(...values)] as const);
    const met = bar === undefined ? null : isMet(value, bar);
    const barText = bar === undefined ? null : `${bar.is} ${bar.limit}`;
    this.rows.push({ section, name, value, range, unit, bar: barText, met, note });
    if (met === false && again !== undefined) {
      this.explanations.push({ row: `${section}: ${name}`, lines: await profile(again) });
    }
  }
}
