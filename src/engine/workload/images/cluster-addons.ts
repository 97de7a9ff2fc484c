/** CoreDNS and the network agent of a node. */
import { ANY_TAG, image, MB, MIB, server } from '../image';

const OK = { code: 200, body: 'OK' };

export const coredns = image({
  name: 'registry.k8s.io/coredns/coredns',
  tags: ANY_TAG,
  sizeBytes: 21 * MB,
  entrypoint: ['/coredns'],
  cmd: [],
  server: server({
    name: 'coredns',
    startMs: 300,
    ports: [53, 8080, 8181, 9153],
    http: { '/health': OK, '/ready': OK },
    memoryBytes: 18 * MIB,
    // `lameduck 5s`: it goes on answering for a while.
    onTerm: { exitCode: 0, afterMs: 5000 },
  }),
  binaries: ['coredns'],
  banner: [
    '.:53',
    '[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5',
    'CoreDNS-1.12.0',
    'linux/amd64, go1.23.3, 51e11f1',
  ],
  scratch: true,
});

export const kindnetd = image({
  name: 'kindest/kindnetd',
  tags: ANY_TAG,
  sizeBytes: 44 * MB,
  entrypoint: ['/bin/kindnetd'],
  cmd: [],
  server: server({
    name: 'kindnetd',
    startMs: 200,
    memoryBytes: 14 * MIB,
    onTerm: { exitCode: 2, afterMs: 20 },
  }),
  binaries: ['kindnetd'],
  banner: [
    'Connected to apiserver: https://172.18.0.2:6443',
    'kindnetd IP family: "ipv4"',
    'Starting controller',
  ],
});
