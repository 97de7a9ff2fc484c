/** The annotation in which `kubectl apply` keeps what it applied last. Models kubectl/pkg/util/apply.go. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { KubectlError } from '../errors';
import { goJsonText, goMapJson } from '../go-json';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function annotationsOf(object: JsonObject): Readonly<Record<string, unknown>> {
  const metadata = object['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) ? annotations : {};
}

function withAnnotations<T extends JsonObject>(object: T, annotations: JsonObject | undefined): T {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const { annotations: _old, ...rest } = metadata;
  return { ...object, metadata: annotations === undefined ? rest : { ...rest, annotations } };
}

/** The text of the annotation; undefined when there is none. */
export function lastAppliedText(object: JsonObject): string | undefined {
  const text = annotationsOf(object)[LAST_APPLIED];
  return typeof text === 'string' ? text : undefined;
}

/** The configuration in the annotation; null when there is none. Throws for a text that is no JSON. */
export function lastApplied(object: JsonObject): JsonObject | null {
  const text = lastAppliedText(object);
  if (text === undefined || text === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) return value;
  throw new KubectlError('Invalid JSON document');
}

/**
 * The configuration as it goes into the annotation: without the annotation itself, and with a line feed. Objects from files
 * have their keys sorted; generated ones (`isTyped`) keep the order of their Go types, and no empty annotations.
 */
function configurationText(object: JsonObject, isTyped = false): string {
  const { [LAST_APPLIED]: _own, ...annotations } = annotationsOf(object);
  if (!isTyped) return `${goMapJson(withAnnotations(object, annotations))}\n`;
  const isEmpty = Object.keys(annotations).length === 0;
  return `${goJsonText(withAnnotations(object, isEmpty ? undefined : annotations))}\n`;
}

/** The object without the annotation, but with annotations, as it is compared. Models GetModifiedConfiguration. */
export function withoutLastApplied<T extends JsonObject>(object: T): T {
  const { [LAST_APPLIED]: _own, ...annotations } = annotationsOf(object);
  return withAnnotations(object, annotations);
}

/** The object with its configuration in its annotation. */
export function withLastApplied<T extends JsonObject>(object: T, isTyped = false): T {
  const annotations = { ...annotationsOf(object), [LAST_APPLIED]: configurationText(object, isTyped) };
  return withAnnotations(object, annotations);
}

/** `--save-config`, and objects that have the annotation already. Models CreateOrUpdateAnnotation. */
export function withUpdatedConfig<T extends JsonObject>(object: T, isWanted: boolean, isTyped = false): T {
  return isWanted || lastAppliedText(object) !== undefined ? withLastApplied(object, isTyped) : object;
}
