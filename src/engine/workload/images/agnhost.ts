/** agnhost: the swiss army knife of Kubernetes' own end-to-end tests. */
import { ANY_TAG, image, MB, MIB, optionIn, server, type Image, type Start } from '../image';
import type { HttpReply, Server } from '../server';

const HOSTNAME: HttpReply = { code: 200, body: '{hostname}' };
const NETEXEC: Readonly<Record<string, HttpReply>> = {
  '/': { code: 200, body: 'NOW: {date}' },
  '/hostname': HOSTNAME,
  '/hostName': HOSTNAME,
  '/healthz': { code: 200, body: '' },
  '/echo': { code: 200, body: '{query:msg}' },
};

function adapt(own: Server, { words }: Start): Server {
  const port = (name: string, otherwise: number): number =>
    Number(optionIn(words, name) ?? otherwise) || otherwise;
  if (words.includes('netexec')) return { ...own, ports: [port('http-port', 8080)], http: NETEXEC };
  if (words.includes('serve-hostname'))
    return { ...own, ports: [port('port', 9376)], http: { '*': HOSTNAME } };
  return own;
}

function agnhost(name: string): Image {
  return image({
    name,
    tags: ANY_TAG,
    sizeBytes: 52 * MB,
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    server: server({ name: 'agnhost', memoryBytes: 12 * MIB, onTerm: { exitCode: 2, afterMs: 20 } }),
    binaries: ['agnhost'],
    adapt,
  });
}

export const agnhosts = ['registry.k8s.io/e2e-test-images/agnhost', 'k8s.gcr.io/e2e-test-images/agnhost'].map(
  agnhost,
);
