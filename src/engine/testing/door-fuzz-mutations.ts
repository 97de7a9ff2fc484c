/** Bodies that are nearly right: objects, texts and bytes with something wrong in them. */
import { nextBelow, type RandomStream } from '../kernel/random';

export function pick<T>(random: RandomStream, choices: readonly T[]): T {
  return choices[nextBelow(random, choices.length)] as T;
}

/** One time in so many. */
export function oneIn(random: RandomStream, times: number): boolean {
  return nextBelow(random, times) === 0;
}

/** What names, labels and values should not be. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '-',
  'A',
  'a/b',
  'a.b.c',
  'a'.repeat(64),
  'x'.repeat(5000),
  '\u0000',
  '\n\r\t',
  '\u{1f4a9}',
  '\ud800',
  'ﬁ',
  '%00',
  '%s%n',
  '$name $error $& $1',
  '{{.}}',
  '<script>',
  "'; DROP TABLE pods; --",
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  'NaN',
  '1e400',
  '-0',
  '0x10',
  '٣',
  '1Ki',
  '9999999999999999999999',
  '100%',
  '2026-11-22T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '10.96.0.1',
  '::ffff:1.2.3.4',
  'kubernetes.io/x',
  'http',
  'default',
];

/** A copy of its own, all the way down. */
function cloned<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cloned) as T;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cloned(field)])) as T;
}

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1,
    2,
    65_536,
    2_147_483_648,
    -2_147_483_648,
    9_007_199_254_740_992,
    1.5,
    1e21,
    1e-7,
  ],
  ...[[], {}, [[]], [null], [{}], { '': '' }, { a: null }, ['a', 1, {}]],
];

type Loose = Record<string, unknown>;

function isHolder(value: unknown): value is Loose | unknown[] {
  return typeof value === 'object' && value !== null;
}

/** Every object and list in it, itself first. */
function holdersIn(value: unknown, found: (Loose | unknown[])[] = []): (Loose | unknown[])[] {
  if (!isHolder(value)) return found;
  found.push(value);
  for (const inner of Object.values(value)) holdersIn(inner, found);
  return found;
}

function randomValue(random: RandomStream, holders: readonly unknown[]): unknown {
  const dice = nextBelow(random, 10);
  if (dice < 4) return pick(random, HOSTILE);
  // What is handed out gets changed in its turn.
  return cloned(pick(random, dice < 9 ? VALUES : holders));
}

function define(holder: Loose, key: string, value: unknown): void {
  // A plain assignment of `__proto__` would do something else.
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutateList(random: RandomStream, list: unknown[], holders: readonly unknown[]): void {
  const at = nextBelow(random, list.length + 1);
  switch (nextBelow(random, 4)) {
    case 0:
      list.splice(at, 1);
      break;
    case 1:
      list.splice(at, 0, randomValue(random, holders));
      break;
    case 2:
      // Names that must be unique are there twice.
      list.push(cloned(list[at] ?? null));
      break;
    default:
      list[at] = randomValue(random, holders);
  }
}

function mutateObject(random: RandomStream, object: Loose, holders: readonly unknown[]): void {
  const keys = Object.keys(object);
  const key = keys.length === 0 ? 'x' : pick(random, keys);
  switch (nextBelow(random, 5)) {
    case 0:
      delete object[key];
      break;
    case 1:
      define(object, pick(random, HOSTILE), randomValue(random, holders));
      break;
    case 2:
      define(object, key.toUpperCase(), object[key]);
      break;
    default:
      define(object, key, randomValue(random, holders));
  }
}

/** A copy with some things changed. What names it stays mostly as it is, so that it gets somewhere. */
export function mutated(random: RandomStream, object: unknown): unknown {
  const copy = cloned(object);
  for (let count = 1 + nextBelow(random, 3); count > 0; count--) {
    const holders = holdersIn(copy);
    if (holders.length === 0) return copy;
    const holder = pick(random, holders);
    if (Array.isArray(holder)) mutateList(random, holder, holders);
    else mutateObject(random, holder, holders);
  }
  return copy;
}

const NOISE = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\',
  '\n',
  '- ',
  '&a ',
  '*a',
  '!!str ',
  '---\n',
  '\u0000',
  '#',
];

export function mutatedText(random: RandomStream, text: string): string {
  const at = nextBelow(random, text.length + 1);
  const until = at + nextBelow(random, 20);
  switch (nextBelow(random, 4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(until);
    case 2:
      return text.slice(0, at) + pick(random, NOISE) + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(at, until).repeat(3) + text.slice(at);
  }
}

export function mutatedBytes(random: RandomStream, bytes: Uint8Array): Uint8Array {
  const copy = [...bytes];
  for (let count = 1 + nextBelow(random, 4); count > 0; count--) {
    const at = nextBelow(random, copy.length + 1);
    switch (nextBelow(random, 4)) {
      case 0:
        copy.splice(at, 1 + nextBelow(random, 4));
        break;
      case 1:
        copy.splice(at, 0, nextBelow(random, 256));
        break;
      case 2:
        copy.length = at;
        break;
      default:
        copy[at] = nextBelow(random, 256);
    }
  }
  return Uint8Array.from(copy, (byte) => byte ?? 0);
}

/** JSON pointers into the object, some of which lead nowhere. */
function pointersIn(value: unknown, here = '', found: string[] = ['']): string[] {
  if (!isHolder(value)) return found;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${here}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    found.push(place);
    pointersIn(inner, place, found);
  }
  return found;
}

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'frob'];

export function randomJsonPatch(random: RandomStream, object: unknown): unknown {
  const pointers = [...pointersIn(object), '/nowhere', '/metadata/labels/-', '/spec/~2', 'x', '//'];
  const holders = [object, ...holdersIn(object)];
  return Array.from({ length: nextBelow(random, 4) }, () => ({
    op: pick(random, OPERATIONS),
    path: pick(random, pointers) + pick(random, ['', '', '', '/-', '/0', '/x', '/__proto__']),
    ...(oneIn(random, 3) ? { from: pick(random, pointers) } : {}),
    ...(oneIn(random, 4) ? {} : { value: randomValue(random, holders) }),
  }));
}

const DIRECTIVES: readonly [string, unknown][] = [
  ['$patch', 'delete'],
  ['$patch', 'replace'],
  ['$patch', 'merge'],
  ['$patch', 1],
  ['$retainKeys', ['type']],
  ['$retainKeys', [{}]],
  ['$setElementOrder/containers', [{ name: 'main' }]],
  ['$setElementOrder/containers', ['main']],
  ['$setElementOrder/x', null],
  ['$deleteFromPrimitiveList/finalizers', ['a']],
  ['$deleteFromPrimitiveList/finalizers', { a: 1 }],
  ['$nonsense', {}],
];

/** Part of the object, changed here and there, with a directive of strategic merge patches. */
export function randomMergePatch(random: RandomStream, object: unknown): unknown {
  const patch = mutated(random, object);
  for (const holder of holdersIn(patch)) {
    if (Array.isArray(holder)) continue;
    for (const key of Object.keys(holder)) if (oneIn(random, 4)) delete holder[key];
    if (oneIn(random, 8)) holder[pick(random, DIRECTIVES)[0]] = cloned(pick(random, DIRECTIVES)[1]);
  }
  return patch;
}
