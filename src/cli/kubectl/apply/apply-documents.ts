/**
 * `kubectl apply` of documents whose places are known: for an editor that shows each answer beside its text. The same code
 * as the command's, one document after the other.
 */
import type { ProgramContext } from '../../program';
import type { ManifestDocument } from '../../manifest';
import type { Problem } from '../../problems';
import { createDiscovery } from '../api-discovery';
import type { KubeObject } from '../client';
import type { Discovery } from '../discovery';
import { finalWords, KubectlError } from '../errors';
import { createClient } from '../http-client';
import type { Info } from '../resources';
import { StatusError } from '../status-error';
import { kindName } from '../write/output';
import { applyObject, type ApplyOptions } from './apply-object';

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

/** What applying needs of the world around it. */
export type ApplyEnvironment = Pick<ProgramContext, 'transport' | 'commandLine' | 'now' | 'sleep' | 'signal'>;

export interface ApplyTarget {
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  /** The file that kubectl's messages name. */
  readonly source: string;
}

const OPTIONS: ApplyOptions = {
  fieldManager: 'kubectl-client-side-apply',
  fieldValidation: 'Strict',
  dryRun: 'none',
  overwrite: true,
  force: false,
  gracePeriod: -1,
  timeout: 0,
  warn: () => undefined,
};

/** A program's context without files, terminal and editor: an apply of parsed documents asks for none of them. */
function contextOf(environment: ApplyEnvironment): ProgramContext {
  const none = (): Promise<never> => Promise.reject(new Error('there are no files here'));
  return {
    ...environment,
    files: { cwd: '/', read: none, write: none, remove: none, list: none, kind: none },
    env: new Map(),
    stdin: { isTerminal: false, read: () => Promise.resolve(null) },
    isTerminal: false,
    out: () => undefined,
    err: () => undefined,
    edit: () => Promise.resolve(null),
  };
}

/** A document that fails does not stop the ones after it. Rejects only when nobody answers. */
export async function applyDocuments(
  documents: readonly ManifestDocument[],
  environment: ApplyEnvironment,
  target: ApplyTarget,
): Promise<readonly DocumentOutcome[]> {
  const client = createClient(contextOf(environment), 'kubectl apply');
  const discovery = createDiscovery(client);
  const outcomes: DocumentOutcome[] = [];
  for (const document of documents) {
    const base = { document: document.document, line: document.line };
    try {
      const info = await infoOf(document, discovery, target);
      const { object, result } = await applyObject(client, info, OPTIONS);
      const text = `${kindName(object)}/${object.metadata.name} ${result}`;
      outcomes.push({ ...base, result, text, problems: [] });
    } catch (error) {
      if (!(error instanceof StatusError) && !(error instanceof KubectlError)) throw error;
      const text = finalWords(error).text.trimEnd();
      outcomes.push({ ...base, result: 'failed', text, problems: problemsOf(document, error) });
    }
  }
  return outcomes;
}

/** Carries where in the manifest it is. */
class UnknownKind extends KubectlError {}

async function infoOf(
  { object }: ManifestDocument,
  discovery: Discovery,
  { namespace, source }: ApplyTarget,
): Promise<Info> {
  const { apiVersion, kind, metadata } = object;
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const mapping = await discovery.forKind(apiVersion, kind);
  if (mapping === undefined) {
    throw new UnknownKind(
      `resource mapping not found for name: "${metadata.name}" namespace: "${own}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  const place = mapping.namespaced ? own || namespace : '';
  const { namespace: _own, ...rest } = metadata;
  const placed = place === '' ? rest : { ...rest, namespace: place };
  const { name } = metadata;
  return {
    mapping,
    namespace: place,
    name,
    source,
    object: { ...object, metadata: placed } as unknown as KubeObject,
  };
}

function problemsOf(document: ManifestDocument, error: StatusError | KubectlError): readonly Problem[] {
  if (error instanceof UnknownKind) {
    const { kind, apiVersion } = document.object;
    return [problemAt(document, 'kind', `no matches for kind "${kind}" in version "${apiVersion}"`)];
  }
  if (!(error instanceof StatusError)) return [];
  const causes = error.status.details?.causes ?? [];
  const named = causes
    .filter(({ field = '' }) => field !== '')
    .map(({ field = '', message = '' }) => problemAt(document, field, message));
  return [...named, ...decodingProblems(document, error.message)];
}

/** Places that stand only in the words of a decoding error: `unknown field "spec.x"`, `Go struct field Pod.spec.x`. */
function decodingProblems(document: ManifestDocument, message: string): readonly Problem[] {
  const unknown = message.matchAll(/unknown field "([^"]+)"/g);
  const mistyped = message.matchAll(/cannot unmarshal .* into Go struct field \w+\.(\S+) of type .*/g);
  return [...unknown, ...mistyped].map(([words, field]) => problemAt(document, field ?? '', words));
}

function problemAt(document: ManifestDocument, field: string, message: string): Problem {
  return { document: document.document, ...document.locate(field), field, message, hint: '' };
}
