/**
 * The documents of OpenAPI: `/openapi/v3` and one below it for each group version, and the one of v2 for older clients.
 * Made from the schema when first asked for.
 */
import { BODIES, bodyOf } from '../../api/bodies';
import { KUBERNETES_VERSION } from '../../api/version';
import { openApiName } from './openapi-names';
import { pathsOf } from './openapi-paths';
import {
  type Descriptions,
  type Dialect,
  type Json,
  listSchema,
  scalarSchema,
  structSchema,
} from './openapi-schema';
import { GROUP_VERSIONS, type GroupVersion } from './served';

const GVK = 'x-kubernetes-group-version-kind';
const INFO = { title: 'Kubernetes', version: KUBERNETES_VERSION } as const;

/** `api/v1` or `apis/apps/v1`: what follows `/openapi/v3/`. */
function documentPath({ group, version }: GroupVersion): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

// ------------------------------------------------------------------------------------------------------ schemas

interface KindOfSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The kind that a struct is, wherever it stands. */
const kindOfStruct: ReadonlyMap<string, KindOfSchema> = new Map(
  BODIES.map(({ group, version, kind, struct = kind }) => [struct, { group, version, kind }]),
);

/** Collects the schemas that are referred to, until none is new. */
class Schemas {
  private readonly found: Record<string, Json> = {};
  private readonly waiting: [name: string, struct: string | null][] = [];
  readonly dialect: Dialect;

  constructor(isV3: boolean, descriptions: Descriptions) {
    this.dialect = { isV3, descriptions, refer: (name, struct) => this.refer(name, struct) };
  }

  private refer(name: string, struct: string | null): void {
    if (!Object.hasOwn(this.found, name)) this.waiting.push([name, struct]);
  }

  /** A kind, and its list if it has one. */
  addKind({ group, version, kind }: KindOfSchema, hasList: boolean): void {
    const body = bodyOf(group === '' ? version : `${group}/${version}`, kind);
    if (body === undefined) return;
    const struct = body.struct ?? body.kind;
    const name = openApiName(struct);
    this.refer(name, struct);
    if (!hasList) return;
    const schema = listSchema(struct, this.dialect);
    this.found[`${name}List`] = { ...schema, [GVK]: [{ group, version, kind: `${kind}List` }] };
  }

  /** All of them, sorted by name. */
  all(): Json {
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) {
      const [name, struct] = next;
      if (Object.hasOwn(this.found, name)) continue;
      this.found[name] = struct === null ? scalarSchema(name, this.dialect) : this.ofStruct(struct);
    }
    return Object.fromEntries(Object.entries(this.found).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private ofStruct(struct: string): Json {
    const kind = kindOfStruct.get(struct);
    const schema = structSchema(struct, kind !== undefined, this.dialect);
    return kind === undefined ? schema : { ...schema, [GVK]: [kind] };
  }
}

function addGroupVersion(schemas: Schemas, groupVersion: GroupVersion): void {
  const { group, version } = groupVersion;
  for (const { kind, verbs, subresources } of groupVersion.resources) {
    schemas.addKind({ group, version, kind }, verbs.includes('list'));
    for (const { type } of subresources) {
      schemas.addKind(type.version === '' ? { group, version, kind: type.kind } : type, false);
    }
  }
}

// ---------------------------------------------------------------------------------------------------- documents

const NO_DESCRIPTIONS: Descriptions = {};

/** What the host has loaded, or nothing. */
export function descriptionsOf(loaded: Readonly<Record<string, unknown>> | null): Descriptions {
  return (loaded ?? NO_DESCRIPTIONS) as Descriptions;
}

const made = new WeakMap<Descriptions, Map<string, Json>>();

/** Made once for a set of descriptions. */
function once(descriptions: Descriptions, key: string, make: () => Json): Json {
  const documents = made.get(descriptions) ?? new Map<string, Json>();
  made.set(descriptions, documents);
  const known = documents.get(key);
  if (known !== undefined) return known;
  const document = make();
  documents.set(key, document);
  return document;
}

const VERSION_PATH: Json = {
  '/version/': {
    get: {
      tags: ['version'],
      operationId: 'getCodeVersion',
      responses: { 200: { description: 'OK' }, 401: { description: 'Unauthorized' } },
    },
  },
};

function v3Of(groupVersion: GroupVersion, descriptions: Descriptions): Json {
  const schemas = new Schemas(true, descriptions);
  addGroupVersion(schemas, groupVersion);
  const paths = pathsOf(groupVersion, schemas.dialect);
  return { openapi: '3.0.0', info: INFO, paths, components: { schemas: schemas.all() } };
}

/** The document at `/openapi/v3/PATH`, or null. */
export function openApiV3(path: string, descriptions: Descriptions): Json | null {
  if (path === 'version') return { openapi: '3.0.0', info: INFO, paths: VERSION_PATH, components: {} };
  const groupVersion = GROUP_VERSIONS.find((each) => documentPath(each) === path);
  if (groupVersion === undefined) return null;
  return once(descriptions, path, () => v3Of(groupVersion, descriptions));
}

/** FNV-1a of a text, twice: clients keep documents by it. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x9dc5811c]
    .map((seed) => {
      let hash = seed;
      for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0').toUpperCase();
    })
    .join('');
}

/** `/openapi/v3`: where the documents are, with a hash of what is in them. */
export function openApiV3Index(descriptions: Descriptions): Json {
  return once(descriptions, '', () => {
    const paths = ['version', ...GROUP_VERSIONS.map(documentPath)].map((path) => {
      const hash = hashOf(JSON.stringify(openApiV3(path, descriptions)));
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
    });
    return { paths: Object.fromEntries(paths.sort(([a], [b]) => (a < b ? -1 : 1))) };
  });
}

/** `/openapi/v2`. */
export function openApiV2(descriptions: Descriptions): Json {
  return once(descriptions, 'v2', () => {
    const schemas = new Schemas(false, descriptions);
    let paths: Json = {};
    for (const groupVersion of GROUP_VERSIONS) {
      addGroupVersion(schemas, groupVersion);
      paths = { ...paths, ...pathsOf(groupVersion, schemas.dialect) };
    }
    return { swagger: '2.0', info: INFO, paths: { ...paths, ...VERSION_PATH }, definitions: schemas.all() };
  });
}
