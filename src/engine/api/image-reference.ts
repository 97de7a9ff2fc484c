/** Image names. Models pkg/util/parsers/parsers.go and the grammar of distribution/reference that it relies on. */

export interface ImageReference {
  /** `docker.io` when the name has none. */
  readonly registry: string;
  /** Without registry: `library/nginx` for `nginx`. */
  readonly repository: string;
  /** `latest` when the name has neither tag nor digest; empty when it has only a digest. */
  readonly tag: string;
  readonly digest: string;
}

const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const REGISTRY =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const REFERENCE_LENGTH_MAX = 4096;

/** The first component is a registry only if it cannot be a Docker Hub organisation. Models splitDockerDomain. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  if (slash >= 0 && isRegistry) {
    const registry = first === 'index.docker.io' ? 'docker.io' : first;
    const rest = name.slice(slash + 1);
    return {
      registry,
      repository: registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest,
    };
  }
  return { registry: 'docker.io', repository: slash < 0 ? `library/${name}` : name };
}

/** The parts of an image name, or null when it is malformed (the kubelet then says InvalidImageName). */
export function parseImageReference(image: string): ImageReference | null {
  if (image === '' || image.length > REFERENCE_LENGTH_MAX) return null;
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const beforeDigest = at < 0 ? image : image.slice(0, at);
  if (at >= 0 && !DIGEST.test(digest)) return null;
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const tag = hasTag ? beforeDigest.slice(colon + 1) : '';
  if (hasTag && !TAG.test(tag)) return null;
  const { registry, repository } = splitRegistry(hasTag ? beforeDigest.slice(0, colon) : beforeDigest);
  if (!REGISTRY.test(registry)) return null;
  for (const component of repository.split('/')) if (!PATH_COMPONENT.test(component)) return null;
  return { registry, repository, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}
