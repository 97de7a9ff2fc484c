/** Ctrl-R: searches the history backwards, letter by letter. */
import type { Key } from './keys';

/** What the search makes of a key: it goes on, it is given up, or the line is taken and the key goes to it. */
export type SearchStep = 'going on' | 'given up' | 'taken' | 'taken, and the key goes on';

export class HistorySearch {
  private query = '';
  /** Place in the history; -1 for none. */
  private at: number;
  /** What was found, and where in it the query stands. */
  found: { readonly text: string; readonly cursor: number; readonly place: number } | null = null;

  constructor(
    private readonly history: readonly string[],
    /** What was being typed: comes back when the search is given up. */
    readonly before: string,
  ) {
    this.at = history.length;
  }

  get prompt(): string {
    const failed = this.at < 0 && this.query !== '' ? 'failed ' : '';
    return `(${failed}reverse-i-search)\`${this.query}': `;
  }

  feed(key: Key): SearchStep {
    const last = this.history.length - 1;
    if (key.type === 'text') {
      this.query += key.text;
      this.find(Math.min(this.at < 0 ? last + 1 : this.at, last));
      return 'going on';
    }
    const name = key.type === 'key' ? key.name : '';
    if (name === 'ctrl-r') {
      this.find(this.at - 1);
      return 'going on';
    }
    if (name === 'backspace') {
      this.query = this.query.slice(0, -1);
      this.find(last);
      return 'going on';
    }
    if (name === 'ctrl-g' || name === 'ctrl-c') return 'given up';
    return name === 'escape' ? 'taken' : 'taken, and the key goes on';
  }

  private find(from: number): void {
    let at = from;
    while (at >= 0 && !(this.history[at] ?? '').includes(this.query)) at -= 1;
    if (this.query === '') this.at = this.history.length;
    else {
      this.at = at;
      const text = this.history[at];
      if (text !== undefined) this.found = { text, cursor: text.indexOf(this.query), place: at };
    }
  }
}
