/** `printf`: the directives that scripts use. */

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '0': '\0',
};
const DIRECTIVE = /\\(.)|%(-?)(0?)(\d*)(?:\.(\d+))?([sdicxufb%])/g;
const WIDTH_MAX = 200;
const ROUNDS_MAX = 1000;

function pad(text: string, left: boolean, zero: boolean, width: number): string {
  const length = Math.min(width, WIDTH_MAX);
  if (left) return text.padEnd(length);
  return text.padStart(length, zero ? '0' : ' ');
}

function valueOf(directive: string, word: string, precision: string | undefined): string {
  switch (directive) {
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(Number(word)) || 0);
    case 'x':
      return (Math.trunc(Number(word)) || 0).toString(16);
    case 'f':
      return (Number(word) || 0).toFixed(Math.min(Number(precision ?? 6), 20));
    case 'c':
      return word.slice(0, 1);
    default:
      return precision === undefined ? word : word.slice(0, Number(precision));
  }
}

/** The text; the format is used again until all words are. */
export function printf([format = '', ...words]: readonly string[]): string {
  let text = '';
  let used = 0;
  let rounds = 0;
  do {
    const before = used;
    text += format.replace(
      DIRECTIVE,
      (
        _,
        escape: string | undefined,
        left: string,
        zero: string,
        width: string,
        precision: string | undefined,
        directive: string,
      ) => {
        if (escape !== undefined) return ESCAPES[escape] ?? `\\${escape}`;
        if (directive === '%') return '%';
        return pad(
          valueOf(directive, words[used++] ?? '', precision),
          left !== '',
          zero !== '',
          Number(width),
        );
      },
    );
    if (used === before) break;
    rounds++;
  } while (used < words.length && rounds < ROUNDS_MAX);
  return text;
}
