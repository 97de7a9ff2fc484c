/** Where pods land among other pods, and who has to go for them. */
import { describe, expect, test } from 'vitest';
import { zoned, priorityClass, asking, put, nodeOf, waits, NO_VICTIMS } from './conformance-scheduling';
import { conditionOf, NGINX, patchPod, untilRunning } from './kubelet-pods';
import { bootedLab } from './lab';

describe('pods among pods', () => {
  test('affinity brings them to the same node, anti-affinity apart', () => {
    const lab = bootedLab();
    put(lab, 'db', {}, { app: 'db' });
    const home = nodeOf(lab, 'db');
    const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' };
    for (let i = 0; i < 3; i++) {
      put(lab, `near-${i}`, {
        affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
      });
      put(lab, `far-${i}`, {
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
      });
      expect(nodeOf(lab, `near-${i}`)).toBe(home);
      expect(nodeOf(lab, `far-${i}`)).not.toBe(home);
    }
  });

  test('of one Deployment with anti-affinity by node: as many run as there are nodes', () => {
    const lab = bootedLab();
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    lab.createDeployment('web', { replicas: 4, spec: { affinity } });
    lab.run(30_000);
    const nodes = lab
      .pods('web')
      .map(({ spec }) => spec.nodeName ?? '')
      .sort();
    expect(nodes).toEqual(['', 'worker-1', 'worker-2', 'worker-3']);
  });

  test('zone affinity means any node of the zone', () => {
    const lab = zoned();
    put(lab, 'db', { nodeName: 'worker-1' }, { app: 'db' });
    lab.run(1000);
    const term = {
      labelSelector: { matchLabels: { app: 'db' } },
      topologyKey: 'topology.kubernetes.io/zone',
    };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    for (let i = 0; i < 4; i++) put(lab, `p-${i}`, { affinity, containers: [asking({ cpu: '1500m' })] });
    const nodes = [0, 1, 2, 3].map((i) => nodeOf(lab, `p-${i}`)).sort();
    expect(nodes).toEqual(['worker-1', 'worker-1', 'worker-2', 'worker-2']);
  });

  test('a spread over zones keeps the difference at 1', () => {
    const lab = zoned();
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ];
    lab.createDeployment('web', { replicas: 6, spec: { topologySpreadConstraints } });
    const pods = lab.ready('web', 6);
    const inB = pods.filter(({ spec }) => spec.nodeName === 'worker-3').length;
    expect(inB).toBe(3);
  });
});

describe('what pods ask for', () => {
  test('the largest init container counts, not their sum', () => {
    const lab = bootedLab({ workers: 1 });
    const init = (name: string, cpu: string) => ({
      name,
      image: 'busybox:1.36',
      command: ['true'],
      resources: { requests: { cpu } },
    });
    put(lab, 'p', {
      initContainers: [init('i1', '3'), init('i2', '3500m')],
      containers: [asking({ cpu: '1' })],
    });
    expect(nodeOf(lab, 'p')).toBe('worker-1');
    put(lab, 'q', { containers: [asking({ cpu: '600m' })] });
    expect(waits(lab, 'q')).toBe(`0/1 nodes are available: 1 Insufficient cpu. ${NO_VICTIMS(1)}`);
  });

  test('limits stand for requests that are not there', () => {
    const lab = bootedLab({ workers: 1 });
    put(lab, 'p', { containers: [{ ...NGINX, resources: { limits: { cpu: '5' } } }] });
    expect(waits(lab, 'p')).toBe(`0/1 nodes are available: 1 Insufficient cpu. ${NO_VICTIMS(1)}`);
  });

  test('a pod that has succeeded gives back what it had', () => {
    const lab = bootedLab({ workers: 1 });
    const done = {
      name: 'main',
      image: 'busybox:1.36',
      command: ['true'],
      resources: { requests: { cpu: '4' } },
    };
    put(lab, 'job', { restartPolicy: 'Never', containers: [done] });
    put(lab, 'next', { containers: [asking({ cpu: '4' })] });
    expect(nodeOf(lab, 'next')).toBe('worker-1');
    expect(lab.pod('job').status.phase).toBe('Succeeded');
  });
});

describe('preemption', () => {
  test('names its node, takes the least, and marks its victim', () => {
    const lab = bootedLab({ workers: 1 });
    priorityClass(lab, 'high', 1000);
    put(lab, 'small', { containers: [asking({ cpu: '1' })], terminationGracePeriodSeconds: 5 });
    put(lab, 'large', { containers: [asking({ cpu: '3' })], terminationGracePeriodSeconds: 5 });
    untilRunning(lab, 'large');
    put(lab, 'vip', { priorityClassName: 'high', containers: [asking({ cpu: '2' })] });
    expect(lab.pod('vip').spec.priority).toBe(1000);
    lab.untilPod('vip', 'nominated', ({ status }) => status.nominatedNodeName === 'worker-1', 5000);
    expect(conditionOf(lab, 'large', 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    });
    const uid = lab.pod('vip').metadata.uid ?? '';
    untilRunning(lab, 'vip');
    expect(lab.told('large')).toContain(`Normal Preempted: Preempted by pod ${uid} on node worker-1`);
    expect(lab.find('pods', 'default/large')).toBeUndefined();
    expect(lab.pod('small').metadata.deletionTimestamp).toBeUndefined();
    expect(lab.pod('vip').status.nominatedNodeName).toBeUndefined();
  });

  test('does not happen for a class that never preempts, and its message says so', () => {
    const lab = bootedLab({ workers: 1 });
    priorityClass(lab, 'polite', 1000, { preemptionPolicy: 'Never' });
    put(lab, 'old', { containers: [asking({ cpu: '3' })] });
    untilRunning(lab, 'old');
    put(lab, 'vip', { priorityClassName: 'polite', containers: [asking({ cpu: '2' })] });
    expect(waits(lab, 'vip')).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    );
    lab.run(60_000);
    expect(lab.pod('old').metadata.deletionTimestamp).toBeUndefined();
  });

  test('of a Deployment’s pod: another is made and waits', () => {
    const lab = bootedLab({ workers: 1 });
    priorityClass(lab, 'high', 1000);
    lab.createDeployment('web', { replicas: 1, cpu: '3', grace: 1 });
    const [victim] = lab.ready('web', 1);
    put(lab, 'vip', { priorityClassName: 'high', containers: [asking({ cpu: '3' })] });
    untilRunning(lab, 'vip');
    lab.run(5000);
    const [heir] = lab.pods('web');
    expect(heir?.metadata.name).not.toBe(victim?.metadata.name);
    expect(waits(lab, heir?.metadata.name ?? '')).toBe(
      `0/1 nodes are available: 1 Insufficient cpu. ${NO_VICTIMS(1)}`,
    );
  });

  test('the default class of the cluster gives its value to pods without one', () => {
    const lab = bootedLab();
    priorityClass(lab, 'usual', 77, { globalDefault: true });
    put(lab, 'p');
    expect(lab.pod('p').spec).toMatchObject({ priority: 77, priorityClassName: 'usual' });
    expect(
      lab.request({
        verb: 'create',
        resource: 'pods',
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'q' },
          spec: { containers: [NGINX], priorityClassName: 'nope' },
        },
      }),
    ).toMatchObject({
      code: 403,
      body: { message: 'pods "q" is forbidden: no PriorityClass with name nope was found' },
    });
  });
});

describe('spreading', () => {
  test('a Deployment’s pods lie evenly on equal nodes', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 9 });
    const counts = new Map<string, number>();
    for (const { spec } of lab.ready('web', 9)) {
      counts.set(spec.nodeName ?? '', (counts.get(spec.nodeName ?? '') ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([3, 3, 3]);
  });

  test('a pod with its labels patched is counted by its new ones', () => {
    const lab = bootedLab({ workers: 1 });
    const term = { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' };
    put(lab, 'a', {}, { app: 'x' });
    untilRunning(lab, 'a');
    put(lab, 'b', {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    });
    waits(lab, 'b');
    patchPod(lab, 'a', { metadata: { labels: { app: 'y' } } });
    expect(nodeOf(lab, 'b')).toBe('worker-1');
  });
});
