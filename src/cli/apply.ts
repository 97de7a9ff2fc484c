import { mappingOf, type ResourceMapping } from './kinds';
import type { ManifestDocument, ManifestObject } from './manifest';
import type { Problem } from './problems';
import { failureOf, kubectlError, type StatusView } from './status';
import { applyPatch, isSaidBy } from './three-way';
import type { ApiRequest, ApiResponse, Transport } from './transport';

const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

export interface ApplyOptions {
  readonly cluster: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  /** The file that kubectl's messages name. */
  readonly source: string;
  readonly transport: Transport;
}

/** What happened to one document. */
export interface DocumentOutcome {
  readonly document: number;
  readonly line: number;
  readonly result: 'created' | 'configured' | 'unchanged' | 'failed';
  /** kubectl's own words: `deployment.apps/web created`, or its error. */
  readonly text: string;
  /** Where in the manifest the API server found fault, if it named fields. */
  readonly problems: readonly Problem[];
}

interface Target {
  readonly mapping: ResourceMapping;
  readonly reference: string;
  readonly address: Omit<ApiRequest, 'verb' | 'name'>;
  readonly object: ManifestObject;
}

/**
 * `kubectl apply -f`: one document after the other, in the order of the file; a document that fails does not stop the
 * ones after it, and each says what happened to it.
 */
export async function applyManifest(
  documents: readonly ManifestDocument[],
  options: ApplyOptions,
): Promise<readonly DocumentOutcome[]> {
  const outcomes: DocumentOutcome[] = [];
  for (const document of documents) outcomes.push(await applyDocument(document, options));
  return outcomes;
}

async function applyDocument(document: ManifestDocument, options: ApplyOptions): Promise<DocumentOutcome> {
  const { apiVersion, kind, metadata } = document.object;
  const mapping = mappingOf(apiVersion, kind);
  if (!mapping) {
    const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
    const text =
      `error: resource mapping not found for name: "${metadata.name}" namespace: "${namespace}" from ` +
      `"${options.source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;
    const message = `no matches for kind "${kind}" in version "${apiVersion}"`;
    return failed(document, text, [problemAt(document, 'kind', message)]);
  }
  const target = targetOf(document.object, mapping, options);
  const { address } = target;
  const found = await options.transport({ ...address, verb: 'get', name: metadata.name });
  if (found.code === 404) return create(document, target, options);
  const refusal = failureOf(found);
  if (refusal) return refused(document, refusal, retrieving(target, options.source));
  return patch(document, target, found, options);
}

/** The object with its namespace written in, as kubectl sends it, and its address. */
function targetOf(object: ManifestObject, mapping: ResourceMapping, options: ApplyOptions): Target {
  const own = object.metadata['namespace'];
  const namespace = mapping.namespaced
    ? typeof own === 'string' && own !== ''
      ? own
      : options.namespace
    : '';
  const metadata = mapping.namespaced ? { ...object.metadata, namespace } : object.metadata;
  return {
    mapping,
    reference: `${mapping.printed}/${object.metadata.name}`,
    address: { cluster: options.cluster, resource: mapping.resource, namespace },
    object: { ...object, metadata },
  };
}

/** The object as last applied: without the annotation that will hold it. */
function withoutLastApplied(object: ManifestObject): ManifestObject {
  const annotations = object.metadata['annotations'];
  const rest = { ...(typeof annotations === 'object' && annotations !== null ? annotations : {}) } as Record<
    string,
    unknown
  >;
  delete rest[lastAppliedKey];
  return { ...object, metadata: { ...object.metadata, annotations: rest } };
}

function withLastApplied(object: ManifestObject): ManifestObject {
  const bare = withoutLastApplied(object);
  const annotations = {
    ...(bare.metadata['annotations'] as object),
    [lastAppliedKey]: `${JSON.stringify(sorted(bare))}\n`,
  };
  return { ...bare, metadata: { ...bare.metadata, annotations } };
}

/** Keys in alphabetical order, as Go writes its maps: so that the same manifest gives the same annotation. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

async function create(
  document: ManifestDocument,
  target: Target,
  options: ApplyOptions,
): Promise<DocumentOutcome> {
  const body = withLastApplied(target.object);
  const answer = await options.transport({ ...target.address, verb: 'create', name: '', body });
  const refusal = failureOf(answer);
  if (refusal) return refused(document, refusal, `error when creating "${options.source}": `);
  return done(document, target, 'created');
}

async function patch(
  document: ManifestDocument,
  target: Target,
  found: ApiResponse,
  options: ApplyOptions,
): Promise<DocumentOutcome> {
  const manifest = withLastApplied(target.object);
  if (isSaidBy(manifest, found.body)) return done(document, target, 'unchanged');
  const body = applyPatch(lastAppliedOf(found.body), manifest);
  const { name } = target.object.metadata;
  const answer = await options.transport({
    ...target.address,
    verb: 'patch',
    name,
    patchType: 'strategic',
    body,
  });
  const refusal = failureOf(answer);
  if (refusal) return refused(document, refusal, `error when patching "${options.source}": `);
  const same = resourceVersionOf(answer.body) === resourceVersionOf(found.body);
  return done(document, target, same ? 'unchanged' : 'configured');
}

function metadataOf(object: unknown): Readonly<Record<string, unknown>> {
  if (typeof object !== 'object' || object === null || !('metadata' in object)) return {};
  const { metadata } = object;
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : {};
}

function resourceVersionOf(object: unknown): unknown {
  return metadataOf(object)['resourceVersion'];
}

/** What was applied last, without its name and kind, which a patch does not delete; null when nobody knows. */
function lastAppliedOf(object: unknown): unknown {
  const annotations = metadataOf(object)['annotations'];
  const text =
    typeof annotations === 'object' && annotations !== null
      ? (annotations as Record<string, unknown>)[lastAppliedKey]
      : undefined;
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function done(
  document: ManifestDocument,
  target: Target,
  result: 'created' | 'configured' | 'unchanged',
): DocumentOutcome {
  const text = `${target.reference} ${result}`;
  return { document: document.document, line: document.line, result, text, problems: [] };
}

function failed(document: ManifestDocument, text: string, problems: readonly Problem[]): DocumentOutcome {
  return { document: document.document, line: document.line, result: 'failed', text, problems };
}

function retrieving(target: Target, source: string): string {
  return `error when retrieving current configuration of ${target.reference} from server for: "${source}": `;
}

function refused(document: ManifestDocument, status: StatusView, doing: string): DocumentOutcome {
  const named = status.causes.filter((cause) => cause.field !== '');
  const problems = named.map((cause) => problemAt(document, cause.field, cause.message));
  return failed(document, kubectlError(status, doing), [...problems, ...decodingProblems(document, status)]);
}

/** Places that stand only in the words of a decoding error: `unknown field "spec.x"`, `Go struct field Pod.spec.x`. */
function decodingProblems(document: ManifestDocument, { message }: StatusView): readonly Problem[] {
  const unknown = message.matchAll(/unknown field "([^"]+)"/g);
  const mistyped = message.matchAll(/cannot unmarshal .* into Go struct field \w+\.(\S+) of type .*/g);
  return [...unknown, ...mistyped].map(([words, field]) => problemAt(document, field ?? '', words));
}

function problemAt(document: ManifestDocument, field: string, message: string): Problem {
  return { document: document.document, ...document.locate(field), field, message, hint: '' };
}
