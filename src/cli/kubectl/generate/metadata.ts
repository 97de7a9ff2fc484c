/** Metadata of generated objects, in the order in which Go's types are written as JSON. */

export interface MetadataInput {
  readonly name: string;
  /** '' leaves it out. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly ownerReferences?: readonly unknown[];
}

/** Models ObjectMeta's JSON: the time of creation is written even where there is none. */
export function metadataOf(input: MetadataInput): Readonly<Record<string, unknown>> & { name: string } {
  const { name, namespace = '', labels, annotations, ownerReferences } = input;
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    creationTimestamp: null,
    ...filled('labels', labels),
    ...filled('annotations', annotations),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

/** Metadata of a pod template: without a name unless one is given. */
export function templateMetadata(labels?: Readonly<Record<string, string>>, name = ''): object {
  return { ...(name === '' ? {} : { name }), creationTimestamp: null, ...filled('labels', labels) };
}

/** `{ [key]: map }`, or nothing for an empty map: Go's `omitempty`. */
export function filled(key: string, map: Readonly<Record<string, unknown>> | undefined): object {
  if (map === undefined) return {};
  const keys = Object.keys(map).toSorted();
  return keys.length === 0 ? {} : { [key]: Object.fromEntries(keys.map((name) => [name, map[name]])) };
}

/** `{ [key]: list }`, or nothing for an empty list: Go's `omitempty`. */
export function filledList(key: string, list: readonly unknown[]): object {
  return list.length === 0 ? {} : { [key]: list };
}

/** `{ [key]: text }`, or nothing for an empty text: Go's `omitempty`. */
export function filledText(key: string, text: string): object {
  return text === '' ? {} : { [key]: text };
}
