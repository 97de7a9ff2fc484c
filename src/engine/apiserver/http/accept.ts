/** Content negotiation. Models apiserver/pkg/endpoints/handlers/negotiation/negotiate.go. */

export interface MediaType {
  /** `application/json`, lower case. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Text of one media type: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    parameters.set(part.slice(0, equals).trim().toLowerCase(), unquoted(part.slice(equals + 1).trim()));
  }
  return { type: type.toLowerCase(), parameters };
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
}

function quality({ parameters }: MediaType): number {
  const q = Number(parameters.get('q') ?? '1');
  return Number.isNaN(q) ? 1 : q;
}

/** Media types in the order of the client's preference. */
export function parseAccept(header: string): readonly MediaType[] {
  const clauses = header
    .split(',')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
    .map(parseMediaType);
  // Sorting is stable: equals stay in the order in which they were written.
  return clauses.sort((a, b) => quality(b) - quality(a));
}

export type Encoding = 'json' | 'yaml' | 'text';

/** How the answer is to be written, and as what. */
export interface Accepted {
  readonly encoding: Encoding;
  /** `Table`, `PartialObjectMetadata` …; '' for the object as it is. */
  readonly as: string;
  /** Group and version of `as`. */
  readonly group: string;
  readonly version: string;
}

/** What the server can write. Protobuf is named, as clients look for it, but answered with JSON (docs/fidelity.md). */
export const WRITABLE: readonly string[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
  // Every client that prefers it reads JSON too.
  'application/vnd.kubernetes.protobuf': 'json',
};

const PLAIN: Accepted = { encoding: 'json', as: '', group: '', version: '' };

/** The first media type that the server can write, or null: 406. `offers`: what objects can be turned into. */
export function negotiate(
  header: string,
  offers: (as: string, group: string, version: string) => boolean,
): Accepted | null {
  const clauses = parseAccept(header);
  if (clauses.length === 0) return PLAIN;
  for (const { type, parameters } of clauses) {
    const encoding = Object.hasOwn(ENCODINGS, type) ? ENCODINGS[type] : undefined;
    if (encoding === undefined) continue;
    const as = parameters.get('as') ?? '';
    const group = parameters.get('g') ?? '';
    const version = parameters.get('v') ?? '';
    if (as === '' && group === '' && version === '') return { ...PLAIN, encoding };
    if (offers(as, group, version)) return { encoding, as, group, version };
  }
  return null;
}
