import { expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import type { Status } from '../api/status';
import { ControlPlane } from '../testing/control-plane';

const labels = { app: 'web' };

/** Two pods that run; the first `ready` of them are ready. */
function withPods(ready: number): ControlPlane {
  const plane = new ControlPlane();
  for (const [index, name] of ['one', 'two'].entries()) {
    const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }], nodeName: 'worker-1' };
    plane.create<Pod>('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec });
    const conditions = [{ type: 'Ready', status: index < ready ? 'True' : 'False' }];
    const call = { verb: 'patch', resource: 'pods', subresource: 'status', patchType: 'merge' } as const;
    plane.do({ ...call, name, body: { status: { phase: 'Running', conditions } } });
  }
  return plane;
}

function budget(plane: ControlPlane, name: string, spec: object): void {
  const body = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name } };
  plane.create('poddisruptionbudgets', { ...body, spec: { selector: { matchLabels: labels }, ...spec } });
}

function evict(plane: ControlPlane, name: string) {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } };
  return plane.ask({ verb: 'create', resource: 'pods', name, subresource: 'eviction', body });
}

test('lets go as many as it can spare, and tells what is missing', () => {
  const plane = withPods(2);
  budget(plane, 'web', { minAvailable: 1 });
  expect(evict(plane, 'one').code).toBe(201);
  const { code, body } = evict(plane, 'two');
  expect(code).toBe(429);
  expect(body as Status).toMatchObject({
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: 'The disruption budget web needs 1 healthy pods and has 1 currently',
        },
      ],
    },
  });
});

test('a pod that is not ready may go where the others suffice, or where the budget always allows it', () => {
  const enough = withPods(1);
  budget(enough, 'web', { minAvailable: 1 });
  expect(evict(enough, 'one').code).toBe(429);
  expect(evict(enough, 'two').code).toBe(201);
  const always = withPods(0);
  budget(always, 'web', { minAvailable: 2, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  expect(evict(always, 'one').code).toBe(201);
});

test('two budgets for one pod are more than an eviction can ask', () => {
  const plane = withPods(2);
  budget(plane, 'a', { minAvailable: 0 });
  budget(plane, 'b', { minAvailable: 0 });
  expect(evict(plane, 'one').code).toBe(500);
});
