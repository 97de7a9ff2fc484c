import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../../bridge/server/testing/side-by-side';
import { inThePast, maskAges } from '../../../bridge/server/testing/mask-ages';

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: "nginx:1.27", ports: [{containerPort: 80, name: http}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, labels: {run: bare}}
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
metadata: {name: crash}
spec:
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo oh; exit 3"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: once}
spec:
  restartPolicy: Never
  containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "echo hi; echo ho"]}]
`;

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': OBJECTS }, config: inThePast() });
  await lab.both('kubectl apply --validate=false -f objects.yaml');
  lab.advance(90_000);
}, 60_000);

afterAll(() => lab.close());

async function same(line: string): Promise<void> {
  const [ours, real] = await lab.both(line);
  expect(maskAges(ours)).toEqual(maskAges(real));
}

describe('kubectl logs', () => {
  it
    .skipIf(!IS_COMPARED)
    .each([
      'kubectl logs bare',
      'kubectl logs bare -c b',
      'kubectl logs bare b',
      'kubectl logs bare -c zz',
      'kubectl logs nope',
      'kubectl logs deploy/web',
      'kubectl logs svc/web',
      'kubectl logs svc/elsewhere',
      'kubectl logs crash',
      'kubectl logs crash -p',
      'kubectl logs bare -p',
      'kubectl logs typo',
      'kubectl logs once',
      'kubectl logs -f once',
      'kubectl logs once --timestamps',
      'kubectl logs once --tail=1',
      'kubectl logs once --tail=0',
      'kubectl logs once --limit-bytes=4',
      'kubectl logs once --since=1s',
      'kubectl logs once --prefix',
      'kubectl logs once --since-time=foo',
      'kubectl logs once --since-time=2026-01-01T00:00:00Z --since=1s',
      'kubectl logs -l run=bare -c a',
      'kubectl logs -l run=bare x',
      'kubectl logs -l app=none',
      'kubectl logs bare --all-containers -c a',
      'kubectl logs bare a b c',
      'kubectl logs',
      'kubectl logs bare a -c b',
      'kubectl logs cm/kube-root-ca.crt',
      'kubectl logs foo/bar',
      'kubectl logs bare --tail=-3',
      'kubectl logs bare --limit-bytes=-1',
      'kubectl logs -f -l app=web --max-log-requests=1',
    ])('%s', same);
});

describe('kubectl events', () => {
  it
    .skipIf(!IS_COMPARED)
    .each([
      'kubectl events',
      'kubectl events -A',
      'kubectl events -n kube-public',
      'kubectl events --for pod/bare',
      'kubectl events --for bare',
      'kubectl events --for a/b/c',
      'kubectl events --for foo/bar',
      'kubectl events --types=Warning',
      'kubectl events --types=Foo',
      'kubectl events --no-headers --for deploy/web',
      'kubectl events -o name',
    ])('%s', same);
});

describe('kubectl top', () => {
  it
    .skipIf(!IS_COMPARED)
    .each([
      'kubectl top node',
      'kubectl top nodes --no-headers',
      'kubectl top node --show-capacity --sort-by=cpu',
      'kubectl top pod',
      'kubectl top pod bare',
      'kubectl top pod nope',
      'kubectl top pod -A',
      'kubectl top pod -A --sum',
      'kubectl top pod --containers --sort-by=memory',
      'kubectl top pod -A --sort-by=cpu',
      'kubectl top pod -l app=none',
      'kubectl top pod --sort-by=foo',
      'kubectl top pod a b',
      'kubectl top pod a -l b=c',
    ])('%s', same);
});

describe('kubectl auth', () => {
  it
    .skipIf(!IS_COMPARED)
    .each([
      'kubectl auth can-i get pods',
      'kubectl auth can-i get pods -q',
      'kubectl auth can-i foo pods',
      'kubectl auth can-i get nodes',
      'kubectl auth can-i get foo',
      'kubectl auth can-i get foo.bar',
      'kubectl auth can-i get users',
      'kubectl auth can-i get /healthz',
      'kubectl auth can-i foo /healthz',
      'kubectl auth can-i get pods --subresource=log',
      'kubectl auth can-i * *',
      'kubectl auth can-i',
      'kubectl auth can-i --list',
      'kubectl auth can-i --list --no-headers',
      'kubectl auth can-i --list get',
      'kubectl auth can-i --list -q',
      'kubectl auth whoami',
      'kubectl auth whoami -o json',
      'kubectl auth whoami -o yaml',
    ])('%s', same);
});

describe('what is refused before anything happens', () => {
  it
    .skipIf(!IS_COMPARED)
    .each([
      'kubectl exec bare',
      'kubectl exec bare date',
      'kubectl exec nope -- date',
      'kubectl exec once -- date',
      'kubectl exec -- date',
      'kubectl exec',
      'kubectl attach',
      'kubectl attach nope',
      'kubectl attach once',
      'kubectl attach a b c',
      'kubectl cp a',
      'kubectl cp a b',
      'kubectl cp bare:/x bare:/y',
      'kubectl cp nofile bare:/tmp/x',
      'kubectl cp :x y',
      'kubectl port-forward bare',
      'kubectl port-forward nope 80',
      'kubectl port-forward once 80',
      'kubectl port-forward bare foo',
      'kubectl port-forward svc/web 81',
      'kubectl port-forward bare :',
      'kubectl debug bare',
      'kubectl debug bare --image=busybox -t',
      'kubectl debug bare --image=busybox --profile=foo',
      'kubectl debug nope --image=busybox',
      'kubectl debug deploy/web --image=busybox',
      'kubectl debug --image=busybox',
      'kubectl debug bare --copy-to=b2',
      'kubectl debug bare --set-image=a=b',
      'kubectl rollout history',
      'kubectl rollout history pod/bare',
      'kubectl rollout history deploy/web',
      'kubectl rollout history deploy/web --revision=1',
      'kubectl rollout history deploy/web --revision=9',
      'kubectl rollout status pod/bare',
      'kubectl rollout status deploy/web',
      'kubectl rollout status ds -n kube-system',
      'kubectl rollout undo deploy/web',
      'kubectl rollout undo deploy/web --to-revision=7',
      'kubectl rollout restart pod/bare',
      'kubectl rollout pause pod/bare',
      'kubectl cordon',
      'kubectl cordon nope',
      'kubectl drain',
      'kubectl drain worker-1 -l a=b',
      'kubectl taint nodes worker-1',
      'kubectl taint nodes worker-1 a=b:Foo',
      'kubectl taint nodes worker-1 a=b:NoSchedule a=c:NoSchedule',
      'kubectl taint nodes worker-1 a=b:NoSchedule a-',
      'kubectl taint nodes worker-1 zz-',
      'kubectl taint pods bare a=b:NoSchedule',
      'kubectl taint nodes a=b:NoSchedule',
      'kubectl taint nodes worker-1 a=b:NoSchedule worker-2',
    ])('%s', same);
});
