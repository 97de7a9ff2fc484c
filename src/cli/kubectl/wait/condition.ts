/** What `--for` means. Models kubectl/pkg/cmd/wait (wait.go, condition.go, json.go). */
import { goQuote } from '../../../engine/api/go-print';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { relaxedPath } from '../print/custom-columns';
import { goValue } from '../print/go-format';
import { JsonPath, PathError } from '../print/jsonpath';

export type WaitFor =
  | { readonly type: 'delete' | 'create' }
  | { readonly type: 'check'; readonly isMet: (object: KubeObject) => boolean };

/** Throws a `KubectlError` for what is no condition. */
export function parseFor(text: string): WaitFor {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { type: lower };
  if (text.startsWith('condition=')) return conditionCheck(text.slice('condition='.length));
  if (text.startsWith('jsonpath=')) return pathCheck(text.slice('jsonpath='.length));
  throw new KubectlError(`unrecognized condition: ${goQuote(text)}`);
}

interface StatusCondition {
  readonly type?: string;
  readonly status?: string;
  readonly observedGeneration?: number;
}

function conditionCheck(text: string): WaitFor {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).toLowerCase();
  const wanted = (at < 0 ? 'true' : text.slice(at + 1)).toLowerCase();
  return {
    type: 'check',
    isMet({ metadata, status }) {
      const told = (status ?? {}) as {
        readonly conditions?: readonly StatusCondition[];
        readonly observedGeneration?: number;
      };
      const condition = told.conditions?.find(
        (each) => each.type?.toLowerCase() === name && each.status !== undefined,
      );
      if (condition === undefined) return false;
      const observed = condition.observedGeneration ?? told.observedGeneration;
      const isStale =
        metadata.generation !== undefined && observed !== undefined && observed < metadata.generation;
      return !isStale && condition.status?.toLowerCase() === wanted;
    },
  };
}

/** Splits at single equal signs: `==` belongs to a filter. */
function splitAtEquals(text: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const isDouble = text.startsWith('==', at);
    if (text[at] === '=' && !isDouble) parts.push('');
    else parts[parts.length - 1] += isDouble ? '==' : (text[at] ?? '');
    if (isDouble) at += 1;
  }
  return parts;
}

function pathCheck(text: string): WaitFor {
  const parts = splitAtEquals(text);
  if (parts.length > 2)
    throw new KubectlError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const expression = relaxedPath(parts[0] ?? '');
  const wanted = parts[1]?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '')
    throw new KubectlError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  if (expression === '') throw new KubectlError('jsonpath expression cannot be empty');
  const path = told(() => new JsonPath(expression, { allowMissingKeys: true }));
  return { type: 'check', isMet: (object) => told(() => isPathMet(path, object, wanted)) };
}

/** A PathError in kubectl's way. */
function told<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof PathError) throw new KubectlError(error.message);
    throw error;
  }
}

function isPathMet(path: JsonPath, object: KubeObject, wanted: string | undefined): boolean {
  const [results = [], ...more] = path.find(object);
  if (results.length === 0) return false;
  if (more.length > 0) throw new KubectlError('given jsonpath expression matches more than one list');
  if (results.length > 1) throw new KubectlError('given jsonpath expression matches more than one value');
  if (wanted === undefined) return true;
  const [value] = results;
  if (typeof value === 'object' && value !== null)
    throw new KubectlError('jsonpath leads to a nested object or list which is not supported');
  return goValue(value).trim() === wanted.trim();
}
