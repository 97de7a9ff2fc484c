import path from 'node:path';
import { importsOf } from '../boundaries/imports.mjs';
import { isNode, lineAt, parse, walk } from '../lib/syntax.mjs';
import { allowedGlobals, allowedMath, forbiddenMember, forbiddenNames } from './globals.mjs';
import { declaredNames, usedNames } from './names.mjs';

/** @typedef {import('../lib/syntax.mjs').SyntaxNode} SyntaxNode */

/** Packages that the engine may use: pure ones. @type {ReadonlySet<string>} */
const allowedPackages = new Set(['yaml']);

/**
 * Everything in a file of the engine that could make two runs differ, or that reaches out of the closed world, as lines
 * to print.
 *
 * @param {string} file a path from the root of the project
 * @param {string} source
 * @returns {string[]}
 */
export function impurities(file, source) {
  const { program, comments, errors } = parse(file, source);
  if (errors.length > 0) return [`${file}: cannot be read: ${errors[0]}`];
  /** @type {{ start: number, problem: string }[]} */
  const found = [];
  /** @param {SyntaxNode | { start: number }} node @param {string | undefined} problem */
  const report = (node, problem) => problem !== undefined && found.push({ start: node.start, problem });

  /** The places of `Math` in `Math.member`: the member has been looked at. @type {Set<unknown>} */
  const looked = new Set();
  walk(program, (node) => {
    report(node, syntaxProblem(node) ?? memberProblem(node));
    if (node.type === 'MemberExpression' && isMath(node['object'])) looked.add(node['object']);
  });

  const declared = declaredNames(program);
  const own = new Set(declared.map(({ name }) => name));
  for (const { name, node } of declared) {
    if (forbiddenNames.has(name))
      report(node, `${name} may not even be declared here: it would hide the real one`);
  }
  for (const { name, node, asType } of usedNames(program)) {
    if (!looked.has(node)) report(node, nameProblem(name, asType, own));
  }

  for (const comment of comments) {
    if (/^\/\s*<(reference|amd)/.test(comment.value)) report(comment, 'a directive that lets the outside in');
  }
  const lines = importsOf(file, source).flatMap(({ specifier, line }) => {
    const problem = importProblem(file, specifier);
    return problem === undefined ? [] : [`${file}:${line} ${problem}`];
  });
  return [...found.map(({ start, problem }) => `${file}:${lineAt(source, start)} ${problem}`), ...lines];
}

/** @param {string} name @param {boolean} asType @param {ReadonlySet<string>} own */
function nameProblem(name, asType, own) {
  if (forbiddenNames.has(name)) return `${name} is not allowed in the engine`;
  if (asType || own.has(name) || allowedGlobals.has(name)) return undefined;
  return `${name} comes from outside the engine`;
}

/** @param {string} file @param {string} specifier */
function importProblem(file, specifier) {
  if (allowedPackages.has(specifier)) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (specifier.startsWith('.') && target.startsWith('src/engine/')) return undefined;
  return `imports ${specifier} from outside the engine`;
}

/** @param {SyntaxNode} node @returns {string | undefined} */
function syntaxProblem(node) {
  if (node['async'] === true) return 'an async function: nothing in the engine waits outside virtual time';
  switch (node.type) {
    case 'AwaitExpression':
      return 'await: nothing in the engine waits outside virtual time';
    case 'ForOfStatement':
      return node['await'] === true
        ? 'for await: nothing in the engine waits outside virtual time'
        : undefined;
    case 'VariableDeclaration':
      return node['kind'] === 'await using'
        ? 'await using: nothing in the engine waits outside virtual time'
        : undefined;
    case 'ImportExpression':
      return 'import(): it makes a promise';
    case 'MetaProperty':
      return /** @type {{ name?: string }} */ (node['meta']).name === 'import'
        ? 'import.meta: it is of the host'
        : undefined;
    case 'BinaryExpression':
    case 'AssignmentExpression':
      return /^\*\*=?$/.test(String(node['operator']))
        ? '**: it is Math.pow, which may be approximated'
        : undefined;
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
    case 'TSGlobalDeclaration':
    case 'TSImportEqualsDeclaration':
    case 'TSExportAssignment':
      return `${node.type}: enums, namespaces and ambient modules are not looked into here, so there are none`;
    default:
      return undefined;
  }
}

/** @param {SyntaxNode} node @returns {string | undefined} */
function memberProblem(node) {
  if (node.type === 'MemberExpression') {
    const name = keyName(node, 'property');
    if (isMath(node['object'])) {
      return name !== undefined && allowedMath.has(name)
        ? undefined
        : `Math.${name ?? '[…]'} is not allowed in the engine`;
    }
    return name !== undefined && forbiddenMember.test(name) ? `.${name} depends on the host` : undefined;
  }
  if (node.type === 'ObjectPattern') {
    const keys = /** @type {SyntaxNode[]} */ (node['properties']).map((property) => keyName(property, 'key'));
    const name = keys.find((key) => key !== undefined && forbiddenMember.test(key));
    return name === undefined ? undefined : `.${name} depends on the host`;
  }
  return undefined;
}

/** @param {unknown} value */
const isMath = (value) => isNode(value) && value.type === 'Identifier' && value['name'] === 'Math';

/** The name in `x.name`, `x['name']` and `{ name }`; nothing if it is computed. @param {SyntaxNode} node @param {string} key */
function keyName(node, key) {
  const part = /** @type {{ type: string, name?: string, value?: unknown } | undefined} */ (node[key]);
  if (part?.type === 'Literal') return String(part.value);
  return node['computed'] !== true && part?.type === 'Identifier' ? part.name : undefined;
}
