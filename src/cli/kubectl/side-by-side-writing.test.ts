import { afterAll, beforeAll, expect, it } from 'vitest';
import { inThePast, maskAges } from '../../bridge/server/testing/mask-ages';
import { IS_COMPARED, Lab, type Printed, type RunOptions } from '../../bridge/server/testing/side-by-side';

const FILES = {
  'mixed.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {x: y}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: b}
---
apiVersion: v1
kind: Foo
metadata: {name: b}
---
[a, b]
`,
  'typo.yaml': 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: a}\n',
  'unknown.yaml': `apiVersion: v1
kind: Pod
metadata: {name: p, foo: bar}
spec:
  contaners: []
  containers: [{name: a, image: nginx, ports: [{port: 80}], env: [{name: A, val: b}]}]
`,
  'one.yaml':
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: one}\nspec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n',
  'two.yaml':
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: two}\nspec: {maxUnavailable: 0, selector: {matchLabels: {app: web}}}\n',
};

/** What no two runs share. */
const NOT_SHARED: readonly (readonly [RegExp, string])[] = [
  [/kubectl-edit-\w+/g, 'kubectl-edit-X'],
  [/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID'],
  [/resourceVersion: "\d+"/g, 'resourceVersion: RV'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME'],
];

const STEPS: readonly (readonly [line: string, options?: RunOptions])[] = [
  ['kubectl apply -f mixed.yaml'],
  ['kubectl create -f mixed.yaml --validate=false'],
  ['kubectl get -f mixed.yaml'],
  ['kubectl delete -f mixed.yaml'],
  ['kubectl apply -f typo.yaml'],
  ['kubectl apply -f unknown.yaml'],
  ['kubectl apply -f mixed.yaml --prune --all --prune-allowlist=foo'],
  ['kubectl create deployment web --image=nginx:1.27 --replicas=2'],
  ['kubectl rollout history svc/kubernetes'],
  ['kubectl edit deploy web', { edits: [['replicas: 2', 'replicas: 3']] }],
  ['kubectl edit deploy web', { edits: [['', '\n']] }],
  [
    'kubectl edit deploy web',
    {
      edits: [
        ['replicas: 3', 'replicas: [3'],
        ['replicas: [3', 'replicas: 2'],
      ],
    },
  ],
  ['kubectl edit deploy web -o json', { edits: [['"replicas": 2', '"replicas": 3']] }],
  ['kubectl edit deploy web --subresource=foo', { edits: [] }],
  ['kubectl create -f one.yaml -f two.yaml'],
  ['kubectl cordon worker-1 worker-3'],
  ['kubectl drain worker-2 --ignore-daemonsets --pod-selector=app=web', { stepMs: 500 }],
];

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: FILES, config: inThePast() });
}, 60_000);

afterAll(() => lab.close());

function masked(printed: Printed) {
  const mask = (text: string) => NOT_SHARED.reduce((all, [what, by]) => all.replace(what, by), text);
  const { code, out, err } = maskAges(printed);
  return { code, out: mask(out), err: mask(err), shown: printed.shown?.map(mask) };
}

it.skipIf(!IS_COMPARED)(
  'writes as kubectl does, one world through all lines',
  async () => {
    for (const [line, options] of STEPS) {
      const [ours, real] = await lab.both(line, options);
      expect({ line, ...masked(ours) }).toEqual({ line, ...masked(real) });
      lab.settle();
      lab.advance(10_000);
    }
  },
  120_000,
);
