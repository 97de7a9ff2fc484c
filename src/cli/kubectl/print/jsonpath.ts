/** `-o jsonpath=…`. Models client-go/util/jsonpath/jsonpath.go: what is found, how it is printed, what goes wrong. */
import { goValue } from './go-format';
import { printJson } from './json';
import { type Bound, parseJsonPath, PathError, type PathNode } from './jsonpath-parse';

export { PathError } from './jsonpath-parse';

export interface PathOptions {
  /** A missing field is then no error. */
  readonly allowMissingKeys?: boolean;
  /** `jsonpath-as-json`. */
  readonly isJson?: boolean;
}

export class JsonPath {
  readonly #nodes: PathNode[];
  readonly #options: PathOptions;

  /** Throws a `PathError` for a text that is no template. */
  constructor(text: string, options: PathOptions = {}) {
    this.#nodes = parseJsonPath(text);
    this.#options = options;
  }

  /** What each part of the template finds. Throws a `PathError`. */
  find(data: unknown): readonly (readonly unknown[])[] {
    return new Walk(this.#options.allowMissingKeys === true).results(data, this.#nodes);
  }

  /** The printed text. Throws a `PathError`. */
  print(data: unknown): string {
    return this.find(data)
      .map((results) => this.#printed(results))
      .join('');
  }

  #printed(results: readonly unknown[]): string {
    if (this.#options.isJson === true) return `${printJson(results)}\n`;
    return results.map(textOf).join(' ');
  }
}

/** One result as text: maps and lists as JSON in one line. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? printJson(value, true, '') : goValue(value);
}

type Values = readonly unknown[];

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function membersOf(value: unknown): Values {
  if (typeof value === 'string') return Array.from(value, (character) => character.codePointAt(0));
  if (isList(value)) return value;
  if (typeof value !== 'object' || value === null) return [];
  const map = value as Readonly<Record<string, unknown>>;
  return Object.keys(map)
    .sort()
    .map((key) => map[key]);
}

class Walk {
  #beginRange = 0;
  #inRange = 0;
  #endRange = 0;
  #lastEnd: PathNode | null = null;

  constructor(private readonly allowMissingKeys: boolean) {}

  // Models FindResults: what stands between range and end is walked once for each result of the range.
  results(data: unknown, nodes: readonly PathNode[]): Values[] {
    const found: Values[] = [];
    for (let index = 0; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node === undefined) break;
      const results = this.#walk([data], node);
      if (this.#endRange > 0 && this.#endRange <= this.#inRange) {
        this.#endRange -= 1;
        this.#lastEnd = node;
        break;
      }
      if (this.#beginRange === 0) {
        found.push(results);
        continue;
      }
      this.#beginRange -= 1;
      this.#inRange += 1;
      const rest = nodes.slice(index + 1);
      if (results.length === 0) this.results(null, rest);
      for (const value of results) found.push(...this.results(value, rest));
      this.#inRange -= 1;
      const end = this.#lastEnd === null ? -1 : nodes.indexOf(this.#lastEnd, index + 1);
      if (end >= 0) index = end;
    }
    return found;
  }

  #walk(values: Values, node: PathNode): Values {
    switch (node.type) {
      case 'list':
        return node.nodes.reduce<Values>((current, each) => this.#walk(current, each), values);
      case 'text':
        return [node.text];
      case 'value':
        return values.map(() => node.value);
      case 'field':
        return this.#field(values, node.name);
      case 'array':
        return values.flatMap((value) => slice(value, node.params));
      case 'filter':
        return values.flatMap((value) => this.#filter(value, node));
      case 'wildcard':
        return values.flatMap((value) => (value === null ? [] : membersOf(value)));
      case 'recursive':
        return this.#recursive(values);
      case 'union':
        return node.members.flatMap((member) => this.#walk(values, member));
      case 'identifier':
        return this.#identifier(values, node.name);
    }
  }

  #identifier(values: Values, name: string): Values {
    if (name === 'range') {
      this.#beginRange += 1;
      return values;
    }
    if (name !== 'end') throw new PathError(`unrecognized identifier ${name}`);
    if (this.#inRange === 0) throw new PathError('not in range, nothing to end');
    this.#endRange += 1;
    return [];
  }

  #field(values: Values, name: string): Values {
    if (values.length === 0) return [];
    const found = values.flatMap((value) => {
      if (typeof value !== 'object' || value === null || isList(value)) return [];
      return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
    });
    if (found.length === 0 && !this.allowMissingKeys) throw new PathError(`${name} is not found`);
    return found;
  }

  #recursive(values: Values): Values {
    return values.flatMap((value) => {
      const members = membersOf(value);
      return members.length === 0 ? [] : [value, ...this.#recursive(members)];
    });
  }

  #filter(value: unknown, node: PathNode & { readonly type: 'filter' }): Values {
    if (!isList(value)) throw new PathError(`${goValue(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      if (node.operator === 'exists') return this.#tryWalk([item], node.left).length > 0;
      const lefts = this.#walk([item], node.left);
      if (lefts.length === 0) return false;
      if (lefts.length > 1) throw new PathError('can only compare one element at a time');
      const rights = this.#walk([item], node.right);
      if (rights.length === 0) return false;
      if (rights.length > 1) throw new PathError('can only compare one element at a time');
      return compare(lefts[0], rights[0], node.operator);
    });
  }

  #tryWalk(values: Values, node: PathNode): Values {
    try {
      return this.#walk(values, node);
    } catch (error) {
      if (error instanceof PathError) return [];
      throw error;
    }
  }
}

function slice(value: unknown, [first, second, third]: readonly [Bound, Bound, Bound]): Values {
  if (value === null || value === undefined) return [];
  if (!isList(value)) throw new PathError(`${goType(value)} is not array or slice`);
  const { length } = value;
  const start = (first.isKnown ? first.value : 0) + (first.value < 0 ? length : 0);
  let end = second.isKnown ? second.value : length;
  if (end < 0 || (end === 0 && second.isDerived)) end += length;
  if (start === end) return [];
  if (start >= length || start < 0)
    throw new PathError(`array index out of bounds: index ${start}, length ${length}`);
  if (end > length || end < 0)
    throw new PathError(`array index out of bounds: index ${end - 1}, length ${length}`);
  if (start > end) throw new PathError(`starting index ${start} is greater than ending index ${end}`);
  if (third.isKnown && third.value <= 0) throw new PathError('step must be > 0');
  const step = third.isKnown ? third.value : 1;
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

function goType(value: unknown): string {
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

type Kind = 'bool' | 'int' | 'float' | 'string' | 'other';

function kindOf(value: unknown): Kind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'string' ? 'string' : 'other';
}

// Models third_party/forked/golang/template/funcs.go.
function compare(left: unknown, right: unknown, operator: string): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || isEqual(left, right);
    case '>':
      return !(isLess(left, right) || isEqual(left, right));
    case '>=':
      return !isLess(left, right);
    default:
      throw new PathError(`unrecognized filter operator ${operator}`);
  }
}

function comparedKind(left: unknown, right: unknown): Kind {
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a === 'other' || b === 'other') throw new PathError('invalid type for comparison');
  if (a !== b) throw new PathError('incompatible types for comparison');
  return a;
}

function isEqual(left: unknown, right: unknown): boolean {
  comparedKind(left, right);
  return left === right;
}

function isLess(left: unknown, right: unknown): boolean {
  if (comparedKind(left, right) === 'bool') throw new PathError('invalid type for comparison');
  return (left as string) < (right as string);
}
