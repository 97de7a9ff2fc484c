import type { ErrorCode } from 'yaml';

/** Bounds of what is read from strangers (DESIGN.md, borders). */
export const limits = {
  bytesMax: 1.5 * 1024 * 1024,
  depthMax: 64,
  aliasesMax: 100,
  documentsMax: 200,
  /** Scalars, lists and maps of one document after its aliases are expanded. */
  valuesMax: 100_000,
} as const;

/** Something wrong with a manifest: where, what, and what to do about it. */
export interface Problem {
  /** 1 for the first document; 0 when it concerns the whole text. */
  readonly document: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** `spec.template.spec.containers[0].image`, or '' when it concerns no single field. */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
}

export type ProblemKind =
  | ErrorCode
  | 'circularAlias'
  | 'kindMissing'
  | 'apiVersionMissing'
  | 'nameMissing'
  | 'generateName'
  | 'notAnObject'
  | 'notFinite'
  | 'oddKey'
  | 'tooDeep'
  | 'tooLarge'
  | 'tooManyAliases'
  | 'tooManyDocuments'
  | 'tooManyValues'
  | 'unknownAlias';

interface Words {
  readonly message: string;
  readonly hint: string;
}

const lookAround =
  'Look at this line and the one before it: the indentation, a colon with a space after it, a quote.';

/** The catalogue of everything that we say about a manifest, by kind of problem. */
const catalogue: Readonly<Partial<Record<ProblemKind, (detail: string) => Words>>> = {
  TAB_AS_INDENT: () => ({
    message: 'a tab is used for indentation',
    hint: 'YAML indents with spaces only. Replace the tab by two spaces.',
  }),
  DUPLICATE_KEY: () => ({
    message: 'this key stands twice in the same map',
    hint: 'Keep one of the two.',
  }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    message: 'a map begins where a value was expected',
    hint: 'The next lines are indented deeper than they should be, or there are two colons in this line. Align or quote.',
  }),
  MULTILINE_IMPLICIT_KEY: () => ({
    message: 'this key has no value',
    hint: 'A colon and a space may be missing: `replicas: 3`, not `replicas 3`.',
  }),
  MISSING_CHAR: (detail) => ({
    message: detail.charAt(0).toLowerCase() + detail.slice(1),
    hint: 'Something that was opened (a quote, a bracket) is not closed.',
  }),
  BAD_INDENT: () => ({
    message: 'the indentation fits no level above it',
    hint: 'Lines of the same map begin in the same column.',
  }),
  BAD_SCALAR_START: (detail) => ({
    message: detail.charAt(0).toLowerCase() + detail.slice(1),
    hint: 'Put the value in quotes.',
  }),
  BAD_ALIAS: () => ({
    message: 'an alias is not written well',
    hint: 'Quote the value if the * belongs to it.',
  }),
  circularAlias: (name) => ({
    message: `the alias *${name} stands inside what it repeats`,
    hint: 'An object cannot contain itself. Write the part out.',
  }),
  kindMissing: () => ({
    message: 'kind is missing',
    hint: 'Say what it is, for example `kind: Deployment`.',
  }),
  apiVersionMissing: () => ({
    message: 'apiVersion is missing',
    hint: 'For a Deployment it is `apiVersion: apps/v1`, for a Pod `apiVersion: v1`.',
  }),
  nameMissing: () => ({
    message: 'metadata.name is missing: resource name may not be empty',
    hint: 'Give it a name: `metadata:` and beneath it `  name: web`.',
  }),
  generateName: (name) => ({
    message: `from ${name}: cannot use generate name with apply`,
    hint: 'Apply must find the object again, so it needs a fixed `metadata.name`.',
  }),
  notAnObject: (what) => ({
    message: `${what} where an object was expected`,
    hint: 'A manifest is a map that begins with apiVersion, kind and metadata.',
  }),
  notFinite: () => ({ message: 'not a number that JSON knows', hint: 'Put it in quotes if it is text.' }),
  oddKey: () => ({
    message: 'a key is a list or a map',
    hint: 'Is this a template ({{ … }})? Render it first, for example with `helm template`.',
  }),
  tooDeep: () => ({
    message: `nested more than ${limits.depthMax} levels deep`,
    hint: 'No object of Kubernetes is.',
  }),
  tooLarge: () => ({
    message: 'larger than 1.5 MiB',
    hint: 'That is the limit of one request; split the file.',
  }),
  tooManyAliases: () => ({
    message: `more than ${limits.aliasesMax} aliases`,
    hint: 'Write the repeated parts out, or split the file.',
  }),
  tooManyDocuments: () => ({
    message: `more than ${limits.documentsMax} documents`,
    hint: 'Split the file.',
  }),
  tooManyValues: () => ({
    message: 'too much when its aliases are written out',
    hint: 'A few lines of aliases can stand for gigabytes. Write out only what is needed.',
  }),
  unknownAlias: (name) => ({
    message: `the alias *${name} repeats something that is not there`,
    hint: `Put &${name} before what it repeats, or quote the value if the * belongs to it.`,
  }),
};

/** Message and hint of a kind of problem. */
export function problemText(kind: ProblemKind, detail: string): Words {
  const words = catalogue[kind];
  if (words) return words(detail);
  return { message: detail.charAt(0).toLowerCase() + detail.slice(1), hint: lookAround };
}
