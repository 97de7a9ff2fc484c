/** What a container is given: files. */
import { describe, expect, test } from 'vitest';
import { execIn, logs, create } from './conformance-pods';
import { NGINX, shell, createPod, restartsOf, statusOf, untilReady, untilRunning } from './kubelet-pods';
import { bootedLab } from './lab';

describe('volumes', () => {
  const CONFIG = { data: { 'a.conf': 'one\n', 'b.conf': 'two\n' } };

  test('of a ConfigMap are files, and follow it', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab, 'configmaps', 'cfg', CONFIG);
    createPod(lab, 'p', {
      containers: [{ ...NGINX, volumeMounts: [{ name: 'v', mountPath: '/etc/app' }] }],
      volumes: [{ name: 'v', configMap: { name: 'cfg' } }],
    });
    untilReady(lab, 'p');
    expect(lab.exec('p', 'ls', '/etc/app').stdout).toBe('a.conf\nb.conf\n');
    expect(lab.exec('p', 'cat', '/etc/app/a.conf', '/etc/app/b.conf').stdout).toBe('one\ntwo\n');
    lab.do({
      verb: 'patch',
      resource: 'configmaps',
      name: 'cfg',
      body: { data: { 'a.conf': 'new\n' } },
      patchType: 'merge',
    });
    lab.run(120_000);
    expect(lab.exec('p', 'cat', '/etc/app/a.conf').stdout).toBe('new\n');
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('with items and subPath show what they name', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab, 'configmaps', 'cfg', CONFIG);
    createPod(lab, 'p', {
      containers: [
        {
          ...NGINX,
          volumeMounts: [
            { name: 'v', mountPath: '/etc/app' },
            { name: 'w', mountPath: '/etc/one.conf', subPath: 'b.conf' },
          ],
        },
      ],
      volumes: [
        { name: 'v', configMap: { name: 'cfg', items: [{ key: 'a.conf', path: 'deep/x' }] } },
        { name: 'w', configMap: { name: 'cfg' } },
      ],
    });
    untilReady(lab, 'p');
    expect(lab.exec('p', 'cat', '/etc/app/deep/x').stdout).toBe('one\n');
    expect(lab.exec('p', 'cat', '/etc/one.conf').stdout).toBe('two\n');
    expect(lab.exec('p', 'cat', '/etc/app/b.conf')).toMatchObject({
      exitCode: 1,
      stderr: "cat: can't open '/etc/app/b.conf': No such file or directory\n",
    });
  });

  test('of a Secret and of the pod itself, also projected into one directory', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab, 'configmaps', 'cfg', CONFIG);
    create(lab, 'secrets', 'key', { stringData: { token: 'abc' } });
    const labels = { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } };
    createPod(
      lab,
      'p',
      {
        containers: [
          {
            ...NGINX,
            volumeMounts: [
              { name: 's', mountPath: '/s' },
              { name: 'd', mountPath: '/d' },
              { name: 'all', mountPath: '/all' },
            ],
          },
        ],
        volumes: [
          { name: 's', secret: { secretName: 'key' } },
          { name: 'd', downwardAPI: { items: [labels] } },
          {
            name: 'all',
            projected: {
              sources: [
                { configMap: { name: 'cfg', items: [{ key: 'a.conf', path: 'a' }] } },
                { secret: { name: 'key' } },
                { downwardAPI: { items: [labels] } },
              ],
            },
          },
        ],
      },
      { labels: { app: 'p', tier: 'front' } },
    );
    untilReady(lab, 'p');
    expect(lab.exec('p', 'cat', '/s/token').stdout).toBe('abc');
    expect(lab.exec('p', 'cat', '/d/labels').stdout).toBe('app="p"\ntier="front"');
    expect(lab.exec('p', 'ls', '/all').stdout).toBe('a\nlabels\ntoken\n');
  });

  test('of a ConfigMap that is not there keep the pod from starting, and say so', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [{ ...NGINX, volumeMounts: [{ name: 'v', mountPath: '/etc/app' }] }],
      volumes: [{ name: 'v', configMap: { name: 'cfg' } }],
    });
    lab.run(10_000);
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('ContainerCreating');
    expect(lab.told('p')).toContain(
      'Warning FailedMount: MountVolume.SetUp failed for volume "v" : configmap "cfg" not found',
    );
    create(lab, 'configmaps', 'cfg', CONFIG);
    untilReady(lab, 'p', 180_000);
  });

  test('emptyDir is shared by the containers of a pod, survives a restart, and not the pod', () => {
    const lab = bootedLab({ workers: 1 });
    const mount = { volumeMounts: [{ name: 'v', mountPath: '/data' }] };
    createPod(lab, 'p', {
      containers: [
        { ...shell('writer', 'echo hello > /data/f; sleep 20; exit 1'), ...mount },
        { ...shell('reader', 'while true; do cat /data/f; sleep 5; done'), ...mount },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    });
    untilRunning(lab, 'p', 'reader');
    lab.run(10_000);
    expect(logs(lab, 'p', 'reader')).toContain('hello');
    expect(execIn(lab, 'p', 'reader', 'sh', '-c', 'echo more > /data/g').exitCode).toBe(0);
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p', 'writer') === 1);
    untilRunning(lab, 'p', 'writer');
    expect(execIn(lab, 'p', 'writer', 'cat', '/data/g').stdout).toBe('more\n');
  });
});
