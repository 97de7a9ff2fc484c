/** Environment variables on a command line: `FOO=bar`, `FOO-`, `-` for stdin. Models kubectl/pkg/cmd/set/env. */
import { goQuote } from '../../../engine/api/go-print';
import { environmentName } from '../../../engine/api/names';
import { KubectlError } from '../errors';

/** A variable as it stands in a container. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
}

export interface EnvVarSource {
  readonly configMapKeyRef?: { readonly name?: string; readonly key: string };
  readonly secretKeyRef?: { readonly name?: string; readonly key: string };
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string };
}

function isEnvironment(word: string): boolean {
  return /^[^]+=/.test(word) || word.endsWith('-');
}

/** Resources stand first. Throws when one stands behind a variable. */
export function splitEnvironment(args: readonly string[]): {
  readonly resources: readonly string[];
  readonly variables: readonly string[];
} {
  const first = args.findIndex(isEnvironment);
  if (first < 0) return { resources: args, variables: [] };
  const variables = args.slice(first);
  if (!variables.every(isEnvironment)) {
    throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  }
  return { resources: args.slice(0, first), variables };
}

function fromText(text: string): readonly EnvVar[] {
  return text.split('\n').flatMap((raw) => {
    const line = raw.replace(/#.*$/, '').replace(/\r$/, '');
    const at = line.indexOf('=');
    return at < 0 ? [] : [variable(line.slice(0, at), line.slice(at + 1))];
  });
}

function variable(name: string, value: string): EnvVar {
  return value === '' ? { name } : { name, value };
}

export interface EnvironmentChanges {
  readonly set: EnvVar[];
  readonly remove: readonly string[];
}

/** `stdin` is read when a `-` stands among the words. */
export async function parseEnvironment(
  words: readonly string[],
  stdin: () => Promise<string>,
): Promise<EnvironmentChanges> {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const word of words) {
    if (word === '-') {
      set.push(...fromText(await stdin()));
      continue;
    }
    const at = word.indexOf('=');
    if (at < 0) {
      if (!word.endsWith('-')) throw new KubectlError(`unknown environment variable: ${word}`);
      remove.push(word.slice(0, -1));
      continue;
    }
    const name = word.slice(0, at);
    const errors = environmentName(name);
    if (errors.length > 0)
      throw new KubectlError(`${goQuote(name)} is not a valid key name: ${errors.join(';')}`);
    set.push(variable(name, word.slice(at + 1)));
  }
  if (remove.some((name) => set.some((other) => other.name === name))) {
    throw new KubectlError(
      'can not both modify and remove the same environment variable in the same command',
    );
  }
  return { set, remove };
}

/** A new variable takes the place of the old one; others come behind. Models updateEnv. */
export function withEnvironment(
  existing: readonly EnvVar[],
  { set, remove }: EnvironmentChanges,
): readonly EnvVar[] {
  const done = new Set(remove);
  const result: EnvVar[] = [];
  for (const old of existing) {
    if (done.has(old.name)) continue;
    const newer = set.find(({ name }) => name === old.name);
    if (newer !== undefined) done.add(old.name);
    result.push(newer ?? old);
  }
  for (const newer of set) {
    if (done.has(newer.name)) continue;
    done.add(newer.name);
    result.push(newer);
  }
  return result;
}

/** Models GetEnvVarRefString. */
export function sourceText(source: EnvVarSource): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = source;
  if (configMapKeyRef !== undefined)
    return `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`;
  if (secretKeyRef !== undefined) return `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`;
  if (fieldRef !== undefined) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef === undefined) return 'invalid valueFrom';
  const { containerName = '', resource } = resourceFieldRef;
  return `resource field ${containerName === '' ? '' : `${containerName}/`}${resource}`;
}
