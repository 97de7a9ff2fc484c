/** Objects as YAML, as `sigs.k8s.io/yaml` writes them: keys sorted, two spaces, lists not indented below their key. */
import { isJsonArray, isJsonObject, type JsonObject } from '../../api/json';

/** Words that YAML 1.1 would take for something else than a text. */
const SPECIAL = /^(?:|~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf|<<|=)$/i;
const NUMBER =
  /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[-+]?\d+)?$|^0x[\da-f_]+$|^0o?[0-7_]+$|^0b[01_]+$|^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/i;
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/;
const PLAIN =
  /^[^\s\-?:,[\]{}#&*!|>'"%@`\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$|^[-?:][^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$/;

function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  if (value.includes('\n') && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value) && !/^\s/.test(value))
    return block(value, indent);
  const isPlain =
    PLAIN.test(value) &&
    !/\s$/.test(value) &&
    !value.includes(': ') &&
    !value.includes(' #') &&
    !value.endsWith(':');
  if (isPlain && !SPECIAL.test(value) && !NUMBER.test(value) && !DATE.test(value)) return value;
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) return JSON.stringify(value);
  if (SPECIAL.test(value) || NUMBER.test(value) || DATE.test(value)) return JSON.stringify(value);
  return `'${value.replaceAll("'", "''")}'`;
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
