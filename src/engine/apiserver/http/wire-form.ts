/**
 * Objects as the real server writes them, where that differs from how we keep them: Go writes the time of creation of
 * metadata inside of an object as null, and leaves out what is empty in references.
 */
import { isJsonObject, type JsonObject } from '../../api/json';
import type { ApiObject } from '../../api/meta';

/** Where objects have templates with metadata of their own. */
const TEMPLATES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  CronJob: [
    ['spec', 'jobTemplate'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ],
  DaemonSet: [['spec', 'template']],
  Deployment: [['spec', 'template']],
  Job: [['spec', 'template']],
  PodTemplate: [['template']],
  ReplicaSet: [['spec', 'template']],
  ReplicationController: [['spec', 'template']],
  StatefulSet: [['spec', 'template']],
};

/** The object with something else at the end of the path; the same object where the path leads nowhere. */
function changedAt(
  object: JsonObject,
  [key, ...rest]: readonly string[],
  change: (at: JsonObject) => JsonObject,
): JsonObject {
  if (key === undefined) return change(object);
  const value = object[key];
  return isJsonObject(value) ? { ...object, [key]: changedAt(value, rest, change) } : object;
}

function withNoCreation(template: JsonObject): JsonObject {
  const { metadata } = template;
  const given = isJsonObject(metadata) ? metadata : {};
  return { ...template, metadata: { creationTimestamp: null, ...given } };
}

function withoutEmpty(reference: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== ''));
}

function converted(object: ApiObject): ApiObject {
  const { kind } = object;
  let result = object as unknown as JsonObject;
  for (const path of TEMPLATES[kind] ?? []) result = changedAt(result, path, withNoCreation);
  if (kind === 'Event') {
    for (const key of ['involvedObject', 'regarding']) result = changedAt(result, [key], withoutEmpty);
  }
  return result as unknown as ApiObject;
}

const known = new WeakMap<ApiObject, ApiObject>();

/** Made once for each version of an object. */
export function wireForm(object: ApiObject): ApiObject {
  if (object.kind !== 'Event' && !Object.hasOwn(TEMPLATES, object.kind)) return object;
  let form = known.get(object);
  if (form === undefined) {
    form = converted(object);
    known.set(object, form);
  }
  return form;
}
