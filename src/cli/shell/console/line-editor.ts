/** A line, or several, being typed: readline's keys. */
import { HistorySearch } from './history-search';
import type { Key } from './keys';
import { type Place, placeAfter } from './width';

/** Before the second and later lines, as bash's PS2. */
const CONTINUATION = '> ';

export interface EditorHost {
  readonly columns: number;
  write(text: string): void;
  readonly history: readonly string[];
  /** True when Enter begins a new line instead. */
  isIncomplete(text: string): boolean;
  complete(): void;
}

export type Outcome =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'interrupt' | 'end' };

export class LineEditor {
  text = '';
  cursor = 0;
  private prompt = '';
  private cut = '';
  private draft = '';
  /** Place in the history, its length for the line being typed. */
  private place = 0;
  private search: HistorySearch | null = null;
  private drawnCursor: Place = { row: 0, column: 0 };

  constructor(private readonly host: EditorHost) {}

  begin(prompt: string, text = ''): void {
    this.prompt = prompt;
    this.text = text;
    this.cursor = text.length;
    this.place = this.host.history.length;
    this.draft = '';
    this.search = null;
    this.drawnCursor = { row: 0, column: 0 };
    this.draw();
  }

  /** Takes the line off the screen, for something else to be written. */
  erase(): void {
    const { row } = this.drawnCursor;
    this.host.write(`\r${row > 0 ? `\u001b[${row}A` : ''}\u001b[J`);
    this.drawnCursor = { row: 0, column: 0 };
  }

  /** Leaves the line as it stands on the screen; what is drawn next begins below. */
  leave(): void {
    const { text } = this.shown();
    const down = placeAfter(text, this.host.columns).row - this.drawnCursor.row;
    this.host.write(`${down > 0 ? `\u001b[${down}B` : ''}\r\n`);
    this.drawnCursor = { row: 0, column: 0 };
  }

  draw(): void {
    const shown = this.shown();
    const { columns } = this.host;
    const end = placeAfter(shown.text, columns);
    const cursor = placeAfter(shown.text.slice(0, shown.cursor), columns);
    let output = `\r${this.drawnCursor.row > 0 ? `\u001b[${this.drawnCursor.row}A` : ''}\u001b[J`;
    output += shown.text.replaceAll('\n', '\r\n');
    // At the very edge a terminal waits with the new line until something comes.
    if (end.column === 0 && end.row > 0 && !shown.text.endsWith('\n')) output += '\r\n';
    if (shown.cursor < shown.text.length) {
      if (end.row > cursor.row) output += `\u001b[${end.row - cursor.row}A`;
      output += `\r${cursor.column > 0 ? `\u001b[${cursor.column}C` : ''}`;
    }
    this.host.write(output);
    this.drawnCursor = cursor;
  }

  private shown(): { text: string; cursor: number } {
    if (this.search !== null) {
      const head = this.search.prompt;
      return { text: head + this.text, cursor: head.length + this.cursor };
    }
    const before = this.text.slice(0, this.cursor);
    const withPrompts = (text: string) => text.replaceAll('\n', `\n${CONTINUATION}`);
    return {
      text: this.prompt + withPrompts(this.text),
      cursor: this.prompt.length + withPrompts(before).length,
    };
  }

  insert(text: string): void {
    const isAtEnd = this.cursor === this.text.length && this.search === null;
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
    // The common case writes only what is new: a screen reader then says only that.
    const { columns } = this.host;
    const next = placeAfter(this.shown().text, columns);
    if (isAtEnd && !text.includes('\n') && next.row === this.drawnCursor.row && next.column > 0) {
      this.host.write(text);
      this.drawnCursor = next;
    } else this.draw();
  }

  /** Replaces what stands from `start` to the cursor: Tab. */
  replace(start: number, text: string): void {
    if (this.text.slice(start, this.cursor) !== text.slice(0, this.cursor - start)) {
      this.text = this.text.slice(0, start) + this.text.slice(this.cursor);
      this.cursor = start;
      this.insert(text);
      this.draw();
    } else if (text.length > this.cursor - start) this.insert(text.slice(this.cursor - start));
  }

  feed(key: Key): Outcome | null {
    if (this.search !== null && !this.searches(key, this.search)) return null;
    if (key.type === 'text') {
      this.insert(key.text);
      return null;
    }
    if (key.type === 'paste') {
      this.insert(key.text.replace(/\n$/, '').replaceAll('\t', '  '));
      return null;
    }
    return this.key(key.name);
  }

  private key(name: string): Outcome | null {
    switch (name) {
      case 'enter':
        return this.enter();
      case 'ctrl-c':
        this.moveTo(this.text.length);
        this.host.write('^C\r\n');
        return { type: 'interrupt' };
      case 'ctrl-d':
        if (this.text === '') return { type: 'end' };
        this.remove(this.cursor, this.cursor + 1);
        break;
      case 'delete':
        this.remove(this.cursor, this.cursor + 1);
        break;
      case 'backspace':
      case 'ctrl-h':
        this.remove(this.before(), this.cursor);
        break;
      case 'left':
      case 'ctrl-b':
        this.moveTo(this.before());
        break;
      case 'right':
      case 'ctrl-f':
        this.moveTo(this.cursor + (Array.from(this.text.slice(this.cursor))[0]?.length ?? 0));
        break;
      case 'home':
      case 'ctrl-a':
        this.moveTo(this.text.lastIndexOf('\n', this.cursor - 1) + 1);
        break;
      case 'end':
      case 'ctrl-e': {
        const end = this.text.indexOf('\n', this.cursor);
        this.moveTo(end < 0 ? this.text.length : end);
        break;
      }
      case 'alt-b':
        this.moveTo(this.wordStart(/\w/));
        break;
      case 'alt-f':
        this.moveTo(this.wordEnd());
        break;
      case 'ctrl-u':
        this.cutOut(0, this.cursor);
        break;
      case 'ctrl-k':
        this.cutOut(this.cursor, this.text.length);
        break;
      case 'ctrl-w':
        this.cutOut(this.wordStart(/\S/), this.cursor);
        break;
      case 'alt-backspace':
        this.cutOut(this.wordStart(/\w/), this.cursor);
        break;
      case 'alt-d':
        this.cutOut(this.cursor, this.wordEnd());
        break;
      case 'ctrl-y':
        this.insert(this.cut);
        break;
      case 'ctrl-l':
        this.host.write('\u001b[H\u001b[2J');
        this.drawnCursor = { row: 0, column: 0 };
        this.draw();
        break;
      case 'up':
      case 'ctrl-p':
        this.walk(-1);
        break;
      case 'down':
      case 'ctrl-n':
        this.walk(1);
        break;
      case 'ctrl-r':
        this.search = new HistorySearch(this.host.history, this.text);
        this.draw();
        break;
      case 'tab':
        this.host.complete();
        break;
    }
    return null;
  }

  private enter(): Outcome | null {
    if (this.host.isIncomplete(`${this.text}\n`) || this.host.isIncomplete(this.text)) {
      this.moveTo(this.text.length);
      this.insert('\n');
      return null;
    }
    this.moveTo(this.text.length);
    this.host.write('\r\n');
    return { type: 'line', text: this.text };
  }

  private before(): number {
    return this.cursor - (Array.from(this.text.slice(0, this.cursor)).at(-1)?.length ?? 0);
  }

  private wordStart(inWord: RegExp): number {
    let at = this.cursor;
    while (at > 0 && !inWord.test(this.text[at - 1] ?? '')) at -= 1;
    while (at > 0 && inWord.test(this.text[at - 1] ?? '')) at -= 1;
    return at;
  }

  private wordEnd(): number {
    let at = this.cursor;
    while (at < this.text.length && !/\w/.test(this.text[at] ?? '')) at += 1;
    while (at < this.text.length && /\w/.test(this.text[at] ?? '')) at += 1;
    return at;
  }

  private moveTo(at: number): void {
    if (at === this.cursor) return;
    this.cursor = at;
    this.draw();
  }

  private remove(from: number, to: number): void {
    if (from >= to || from >= this.text.length) return;
    this.text = this.text.slice(0, from) + this.text.slice(to);
    this.cursor = from;
    this.draw();
  }

  private cutOut(from: number, to: number): void {
    if (from < to) this.cut = this.text.slice(from, to);
    this.remove(from, to);
  }

  /** In a text of several lines, between them; at its edges, through the history. */
  private walk(step: 1 | -1): void {
    const { text, cursor } = this;
    if (step < 0 && text.lastIndexOf('\n', cursor - 1) >= 0) {
      const start = text.lastIndexOf('\n', cursor - 1) + 1;
      const above = text.lastIndexOf('\n', start - 2) + 1;
      this.moveTo(Math.min(above + cursor - start, start - 1));
      return;
    }
    const below = text.indexOf('\n', cursor);
    if (step > 0 && below >= 0) {
      const start = text.lastIndexOf('\n', cursor - 1) + 1;
      const end = text.indexOf('\n', below + 1);
      this.moveTo(Math.min(below + 1 + cursor - start, end < 0 ? text.length : end));
      return;
    }
    const { history } = this.host;
    const next = this.place + step;
    if (next < 0 || next > history.length) return;
    if (this.place === history.length) this.draft = text;
    this.place = next;
    this.text = history[next] ?? this.draft;
    this.cursor = this.text.length;
    this.draw();
  }

  /** Gives the key to the search. True when the search has ended and the key is the line's. */
  private searches(key: Key, search: HistorySearch): boolean {
    const step = search.feed(key);
    if (step === 'given up') {
      this.text = search.before;
      this.cursor = this.text.length;
    } else if (search.found !== null) {
      this.text = search.found.text;
      this.cursor = search.found.cursor;
      this.place = search.found.place;
    }
    if (step !== 'going on') this.search = null;
    this.draw();
    return step === 'taken, and the key goes on';
  }
}
