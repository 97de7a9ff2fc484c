/** What a container is given: variables and arguments. */
import { describe, expect, test } from 'vitest';
import { untilWaiting, untilPhase, logs, create } from './conformance-pods';
import { createPod, NGINX, statusOf, untilReady } from './kubelet-pods';
import { bootedLab } from './lab';

describe('configuration', () => {
  test('from a ConfigMap that is not there waits, and goes on when it comes', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        { ...NGINX, env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'a' } } }] },
      ],
    });
    expect(untilWaiting(lab, 'p', 'CreateContainerConfigError')).toBe('configmap "cfg" not found');
    expect(lab.told('p')).toContain('Warning Failed: Error: configmap "cfg" not found');
    create(lab, 'configmaps', 'cfg', { data: { b: '2' } });
    lab.until(
      'the other words',
      () => statusOf(lab, 'p').state.waiting?.message === "couldn't find key a in ConfigMap default/cfg",
    );
    lab.do({
      verb: 'patch',
      resource: 'configmaps',
      name: 'cfg',
      body: { data: { a: '1' } },
      patchType: 'merge',
    });
    untilReady(lab, 'p');
    expect(lab.exec('p', 'sh', '-c', 'echo $A').stdout).toBe('1\n');
  });

  test('from a Secret that is not there waits', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ ...NGINX, envFrom: [{ secretRef: { name: 'key' } }] }] });
    expect(untilWaiting(lab, 'p', 'CreateContainerConfigError')).toBe('secret "key" not found');
  });

  test('that is optional is left out', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        {
          ...NGINX,
          env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'a', optional: true } } }],
          envFrom: [{ secretRef: { name: 'key', optional: true } }],
        },
      ],
    });
    untilReady(lab, 'p');
    expect(lab.exec('p', 'env').stdout).not.toMatch(/^A=/m);
  });

  test('as variables: values, prefix, order and composition', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab, 'configmaps', 'cfg', { data: { HOST: 'db', PORT: '5432' } });
    create(lab, 'secrets', 'key', { stringData: { password: 's3cret' } });
    createPod(lab, 'p', {
      containers: [
        {
          ...NGINX,
          envFrom: [{ prefix: 'DB_', configMapRef: { name: 'cfg' } }],
          env: [
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'key', key: 'password' } } },
            { name: 'URL', value: 'pg://$(PASSWORD)@$(DB_HOST):$(DB_PORT)/$(NOPE)/$$(PASSWORD)' },
          ],
        },
      ],
    });
    untilReady(lab, 'p');
    const env = lab.exec('p', 'env').stdout.split('\n');
    expect(env).toContain('DB_HOST=db');
    expect(env).toContain('PASSWORD=s3cret');
    expect(env).toContain('URL=pg://s3cret@db:5432/$(NOPE)/$(PASSWORD)');
    expect(env).toContain('HOSTNAME=p');
  });

  test('of the pod itself: fields and resources', () => {
    const lab = bootedLab({ workers: 1 });
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const resource = (name: string, path: string, divisor?: string) => ({
      name,
      valueFrom: { resourceFieldRef: { resource: path, ...(divisor === undefined ? {} : { divisor }) } },
    });
    createPod(
      lab,
      'p',
      {
        containers: [
          {
            ...NGINX,
            resources: {
              requests: { cpu: '250m', memory: '64Mi' },
              limits: { cpu: '1500m', memory: '128Mi' },
            },
            env: [
              field('POD', 'metadata.name'),
              field('NS', 'metadata.namespace'),
              field('IP', 'status.podIP'),
              field('HOST_IP', 'status.hostIP'),
              field('NODE', 'spec.nodeName'),
              field('SA', 'spec.serviceAccountName'),
              field('TIER', "metadata.labels['tier']"),
              resource('CPU', 'limits.cpu'),
              resource('CPU_M', 'requests.cpu', '1m'),
              resource('MEM', 'limits.memory', '1Mi'),
              resource('MEM_B', 'requests.memory'),
            ],
          },
        ],
      },
      { labels: { tier: 'front' } },
    );
    untilReady(lab, 'p');
    const env = lab.exec('p', 'env').stdout.split('\n');
    const { podIP, hostIP } = lab.pod('p').status;
    for (const line of [
      'POD=p',
      'NS=default',
      `IP=${podIP}`,
      `HOST_IP=${hostIP}`,
      'NODE=worker-1',
      'SA=default',
      'TIER=front',
    ]) {
      expect(env).toContain(line);
    }
    for (const line of ['CPU=2', 'CPU_M=250', 'MEM=128', `MEM_B=${64 * 1024 * 1024}`])
      expect(env).toContain(line);
  });

  test('in the command and its arguments', () => {
    const lab = bootedLab({ workers: 1 });
    const container = {
      name: 'main',
      image: 'busybox:1.36',
      env: [{ name: 'WORD', value: 'hi' }],
      command: ['echo'],
      args: ['$(WORD)', '$$(WORD)', '$(NOPE)'],
    };
    createPod(lab, 'p', { containers: [container], restartPolicy: 'Never' });
    untilPhase(lab, 'p', 'Succeeded');
    expect(logs(lab, 'p')).toEqual(['hi $(WORD) $(NOPE)']);
  });

  test('runAsNonRoot with an image that runs as root', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX], securityContext: { runAsNonRoot: true } });
    const uid = lab.pod('p').metadata.uid ?? '';
    expect(untilWaiting(lab, 'p', 'CreateContainerConfigError')).toBe(
      `container has runAsNonRoot and image will run as root (pod: "p_default(${uid})", container: main)`,
    );
  });
});
