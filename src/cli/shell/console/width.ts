/** How wide text is on a terminal. */

/** In cells: 0 for combining marks, 2 for wide characters. */
function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return code < 32 || code === 127 ? 0 : 1;
  if (/\p{Mark}|\u200d|\ufe0f/u.test(character)) return 0;
  if (/\p{Emoji_Presentation}/u.test(character)) return 2;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where the cursor is after `text`, from the start of a line. ANSI colours take no room. */
export function placeAfter(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  for (const character of withoutColours(text)) {
    if (character === '\n') {
      row += 1;
      column = 0;
      continue;
    }
    const width = widthOf(character);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column };
}

/** Escape sequences of colours begin with ESC and `[`, and end with `m`. */
function withoutColours(text: string): string {
  const [first = '', ...rest] = text.split('\u001b[');
  return first + rest.map((piece) => piece.replace(/^[0-9;]*m/, '')).join('');
}
