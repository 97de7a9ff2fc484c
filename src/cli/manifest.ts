import { parseFieldPath } from './field-path';
import { limits, type Problem, type ProblemKind, problemText } from './problems';
import { isEmpty, locate, readYamlDocuments, type YamlDocument } from './yaml-documents';

/** An object of a manifest, as it is sent. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

/** One object of a manifest and where it stands. */
export interface ManifestDocument {
  readonly document: number;
  /** Line of its beginning, from 1. */
  readonly line: number;
  readonly object: ManifestObject;
  /** Line and column, from 1, of a field as the API server names it; of its nearest parent when it is not there. */
  readonly locate: (field: string) => { readonly line: number; readonly column: number };
}

/** What a text holds. With any problem nothing of it must be sent. */
export interface Manifest {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly Problem[];
}

type Path = readonly (string | number)[];

/** Reads the objects of a text: one or more YAML documents, or JSON; lists (`kind: List`, `kind: PodList`) are unpacked. */
export function parseManifest(text: string): Manifest {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (new TextEncoder().encode(clean).length > limits.bytesMax) return refused('tooLarge');
  const read = readYamlDocuments(clean);
  if ('message' in read) return { documents: [], problems: [read] };
  const full = read.filter((document) => !isEmpty(document));
  if (full.length > limits.documentsMax) return refused('tooManyDocuments');

  const documents: ManifestDocument[] = [];
  const problems: Problem[] = [];
  for (const document of full) {
    if (document.problem) problems.push(document.problem);
    else collect(document, document.value, [], documents, problems);
  }
  return { documents, problems };
}

function refused(kind: ProblemKind): Manifest {
  return {
    documents: [],
    problems: [{ document: 0, line: 1, column: 1, field: '', ...problemText(kind, '') }],
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes an object, or the items of a list, at `path` of a document. */
function collect(
  source: YamlDocument,
  value: unknown,
  path: Path,
  documents: ManifestDocument[],
  problems: Problem[],
): void {
  const checked = check(value);
  if ('problem' in checked) {
    const { problem, detail, field } = checked;
    const place = locate(source, [...path, ...parseFieldPath(field)]);
    problems.push({ document: source.number, ...place, field, ...problemText(problem, detail) });
    return;
  }
  if ('items' in checked) {
    checked.items.forEach((item, index) => {
      collect(source, item, [...path, 'items', index], documents, problems);
    });
    return;
  }
  documents.push({
    document: source.number,
    line: locate(source, path).line,
    object: checked.object,
    locate: (field) => locate(source, [...path, ...parseFieldPath(field)]),
  });
}

type Checked =
  | { readonly object: ManifestObject }
  | { readonly items: readonly unknown[] }
  | { readonly problem: ProblemKind; readonly detail: string; readonly field: string };

/** Whether a value has what every object must have before it can be sent anywhere. */
function check(value: unknown): Checked {
  if (!isRecord(value)) return { problem: 'notAnObject', detail: nature(value), field: '' };
  const { apiVersion, kind, metadata, items } = value;
  if (typeof kind !== 'string' || kind === '') return { problem: 'kindMissing', detail: '', field: 'kind' };
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    return { problem: 'apiVersionMissing', detail: '', field: 'apiVersion' };
  }
  if (kind.endsWith('List') && (Array.isArray(items) || kind === 'List')) {
    return { items: itemsOf(kind, apiVersion, Array.isArray(items) ? items : []) };
  }
  const name = isRecord(metadata) ? metadata['name'] : undefined;
  if (isRecord(metadata) && (typeof name === 'number' || typeof name === 'boolean')) {
    return {
      problem: 'notAnObject',
      detail: `a ${typeof name} stands as metadata.name`,
      field: 'metadata.name',
    };
  }
  if (typeof name !== 'string' || name === '') {
    const generateName = isRecord(metadata) ? metadata['generateName'] : undefined;
    if (typeof generateName === 'string')
      return { problem: 'generateName', detail: generateName, field: 'metadata.generateName' };
    return { problem: 'nameMissing', detail: '', field: 'metadata.name' };
  }
  return { object: value as ManifestObject };
}

/** The items of a list of one kind, such as PodList, need not say what they are. */
function itemsOf(kind: string, apiVersion: string, items: readonly unknown[]): readonly unknown[] {
  if (kind === 'List') return items;
  const own = { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item) => (isRecord(item) ? { ...own, ...item } : item));
}

function nature(value: unknown): string {
  if (Array.isArray(value)) return 'a list stands';
  return typeof value === 'string' ? 'a text stands' : `a ${typeof value} stands`;
}
