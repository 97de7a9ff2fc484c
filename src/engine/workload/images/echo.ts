/**
 * Small HTTP servers that tell who answered: what one shows a Service with. Most are programs in Go, whose runtime
 * leaves with code 2 on a SIGTERM that the program does not handle.
 */
import { ANY_TAG, image, MB, MIB, optionIn, server, type Image } from '../image';

/** `:5678`, `0.0.0.0:80` or `80`. */
function portOf(text: string | undefined, otherwise: number): number {
  return Number(/(\d+)$/.exec(text ?? '')?.[1] ?? otherwise);
}

const SMALL = { memoryBytes: 6 * MIB };

export const httpEcho = image({
  name: 'hashicorp/http-echo',
  tags: /^(latest|alpine|[0-9]+(\.[0-9]+){0,2}(-alpine)?)$/,
  sizeBytes: 6 * MB,
  entrypoint: ['/http-echo'],
  cmd: [],
  server: server({ ...SMALL, name: 'http-echo', ports: [5678], onTerm: { exitCode: 0, afterMs: 20 } }),
  binaries: ['http-echo'],
  adapt: (own, { words, env }) => {
    const text = optionIn(words, 'text') ?? env['ECHO_TEXT'] ?? 'hello-world';
    const ports = [portOf(optionIn(words, 'listen'), 5678)];
    const health = { code: 200, body: '{"status":"ok"}\n' };
    return { ...own, ports, http: { '/health': health, '*': { code: 200, body: `${text}\n` } } };
  },
  scratch: true,
});

const WHOAMI = 'Hostname: {hostname}\nIP: 127.0.0.1\nIP: {ip}\nGET {path} HTTP/1.1\n';

export const whoami = image({
  name: 'traefik/whoami',
  tags: ANY_TAG,
  sizeBytes: 3 * MB,
  entrypoint: ['/whoami'],
  cmd: [],
  server: server({
    ...SMALL,
    name: 'whoami',
    ports: [80],
    http: { '/health': { code: 200, body: '' }, '*': { code: 200, body: WHOAMI } },
    onTerm: { exitCode: 2, afterMs: 10 },
  }),
  binaries: ['whoami'],
  scratch: true,
  adapt: (own, { words, env }) => ({
    ...own,
    ports: [portOf(optionIn(words, 'port') ?? env['WHOAMI_PORT_NUMBER'], 80)],
  }),
});

const ECHOSERVER = `
Hostname: {hostname}

Request Information:
\tmethod=GET
\treal path={path}
\trequest_version=1.1
`;

function echoserver(name: string): Image {
  const reply = { code: 200, body: ECHOSERVER };
  return image({
    name,
    tags: ANY_TAG,
    sizeBytes: 43 * MB,
    server: server({ ...SMALL, name: 'nginx', ports: [8080], http: { '*': reply } }),
  });
}

export const echoservers = [
  'registry.k8s.io/echoserver',
  'k8s.gcr.io/echoserver',
  'gcr.io/google_containers/echoserver',
].map(echoserver);

export const echoServer = image({
  name: 'kicbase/echo-server',
  tags: /^(latest|1\.0|[0-9]+(\.[0-9]+){0,2})$/,
  sizeBytes: 5 * MB,
  entrypoint: ['/bin/echo-server'],
  cmd: [],
  server: server({
    ...SMALL,
    name: 'echo-server',
    ports: [8080],
    http: { '*': { code: 200, body: 'Request served by {hostname}\n\nHTTP/1.1 GET {path}\n\nHost: {ip}\n' } },
    onTerm: { exitCode: 2, afterMs: 10 },
  }),
  binaries: ['echo-server'],
  scratch: true,
  adapt: (own, { env }) => ({ ...own, ports: [portOf(env['PORT'], 8080)] }),
});

const HELLO =
  'Server address: {ip}:{port}\nServer name: {hostname}\nDate: {date}\nURI: {path}\nRequest ID: {id}\n';

export const nginxHello = image({
  name: 'nginxdemos/hello',
  tags: ANY_TAG,
  sizeBytes: 18 * MB,
  server: server({
    name: 'nginx',
    ports: [80],
    http: { '*': { code: 200, body: HELLO } },
    onTerm: { exitCode: 0, afterMs: 60 },
    memoryBytes: 8 * MIB,
  }),
});

function helloApp(name: string): Image {
  return image({
    name,
    tags: /^(latest|1\.0|2\.0)$/,
    sizeBytes: 11 * MB,
    server: server({ ...SMALL, name: 'hello-app', ports: [8080], onTerm: { exitCode: 2, afterMs: 10 } }),
    adapt: (own, { env, tag }) => ({
      ...own,
      ports: [portOf(env['PORT'], 8080)],
      http: {
        '*': {
          code: 200,
          body: `Hello, world!\nVersion: ${tag === '2.0' ? '2.0.0' : '1.0.0'}\nHostname: {hostname}\n`,
        },
      },
    }),
  });
}

export const helloApps = [
  'gcr.io/google-samples/hello-app',
  'us-docker.pkg.dev/google-samples/containers/gke/hello-app',
].map(helloApp);

function podinfo(name: string): Image {
  return image({
    name,
    tags: /^(latest|[0-9]+\.[0-9]+\.[0-9]+)$/,
    sizeBytes: 32 * MB,
    entrypoint: ['./podinfo'],
    cmd: [],
    server: server({ ...SMALL, name: 'podinfo', ports: [9898, 9999], memoryBytes: 18 * MIB }),
    binaries: ['podinfo'],
    adapt: (own, { tag, words }) => {
      const ok = { code: 200, body: '{\n  "status": "OK"\n}' };
      const body = `{\n  "hostname": "{hostname}",\n  "version": "${tag}"\n}`;
      const ports = [portOf(optionIn(words, 'port'), 9898), 9999];
      return { ...own, ports, http: { '/healthz': ok, '/readyz': ok, '*': { code: 200, body } } };
    },
  });
}

export const podinfos = ['stefanprodan/podinfo', 'ghcr.io/stefanprodan/podinfo'].map(podinfo);
