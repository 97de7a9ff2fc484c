import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';
import { inThePast, maskAges } from '../../../bridge/server/testing/mask-ages';

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
  annotations: {note: "hello", kubernetes.io/change-cause: first}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {x: "1"}}
    spec:
      initContainers:
      - {name: setup, image: "busybox:1.36", command: [sh, -c, "echo a\\necho b"]}
      containers:
      - name: nginx
        image: nginx:1.27
        ports: [{containerPort: 80, name: http}, {containerPort: 443}]
        env:
        - {name: A, value: "1"}
        - {name: MANY, value: "a\\nb\\nc"}
        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
        - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1Mi}}}
        - {name: KEY, valueFrom: {configMapKeyRef: {name: settings, key: a, optional: true}}}
        - {name: SECRET, valueFrom: {secretKeyRef: {name: login, key: p}}}
        envFrom: [{configMapRef: {name: settings}}, {prefix: P_, secretRef: {name: login, optional: true}}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
        readinessProbe: {httpGet: {path: "/a b?x=1", port: http}, periodSeconds: 5}
        livenessProbe: {tcpSocket: {port: 80}}
        startupProbe: {exec: {command: [sh, -c, "true"]}}
        volumeMounts:
        - {name: data, mountPath: /data, readOnly: true}
        - {name: settings, mountPath: /conf, subPath: a}
      volumes:
      - {name: data, emptyDir: {sizeLimit: 1Gi}}
      - {name: settings, configMap: {name: settings}}
      - {name: login, secret: {secretName: login, optional: true}}
      - {name: host, hostPath: {path: /tmp}}
      - name: mixed
        projected:
          sources:
          - configMap: {name: settings}
          - secret: {name: login}
          - downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}
      - name: down
        downwardAPI:
          items:
          - {path: l, fieldRef: {fieldPath: metadata.labels}}
          - {path: c, resourceFieldRef: {containerName: nginx, resource: limits.memory}}
      nodeSelector: {kubernetes.io/os: linux}
      tolerations:
      - {key: a, operator: Exists, effect: NoSchedule}
      - {key: b, value: c}
      - {operator: Exists, effect: NoExecute, tolerationSeconds: 10}
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector: {matchLabels: {app: web}}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations: {long: "${'a'.repeat(200)}", two: "x\\ny\\n"}
data: {a: "hello\\nworld\\n"}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {p: secret}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  type: NodePort
  ports:
  - {name: http, port: 80, targetPort: http}
  - {name: tls, port: 443, targetPort: 443}
---
apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {selector: {app: web}, clusterIP: None, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, labels: {run: bare, tier: x}}
spec:
  containers:
  - {name: a, image: "nginx:1.27"}
  - {name: b, image: "busybox:1.36", command: [sleep, "3600"]}
---
apiVersion: v1
kind: Pod
metadata: {name: typo}
spec:
  containers: [{name: a, image: ngnix}]
---
apiVersion: v1
kind: Pod
metadata: {name: huge}
spec:
  containers: [{name: a, image: "nginx:1.27", resources: {requests: {cpu: "100"}}}]
---
apiVersion: v1
kind: Pod
metadata: {name: crash}
spec:
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "exit 3"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: once}
spec:
  restartPolicy: Never
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo hi"]}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
description: important
`;

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': OBJECTS }, config: inThePast() });
  await lab.both('kubectl apply --validate=false -f objects.yaml');
  lab.advance(60_000);
}, 60_000);

afterAll(() => lab.close());

const LINES = [
  'kubectl describe pods',
  'kubectl describe pods -A',
  'kubectl describe nodes',
  'kubectl describe deploy -A',
  'kubectl describe rs -A',
  'kubectl describe ds -A',
  'kubectl describe svc -A',
  'kubectl describe cm settings',
  'kubectl describe secret login',
  'kubectl describe sa -A',
  'kubectl describe ns',
  'kubectl describe endpointslices -A',
  'kubectl describe leases -A',
  'kubectl describe priorityclasses',
  'kubectl describe controllerrevisions -A',
  'kubectl describe pod bare --show-events=false',
  'kubectl describe pods we',
  'kubectl describe pods --chunk-size=2',
  'kubectl describe deploy,svc web',
  'kubectl describe deploy,svc we',
  'kubectl describe pods -l app=web',
  'kubectl describe pods -l app=nothing',
  'kubectl describe pods -l app=nothing -A',
  'kubectl describe -f objects.yaml',
  'kubectl describe -f missing.yaml',
  'kubectl describe',
  'kubectl describe foo',
  'kubectl describe pod nope',
  'kubectl describe pods nope nope2',
  'kubectl describe pod/bare deploy/nope',
  'kubectl describe pod/nope pod/bare deploy/web',
  'kubectl describe pods x -n nowhere',
];

describe('kubectl describe', () => {
  it.skipIf(!IS_COMPARED).each(LINES)('%s', async (line) => {
    const [ours, real] = await lab.both(line);
    expect(maskAges(ours)).toEqual(maskAges(real));
  });
});
