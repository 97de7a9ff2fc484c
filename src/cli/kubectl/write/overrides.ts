/** `--overrides`: JSON that is put over a generated object. Models kubectl/pkg/cmd/util/override_options.go. */
import { structOfObject } from '../../../engine/api/bodies';
import { jsonPatch } from '../../../engine/api/json-patch';
import { jsonMergePatch, strategicMergePatch } from '../../../engine/api/patch';
import type { KubeObject } from '../client';
import type { Call, FlagSpec } from '../command';
import { KubectlError } from '../errors';

export const OVERRIDE_FLAGS: readonly FlagSpec[] = [
  {
    name: 'override-type',
    type: 'string',
    default: 'merge',
    help: 'How --overrides is put over the object: json, merge or strategic.',
    completes: 'values',
    values: ['json', 'merge', 'strategic'],
  },
  { name: 'overrides', type: 'string', help: 'JSON that is put over the object before it is sent.' },
];

function jsonValue(text: string, words: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new KubectlError(words);
  }
}

export function overridden(call: Call, object: KubeObject): KubeObject {
  const text = call.flags.string('overrides');
  if (text === '') return object;
  const type = call.flags.string('override-type');
  const patch = jsonValue(text, type === 'merge' ? 'Invalid JSON Patch' : 'invalid JSON document');
  if (type === 'json') {
    const result = jsonPatch(object, patch);
    if ('object' in result) return result.object as KubeObject;
    throw new KubectlError(result.detail);
  }
  if (type !== 'merge' && type !== 'strategic') throw new KubectlError(`invalid override type: ${type}`);
  const merged =
    type === 'merge'
      ? jsonMergePatch(object, patch)
      : strategicMergePatch(object, patch, structOfObject(object.apiVersion, object.kind));
  if (typeof merged === 'string') throw new KubectlError(merged);
  return merged as KubeObject;
}
