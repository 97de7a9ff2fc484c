import { parseSync, visitorKeys } from 'oxc-parser';

/**
 * A node of the syntax tree, as far as we look into it without knowing its type.
 *
 * @typedef {{ type: string, start: number, end: number } & Record<string, unknown>} SyntaxNode
 */

/**
 * @param {string} file its ending decides between TypeScript and TSX
 * @param {string} source
 * @returns {{ program: SyntaxNode, comments: { value: string, start: number }[], errors: string[] }}
 */
export function parse(file, source) {
  const { program, comments, errors } = parseSync(file, source);
  return {
    program: /** @type {SyntaxNode} */ (/** @type {unknown} */ (program)),
    comments,
    errors: errors.map((error) => error.message),
  };
}

/** @param {unknown} value @returns {value is SyntaxNode} */
export const isNode = (value) => typeof value === 'object' && value !== null && 'type' in value;

/**
 * The direct children of a node, each with the property it stands in.
 *
 * @param {SyntaxNode} node
 * @returns {{ key: string, child: SyntaxNode }[]}
 */
export function children(node) {
  const keys = visitorKeys[node.type];
  if (keys === undefined) throw new Error(`the parser knows no ${node.type}`);
  return keys.flatMap((key) =>
    [node[key]]
      .flat()
      .filter(isNode)
      .map((child) => ({ key, child })),
  );
}

/** @param {SyntaxNode} node @param {(node: SyntaxNode) => void} visit called for a node before its children */
export function walk(node, visit) {
  visit(node);
  for (const { child } of children(node)) walk(child, visit);
}

/** @param {string} source @param {number} offset @returns {number} counted from 1 */
export const lineAt = (source, offset) => source.slice(0, offset).split('\n').length;
