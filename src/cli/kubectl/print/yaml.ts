/** Values as `-o yaml` prints them. Models sigs.k8s.io/yaml (go-yaml v2: sorted keys, lists not indented, lines of 80). */
import { goNumber, scalarText } from './go-format';
import { escaped, literalHints, styleOf } from './yaml-scalar';

/** Beyond this column a text is continued on the next line, at a space. */
const BEST_WIDTH = 80;
/** Longer keys do not stand before their colon. */
const KEY_MAX = 128;

/** A value as a YAML document, with its newline at the end. */
export function printYaml(value: unknown): string {
  const writer = new Writer();
  writer.root(value);
  return writer.text;
}

class Writer {
  text = '';
  #column = 0;

  root(value: unknown): void {
    if (isMap(value)) this.#map(value, 0);
    else if (isList(value)) this.#list(value, 0);
    else {
      this.#scalar(value, 0, true);
      this.#newLine();
    }
  }

  /** The cursor stands where the first key goes. */
  #map(map: Readonly<Record<string, unknown>>, indent: number): void {
    const keys = Object.keys(map).filter((key) => map[key] !== undefined);
    keys.sort(compareKeys).forEach((key, index) => {
      if (index > 0) this.#put(' '.repeat(indent));
      this.#key(key, indent);
      this.#value(map[key], indent);
    });
  }

  #key(key: string, indent: number): void {
    if (Array.from(key).length <= KEY_MAX && !key.includes('\n')) {
      this.#text(key, 0, true, true);
      this.#put(':');
      return;
    }
    this.#put('? ');
    this.#text(key, indent + 2, false, false);
    if (!this.text.endsWith('\n')) this.#newLine();
    this.#put(`${' '.repeat(indent)}:`);
  }

  #value(value: unknown, indent: number): void {
    if (isMap(value)) {
      this.#newLine();
      this.#put(' '.repeat(indent + 2));
      this.#map(value, indent + 2);
    } else if (isList(value)) {
      this.#newLine();
      this.#put(' '.repeat(indent));
      this.#list(value, indent);
    } else {
      this.#put(' ');
      this.#scalar(value, indent + 2, false);
      if (!this.text.endsWith('\n')) this.#newLine();
    }
  }

  /** The cursor stands where the first dash goes. */
  #list(list: readonly unknown[], indent: number): void {
    list.forEach((item, index) => {
      if (index > 0) this.#put(' '.repeat(indent));
      this.#put('- ');
      if (isMap(item)) this.#map(item, indent + 2);
      else if (isList(item)) this.#list(item, indent + 2);
      else {
        this.#scalar(item, indent + 2, false);
        if (!this.text.endsWith('\n')) this.#newLine();
      }
    });
  }

  #scalar(value: unknown, indent: number, isRoot: boolean): void {
    if (typeof value === 'string') this.#text(value, isRoot ? 0 : indent, false, true);
    else if (value === null || value === undefined) this.#put('null');
    else if (typeof value === 'number') this.#put(goNumber(value));
    else if (Array.isArray(value)) this.#put('[]');
    else this.#put(typeof value === 'object' ? '{}' : scalarText(value));
  }

  #text(text: string, indent: number, isKey: boolean, mayBeLiteral: boolean): void {
    switch (styleOf(text, isKey || !mayBeLiteral)) {
      case 'plain':
        return this.#folded(Array.from(text), indent, !isKey, (character) => character, false);
      case 'single':
        this.#put("'");
        this.#folded(
          Array.from(text),
          indent,
          !isKey,
          (character) => (character === "'" ? "''" : character),
          true,
        );
        return this.#put("'");
      case 'double':
        this.#put('"');
        this.#double(Array.from(text), indent, !isKey);
        return this.#put('"');
      case 'literal':
        return this.#literal(text, indent);
    }
  }

  /** A space beyond the best width becomes a new line. `isInner`: not the first or last character. */
  #folded(
    characters: readonly string[],
    indent: number,
    mayBreak: boolean,
    write: (character: string) => string,
    isInner: boolean,
  ): void {
    let isAfterSpace = false;
    characters.forEach((character, index) => {
      if (character !== ' ') {
        this.#put(write(character));
        isAfterSpace = false;
        return;
      }
      const isPlace = !isInner || (index > 0 && index < characters.length - 1);
      const isLong = this.#column > BEST_WIDTH;
      if (mayBreak && !isAfterSpace && isLong && isPlace && characters[index + 1] !== ' ') {
        this.#newLine();
        this.#put(' '.repeat(indent));
      } else this.#put(' ');
      isAfterSpace = true;
    });
  }

  #double(characters: readonly string[], indent: number, mayBreak: boolean): void {
    let isAfterSpace = false;
    characters.forEach((character, index) => {
      if (character !== ' ') {
        this.#put(escaped(character));
        isAfterSpace = false;
        return;
      }
      const isPlace = index > 0 && index < characters.length - 1;
      if (mayBreak && !isAfterSpace && this.#column > BEST_WIDTH && isPlace) {
        this.#newLine();
        this.#put(' '.repeat(indent));
        if (characters[index + 1] === ' ') this.#put('\\');
      } else this.#put(' ');
      isAfterSpace = true;
    });
  }

  #literal(text: string, indent: number): void {
    this.#put(`|${literalHints(text)}`);
    this.#newLine();
    const lines = text.split('\n');
    const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
    for (const line of lines.slice(0, last)) {
      if (line !== '') this.#put(' '.repeat(indent) + line);
      this.#newLine();
    }
  }

  #newLine(): void {
    this.text += '\n';
    this.#column = 0;
  }

  #put(text: string): void {
    this.text += text;
    this.#column += Array.from(text).length;
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** The order of keys: letters after everything else, numbers by their value. Models go-yaml v2's keyList. */
function compareKeys(first: string, second: string): number {
  const a = Array.from(first);
  const b = Array.from(second);
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const one = a[at] ?? '';
    const other = b[at] ?? '';
    if (one === other) continue;
    const isLetter = LETTER.test(one);
    if (isLetter && LETTER.test(other)) return one < other ? -1 : 1;
    if (isLetter || LETTER.test(other)) return isLetter ? 1 : -1;
    return compareNumbers(a, b, at);
  }
  return a.length - b.length;
}

function compareNumbers(a: readonly string[], b: readonly string[], at: number): number {
  const before = a.slice(0, at).join('');
  const isInside = (a[at] === '0' || b[at] === '0') && /[1-9]\d*$/.test(before);
  const [an, ai] = numberAt(a, at, isInside);
  const [bn, bi] = numberAt(b, at, isInside);
  if (an !== bn) return an - bn;
  if (ai !== bi) return ai - bi;
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

function numberAt(characters: readonly string[], start: number, isInside: boolean): [number, number] {
  let value = isInside ? 1 : 0;
  let at = start;
  for (; DIGIT.test(characters[at] ?? ''); at += 1) value = value * 10 + Number(characters[at]);
  return [value, at];
}
