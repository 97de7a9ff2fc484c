import { children, isNode, walk } from '../lib/syntax.mjs';

/** @typedef {import('../lib/syntax.mjs').SyntaxNode} SyntaxNode */

/** The properties of a node that hold a pattern of names which the node declares. @type {Record<string, string[]>} */
const declaringKeys = {
  VariableDeclarator: ['id'],
  FunctionDeclaration: ['id', 'params'],
  FunctionExpression: ['id', 'params'],
  ArrowFunctionExpression: ['params'],
  ClassDeclaration: ['id'],
  ClassExpression: ['id'],
  CatchClause: ['param'],
  ImportSpecifier: ['local'],
  ImportDefaultSpecifier: ['local'],
  ImportNamespaceSpecifier: ['local'],
  TSTypeAliasDeclaration: ['id'],
  TSInterfaceDeclaration: ['id'],
};

/**
 * Every name that the file declares, in whatever scope. `declare const x` declares nothing: it says that
 * somebody else did.
 *
 * @param {SyntaxNode} program
 * @returns {{ name: string, node: SyntaxNode }[]}
 */
export function declaredNames(program) {
  /** @type {{ name: string, node: SyntaxNode }[]} */
  const names = [];
  const ambient = new Set();
  walk(program, (node) => {
    if (node['declare'] === true) walk(node, (inner) => ambient.add(inner));
    if (ambient.has(node)) return;
    for (const key of declaringKeys[node.type] ?? []) {
      for (const pattern of [node[key]].flat().filter(isNode)) collect(pattern, names);
    }
  });
  return names;
}

/** @param {SyntaxNode} pattern @param {{ name: string, node: SyntaxNode }[]} names */
function collect(pattern, names) {
  switch (pattern.type) {
    case 'Identifier':
      names.push({ name: String(pattern['name']), node: pattern });
      return;
    case 'AssignmentPattern':
      collect(/** @type {SyntaxNode} */ (pattern['left']), names);
      return;
    case 'Property':
      collect(/** @type {SyntaxNode} */ (pattern['value']), names);
      return;
    default:
      // Object and array patterns, rest elements, parameter properties: the names are in their parts.
      for (const { key, child } of children(pattern)) {
        if (key !== 'typeAnnotation' && key !== 'decorators') collect(child, names);
      }
  }
}

/** The properties in which an identifier is a mere label, and no name of a value, unless it is computed. */
const labelKeys = new Set(['key', 'property', 'label', 'imported', 'exported', 'meta']);

/** TypeScript's nodes around a value: `value as Type`, `value!`, `constructor(private name = value)` and so on. */
const wrapsValue =
  /^TS(AsExpression|SatisfiesExpression|NonNullExpression|InstantiationExpression|TypeAssertion|ParameterProperty)$/;

/** Where a type is named: `x: Name`, `typeof name`, `extends Name`, `implements Name`. */
const namesType =
  /^TS(TypeReference\.typeName|TypeQuery\.exprName|InterfaceHeritage\.expression|ClassImplements\.expression)$/;

/**
 * Every use of a name, as a value or as a type.
 *
 * @param {SyntaxNode} program
 * @returns {{ name: string, node: SyntaxNode, asType: boolean }[]}
 */
export function usedNames(program) {
  /** @type {{ name: string, node: SyntaxNode, asType: boolean }[]} */
  const names = [];
  /** @param {SyntaxNode} node */
  const visitType = (node) => {
    for (const { key, child } of children(node)) {
      if (namesType.test(`${node.type}.${key}`))
        names.push({ name: leftmostName(child), node: child, asType: true });
      visitType(child);
    }
  };
  /** @param {SyntaxNode} node */
  const visitValue = (node) => {
    if (node.type === 'Identifier') names.push({ name: String(node['name']), node, asType: false });
    // `export { name } from` names something of another file.
    if (node.type === 'ExportNamedDeclaration' && isNode(node['source'])) return;
    for (const { key, child } of children(node)) {
      if (labelKeys.has(key) && node['computed'] !== true && child.type === 'Identifier') continue;
      if (child.type.startsWith('TS') && !wrapsValue.test(child.type)) visitType(child);
      else visitValue(child);
    }
  };
  visitValue(program);
  return names;
}

/**
 * @param {SyntaxNode} node an identifier or a qualified name such as `Intl.Collator`
 * @returns {string}
 */
function leftmostName(node) {
  const left = node['left'];
  return isNode(left) ? leftmostName(left) : String(node['name']);
}
