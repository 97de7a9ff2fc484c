/** `pod web app=x old-`: what is changed, and how, in one line of arguments. Models kubectl/pkg/cmd/util (ParsePairs). */
import { KubectlError } from '../errors';

export interface ResourcesAndPairs {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

/** The value of a change: `key=value`, or `key-` to remove it. */
function isPair(word: string): boolean {
  return (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
}

/** `kind`: `label`, `annotation`, `environment`. Throws when a resource stands behind a change. */
export function resourcesAndPairs(args: readonly string[], kind: string): ResourcesAndPairs {
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: args, pairs: [] };
  const pairs = args.slice(first);
  const stray = pairs.find((word) => !isPair(word));
  if (stray !== undefined) {
    throw new KubectlError(`all resources must be specified before ${kind} changes: ${stray}`);
  }
  return { resources: args.slice(0, first), pairs };
}

export interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Models ParsePairs. `kind` is for the message. */
export function parsePairs(pairs: readonly string[], kind: string, canRemove: boolean): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  const invalid: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at > 0) set.set(pair.slice(0, at), pair.slice(at + 1));
    else if (at < 0 && canRemove && pair.endsWith('-') && pair !== '-') remove.push(pair.slice(0, -1));
    else invalid.push(pair);
  }
  if (invalid.length > 0) throw new KubectlError(`invalid ${kind} format: ${invalid.join(', ')}`);
  return { set, remove };
}
