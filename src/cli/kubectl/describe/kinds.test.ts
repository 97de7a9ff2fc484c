import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { MemoryFiles } from '../../../bridge/server/testing/memory-files';
import { type Printed, realKubectl, runReal } from '../../../bridge/server/testing/real-kubectl';
import type { Transport } from '../../http';
import type { ProgramContext } from '../../program';
import { kubectl } from '../run';

/** Objects as a server would hand them out: kinds and fields that no world has to have. */
const OBJECTS = `
apiVersion: v1
kind: ReplicationController
metadata: {name: it, namespace: default, uid: u1, labels: {a: b}}
spec: {replicas: 2, selector: {app: x, b: c}, template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}}
status: {replicas: 1, conditions: [{type: ReplicaFailure, status: "True", reason: FailedCreate}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: it, namespace: default}
subsets:
- addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}]
  notReadyAddresses: [{ip: 10.0.0.3}]
  ports: [{name: http, port: 80, protocol: TCP}, {port: 81, protocol: UDP}]
- addresses: [{ip: 10.0.0.9}]
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: it, namespace: default}
spec: {hard: {pods: "10"}, scopes: [NotTerminating, BestEffort]}
status: {hard: {pods: "10", limits.cpu: "2", requests.memory: 1Gi}, used: {pods: "3", limits.cpu: 500m, requests.memory: 512Mi}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: it, namespace: default}
spec:
  limits:
  - {type: Container, max: {cpu: "2"}, min: {cpu: 100m}, default: {cpu: 500m}, defaultRequest: {cpu: 200m}}
  - {type: Pod, maxLimitRequestRatio: {memory: "2"}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: it, finalizers: [kubernetes.io/pv-protection], annotations: {a: b}}
spec:
  capacity: {storage: 10Gi}
  accessModes: [ReadWriteMany, ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: standard
  volumeMode: Filesystem
  claimRef: {namespace: default, name: it}
  hostPath: {path: /data, type: DirectoryOrCreate}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: k, operator: In, values: [a, b]}, {key: l, operator: Exists}]}]}}
status: {phase: Bound}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: it, namespace: default, finalizers: [kubernetes.io/pvc-protection, x], labels: {a: b, c: d}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 5Gi}}
  storageClassName: standard
  volumeMode: Filesystem
  volumeName: pv
  dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: snap}
status:
  phase: Bound
  accessModes: [ReadWriteOnce]
  capacity: {storage: 10Gi}
  conditions: [{type: Resizing, status: "True", lastProbeTime: null, lastTransitionTime: "2026-06-01T09:00:00Z", reason: r, message: m}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: it, namespace: default, uid: u2, creationTimestamp: "2026-06-01T09:00:00Z"}
spec:
  replicas: 3
  serviceName: s
  selector: {matchLabels: {app: x}, matchExpressions: [{key: tier, operator: NotIn, values: [b, a]}]}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1, maxUnavailable: 50%}}
  template: {metadata: {labels: {app: x}}, spec: {serviceAccountName: sa, priorityClassName: high, containers: [{name: c, image: i, livenessProbe: {grpc: {port: 9, service: s}}}]}}
  volumeClaimTemplates:
  - {metadata: {name: data, labels: {x: y}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: fast}}
  - {metadata: {name: more}, spec: {accessModes: [ReadWriteOnce]}}
status: {replicas: 2}
---
apiVersion: batch/v1
kind: Job
metadata: {name: it, namespace: default, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: cj, uid: u, controller: true}]}
spec:
  parallelism: 2
  completions: 3
  completionMode: Indexed
  suspend: false
  backoffLimit: 6
  ttlSecondsAfterFinished: 100
  activeDeadlineSeconds: 60
  selector: {matchLabels: {job: x}}
  template: {metadata: {labels: {job: x}}, spec: {restartPolicy: Never, containers: [{name: c, image: i, command: [sh, -c, "a\\nb"], args: [x]}]}}
status:
  startTime: "2026-06-01T09:00:00Z"
  completionTime: "2026-06-01T09:12:05Z"
  active: 1
  ready: 0
  succeeded: 2
  completedIndexes: "0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36"
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: it, namespace: default}
spec:
  schedule: "*/5 * * * *"
  concurrencyPolicy: Forbid
  suspend: true
  successfulJobsHistoryLimit: 3
  startingDeadlineSeconds: 10
  jobTemplate: {spec: {completions: 1, activeDeadlineSeconds: 5, template: {spec: {containers: [{name: c, image: i}]}}}}
status: {lastScheduleTime: "2026-06-01T09:00:00Z", active: [{kind: Job, name: a}, {kind: Job, name: b}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: it, namespace: default, labels: {a: b}, annotations: {n: o}}
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: gone, port: {number: 80}}}
  tls: [{hosts: [a.example, b.example], secretName: cert}, {hosts: [c.example]}]
  rules:
  - {host: a.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc, port: {name: http}}}}, {path: /x, pathType: Exact, backend: {resource: {apiGroup: k8s.example, kind: Bucket, name: b}}}]}}
  - {http: {paths: [{path: /y, pathType: Prefix, backend: {service: {name: svc, port: {number: 81}}}}]}}
status: {loadBalancer: {ingress: [{ip: 1.2.3.4}, {hostname: lb.example}]}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: it}
spec: {controller: example.com/c, parameters: {apiGroup: k8s.example, kind: P, name: p}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: it, namespace: default, creationTimestamp: "2026-06-01T09:00:00Z"}
spec:
  podSelector: {matchLabels: {app: x}}
  policyTypes: [Ingress, Egress]
  ingress:
  - ports: [{port: 80, protocol: TCP}, {port: 1000, endPort: 2000, protocol: UDP}]
    from: [{podSelector: {matchLabels: {a: b}}, namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}]
  - {}
  egress: []
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: it, namespace: default, creationTimestamp: "2026-06-01T09:00:00Z"}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 5
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100Mi}}}
  - {type: ContainerResource, containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}}
  - {type: Pods, pods: {metric: {name: packets}, target: {type: AverageValue, averageValue: 1k}}}
  - {type: Object, object: {metric: {name: hits}, describedObject: {kind: Ingress, name: main}, target: {type: Value, value: 10k}}}
  - {type: External, external: {metric: {name: queue}, target: {type: AverageValue, averageValue: "30"}}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300, selectPolicy: Min, policies: [{type: Percent, value: 100, periodSeconds: 15}]}
    scaleUp: {stabilizationWindowSeconds: 0, policies: [{type: Pods, value: 4, periodSeconds: 15}, {type: Percent, value: 100, periodSeconds: 15}]}
status:
  currentReplicas: 2
  desiredReplicas: 3
  currentMetrics:
  - {type: Resource, resource: {name: cpu, current: {averageUtilization: 75, averageValue: 150m}}}
  - {type: Resource, resource: {name: memory, current: {averageValue: 120Mi}}}
  conditions: [{type: AbleToScale, status: "True", reason: ReadyForNewScale, message: recommended size matches current size}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: it, namespace: default}
spec: {maxUnavailable: 25%, selector: {matchLabels: {app: x}}}
status: {disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: it, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: example.com/p
parameters: {type: gp3, iops: "3000"}
allowVolumeExpansion: true
mountOptions: [debug, ro]
reclaimPolicy: Delete
volumeBindingMode: WaitForFirstConsumer
allowedTopologies: [{matchLabelExpressions: [{key: zone, values: [a, b]}, {key: x, values: [y]}]}]
---
apiVersion: storage.k8s.io/v1
kind: CSINode
metadata: {name: it, creationTimestamp: "2026-06-01T09:00:00Z"}
spec: {drivers: [{name: d, nodeID: n, allocatable: {count: 25}, topologyKeys: [a, b]}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: it}
rules:
- {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
- {apiGroups: [apps], resources: [deployments/scale], resourceNames: [a, b], verbs: [update]}
- {apiGroups: [""], resources: [pods], verbs: [watch]}
- {nonResourceURLs: [/healthz, /metrics], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: it, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, name: jane}, {kind: ServiceAccount, name: robot, namespace: ci}]
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: it, namespace: default, creationTimestamp: "2026-06-01T09:00:00Z", uid: u, generation: 2}
spec: {someURLs: [a, b], apiKeys: {x: 1.5, y: true, none: null}, nested: [{a: 1}, {b: [1, 2]}], HTTPServer: x, foo-bar: y, a_b: z}
`;

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const objects = parseAllDocuments(OBJECTS).map((document): Named => document.toJS() as Named);

const plural = (kind: string) => {
  const word = kind.toLowerCase();
  if (word === 'endpoints') return word;
  if (/(s|x)$/.test(word)) return `${word}es`;
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
};

function pathOf({ apiVersion, kind, metadata }: Named): string {
  const root = apiVersion.includes('/') ? '/apis' : '/api';
  const inside = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}/${apiVersion}${inside}/${plural(kind)}`;
}

function discovery(isCore: boolean): object {
  const own = objects.filter(({ apiVersion }) => apiVersion.includes('/') !== isCore);
  const items = [...new Set(own.map(({ apiVersion }) => apiVersion))].map((apiVersion) => {
    const kinds = own.filter((each) => each.apiVersion === apiVersion);
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    const resources = kinds.map(({ kind, metadata }) => ({
      resource: plural(kind),
      responseKind: { group, version, kind },
      scope: metadata.namespace === undefined ? 'Cluster' : 'Namespaced',
      singularResource: kind.toLowerCase(),
      verbs: ['get', 'list'],
    }));
    return {
      metadata: isCore ? {} : { name: group },
      versions: [{ version, resources, freshness: 'Current' }],
    };
  });
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

const DISCOVERY_TYPE = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What the server answers: objects by their names, empty lists, and NotFound. */
function answer(target: string): { readonly status: number; readonly type: string; readonly body: object } {
  const where = target.replace(/\?.*$/, '');
  const type = 'application/json';
  if (where === '/api' || where === '/apis') {
    return { status: 200, type: DISCOVERY_TYPE, body: discovery(where === '/api') };
  }
  const object = objects.find((each) => where === `${pathOf(each)}/${each.metadata.name}`);
  if (object !== undefined) return { status: 200, type, body: object };
  const [, name = '', kind = ''] = /\/(([^/]+))$/.exec(where) ?? [];
  const lists: Readonly<Record<string, readonly [string, string]>> = {
    events: ['v1', 'EventList'],
    pods: ['v1', 'PodList'],
    endpointslices: ['discovery.k8s.io/v1', 'EndpointSliceList'],
  };
  const list = lists[kind];
  if (list !== undefined) {
    return { status: 200, type, body: { apiVersion: list[0], kind: list[1], metadata: {}, items: [] } };
  }
  const message = `services "${name}" not found`;
  const details = { name, kind: 'services' };
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'NotFound',
    code: 404,
    message,
    details,
  };
  return { status: 404, type, body };
}

const server = createServer((request, response) => {
  const { status, type, body } = answer(request.url ?? '');
  response.writeHead(status, { 'content-type': type });
  response.end(JSON.stringify(body));
});

const folder = mkdtempSync(path.join(tmpdir(), 'orrery-kinds-'));
const files = new MemoryFiles(folder);

const transport: Transport = {
  send({ target }) {
    const { status, type, body } = answer(target);
    const text = JSON.stringify(body);
    async function* chunks() {
      yield await Promise.resolve(text);
    }
    return Promise.resolve({
      status,
      headers: { 'content-type': type },
      chunks: chunks(),
      text: () => Promise.resolve(text),
    });
  },
  connect: () => Promise.reject(new Error('no streams here')),
};

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const config = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}"}}]
users: [{name: u, user: {}}]
contexts: [{name: k, context: {cluster: c, user: u}}]
current-context: k
`;
  writeFileSync(path.join(folder, 'config'), config);
  await files.write('config', config);
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ours(args: readonly string[]): Promise<Printed> {
  const printed = { out: '', err: '' };
  const context: ProgramContext = {
    transport,
    files,
    env: new Map([['KUBECONFIG', path.join(folder, 'config')]]),
    stdin: { isTerminal: false, read: () => Promise.resolve(null) },
    isTerminal: false,
    out(text) {
      printed.out += text;
    },
    err(text) {
      printed.err += text;
    },
    commandLine: args.join(' '),
    now: () => Date.now(),
    sleep: () => Promise.resolve(),
    signal: new AbortController().signal,
    edit: () => Promise.resolve(null),
  };
  return { code: await kubectl.run(args, context), ...printed };
}

describe('kubectl describe of every kind', () => {
  it.each(objects.map(({ kind }) => kind))('%s', async (kind) => {
    const args = ['describe', kind.toLowerCase(), 'it'];
    const command = realKubectl();
    const printed = await ours(args);
    expect(printed).toMatchObject({ code: 0, err: '' });
    if (command === null) return;
    const env = { KUBECONFIG: path.join(folder, 'config'), HOME: folder, TZ: 'UTC' };
    const real = await runReal(command, args, {
      signal: new AbortController().signal,
      cwd: folder,
      stdin: '',
      env,
    });
    expect(printed).toEqual(real);
  });
});
