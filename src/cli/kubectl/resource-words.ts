/** The words of a command line that name types and names. Models cli-runtime/pkg/resource/builder.go, with its error texts. */
import { KubectlError } from './errors';

export interface ResourceWords {
  /** `pods,svc` split, each once. */
  readonly types: readonly string[];
  readonly names: readonly string[];
  /** `pod/web`. */
  readonly pairs: readonly { readonly type: string; readonly name: string }[];
}

/** What the words say. `expand`: a category (`all`) as its resources, else null. Throws a `KubectlError`. */
export function readResourceWords(
  words: readonly string[],
  expand: (word: string) => readonly string[] | null,
): ResourceWords {
  const args = spread(words);
  const withSlash = args.filter((arg) => arg.includes('/')).length;
  if (withSlash > 0) {
    if (withSlash !== args.length) throw mixed();
    return { types: [], names: [], pairs: args.map(splitPair) };
  }
  const [first, ...names] = args;
  if (first === undefined) return { types: [], names: [], pairs: [] };
  const types = first.split(',').flatMap((word) => expand(word) ?? [word]);
  return { types: [...new Set(types)], names, pairs: [] };
}

/** `pods,svc a b` is `pods/a pods/b svc/a svc/b`. */
function spread(words: readonly string[]): readonly string[] {
  const [first = '', ...names] = words;
  const types = [...new Set(first.split(','))];
  if (names.length === 0 || types.length === 1) return words;
  return types.flatMap((type) => names.map((name) => `${type}/${name}`));
}

function mixed(): KubectlError {
  return new KubectlError(
    'there is no need to specify a resource type as a separate argument when passing arguments in resource/name form' +
      " (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
  );
}

/** `pod/web`. Throws a `KubectlError`. */
function splitPair(word: string): { readonly type: string; readonly name: string } {
  const parts = word.split('/');
  if (parts.length !== 2)
    throw new KubectlError('arguments in resource/name form may not have more than one slash');
  const [type = '', name = ''] = parts;
  if (type === '' || name === '' || type.includes(','))
    throw new KubectlError('arguments in resource/name form must have a single resource and name');
  return { type, name };
}
