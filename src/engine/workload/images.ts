/**
 * The images that classes use, as data: their size, how their main process starts, and how it takes SIGTERM.
 * A library name outside this list fails as in reality (`ngnix`); a name with a registry or an organisation runs as a
 * generic server.
 */

export interface Image {
  /** As in a manifest, without tag: `nginx`. */
  readonly name: string;
  /** Tags that exist, by pattern. */
  readonly tags: RegExp;
  /** Compressed size, bytes: what a pull has to bring. */
  readonly sizeBytes: number;
  /** What runs when the manifest gives no command. */
  readonly command: readonly string[];
  /** How the image's own server leaves on SIGTERM. */
  readonly onTerm: { readonly exitCode: number; readonly afterMs: number };
}

const MB = 1_000_000;

function image(
  name: string,
  tags: RegExp,
  megabytes: number,
  command: string,
  exitCode: number,
  afterMs: number,
): Image {
  return {
    name,
    tags,
    sizeBytes: megabytes * MB,
    command: command.split(' '),
    onTerm: { exitCode, afterMs },
  };
}

const VERSIONED =
  /^(latest|stable|mainline|alpine|[0-9]+(\.[0-9]+){0,2}(-[a-z0-9.]+)?|stable-alpine|mainline-alpine)$/;

/** Sizes and behaviours are those of the images of 2026, rounded. nginx leaves at once, with code 0. */
const CATALOGUE: readonly Image[] = [
  image(
    'nginx',
    /^(latest|stable|mainline|alpine|stable-alpine|mainline-alpine|1(\.(1[0-9]|2[0-9]))?(\.[0-9]+)?(-alpine|-bookworm|-perl)?)$/,
    73,
    'nginx -g daemon-off',
    0,
    60,
  ),
  image('httpd', VERSIONED, 58, 'httpd-foreground', 0, 120),
  image('redis', VERSIONED, 46, 'redis-server', 0, 150),
  image('postgres', VERSIONED, 155, 'postgres', 0, 900),
  image('mysql', VERSIONED, 200, 'mysqld', 0, 1500),
  image('mongo', VERSIONED, 280, 'mongod', 0, 700),
  image('memcached', VERSIONED, 31, 'memcached', 0, 50),
  image('rabbitmq', VERSIONED, 105, 'rabbitmq-server', 0, 2500),
  image('traefik', VERSIONED, 50, 'traefik', 0, 200),
  image('caddy', VERSIONED, 20, 'caddy run', 0, 80),
  image('busybox', VERSIONED, 2, 'sh', 0, 0),
  image('alpine', VERSIONED, 4, 'sh', 0, 0),
  image('ubuntu', VERSIONED, 30, 'bash', 0, 0),
  image('debian', VERSIONED, 49, 'bash', 0, 0),
  image('python', VERSIONED, 360, 'python3', 0, 0),
  image('node', VERSIONED, 380, 'node', 0, 0),
];

const GENERIC: Omit<Image, 'name'> = {
  tags: /^.+$/,
  sizeBytes: 40 * MB,
  command: ['server'],
  onTerm: { exitCode: 0, afterMs: 100 },
};

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

/** The image behind a reference, or the registry's refusal. */
export function findImage(reference: Reference): Image | { readonly error: string } {
  const { full, name, tag, library } = reference;
  const known = library ? CATALOGUE.find((candidate) => candidate.name === name) : undefined;
  const head = `failed to pull and unpack image "${full}": failed to resolve reference "${full}": `;
  if (known === undefined && library) {
    const denied = 'pull access denied, repository does not exist or may require authorization: ';
    return { error: `${head}${denied}server message: insufficient_scope: authorization failed` };
  }
  if (known !== undefined && !known.tags.test(tag) && !tag.startsWith('sha256:')) {
    return { error: `${head}${full}: not found` };
  }
  return known ?? { ...GENERIC, name };
}

export function isImage(found: Image | { readonly error: string }): found is Image {
  return !('error' in found);
}
