/** YAML of strangers becomes plain data, within limits. Models sigs.k8s.io/yaml: YAML 1.1 without dates. */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  type Tags,
  visit,
} from 'yaml';
import type { JsonText } from './body-json';

const DEPTH_MAX = 100;
/** Nodes that a document may hold once its aliases are followed: a bomb of a few lines has billions. */
const NODES_MAX = 200_000;
/** Entries on the parser's stack for a document and a scalar, beside one per level. */
const STACK_BASE = 3;

const FOREIGN = /:(?:timestamp|binary|omap|pairs|set)$/;

/** The library takes `e1` for a number with an exponent; Go's, and YAML's own text, want a digit before it. */
function withExponent(tag: Tags[number]): Tags[number] {
  const isExponent = typeof tag === 'object' && 'format' in tag && tag.format === 'EXP' && 'test' in tag;
  return isExponent ? ({ ...tag, test: EXPONENT } as Tags[number]) : tag;
}

const EXPONENT = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)[eE][-+]?[0-9]+$/;

function isForeign(tag: Tags[number]): boolean {
  if (typeof tag === 'string')
    return ['timestamp', 'binary', 'omap', 'pairs', 'set', 'intTime', 'floatTime'].includes(tag);
  return FOREIGN.test(tag.tag) || ('format' in tag && tag.format === 'TIME');
}

const OPTIONS = {
  version: '1.1',
  prettyErrors: false,
  uniqueKeys: false,
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isForeign(tag)).map(withExponent),
} as const;

function mistake(words: string): { readonly error: string } {
  return { error: `error converting YAML to JSON: yaml: ${words}` };
}

/** The first document of a text, or what is wrong with the text. */
function parsed(text: string): Document.Parsed | string | null {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEPTH_MAX + STACK_BASE) return 'exceeded max depth';
  }
  for (const token of parser.end()) tokens.push(token);
  const [document = null] = new Composer(OPTIONS).compose(tokens, false, text.length);
  const [error] = document?.errors ?? [];
  return error === undefined ? document : `line ${lines.linePos(error.pos[0]).line}: ${error.message}`;
}

/** How large the document is with its aliases written out; Infinity when one holds itself. */
function sizeOf(document: Document.Parsed): number {
  const sizes = new Map<string, number>();
  let isEndless = false;
  const measure = (root: Parameters<typeof visit>[0]): number => {
    let count = 0;
    visit(root, {
      Node: (_key, node) => {
        if (isAlias(node)) {
          const size = sizes.get(node.source);
          if (size === undefined) isEndless = true;
          count += size ?? 0;
          return;
        }
        count += 1;
        const { anchor } = node as { anchor?: string };
        if (anchor === undefined || node === root) return;
        sizes.delete(anchor);
        const size = measure(node);
        sizes.set(anchor, size);
        count += size;
        return visit.SKIP;
      },
    });
    return count;
  };
  const size = measure(document);
  return isEndless ? Number.POSITIVE_INFINITY : size;
}

function duplicatesIn(document: Document.Parsed): readonly string[] {
  const duplicates: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        const place = path === '' ? name : `${path}.${name}`;
        if (seen.has(name)) duplicates.push(place);
        seen.add(name);
        walk(value, place);
      }
    } else if (typeof node === 'object' && node !== null && 'items' in node) {
      (node.items as unknown[]).forEach((item, i) => walk(item, `${path}[${i}]`));
    }
  };
  walk(document.contents, '');
  return duplicates;
}

export function parseYaml(text: string): JsonText | { readonly error: string } {
  try {
    const document = parsed(text);
    if (typeof document === 'string') return mistake(document);
    if (document === null) return { value: null, duplicates: [] };
    if (sizeOf(document) > NODES_MAX) return mistake('document contains excessive aliasing');
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    // Keys that are no texts become texts, numbers without JSON form (.nan) null.
    return {
      value: JSON.parse(JSON.stringify(value) ?? 'null') as unknown,
      duplicates: duplicatesIn(document),
    };
  } catch (error) {
    return mistake(error instanceof Error ? error.message : 'cannot be read');
  }
}
