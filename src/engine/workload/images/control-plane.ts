/** The processes of a control plane. A container of one of these, as a static pod, is the cluster's own process. */
import { ANY_TAG, image, MB, MIB, server, type Image } from '../image';
import type { HttpReply } from '../server';

const OK: HttpReply = { code: 200, body: 'ok' };
const HEALTH: Readonly<Record<string, HttpReply>> = { '/healthz': OK, '/livez': OK, '/readyz': OK };
const FORBIDDEN: HttpReply = {
  code: 403,
  body: `{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "forbidden: User \\"system:anonymous\\" cannot get path \\"{path}\\"",
  "reason": "Forbidden",
  "details": {},
  "code": 403
}
`,
};

interface Wishes {
  readonly ports: readonly number[];
  readonly sizeMb: number;
  readonly memoryMib: number;
  readonly http: Readonly<Record<string, HttpReply>>;
  readonly startMs: number;
}

function process(name: string, { ports, sizeMb, memoryMib, http, startMs }: Wishes): Image {
  return image({
    name: `registry.k8s.io/${name}`,
    tags: ANY_TAG,
    sizeBytes: sizeMb * MB,
    entrypoint: [name],
    cmd: [],
    server: server({
      name,
      startMs,
      ports,
      http,
      memoryBytes: memoryMib * MIB,
      onTerm: { exitCode: 0, afterMs: 150 },
    }),
    component: name,
    scratch: true,
  });
}

export const kubeApiServer = process('kube-apiserver', {
  ports: [6443],
  sizeMb: 30,
  memoryMib: 260,
  http: {
    ...HEALTH,
    '/version': { code: 200, body: '{\n  "major": "1",\n  "minor": "33"\n}' },
    '*': FORBIDDEN,
  },
  startMs: 2000,
});

export const etcd = process('etcd', {
  ports: [2379, 2380, 2381],
  sizeMb: 58,
  memoryMib: 45,
  http: { ...HEALTH, '/health': { code: 200, body: '{"health":"true","reason":""}' } },
  startMs: 800,
});

export const kubeControllerManager = process('kube-controller-manager', {
  ports: [10257],
  sizeMb: 28,
  memoryMib: 60,
  http: HEALTH,
  startMs: 1000,
});

export const kubeScheduler = process('kube-scheduler', {
  ports: [10259],
  sizeMb: 22,
  memoryMib: 30,
  http: HEALTH,
  startMs: 1000,
});

export const kubeProxy = process('kube-proxy', {
  ports: [10249, 10256],
  sizeMb: 32,
  memoryMib: 22,
  http: { '/healthz': OK, '/livez': OK },
  startMs: 500,
});
