/** Keys of etcd as the API server makes them. Models registry/generic/registry/store.go and its storage prefixes. */
export const REGISTRY = '/registry/';

/** `/registry/pods/default/web`; keys outside `/registry/` are whole as they are. */
export function wholeKey(prefix: string, key: string): string {
  return prefix === '' ? key : `${REGISTRY}${prefix}/${key}`;
}

/** True for directories that hold directories: `services/specs`, and custom resources below their group. */
function isNested(directory: string): boolean {
  return directory === 'services' || directory.includes('.');
}

export interface KeyPlace {
  /** '' for keys outside `/registry/`. */
  readonly prefix: string;
  readonly key: string;
}

/** The table of a whole key and its place there. */
export function placeOf(key: string): KeyPlace {
  if (!key.startsWith(REGISTRY)) return { prefix: '', key };
  let slash = key.indexOf('/', REGISTRY.length);
  if (isNested(key.slice(REGISTRY.length, slash))) slash = key.indexOf('/', slash + 1);
  return { prefix: key.slice(REGISTRY.length, slash), key: key.slice(slash + 1) };
}
