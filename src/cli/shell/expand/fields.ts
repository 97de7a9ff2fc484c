/** Words as they are put together from expansions: what is quoted stays in one piece. */
import { quotePattern } from './pattern';

export interface Field {
  readonly text: string;
  /** The same as a pattern: what was quoted stands for itself. */
  readonly pattern: string;
}

export class FieldBuilder {
  readonly fields: Field[] = [];
  private text = '';
  private pattern = '';
  private isOpen = false;

  /** `separators`: IFS. `splits`: false inside quotes' like places (assignments, `case`, `[[ ]]`). */
  constructor(
    private readonly separators: string,
    private readonly splits: boolean,
  ) {}

  quoted(text: string): void {
    this.isOpen = true;
    this.text += text;
    this.pattern += quotePattern(text);
  }

  plain(text: string): void {
    if (text === '') return;
    this.isOpen = true;
    this.text += text;
    this.pattern += text;
  }

  /** What an unquoted expansion gave. */
  expanded(text: string): void {
    if (!this.splits || this.separators === '') {
      this.plain(text);
      return;
    }
    let at = 0;
    while (at < text.length) {
      const character = text[at] ?? '';
      if (!this.separators.includes(character)) {
        this.plain(character);
        at += 1;
        continue;
      }
      let hard = 0;
      let run = at;
      for (; run < text.length && this.separators.includes(text[run] ?? ''); run += 1) {
        if (!/[ \t\n]/.test(text[run] ?? '')) {
          if (hard === 1) break;
          hard += 1;
        }
      }
      if (hard > 0) this.isOpen = true;
      this.close();
      at = run;
    }
  }

  /** `"$@"` without parameters is no word at all, though the quotes had begun one. */
  nothing(): void {
    if (this.text === '') this.isOpen = false;
  }

  /** Ends the word, if there is one. */
  close(): void {
    if (!this.isOpen) return;
    this.fields.push({ text: this.text, pattern: this.pattern });
    this.text = '';
    this.pattern = '';
    this.isOpen = false;
  }
}
