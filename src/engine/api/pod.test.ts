import { describe, expect, it } from 'vitest';
import { decode } from './decode';
import { type Pod, podKind } from './pod';

/** A pod as it comes out of a manifest: decoded, completed, prepared. */
function created(spec: object, metadata: object = {}): Pod {
  const body = { metadata: { name: 'web', namespace: 'default', ...metadata }, spec };
  const { object, error } = decode(podKind, body);
  expect(error).toBeNull();
  return podKind.prepareForCreate(podKind.applyDefaults(object as Pod));
}

const NGINX = { name: 'web', image: 'nginx:1.27' };

describe('defaults', () => {
  it('complete a pod as the real server does', () => {
    const { spec, status } = created({ containers: [{ ...NGINX, ports: [{ containerPort: 80 }] }] });
    expect(spec).toEqual({
      containers: [
        {
          name: 'web',
          image: 'nginx:1.27',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: {},
          imagePullPolicy: 'IfNotPresent',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    });
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    [`nginx@sha256:${'0a'.repeat(32)}`, 'IfNotPresent'],
    ['UPPER CASE', 'IfNotPresent'],
  ])('pull %s %s', (image, policy) => {
    expect(created({ containers: [{ name: 'web', image }] }).spec.containers[0]?.imagePullPolicy).toBe(
      policy,
    );
  });

  it('request what is limited and not requested', () => {
    const resources = { limits: { cpu: 1, memory: '1024Mi' }, requests: { cpu: '0.5' } };
    const { spec } = created({ containers: [{ ...NGINX, resources }] });
    expect(spec.containers[0]?.resources).toEqual({
      limits: { cpu: '1', memory: '1Gi' },
      requests: { cpu: '500m', memory: '1Gi' },
    });
  });

  it('complete probes', () => {
    const readinessProbe = { httpGet: { port: 80 } };
    const { spec } = created({ containers: [{ ...NGINX, readinessProbe }] });
    expect(spec.containers[0]?.readinessProbe).toEqual({
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('complete volumes', () => {
    const volumes = [
      { name: 'a' },
      { name: 'b', configMap: { name: 'c' } },
      { name: 'd', hostPath: { path: '/x' } },
    ];
    expect(created({ containers: [NGINX], volumes }).spec.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', hostPath: { path: '/x', type: '' } },
    ]);
  });

  it('open the ports of the host under its network', () => {
    const { spec } = created({
      hostNetwork: true,
      containers: [{ ...NGINX, ports: [{ containerPort: 80 }] }],
    });
    expect(spec.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  });

  it('cost nothing for the second pod of a template, and nothing for a complete pod', () => {
    const pod = created({ containers: [NGINX] });
    expect(podKind.applyDefaults(pod)).toBe(pod);
    const template: Pod = { ...pod, spec: { containers: [NGINX] } };
    const first = podKind.applyDefaults(template);
    const second = podKind.applyDefaults({ ...template, metadata: { name: 'web-2' } });
    expect(second.spec).toBe(first.spec);
    expect(podKind.applyDefaults(first)).toBe(first);
    expect(podKind.validateCreate({ ...first, metadata: { ...pod.metadata } })).toHaveLength(0);
  });
});

describe('quality of service', () => {
  const limits = { cpu: '1', memory: '1Gi' };

  it.each([
    [[{ ...NGINX, resources: { limits } }], 'Guaranteed'],
    [[{ ...NGINX, resources: { limits, requests: { cpu: '500m' } } }], 'Burstable'],
    [
      [
        { ...NGINX, resources: { limits } },
        { name: 'b', image: 'b:1' },
      ],
      'Burstable',
    ],
    [[{ ...NGINX, resources: { requests: { cpu: '1m' } } }], 'Burstable'],
    [[NGINX], 'BestEffort'],
  ])('of %j is %s', (containers, qosClass) => {
    expect(created({ containers }).status.qosClass).toBe(qosClass);
  });
});

describe('creation', () => {
  it('puts a gated pod behind its gates', () => {
    const { status } = created({ containers: [NGINX], schedulingGates: [{ name: 'example.com/wait' }] });
    expect(status.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ]);
  });

  it('gives no grace to a pod without a node or after its end', () => {
    const pod = created({ containers: [NGINX], nodeName: 'worker-1' });
    expect(podKind.gracePeriodSeconds(pod)).toBe(30);
    expect(podKind.gracePeriodSeconds({ ...pod, status: { phase: 'Succeeded' } })).toBe(0);
    expect(podKind.gracePeriodSeconds(created({ containers: [NGINX] }))).toBe(0);
  });
});

describe('columns', () => {
  it('are those of kubectl get pods -o wide', () => {
    const pod = created({ containers: [NGINX] }, { creationTimestamp: '2026-06-01T09:00:00Z' });
    const now = Date.UTC(2026, 5, 1, 9, 3);
    expect(podKind.columns.map(({ name }) => name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
      'IP',
      'Node',
      'Nominated Node',
      'Readiness Gates',
    ]);
    expect(podKind.columns.map((column) => column.cell(pod, now))).toEqual([
      'web',
      '0/1',
      'Pending',
      '0',
      '3m',
      '<none>',
      '<none>',
      '<none>',
      '<none>',
    ]);
  });
});
