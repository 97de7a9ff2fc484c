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
});
