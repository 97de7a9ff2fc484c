/** Objects as YAML, as `sigs.k8s.io/yaml` writes them: keys sorted, two spaces, lists not indented below their key. */
import { isJsonArray, isJsonObject, type JsonObject } from '../../api/json';

/** Words that YAML 1.1 would take for something else than a text. */
const SPECIAL = /^(?:|~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf|<<|=)$/i;
const NUMBER =
  /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[-+]?\d+)?$|^0x[\da-f_]+$|^0o?[0-7_]+$|^0b[01_]+$|^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/i;
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/;
/** How a text may begin that stands without quotes; after `-`, `?` and `:` only with something behind it. */
const BEGINNING = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:]\S)/;

/** Characters that can only be written with a backslash. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 0x0a && code !== 0x09) || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

function isPlain(text: string): boolean {
  if (!BEGINNING.test(text) || /\s$/.test(text) || text.endsWith(':')) return false;
  return !text.includes(': ') && !text.includes(' #') && !text.includes('\t') && !text.includes('\n');
}

function isSpecial(text: string): boolean {
  return SPECIAL.test(text) || NUMBER.test(text) || DATE.test(text);
}

function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  if (hasControl(value) || isSpecial(value)) return JSON.stringify(value);
  if (value.includes('\n')) return /^\s/.test(value) ? JSON.stringify(value) : block(value, indent);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function block(value: string, indent: string): string {
  const chomp = value.endsWith('\n\n') || value === '\n' ? '+' : value.endsWith('\n') ? '' : '-';
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return `|${chomp}\n${lines.join('\n')}`;
}

function isEmpty(value: unknown): boolean {
  return isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

function isNested(value: unknown): boolean {
  return (isJsonArray(value) || isJsonObject(value)) && !isEmpty(value);
}

function listLines(list: readonly unknown[], indent: string): string[] {
  return list.map((item) => {
    if (!isNested(item)) return `${indent}- ${inline(item, `${indent}  `)}`;
    return `${indent}- ${linesOf(item, `${indent}  `)
      .join('\n')
      .slice(indent.length + 2)}`;
  });
}

function inline(value: unknown, indent: string): string {
  if (isJsonArray(value)) return '[]';
  return isJsonObject(value) ? '{}' : scalar(value, indent);
}

function mapLines(map: JsonObject, indent: string): string[] {
  const keys = Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort();
  return keys.map((key) => {
    const value = map[key];
    const head = `${indent}${scalar(key, indent)}:`;
    if (!isNested(value)) return `${head} ${inline(value, `${indent}  `)}`;
    return `${head}\n${linesOf(value, isJsonArray(value) ? indent : `${indent}  `).join('\n')}`;
  });
}

function linesOf(value: unknown, indent: string): string[] {
  if (isJsonArray(value)) return listLines(value, indent);
  return mapLines(value as JsonObject, indent);
}

export function toYaml(value: unknown): string {
  return isNested(value) ? `${linesOf(value, '').join('\n')}\n` : `${inline(value, '')}\n`;
}
