import { afterAll, beforeAll, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';

const FILES = {
  'k/base/kustomization.yaml': `resources:
- web.yaml
- svc.yaml
`,
  'k/base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
        - name: B
          value: "<2>"
`,
  'k/base/svc.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
`,
  'k/over/kustomization.yaml': `namespace: prod
namePrefix: p-
nameSuffix: -s
resources:
- ../base
- ns.yaml
commonLabels:
  team: x
commonAnnotations:
  note: "1"
images:
- name: nginx
  newTag: "1.30"
replicas:
- name: web
  count: 7
configMapGenerator:
- name: conf
  literals:
  - a=b
  - q='x y'
  files:
  - x.conf
secretGenerator:
- name: sec
  literals: [pw=1]
  type: Opaque
generatorOptions:
  labels:
    gen: "1"
patches:
- path: patch.yaml
- target:
    kind: Deployment
  patch: |-
    - op: add
      path: /metadata/labels/j
      value: k
`,
  'k/over/ns.yaml': `apiVersion: v1
kind: Namespace
metadata:
  name: foo
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: rb
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- kind: ServiceAccount
  name: default
  namespace: default
- kind: User
  name: u
`,
  'k/over/x.conf': `l1
l2
`,
  'k/over/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      volumes:
      - name: v
        configMap:
          name: conf
      containers:
      - name: side
        image: busybox
        envFrom:
        - secretRef:
            name: sec
      - name: nginx
        env:
        - name: C
          value: d
        - name: A
          value: "9"
`,
  'k/labels/kustomization.yaml': `resources: [../base]
labels:
- pairs: {l: m}
- pairs: {s: t}
  includeSelectors: true
- pairs: {u: v}
  includeTemplates: true
patchesStrategicMerge:
- |-
  apiVersion: v1
  kind: Service
  metadata:
    name: web
  $patch: delete
`,
  'k/cyc/kustomization.yaml': `resources: [../cyc]
`,
  'k/miss/kustomization.yaml': `resources: [nope.yaml]
`,
  'k/none/x.yaml': `a: b
`,
  'k/empty/kustomization.yaml': ``,
  'k/dup/kustomization.yaml': `resources: [../base/web.yaml, ../base/svc.yaml, ../base]
`,
  'k/up/kustomization.yaml': `resources: [../base/web.yaml]
`,
  'k/nomatch/kustomization.yaml': `resources: [../base]
patches:
- patch: |-
    apiVersion: v1
    kind: Service
    metadata:
      name: zz
`,
  'k/merge/kustomization.yaml': `resources: [../over2]
configMapGenerator:
- name: conf
  behavior: merge
  literals: [c=d]
`,
  'k/over2/kustomization.yaml': `configMapGenerator:
- name: conf
  literals: [a=b]
  envs: [e.env]
`,
  'k/over2/e.env': `K=v
`,
  'k/bad/kustomization.yaml': `resources:
- a: b
 c
`,
  'k/unk/kustomization.yaml': `foo: bar
`,
};

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: FILES });
});

afterAll(() => lab.close());

const LINES = [
  'kubectl kustomize k/base',
  'kubectl kustomize k/over',
  'kubectl kustomize k/labels',
  'kubectl kustomize k/cyc',
  'kubectl kustomize k/miss',
  'kubectl kustomize k/none',
  'kubectl kustomize k/nodir',
  'kubectl kustomize k/empty',
  'kubectl kustomize k/up',
  'kubectl kustomize k/nomatch',
  'kubectl kustomize k/merge',
  'kubectl kustomize k/unk',
  'kubectl kustomize a b',
  'kubectl create ns prod',
  'kubectl apply -k k/base',
  'kubectl apply -k k/base',
  'kubectl apply -k k/over',
  'kubectl delete -k k/base',
];

it.skipIf(!IS_COMPARED)(
  'builds what kubectl builds',
  async () => {
    for (const line of LINES) {
      const [ours, real] = await lab.both(line);
      expect({ line, ...ours }).toEqual({ line, ...real });
    }
  },
  120_000,
);
