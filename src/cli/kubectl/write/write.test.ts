import { afterAll, beforeAll, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';

const FILES = {
  'web.yaml': `apiVersion: apps/v1
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
  'svc.yaml': `apiVersion: v1
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
  'cm.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
`,
  'cm2.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: c
  n: m
  "10": ten
  "9": nine
`,
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: p1
spec:
  containers:
  - name: c
    image: nginx
`,
  'two.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
data:
  a: b
  "10": ten
  "9": nine
`,
  'patch.yaml': `spec:
  replicas: 1
`,
};

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: FILES });
});

afterAll(() => lab.close());

const LINES = [
  'kubectl apply -f web.yaml',
  'kubectl apply -f two.yaml',
  'kubectl label cm conf a=b',
  'kubectl label cm conf a=c',
  'kubectl label cm conf a=c --overwrite',
  'kubectl label cm conf a-',
  'kubectl label cm conf zz- yy-',
  'kubectl label cm conf a=b c=d -o yaml',
  'kubectl label cm --all t=u',
  'kubectl label cm conf a=b a-',
  'kubectl label cm conf a=_b_',
  'kubectl label cm conf',
  'kubectl label cm nope a=b',
  'kubectl label cm conf a=z --overwrite --resource-version=1',
  'kubectl label cm conf a=y --overwrite --dry-run=client',
  'kubectl label --local -f cm.yaml ff=gg -o yaml',
  'kubectl annotate cm conf a=b',
  'kubectl annotate cm conf a=c d=e',
  'kubectl annotate cm conf a=c --overwrite',
  'kubectl annotate cm conf a-',
  'kubectl annotate cm conf a=b a-',
  'kubectl annotate cm conf foo',
  'kubectl set image deploy/web nginx=nginx:1.29',
  'kubectl set image deploy/web foo=nginx:1.29',
  'kubectl set image deploy/web *=nginx:1.26 a=b',
  'kubectl set image svc/web a=b',
  'kubectl set image -f web.yaml nginx=nginx:1.23 --local -o yaml',
  'kubectl set resources deploy/web --limits=cpu=200m,memory=512Mi --requests=cpu=100m',
  'kubectl set resources deploy web -c=foo --requests=memory=256Mi',
  'kubectl set resources deploy web',
  'kubectl set env deploy/web FOO=bar',
  'kubectl set env deploy/web --list',
  'kubectl set env deploy/web FOO-',
  'kubectl set env deploy/web FOO=1 FOO-',
  'kubectl set env deploy/web --from=cm/conf',
  'kubectl set env deploy/web A=5 --overwrite=false',
  'kubectl set env deploy/web --list --resolve',
  'kubectl set env deploy/web',
  'kubectl set selector svc web app=q,b=c -o yaml',
  'kubectl set selector deploy web app=q',
  'kubectl set serviceaccount deploy web sa1',
  'kubectl scale deploy web --replicas=4',
  'kubectl scale deploy web --replicas=2 --current-replicas=9',
  'kubectl scale deploy web --replicas=2 --current-replicas=4',
  'kubectl scale deploy web nope --replicas=1',
  'kubectl scale svc web --replicas=1',
  'kubectl scale deploy web',
  'kubectl scale deploy web --replicas=1 --dry-run=client',
  'kubectl autoscale deploy web --max=5 --min=2 --cpu-percent=50 --dry-run=client -o yaml',
  'kubectl autoscale deploy web --max=5 --dry-run=client -o json',
  'kubectl autoscale deploy web --max=2 --min=3',
  'kubectl autoscale svc web --max=5',
  'kubectl patch deploy web -p \'{"spec":{"replicas":3}}\'',
  'kubectl patch deploy web -p \'{"spec":{"replicas":3}}\'',
  'kubectl patch deploy web -p \'{"spec":{"replicas":"x"}}\'',
  "kubectl patch deploy web -p '{'",
  "kubectl patch deploy web -p 'a: [b'",
  'kubectl patch deploy web --patch-file patch.yaml',
  'kubectl patch deploy web --type=json -p \'[{"op":"remove","path":"/spec/nope"}]\'',
  'kubectl patch deploy web --type=foo -p {}',
  'kubectl patch deploy web -p \'{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}\'',
  'kubectl patch -f web.yaml -p \'{"spec":{"replicas":9}}\' --local -o yaml',
  'kubectl patch deploy web --subresource=scale --type=merge -p \'{"spec":{"replicas":2}}\'',
  'kubectl replace -f cm2.yaml',
  'kubectl replace -f pod.yaml',
  'kubectl replace -f cm.yaml --grace-period=1',
  'kubectl replace --force -f cm.yaml',
  'kubectl expose deploy web --port=80',
  'kubectl expose deploy web --port=80 --name=w2',
  'kubectl expose deploy web --name=w3 --dry-run=client -o yaml',
  'kubectl expose deploy web --name=w4 --port=81 --target-port=http --type=NodePort --labels=a=b --selector=c=d --dry-run=client -o json',
  'kubectl expose cm conf --port=1',
  'kubectl expose deploy web --name=w6 --port=x',
  'kubectl delete cm conf',
  'kubectl delete cm conf',
  'kubectl delete cm conf --ignore-not-found',
  'kubectl delete svc web w2',
  'kubectl delete -f two.yaml',
  'kubectl delete deploy web --dry-run=client',
  'kubectl delete deploy web --cascade=foo',
  'kubectl delete pods',
  'kubectl delete foo x',
  'kubectl delete pods -l a=b',
  'kubectl delete pod p1 --force --grace-period=3',
  'kubectl delete pods -o yaml x',
  'kubectl delete --raw /api/v1/namespaces/default/configmaps/nope',
  'kubectl create -f cm.yaml --raw /api/v1/namespaces/default/configmaps',
];

it.skipIf(!IS_COMPARED)(
  'writes as kubectl does, line after line',
  async () => {
    for (const line of LINES) {
      const [ours, real] = await lab.both(line, { stepMs: line.includes('--force') ? 1000 : 0 });
      expect({ line, ...ours }).toEqual({ line, ...real });
    }
  },
  120_000,
);
