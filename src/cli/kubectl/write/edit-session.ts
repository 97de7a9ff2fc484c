/** Editing objects in a text editor until they are taken or given up. Models kubectl/pkg/cmd/util/editor (EditOptions). */
import { deepEqual } from '../../../engine/api/equal';
import type { JsonObject } from '../../../engine/api/json';
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { resourceName } from '../discovery';
import { KubectlError, plainMessage } from '../errors';
import { randomSuffix } from '../generate/random-suffix';
import { printJson } from '../print/json';
import { printYaml } from '../print/yaml';
import { objectsOf, validationWords } from '../resource-files';
import type { Info } from '../resources';
import { StatusError } from '../status-error';
import { isEmpty, readYamlDocuments } from '../../yaml-documents';
import { goYamlValues } from '../../yaml-go';

/** Why the editor opens again. */
interface Reason {
  readonly head: string;
  readonly other: readonly string[];
}

/** What became of the objects of one save. */
export class EditResults {
  readonly reasons: Reason[] = [];
  retryable = 0;
  notFound = 0;

  /** Notes a refusal; returns what is said about it at once. Models addError. */
  add(error: unknown, { mapping, name }: Info): string {
    const reference = `${resourceName(mapping)} "${name}"`;
    const reason = error instanceof StatusError ? error.status.reason : undefined;
    if (error instanceof StatusError && reason === 'Invalid') {
      const causes = error.status.details?.causes ?? [];
      const other = causes.map(({ field = '', message = '' }) => `${field}: ${message}`);
      this.reasons.push({ head: `${reference} was not valid`, other });
      return `error: ${reference} is invalid`;
    }
    if (reason === 'NotFound') {
      this.notFound += 1;
      return `error: ${reference} could not be found on the server`;
    }
    this.retryable += 1;
    return `error: ${reference} could not be patched: ${plainMessage(error)}`;
  }
}

export interface EditSession {
  readonly call: Call;
  readonly infos: readonly Info[];
  /** `-o json`. */
  readonly format: 'yaml' | 'json';
  readonly isLastApplied: boolean;
  /** False with `--validate=false`. */
  readonly isValidated: boolean;
  /** Does what the mode does with the saved objects; refusals that the person can mend go into `results`. */
  save(updated: readonly Info[], results: EditResults): Promise<void>;
}

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const LAST_APPLIED_HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

function commented(text: string): string {
  return text.replace(/\n(?!#)(?=[^])/g, '\n# ');
}

/** Comments before the text; JSON has none. */
function headerOf(reasons: readonly Reason[], { format, isLastApplied }: EditSession): string {
  if (format === 'json') return '';
  const parts = reasons.map(({ head, other }) => {
    const lines = [`# ${commented(head)}${other.length > 0 ? ':' : ''}\n`];
    return [...lines, ...other.map((each) => `# * ${commented(each)}\n`), '#\n'].join('');
  });
  return [isLastApplied ? LAST_APPLIED_HEADER : HEADER, ...parts].join('');
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The text of the editor: one object, or a List of them. */
function bufferOf({ infos, format }: EditSession): string {
  const objects = infos.flatMap(({ object }) => (object === null ? [] : [withoutManagedFields(object)]));
  const whole =
    objects.length === 1 ? objects[0] : { kind: 'List', apiVersion: 'v1', metadata: {}, items: objects };
  return format === 'json' ? `${printJson(whole)}\n` : printYaml(whole);
}

/** Without the lines that are comments only. Models ManualStrip. */
function stripped(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

/** What a text says, however it is laid out; the bare text where it says nothing sensible. Models StripComments. */
function meaning(text: string): unknown {
  const read = readYamlDocuments(stripped(text));
  if ('message' in read || read.some(({ problem }) => problem !== null)) return stripped(text);
  return read.filter((document) => !isEmpty(document)).map(({ value }) => value);
}

function isBlank(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || line.trim().startsWith('#'));
}

/** What kubectl's own check says against a text; null when nothing. */
function mistakeIn(text: string): string | null {
  try {
    return mistakeOf(text);
  } catch {
    // Then the comments are taken away, and lines are counted without them.
  }
  try {
    return mistakeOf(stripped(text));
  } catch (error) {
    return plainMessage(error).replace(/^(?:error converting YAML to JSON|json: offset \d+): /, '');
  }
}

function mistakeOf(text: string): string | null {
  const [value = null] = goYamlValues(text);
  return validationWords(value);
}

/** As if the server had said it. */
function refusalOf(words: string): StatusError {
  const message = `Invalid value: "The edited file failed validation": ${words}`;
  return new StatusError(422, {
    message,
    reason: 'Invalid',
    details: { causes: [{ field: '<nil>', message }] },
  });
}

async function infosOf(call: Call, text: string): Promise<readonly Info[]> {
  const infos: Info[] = [];
  for (const value of objectsOf(text, 'edited-file')) infos.push(await infoOf(call, value));
  return infos;
}

async function infoOf(call: Call, value: JsonObject): Promise<Info> {
  const object = value as unknown as KubeObject;
  const { apiVersion = '', kind = '' } = object;
  const { name = '', namespace: own = '' } = (object.metadata ?? {}) as Partial<KubeObject['metadata']>;
  const mapping = await call.discovery.forKind(apiVersion, kind);
  if (mapping === undefined) {
    throw new KubectlError(
      `resource mapping not found for name: "${name}" namespace: "${own}" from "edited-file": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  const namespace = mapping.namespaced ? own || call.namespace : '';
  return { mapping, namespace, name, source: 'edited-file', object };
}

/** Keeps what was edited; says where. */
async function preserve(call: Call, path: string, text: string): Promise<void> {
  await call.context.files.write(path, text, true);
  call.err(`A copy of your changes has been stored to "${path}"\n`);
}

/** Opens the editor until the objects are saved, or given up. Throws what kubectl ends with. */
export async function runEditSession(session: EditSession): Promise<void> {
  const { call } = session;
  const path = `/tmp/kubectl-edit-${randomSuffix()}.${session.format}`;
  const original = bufferOf(session);
  let results = new EditResults();
  let edited: string | undefined;
  for (;;) {
    const text = headerOf(results.reasons, session) + (edited === undefined ? original : stripped(edited));
    const saved = (await call.context.edit(path, text)) ?? text;
    if (edited !== undefined && deepEqual(meaning(edited), meaning(saved))) {
      await preserve(call, path, saved);
      throw new KubectlError('Edit cancelled, no valid changes were saved.');
    }
    edited = saved;
    results = new EditResults();
    const mistake = session.isValidated ? mistakeIn(saved) : null;
    if (mistake !== null) {
      call.err(`${results.add(refusalOf(mistake), session.infos[0] as Info)}\n`);
      continue;
    }
    if (deepEqual(meaning(original), meaning(saved)) && !isBlank(saved)) {
      call.err('Edit cancelled, no changes made.\n');
      return;
    }
    if (isBlank(saved)) {
      call.err('Edit cancelled, saved file was empty.\n');
      return;
    }
    let updated: readonly Info[];
    try {
      updated = await infosOf(call, saved);
    } catch (error) {
      if (call.context.signal.aborted) throw error;
      results.reasons.push({ head: `The edited file had a syntax error: ${plainMessage(error)}`, other: [] });
      continue;
    }
    await saveOnce(session, updated, results, path, saved);
    if (results.reasons.length === 0) return;
  }
}

async function saveOnce(
  session: EditSession,
  updated: readonly Info[],
  results: EditResults,
  path: string,
  text: string,
): Promise<void> {
  const { call } = session;
  try {
    await session.save(updated, results);
  } catch (error) {
    if (call.context.signal.aborted) throw error;
    await preserve(call, path, text);
    throw error;
  }
  const exit = new KubectlError('', 1, true);
  if (results.retryable > 0) {
    await call.context.files.write(path, text, true);
    call.err(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
    throw exit;
  }
  if (results.notFound > 0) {
    await call.context.files.write(path, text, true);
    call.err(`The edits you made on deleted resources have been saved to "${path}"\n`);
    throw exit;
  }
}
