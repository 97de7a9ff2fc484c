/** Values as `-o json` prints them. Models Go's encoding/json: sorted keys of maps, and `<`, `>`, `&` escaped. */

const HTML = /[<>&\u2028\u2029]/g;

function escapeHtml(text: string): string {
  return text.replace(HTML, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Keys in the order of a Go map. A value whose order must stay (a typed object) is printed without. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/** With an indent of four spaces, and no newline at the end; '' as indent for one line. */
export function printJson(value: unknown, isSorted = true, indent = '    '): string {
  return escapeHtml(write(isSorted ? sortKeys(value) : value, indent, '\n'));
}

// JSON.stringify moves keys that look like numbers to the front; Go does not.
function write(value: unknown, indent: string, line: string): string {
  const inner = line + indent;
  const between = indent === '' ? '' : inner;
  const after = indent === '' ? '' : line;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${value.map((item) => between + write(item, indent, inner)).join(',')}${after}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = (value instanceof Map ? [...value] : Object.entries(value)) as [string, unknown][];
  const full = entries.filter(([, item]) => item !== undefined);
  if (full.length === 0) return '{}';
  const colon = indent === '' ? ':' : ': ';
  const parts = full.map(
    ([key, item]) => `${between}${JSON.stringify(key)}${colon}${write(item, indent, inner)}`,
  );
  return `{${parts.join(',')}${after}}`;
}
