/** How a text is written in YAML. Models go-yaml v2 (resolve.go, emitterc.go), which sigs.k8s.io/yaml and so kubectl use. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const WORDS = new Set(
  [
    ['', '~', 'null', 'Null', 'NULL', '<<'],
    ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'],
    ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
    ['.nan', '.NaN', '.NAN'],
    ['', '+', '-'].flatMap((sign) => [`${sign}.inf`, `${sign}.Inf`, `${sign}.INF`]),
  ].flat(),
);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^[-+]?(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** True for a text that would be read back as something else if it stood there bare. */
function isForeign(text: string): boolean {
  if (WORDS.has(text)) return true;
  if (!/^[-+.\d]/.test(text)) return false;
  if (text.startsWith('.')) return /^\.\d+([eE][-+]?\d+)?$/.test(text);
  const digits = text.replaceAll('_', '');
  return INTEGER.test(digits) || FLOAT.test(digits) || TIMESTAMP.test(text) || BASE_60.test(text);
}

// Models is_printable: what lies above U+FFFF counts as not printable there.
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

const BREAK = /[\n\r\u0085\u2028\u2029]/u;

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

// Models yaml_emitter_analyze_scalar.
function analyse(text: string): Allowed {
  if (text === '') return { plain: true, single: true, block: false };
  const isSpecial = UNPRINTABLE.test(text) || / [\n\r\u0085\u2028\u2029]/u.test(text);
  if (isSpecial) return { plain: false, single: false, block: false };
  const hasBreak = BREAK.test(text);
  const isPadded = text.startsWith(' ') || text.endsWith(' ');
  return {
    plain: !hasBreak && !isPadded && !hasIndicators(text),
    single: !/[\n\r\u0085\u2028\u2029] /u.test(text),
    block: !text.endsWith(' '),
  };
}

function hasIndicators(text: string): boolean {
  return (
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?=[\s\u0085\u2028\u2029]|$)/u.test(text) ||
    /:(?=[\s]|$)/u.test(text) ||
    /\s#/u.test(text)
  );
}

/** In which style a text stands; `isKey` for keys of maps, which stay on one line. */
export function styleOf(text: string, isKey: boolean): ScalarStyle {
  const allowed = analyse(text);
  if (text.includes('\n')) return allowed.block && !isKey ? 'literal' : 'double';
  if (isForeign(text)) return 'double';
  if (allowed.plain) return 'plain';
  return allowed.single ? 'single' : 'double';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** One character inside double quotes. */
export function escaped(character: string): string {
  const isBare =
    !UNPRINTABLE.test(character) && !BREAK.test(character) && character !== '"' && character !== '\\';
  if (isBare) return character;
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** What follows the `|` of a literal: an indentation when it begins with a space, and what becomes of its last newline. */
export function literalHints(text: string): string {
  const indent = /^[ \n\r\u0085\u2028\u2029]/u.test(text) ? '2' : '';
  if (!text.endsWith('\n')) return `${indent}-`;
  return text === '\n' || text.endsWith('\n\n') ? `${indent}+` : indent;
}
