import path from 'node:path';
import { lineAt, parse, walk } from '../lib/syntax.mjs';

/**
 * @typedef {object} Import
 * @property {string} specifier as written, without a query such as `?raw`
 * @property {boolean} typeOnly whether it is gone when the program runs
 * @property {number} line
 */

/**
 * Everything that a source file imports, in any of the ways that there are. Throws if the file cannot be parsed: an
 * unread file would be an unchecked file.
 *
 * @param {string} file
 * @param {string} source
 * @returns {Import[]}
 */
export function importsOf(file, source) {
  const { program, errors } = parse(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]}`);
  /** @type {Import[]} */
  const imports = [];
  walk(program, (node) => {
    const from = importedBy(node);
    if (from === undefined) return;
    const specifier = from.value.replace(/\?.*$/, '');
    imports.push({ specifier, typeOnly: from.typeOnly, line: lineAt(source, node.start) });
  });
  return imports;
}

/** @param {import('../lib/syntax.mjs').SyntaxNode} node @returns {{ value: string, typeOnly: boolean } | undefined} */
function importedBy(node) {
  const literal = /** @type {{ value?: unknown } | null | undefined} */ (
    node['source'] ?? node['expression']
  );
  const value = literal?.value;
  if (typeof value !== 'string') return undefined;
  switch (node.type) {
    case 'ImportDeclaration':
      return { value, typeOnly: node['importKind'] === 'type' };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return { value, typeOnly: node['exportKind'] === 'type' };
    case 'ImportExpression':
    case 'TSExternalModuleReference':
      return { value, typeOnly: false };
    case 'TSImportType':
      return { value, typeOnly: true };
    default:
      return undefined;
  }
}

/**
 * The file that a relative import means.
 *
 * @param {string} importer
 * @param {string} specifier
 * @param {ReadonlySet<string>} files all files below src
 * @returns {string | undefined} nothing if there is no such file
 */
export function resolve(importer, specifier, files) {
  const base = path.posix.join(path.posix.dirname(importer), specifier);
  const endings = ['', '.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx'];
  return endings.map((ending) => base + ending).find((candidate) => files.has(candidate));
}
