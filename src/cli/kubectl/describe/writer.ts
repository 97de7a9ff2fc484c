/** The page that a description is written on. Models kubectl/pkg/describe (PrefixWriter, tabbedString). */
import { parseTime } from '../../../engine/api/time';
import { DESCRIBE_LAYOUT, TabWriter } from '../print/tabwriter';

/** Two spaces for each level. Tabs separate cells; the page aligns them when it is read. */
export class DescribeWriter {
  constructor(
    private readonly tabs: Pick<TabWriter, 'write' | 'flush'> = new TabWriter(DESCRIBE_LAYOUT),
    private readonly indent = 0,
  ) {}

  /** As it is: what ends a line is the caller's business. */
  write(level: number, text: string): void {
    this.tabs.write(escapeForTerminal('  '.repeat(level + this.indent) + text));
  }

  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }

  /** `Label:` and its value in the next column. */
  row(level: number, label: string, value: string | number | boolean): void {
    this.write(level, `${label}:\t${value}\n`);
  }

  /** The same page, further in. */
  nested(levels: number): DescribeWriter {
    return new DescribeWriter(this.tabs, this.indent + levels);
  }

  read(): string {
    return this.tabs.flush();
  }
}

/** A whole description. */
export function described(fill: (w: DescribeWriter) => void): string {
  const writer = new DescribeWriter();
  fill(writer);
  return writer.read();
}

/** A description whose tabs stay as they are. */
export function describedWithTabs(fill: (w: DescribeWriter) => void): string {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  fill(new DescribeWriter({ write, flush: () => text }));
  return text;
}

/** What could steer the terminal is made visible. Models printers.WriteEscaped. */
export function escapeForTerminal(text: string): string {
  return text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
}

/** Go's RFC 1123 with a numeric zone, in UTC: `Mon, 01 Jun 2026 09:00:00 +0000`. Without a time: Go's year 1. */
export function rfc1123(timestamp: string): string {
  const ms = parseTime(timestamp);
  if (ms === null) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

export function orNone(text: string): string {
  return text === '' ? '<none>' : text;
}

/** `True` or `False`. */
export function yesNo(value: boolean): string {
  return value ? 'True' : 'False';
}

/** A list as Go's `%v` prints it: `[a b]`. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}
