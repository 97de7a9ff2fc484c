import {
  Composer,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  type Tags,
  visit,
} from 'yaml';
import { limits, type Problem, type ProblemKind, problemText } from './problems';

/** One YAML document with what is needed to find places in it. */
export interface YamlDocument {
  /** 1 for the first; empty documents count, so that the number is the one that an editor shows. */
  readonly number: number;
  readonly tree: Document.Parsed;
  readonly lines: LineCounter;
  /** Null when the document holds nothing but comments, or when it has problems. */
  readonly value: unknown;
  readonly problem: YamlProblem | null;
}

/** Go's YAML library, which kubectl uses, knows 1.1 without these: `22:22` is text and a date is text. */
const foreignTags = /:(?:timestamp|binary|omap|pairs|set)$/;

const composeOptions = {
  version: '1.1',
  prettyErrors: false,
  customTags: (tags: Tags) => tags.filter((tag) => !isForeign(tag)).map(withExponent),
} as const;

/** The library takes `e1` for a number with an exponent; Go's, and YAML's own text, want a digit before it. */
function withExponent(tag: Tags[number]): Tags[number] {
  const isExponent = typeof tag === 'object' && 'format' in tag && tag.format === 'EXP' && 'test' in tag;
  return isExponent ? ({ ...tag, test: EXPONENT } as Tags[number]) : tag;
}

const EXPONENT = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)[eE][-+]?[0-9]+$/;

function isForeign(tag: Tags[number]): boolean {
  if (typeof tag === 'string')
    return ['timestamp', 'binary', 'omap', 'pairs', 'set', 'intTime', 'floatTime'].includes(tag);
  return foreignTags.test(tag.tag) || ('format' in tag && tag.format === 'TIME');
}

/** Splits text into YAML documents. Hostile input ends as a problem with a place, never as an exception. */
export function readYamlDocuments(
  text: string,
  /** False: of two equal keys the second counts, as for kubectl. */
  hasUniqueKeys = true,
): readonly YamlDocument[] | YamlProblem {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  let documentCount = 1;
  // Nesting is bounded while parsing: what follows is recursive, and 20,000 brackets in a row once ended the process.
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'document') documentCount += 1;
    }
    if (parser.stack.length > limits.depthMax + parserStackBase) {
      return place(lines, parser.offset, documentCount, 'tooDeep');
    }
    if (documentCount > limits.documentsMax * 2)
      return place(lines, parser.offset, documentCount, 'tooManyDocuments');
  }
  for (const token of parser.end()) tokens.push(token);
  const options = { ...composeOptions, uniqueKeys: hasUniqueKeys };
  const composed = [...new Composer(options).compose(tokens, false, text.length)];
  return composed.map((tree, index) => readTree(tree, index + 1, lines));
}

/** Entries on the parser's stack for a document and a scalar in it, beside one per level. */
const parserStackBase = 3;

function place(
  lines: LineCounter,
  offset: number,
  document: number,
  kind: ProblemKind,
  detail = '',
): YamlProblem {
  const { line, col } = lines.linePos(offset);
  return { document, line, column: col, field: '', ...problemText(kind, detail), code: kind, detail };
}

/** A problem, and what the parser calls it. */
export interface YamlProblem extends Problem {
  readonly code: ProblemKind;
  readonly detail: string;
}

function readTree(tree: Document.Parsed, number: number, lines: LineCounter): YamlDocument {
  const problem = firstProblem(tree, number, lines);
  if (problem) return { number, tree, lines, value: null, problem };
  const budget = { left: limits.valuesMax };
  // The library's own limit throws; ours is the number of aliases, counted above, and the budget.
  const value = plain(tree.toJS({ maxAliasCount: -1 }), budget);
  if (budget.left < 0)
    return { number, tree, lines, value: null, problem: place(lines, 0, number, 'tooManyValues') };
  return { number, tree, lines, value, problem: null };
}

function firstProblem(tree: Document.Parsed, number: number, lines: LineCounter): YamlProblem | null {
  const error = tree.errors[0];
  if (error) {
    const problem = place(lines, error.pos[0], number, error.code, error.message);
    return { ...problem, code: error.code, detail: error.message };
  }
  return structureProblem(tree, number, lines);
}

/** What YAML allows and a manifest does not: too many aliases, aliases to nowhere or to themselves, odd keys. */
function structureProblem(tree: Document.Parsed, number: number, lines: LineCounter): YamlProblem | null {
  let aliasCount = 0;
  let problem: YamlProblem | null = null;
  const stop = (offset: number, kind: ProblemKind, detail = '') => {
    problem = place(lines, offset, number, kind, detail);
    return visit.BREAK;
  };
  visit(tree, {
    Pair(_key, pair) {
      if (isScalar(pair.key)) return undefined;
      const offset = isCollection(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      return stop(offset, 'oddKey');
    },
    Alias(_key, alias, path) {
      aliasCount += 1;
      const offset = alias.range?.[0] ?? 0;
      if (aliasCount > limits.aliasesMax) return stop(offset, 'tooManyAliases');
      const target = alias.resolve(tree);
      if (!target) return stop(offset, 'unknownAlias', alias.source);
      if (path.some((parent) => parent === target)) return stop(offset, 'circularAlias', alias.source);
      return undefined;
    },
    Scalar(_key, scalar) {
      if (typeof scalar.value !== 'number' || Number.isFinite(scalar.value)) return undefined;
      const { value } = scalar;
      const detail = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
      return stop(scalar.range?.[0] ?? 0, 'notFinite', detail);
    },
  });
  return problem;
}

/** A tree of its own for every place: aliases share parts, and shared parts multiply (the "billion laughs"). */
function plain(value: unknown, budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, budget));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, budget)]));
}

/** True for a document that holds nothing. */
export function isEmpty(document: YamlDocument): boolean {
  return document.problem === null && document.value === null;
}

/** Line and column, from 1, of a path in a document; of its nearest existing parent when it does not exist. */
export function locate(
  document: YamlDocument,
  path: readonly (string | number)[],
): { line: number; column: number } {
  let node: unknown = document.tree.contents;
  let offset = startOf(node);
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document.tree);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      const item: unknown = typeof step === 'number' ? node.items[step] : undefined;
      if (item === undefined) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  const { line, col } = document.lines.linePos(offset ?? 0);
  return { line, column: col };
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  return Array.isArray(node.range) && typeof node.range[0] === 'number' ? node.range[0] : null;
}
