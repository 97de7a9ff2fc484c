/** Scheduling as a user sees it: where pods land, and the exact words when they land nowhere. */
import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../api/pod';
import { conditionOf, createPod, NGINX, patchPod, untilRunning } from './kubelet-pods';
import { bootedLab, type Lab } from './lab';

const CLASSES = 'priorityclasses';
const ZONES = { 'worker-1': 'a', 'worker-2': 'a', 'worker-3': 'b' };

function patchNode(lab: Lab, name: string, body: unknown): void {
  lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' });
}

function label(lab: Lab, name: string, labels: Readonly<Record<string, string | null>>): void {
  patchNode(lab, name, { metadata: { labels } });
}

function taint(lab: Lab, name: string, key: string, value = '', effect = 'NoSchedule'): void {
  patchNode(lab, name, { spec: { taints: [{ key, ...(value === '' ? {} : { value }), effect }] } });
}

function zoned(): Lab {
  const lab = bootedLab();
  for (const [name, zone] of Object.entries(ZONES)) label(lab, name, { 'topology.kubernetes.io/zone': zone });
  lab.run(100);
  return lab;
}

function priorityClass(
  lab: Lab,
  name: string,
  value: number,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const body = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    ...more,
  };
  lab.do({ verb: 'create', resource: CLASSES, namespace: '', body });
}

/** A container that asks for this much. */
function asking(requests: Readonly<Record<string, string>>, limits?: Readonly<Record<string, string>>) {
  return { ...NGINX, resources: { requests, ...(limits === undefined ? {} : { limits }) } };
}

function put(
  lab: Lab,
  name: string,
  spec: Partial<PodSpec> = {},
  labels?: Readonly<Record<string, string>>,
): void {
  createPod(lab, name, { containers: [NGINX], ...spec }, labels === undefined ? {} : { labels });
}

function nodeOf(lab: Lab, name: string): string {
  lab.untilPod(name, 'bound', ({ spec }) => (spec.nodeName ?? '') !== '', 30_000);
  return lab.pod(name).spec.nodeName ?? '';
}

/** Why the pod waits: the words of its condition, which its Event repeats. */
function waits(lab: Lab, name: string): string {
  lab.untilPod(name, 'told why', () => conditionOf(lab, name, 'PodScheduled')?.status === 'False', 20_000);
  const { reason, message = '' } = conditionOf(lab, name, 'PodScheduled') ?? {};
  lab.run(50);
  expect(reason).toBe('Unschedulable');
  expect(lab.pod(name).status.phase).toBe('Pending');
  expect(lab.told(name)).toContain(`Warning FailedScheduling: ${message}`);
  return message;
}

const NO_HELP = (count: number): string =>
  `preemption: 0/${count} nodes are available: ${count} Preemption is not helpful for scheduling.`;
const NO_VICTIMS = (count: number): string =>
  `preemption: 0/${count} nodes are available: ${count} No preemption victims found for incoming pod.`;

describe('the words of a pod that fits nowhere', () => {
  test('a selector that no node matches', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${NO_HELP(3)}`,
    );
  });

  test('more cpu and memory than any node has', () => {
    const lab = bootedLab();
    put(lab, 'p', { containers: [asking({ cpu: '64', memory: '1Ti' })] });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${NO_VICTIMS(3)}`,
    );
  });

  test('an extended resource that no node has', () => {
    const lab = bootedLab();
    put(lab, 'p', { containers: [asking({ 'nvidia.com/gpu': '1' }, { 'nvidia.com/gpu': '1' })] });
    expect(waits(lab, 'p')).toBe(`0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ${NO_VICTIMS(3)}`);
  });

  test('taints with and without a value, each under its own words', () => {
    const lab = bootedLab();
    taint(lab, 'worker-1', 'dedicated', 'db');
    taint(lab, 'worker-2', 'dedicated', 'web');
    taint(lab, 'worker-3', 'node-role.kubernetes.io/control-plane');
    put(lab, 'p');
    expect(waits(lab, 'p')).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: db}, ' +
        '1 node(s) had untolerated taint {dedicated: web}, ' +
        `1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }. ${NO_HELP(3)}`,
    );
  });

  test('a cordoned node, a tainted one and a full one', () => {
    const lab = bootedLab();
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    taint(lab, 'worker-2', 'k', 'v');
    lab.run(200);
    put(lab, 'p', { containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'p')).toBe(
      '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {k: v}, ' +
        '1 node(s) were unschedulable. preemption: 0/3 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    );
  });

  test('a node with a taint is asked for its taint before its labels', () => {
    const lab = bootedLab();
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(200);
    put(lab, 'p', { nodeSelector: { disk: 'ssd' }, containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'p')).toBe(
      "0/3 nodes are available: 1 node(s) had untolerated taint {k: v}, 2 node(s) didn't match Pod's node " +
        `affinity/selector. ${NO_HELP(3)}`,
    );
  });

  test('a host port that is taken everywhere', () => {
    const lab = bootedLab();
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    for (const name of ['a', 'b', 'c']) put(lab, name, { containers: [{ ...NGINX, ports }] });
    expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(lab, name))).size).toBe(3);
    put(lab, 'd', { containers: [{ ...NGINX, ports }] });
    expect(waits(lab, 'd')).toBe(
      `0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports. ${NO_VICTIMS(3)}`,
    );
    lab.delete('pods', 'b', 0);
    expect(nodeOf(lab, 'd')).not.toBe('');
  });

  test('affinity to pods that are nowhere', () => {
    const lab = bootedLab();
    const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' };
    put(lab, 'p', { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod affinity rules. ${NO_HELP(3)}`,
    );
  });

  test('anti-affinity to pods that are everywhere, in their own words when they want it', () => {
    const lab = bootedLab();
    const term = { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' };
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    for (const name of ['a', 'b', 'c']) put(lab, name, { affinity: apart }, { app: 'x' });
    for (const name of ['a', 'b', 'c']) nodeOf(lab, name);
    put(lab, 'd', { affinity: apart }, { app: 'x' });
    expect(waits(lab, 'd')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. ${NO_VICTIMS(3)}`,
    );
    put(lab, 'e', {}, { app: 'x' });
    expect(waits(lab, 'e')).toBe(
      `0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. ${NO_VICTIMS(3)}`,
    );
  });

  test('a spread that cannot be kept, and nodes without the label', () => {
    const lab = bootedLab();
    label(lab, 'worker-1', { zone: 'a' });
    label(lab, 'worker-2', { zone: 'b' });
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    lab.run(200);
    const spread = {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule' as const,
      labelSelector: { matchLabels: { app: 'x' } },
    };
    put(lab, 'a', { topologySpreadConstraints: [spread] }, { app: 'x' });
    expect(nodeOf(lab, 'a')).toBe('worker-1');
    put(lab, 'b', { topologySpreadConstraints: [spread] }, { app: 'x' });
    expect(waits(lab, 'b')).toBe(
      "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, " +
        "1 node(s) didn't match pod topology spread constraints (missing required label), " +
        '1 node(s) were unschedulable. preemption: 0/3 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    );
  });

  test('too many pods for the kubelets', () => {
    const lab = bootedLab({ podsMax: 2 });
    for (let i = 0; i < 6; i++) put(lab, `p-${i}`);
    for (let i = 0; i < 6; i++) nodeOf(lab, `p-${i}`);
    put(lab, 'one-more');
    expect(waits(lab, 'one-more')).toBe(`0/3 nodes are available: 3 Too many pods. ${NO_VICTIMS(3)}`);
  });

  test('required node affinity by field names one node and says no of the others', () => {
    const lab = bootedLab();
    const field = { key: 'metadata.name', operator: 'In' as const, values: ['worker-2'] };
    const required = { nodeSelectorTerms: [{ matchFields: [field] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    put(lab, 'fits', { affinity });
    expect(nodeOf(lab, 'fits')).toBe('worker-2');
    put(lab, 'big', { affinity, containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'big')).toBe(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
        'preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
        '2 Preemption is not helpful for scheduling.',
    );
  });
});

describe('a pod that waits', () => {
  test('goes as soon as a node gets the label that it wants', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    waits(lab, 'p');
    label(lab, 'worker-3', { disk: 'ssd' });
    expect(nodeOf(lab, 'p')).toBe('worker-3');
    lab.run(50);
    expect(lab.told('p')).toContain('Normal Scheduled: Successfully assigned default/p to worker-3');
    expect(conditionOf(lab, 'p', 'PodScheduled')).toMatchObject({ status: 'True' });
    expect(conditionOf(lab, 'p', 'PodScheduled')?.reason).toBeUndefined();
  });

  test('goes when the taint is taken away, and when the node is uncordoned', () => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p');
    waits(lab, 'p');
    patchNode(lab, 'worker-1', { spec: { taints: null } });
    expect(nodeOf(lab, 'p')).toBe('worker-1');
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    lab.run(500);
    put(lab, 'q');
    expect(waits(lab, 'q')).toBe(`0/1 nodes are available: 1 node(s) were unschedulable. ${NO_HELP(1)}`);
    patchNode(lab, 'worker-1', { spec: { unschedulable: null } });
    expect(nodeOf(lab, 'q')).toBe('worker-1');
  });

  test('with scheduling gates is SchedulingGated, without an Event, until they are gone', () => {
    const lab = bootedLab();
    put(lab, 'p', { schedulingGates: [{ name: 'example.com/a' }] });
    lab.run(2000);
    expect(conditionOf(lab, 'p', 'PodScheduled')).toMatchObject({
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    });
    expect(lab.told('p')).toEqual([]);
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'p',
      body: { spec: { schedulingGates: null } },
      patchType: 'merge',
    });
    expect(nodeOf(lab, 'p')).not.toBe('');
  });

  test('for another scheduler is left alone', () => {
    const lab = bootedLab();
    put(lab, 'p', { schedulerName: 'mine' });
    lab.run(10_000);
    expect(lab.pod('p').spec.nodeName ?? '').toBe('');
    expect(lab.told('p')).toEqual([]);
    expect(lab.pod('p').status.phase).toBe('Pending');
  });
});

describe('a pod that names its node', () => {
  test('runs there past taints of NoSchedule and without a word of the scheduler', () => {
    const lab = bootedLab();
    taint(lab, 'worker-2', 'k', 'v');
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    put(lab, 'p', { nodeName: 'worker-2' });
    untilRunning(lab, 'p');
    expect(lab.told('p').some((text) => text.includes('Scheduled'))).toBe(false);
  });

  test('for which there is no room there fails with the words of the kubelet', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeName: 'worker-1', containers: [asking({ cpu: '5' })] });
    lab.untilPod('p', 'failed', ({ status }) => status.phase === 'Failed', 20_000);
    expect(lab.pod('p').status).toMatchObject({
      reason: 'OutOfcpu',
      message:
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    });
    expect(lab.told('p')).toContain(
      "Warning OutOfcpu: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    );
  });

  test('that is not there stays Pending in silence', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeName: 'nowhere' });
    lab.run(10_000);
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(lab.told('p')).toEqual([]);
  });
});

describe('tolerations', () => {
  const TOLERATED: readonly (readonly [string, NonNullable<PodSpec['tolerations']>[number]])[] = [
    ['of the same key, value and effect', { key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }],
    ['of the key alone with Exists', { key: 'k', operator: 'Exists' }],
    ['of everything', { operator: 'Exists' }],
    ['of every effect', { key: 'k', value: 'v' }],
  ];
  test.each(TOLERATED)('%s let the pod in', (_, toleration) => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p', { tolerations: [toleration] });
    expect(nodeOf(lab, 'p')).toBe('worker-1');
  });

  test('of another value or effect do not', () => {
    const lab = bootedLab({ workers: 1 });
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(100);
    put(lab, 'p', { tolerations: [{ key: 'k', operator: 'Equal', value: 'w', effect: 'NoSchedule' }] });
    put(lab, 'q', { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }] });
    for (const name of ['p', 'q']) {
      expect(waits(lab, name)).toBe(
        `0/1 nodes are available: 1 node(s) had untolerated taint {k: v}. ${NO_HELP(1)}`,
      );
    }
  });

  test('PreferNoSchedule is avoided while there is another node, and no hindrance when there is none', () => {
    const lab = bootedLab({ workers: 2 });
    taint(lab, 'worker-1', 'k', 'v', 'PreferNoSchedule');
    lab.run(100);
    for (const name of ['a', 'b']) put(lab, name);
    for (const name of ['a', 'b']) expect(nodeOf(lab, name)).toBe('worker-2');
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    lab.run(100);
    put(lab, 'c');
    expect(nodeOf(lab, 'c')).toBe('worker-1');
  });
});

describe('node affinity', () => {
  test.each([
    ['In', ['ssd', 'nvme'], 'worker-1'],
    ['NotIn', ['ssd'], 'worker-2'],
    ['Exists', undefined, 'worker-1'],
    ['DoesNotExist', undefined, 'worker-2'],
  ] as const)('%s chooses its node', (operator, values, node) => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-1', { disk: 'ssd' });
    lab.run(100);
    const term = {
      matchExpressions: [{ key: 'disk', operator, ...(values === undefined ? {} : { values }) }],
    };
    const required = { nodeSelectorTerms: [term] };
    put(lab, 'p', {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    });
    expect(nodeOf(lab, 'p')).toBe(node);
  });

  test.each([
    ['Gt', '4', 'worker-2'],
    ['Lt', '4', 'worker-1'],
  ] as const)('%s compares numbers', (operator, value, node) => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-1', { cores: '2' });
    label(lab, 'worker-2', { cores: '16' });
    lab.run(100);
    const required = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'cores', operator, values: [value] }] }],
    };
    put(lab, 'p', {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    });
    expect(nodeOf(lab, 'p')).toBe(node);
  });

  test('preferred is followed while there is room, and given up after', () => {
    const lab = bootedLab({ workers: 2 });
    label(lab, 'worker-2', { disk: 'ssd' });
    lab.run(100);
    const preference = { matchExpressions: [{ key: 'disk', operator: 'In' as const, values: ['ssd'] }] };
    const preferred = [{ weight: 100, preference }];
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
    put(lab, 'a', { affinity, containers: [asking({ cpu: '3' })] });
    expect(nodeOf(lab, 'a')).toBe('worker-2');
    put(lab, 'b', { affinity, containers: [asking({ cpu: '3' })] });
    expect(nodeOf(lab, 'b')).toBe('worker-1');
  });

  test('a pod stays when its node loses the label', () => {
    const lab = bootedLab();
    label(lab, 'worker-1', { disk: 'ssd' });
    lab.run(100);
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    untilRunning(lab, 'p');
    label(lab, 'worker-1', { disk: null });
    lab.run(90_000);
    expect(lab.pod('p').status.phase).toBe('Running');
  });
});

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
