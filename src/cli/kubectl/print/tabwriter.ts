/** Columns of text by elastic tab stops. Models Go's text/tabwriter, and liggitt/tabwriter for `rememberWidths`. */

export interface TabLayout {
  /** Least width of a cell, padding included. */
  readonly minWidth: number;
  /** Only used when `padChar` is a tab: cells are then filled up to multiples of it. */
  readonly tabWidth: number;
  /** Added to the widest cell of a column. */
  readonly padding: number;
  readonly padChar: string;
  readonly alignRight?: boolean;
  /** Columns never get narrower than they were, even after a flush: rows of a watch stay aligned. */
  readonly rememberWidths?: boolean;
}

/** What `kubectl describe` lays out with. */
export const DESCRIBE_LAYOUT: TabLayout = { minWidth: 0, tabWidth: 8, padding: 2, padChar: ' ' };

/** What `kubectl get` lays tables out with. */
export const TABLE_LAYOUT: TabLayout = {
  minWidth: 6,
  tabWidth: 4,
  padding: 3,
  padChar: ' ',
  rememberWidths: true,
};

interface Cell {
  readonly text: string;
  /** In code points, as Go counts them. */
  readonly width: number;
}

/**
 * Collects text whose cells end with a tab; `flush` gives it back aligned. A column is a run of neighbouring lines that have
 * a tab-terminated cell at that place; the text after a line's last tab belongs to no column. A form feed ends every column.
 */
export class TabWriter {
  private lines: Cell[][] = [[]];
  private cell = '';
  private ready = '';
  private readonly widths: number[] = [];
  private readonly maxWidths: number[] = [];

  constructor(private readonly layout: TabLayout) {}

  write(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const char = text[at];
      if (char !== '\t' && char !== '\v' && char !== '\n' && char !== '\f') continue;
      this.cell += text.slice(from, at);
      from = at + 1;
      this.endCell();
      if (char === '\n' || char === '\f') this.lines.push([]);
      if (char === '\f') this.format();
    }
    this.cell += text.slice(from);
  }

  /** The text so far, aligned; the writer is then empty. */
  flush(): string {
    if (this.cell !== '') this.endCell();
    this.format();
    const text = this.ready;
    this.ready = '';
    return text;
  }

  private endCell(): void {
    this.lines.at(-1)?.push({ text: this.cell, width: codePoints(this.cell) });
    this.cell = '';
  }

  private format(): void {
    this.formatBlock(0, this.lines.length);
    this.lines = [[]];
  }

  /** Lines `from` to `to`, the widths of the columns to the left being known. */
  private formatBlock(from: number, to: number): void {
    const column = this.widths.length;
    let done = from;
    for (let at = from; at < to; at += 1) {
      if (!this.hasCell(at, column)) continue;
      this.writeLines(done, at);
      done = at;
      let width = this.layout.minWidth;
      for (; at < to && this.hasCell(at, column); at += 1) {
        width = Math.max(width, (this.lines[at]?.[column]?.width ?? 0) + this.layout.padding);
      }
      this.widths.push(this.remembered(column, width));
      this.formatBlock(done, at);
      this.widths.pop();
      done = at;
    }
    this.writeLines(done, to);
  }

  private hasCell(line: number, column: number): boolean {
    return column < (this.lines[line]?.length ?? 0) - 1;
  }

  private remembered(column: number, width: number): number {
    if (this.layout.rememberWidths !== true) return width;
    for (let left = this.maxWidths.length; left < column; left += 1) {
      this.maxWidths.push(this.widths[left] ?? 0);
    }
    const widest = Math.max(this.maxWidths[column] ?? 0, width);
    this.maxWidths[column] = widest;
    return widest;
  }

  private writeLines(from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const line = this.lines[at] ?? [];
      for (const [column, { text, width }] of line.entries()) {
        const wanted = this.widths[column];
        const padding = wanted === undefined ? '' : this.pad(width, wanted);
        this.ready += this.layout.alignRight === true ? padding + text : text + padding;
      }
      if (at + 1 < this.lines.length) this.ready += '\n';
    }
  }

  private pad(width: number, wanted: number): string {
    const { padChar, tabWidth } = this.layout;
    if (padChar !== '\t') return padChar.repeat(wanted - width);
    if (tabWidth === 0) return '';
    const stop = Math.ceil(wanted / tabWidth) * tabWidth;
    return '\t'.repeat(Math.ceil((stop - width) / tabWidth));
  }
}

/** A whole text at once. */
export function tabulate(text: string, layout: TabLayout): string {
  const writer = new TabWriter(layout);
  writer.write(text);
  return writer.flush();
}

function codePoints(text: string): number {
  return Array.from(text).length;
}
