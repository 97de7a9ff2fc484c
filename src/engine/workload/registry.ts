/** Image names, and what the registries of the world answer to them. */
import type { Container } from '../api/pod';
import { hashText32 } from '../kernel/hash';
import { knownImage } from './images/catalogue';
import { ANY_TAG, image, MB, type Image } from './image';

export interface Reference {
  /** Full name with tag: `docker.io/library/nginx:1.27`. */
  readonly full: string;
  /** The name in the catalogue, or the whole name of a generic image. */
  readonly name: string;
  readonly tag: string;
  /** True for a library name: no registry, no organisation. */
  readonly library: boolean;
}

/** Takes an image name of a manifest apart. Models distribution/reference (ParseNormalizedNamed). */
export function parseReference(text: string): Reference {
  const [path = '', digest] = text.split('@');
  const slash = path.lastIndexOf('/');
  const colon = path.indexOf(':', slash + 1);
  const name = colon < 0 ? path : path.slice(0, colon);
  const tag = digest ?? (colon < 0 ? 'latest' : path.slice(colon + 1));
  const short = name.replace(/^(docker\.io\/)?(library\/)?/, '');
  const library = !short.includes('/');
  const first = name.split('/')[0] ?? '';
  const hasRegistry = name.includes('/') && /[.:]|^localhost$/.test(first);
  const host = library ? 'docker.io/library/' : hasRegistry ? '' : 'docker.io/';
  const base = library ? short : name;
  return { full: `${host}${base}${digest === undefined ? ':' : '@'}${tag}`, name: short, tag, library };
}

/** Declarations are immutable, and the pods of a set share them. */
const references = new WeakMap<Container, Reference>();

/** The image that a container declares. */
export function referenceOf(spec: Container): Reference {
  const known = references.get(spec);
  if (known !== undefined) return known;
  const reference = parseReference(spec.image ?? '');
  references.set(spec, reference);
  return reference;
}

/** Images with a registry or an organisation in their name exist, whatever they are. */
const GENERIC_BYTES = 40 * MB;

/**
 * The image behind a reference, or the registry's refusal: a library name that we don't know fails as a misspelt one
 * does (`ngnix`); any other name is some image of somebody.
 */
export function findImage(reference: Reference): Image | { readonly error: string } {
  const { full, name, tag, library } = reference;
  const known = knownImage(name);
  const head = `failed to pull and unpack image "${full}": failed to resolve reference "${full}": `;
  if (known === undefined && library) {
    const denied = 'pull access denied, repository does not exist or may require authorization: ';
    return { error: `${head}${denied}server message: insufficient_scope: authorization failed` };
  }
  if (known !== undefined && !known.tags.test(tag) && !tag.startsWith('sha256:')) {
    return { error: `${head}${full}: not found` };
  }
  return known ?? image({ name, tags: ANY_TAG, sizeBytes: GENERIC_BYTES, cmd: [], binaries: [] });
}

export function isImage(found: Image | { readonly error: string }): found is Image {
  return !('error' in found);
}

/** The image behind a name in a manifest; undefined when no registry has it. */
export function imageOf(text: string): Image | undefined {
  const found = findImage(parseReference(text));
  return isImage(found) ? found : undefined;
}

const DIGITS = 64;

/** `docker.io/library/nginx@sha256:…`: the same digits for the same name and tag, and none of a real registry. */
export function imageDigest(full: string): string {
  if (full.includes('@')) return full;
  let hex = '';
  for (let i = 0; hex.length < DIGITS; i++)
    hex += (hashText32(`${i} ${full}`) >>> 0).toString(16).padStart(8, '0');
  const colon = full.lastIndexOf(':');
  const name = colon > full.lastIndexOf('/') ? full.slice(0, colon) : full;
  return `${name}@sha256:${hex}`;
}
