import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inThePast, maskAges } from '../../../bridge/server/testing/mask-ages';
import { IS_COMPARED, Lab, type Printed } from '../../../bridge/server/testing/side-by-side';

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {kubernetes.io/change-cause: first}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  nodeName: worker-1
  containers: [{name: a, image: "nginx:1.27"}]
`;

let lab: Lab;

async function openLab(): Promise<void> {
  lab = await Lab.open({ files: { 'objects.yaml': OBJECTS }, config: inThePast() });
  await lab.both('kubectl apply --validate=false -f objects.yaml');
  lab.advance(30_000);
}

beforeAll(openLab, 60_000);

afterAll(() => lab.close());

async function same(line: string): Promise<void> {
  const [ours, real] = await lab.both(line);
  expect(maskAges(ours)).toEqual(maskAges(real));
}

/** What the two print one after the other, time passing between the lines. */
async function inOrder(lines: readonly string[]) {
  const printed: { readonly ours: unknown[]; readonly real: unknown[] } = { ours: [], real: [] };
  for (const line of lines) {
    const [ours, real] = await lab.both(line);
    printed.ours.push({ line, ...maskAges(ours) });
    printed.real.push({ line, ...maskAges(real) });
    lab.advance(10_000);
  }
  return printed;
}

describe('kubectl rollout', () => {
  it.skipIf(!IS_COMPARED)(
    'pauses, restarts, goes back and tells its history as the real one does',
    async () => {
      const { ours, real } = await inOrder([
        'kubectl rollout pause deploy/web',
        'kubectl rollout pause deploy/web',
        'kubectl rollout restart deploy/web',
        'kubectl rollout undo deploy/web',
        'kubectl rollout resume deploy/web',
        'kubectl rollout resume deploy/web',
        'kubectl set image deploy/web nginx=nginx:1.26',
        'kubectl rollout status deploy/web',
        'kubectl rollout history deploy/web',
        'kubectl rollout history deploy/web --revision=2',
        'kubectl rollout undo deploy/web --dry-run=client',
        'kubectl rollout undo deploy/web --dry-run=server',
        'kubectl rollout undo deploy/web',
        'kubectl rollout undo deploy/web --to-revision=3',
        'kubectl rollout history deploy/web',
        'kubectl rollout history deploy/web -o name',
        'kubectl rollout restart deploy/web pod/bare',
        'kubectl rollout restart ds/kube-proxy ds/kindnet -n kube-system',
        'kubectl rollout history ds/kube-proxy -n kube-system',
        'kubectl rollout undo ds/kube-proxy -n kube-system',
      ]);
      expect(ours).toEqual(real);
    },
  );

  it.skipIf(!IS_COMPARED)('waits until all is rolled out', async () => {
    await same('kubectl set image deploy/web nginx=nginx:1.25');
    const { out } = await lab.run('kubectl rollout status deploy/web', { stepMs: 50 });
    expect(out.split('\n').at(0)).toMatch(/^Waiting for deployment/);
    expect(out).toMatch(/deployment "web" successfully rolled out\n$/);
  });

  it.skipIf(!IS_COMPARED)('gives up after its time', async () => {
    await same('kubectl set image deploy/web nginx=nginx:no-such-tag');
    const { err, code } = await lab.run('kubectl rollout status deploy/web --timeout=3s', { stepMs: 100 });
    expect({ err, code }).toEqual({ err: 'error: timed out waiting for the condition\n', code: 1 });
    await same('kubectl rollout undo deploy/web');
  });
});

describe('nodes', () => {
  // What only ours was asked above has moved its world on.
  beforeAll(openLab, 60_000);

  it.skipIf(!IS_COMPARED)('are cordoned and tainted as by the real one', async () => {
    const { ours, real } = await inOrder([
      'kubectl cordon worker-2',
      'kubectl cordon worker-2 worker-3',
      'kubectl uncordon worker-2 --dry-run=server',
      'kubectl uncordon -l kubernetes.io/os=linux',
      'kubectl cordon worker-1 --dry-run=client',
      'kubectl taint nodes worker-1 a=b:NoSchedule',
      'kubectl taint nodes worker-1 a=b:NoSchedule',
      'kubectl taint nodes worker-1 a=c:NoSchedule --overwrite',
      'kubectl taint nodes worker-1 d=e:NoSchedule a-',
      'kubectl taint nodes worker-1 d:NoExecute-',
      'kubectl taint nodes worker-1 d-',
      'kubectl taint nodes --all x=y:PreferNoSchedule',
      'kubectl taint nodes --all x- --dry-run=server',
      'kubectl taint nodes -l kubernetes.io/hostname=worker-1 x- -o name',
      'kubectl get nodes -o jsonpath={.items[*].spec.taints}',
    ]);
    expect(ours).toEqual(real);
  });

  it.skipIf(!IS_COMPARED)('are not drained of what would be lost', async () => {
    const { ours, real } = await inOrder([
      'kubectl drain worker-3',
      'kubectl drain worker-1 --ignore-daemonsets',
      'kubectl drain worker-1 --ignore-daemonsets --force --pod-selector=a=b',
      'kubectl drain worker-1 --ignore-daemonsets --pod-selector=a=(',
      'kubectl drain worker-2 worker-3',
    ]);
    expect(ours).toEqual(real);
  });

  it.skipIf(!IS_COMPARED)('are drained of the rest', async () => {
    const line = 'kubectl drain worker-1 --ignore-daemonsets --force --delete-emptydir-data';
    // Upstream tells its warnings, and takes away pods, in a random order.
    const sorted = ({ code, out, err }: Printed) => ({
      code,
      out: out.split('\n').sort(),
      err: err.trim().replace('Warning: ', '').split('; ').sort(),
    });
    const [ours, real] = await lab.both(line, { stepMs: 100 });
    expect(sorted(ours)).toEqual(sorted(real));
    expect(ours.out).toContain('pod/bare evicted\n');
    expect(ours.out).toMatch(/node\/worker-1 drained\n$/);
  });
});
