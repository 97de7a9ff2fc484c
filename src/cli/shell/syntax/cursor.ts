/** A place in the text of a script, with the here-documents that wait for their line to end. */
import type { Word } from './ast';
import { ShellSyntaxError } from './ast';

export interface PendingHereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  fill(body: Word): void;
}

export class Cursor {
  at = 0;
  readonly hereDocuments: PendingHereDocument[] = [];
  /** Where the text of an alias that was put in ends: it is not expanded again before. */
  readonly aliasEnds = new Map<string, number>();

  constructor(
    public text: string,
    readonly firstLine = 1,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? '';
  }

  looksAt(expected: string): boolean {
    return this.text.startsWith(expected, this.at);
  }

  /** Takes `expected` when it is next. */
  take(expected: string): boolean {
    if (!this.looksAt(expected)) return false;
    this.at += expected.length;
    return true;
  }

  /** Takes what matches here; `pattern` is sticky. */
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at += found[0].length;
    return found[0];
  }

  get line(): number {
    let line = this.firstLine;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < this.at; at = this.text.indexOf('\n', at + 1))
      line += 1;
    return line;
  }

  /** Puts the text of an alias where its name stood. */
  replace(start: number, name: string, by: string): void {
    const grown = by.length - (this.at - start);
    this.text = this.text.slice(0, start) + by + this.text.slice(this.at);
    for (const [other, end] of this.aliasEnds) if (end > start) this.aliasEnds.set(other, end + grown);
    this.aliasEnds.set(name, start + by.length);
    this.at = start;
  }

  isInsideAlias(name: string): boolean {
    return this.at <= (this.aliasEnds.get(name) ?? -1);
  }

  fail(message: string, isIncomplete = false): never {
    throw new ShellSyntaxError(message, this.line, isIncomplete);
  }

  /** `unexpected EOF while looking for matching …`. */
  failAtEnd(closing: string): never {
    this.fail(`unexpected EOF while looking for matching \`${closing}'`, true);
  }
}
