/** What a kubelet makes of pods, as a user sees it: containers that end, start, fail and are looked into. */
import { describe, expect, test } from 'vitest';
import type { ContainerState, ContainerStatus, PodSpec } from '../api/pod';
import type { ExecResult } from '../api/wire';
import { faultInput, type FaultType } from '../faults/faults';
import { logsOf } from '../node/container-look';
import type { ContainerdState } from '../node/containerd-state';
import {
  conditionOf,
  createPod,
  NGINX,
  patchPod,
  restartsOf,
  shell,
  statusOf,
  untilReady,
  untilRunning,
} from './kubelet-pods';
import { bootedLab, Lab } from './lab';

function one(script: string, more: Readonly<Record<string, unknown>> = {}): Partial<PodSpec> {
  return { containers: [{ ...shell('main', script), ...more }] } as Partial<PodSpec>;
}

function fault(lab: Lab, type: FaultType, target: string): void {
  lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
}

function untilState(
  lab: Lab,
  pod: string,
  what: string,
  condition: (state: ContainerState, status: ContainerStatus) => boolean,
  container = 'main',
  withinMs = 300_000,
): ContainerStatus {
  lab.untilPod(
    pod,
    what,
    ({ status }) =>
      [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].some(
        (one) => one.name === container && condition(one.state, one),
      ),
    withinMs,
  );
  return statusOf(lab, pod, container);
}

function untilWaiting(lab: Lab, pod: string, reason: string, container = 'main'): string {
  const { state } = untilState(lab, pod, reason, ({ waiting }) => waiting?.reason === reason, container);
  lab.run(20);
  return state.waiting?.message ?? '';
}

function untilEnded(lab: Lab, pod: string, container = 'main') {
  const { state } = untilState(lab, pod, 'ended', ({ terminated }) => terminated !== undefined, container);
  return state.terminated;
}

function untilPhase(lab: Lab, pod: string, phase: string, withinMs = 120_000): void {
  lab.untilPod(pod, phase, ({ status }) => status.phase === phase, withinMs);
}

function execIn(lab: Lab, pod: string, container: string, ...command: readonly string[]): ExecResult {
  return lab.do({ verb: 'create', resource: 'pods', name: pod, subresource: 'exec', container, command })
    .body as ExecResult;
}

function logs(lab: Lab, pod: string, container = 'main'): string[] {
  const runtime = lab.simulation.stateOf(
    `${lab.cluster}/${lab.pod(pod).spec.nodeName ?? ''}/containerd`,
  ) as ContainerdState;
  const id = statusOf(lab, pod, container).containerID?.replace(/^.*:\/\//, '') ?? '';
  return logsOf(runtime, id).map(({ text }) => text);
}

function create(lab: Lab, resource: string, name: string, more: Readonly<Record<string, unknown>>): void {
  const kind = { configmaps: 'ConfigMap', secrets: 'Secret' }[resource];
  lab.do({ verb: 'create', resource, body: { apiVersion: 'v1', kind, metadata: { name }, ...more } });
}

describe('a container that crashes', () => {
  test('is started at once, then after 10, 20, 40, 80, 160 and 300 s', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 1'));
    const waits: number[] = [];
    for (let i = 1; i <= 8; i++) {
      const { lastState } = untilState(
        lab,
        'p',
        `restart ${i}`,
        ({ waiting }, { restartCount }) => restartCount === i && waiting === undefined,
        'main',
        400_000,
      );
      const ended = Lab.ms(lastState?.terminated?.finishedAt);
      waits.push(Math.round((lab.now - ended) / 10_000) * 10);
    }
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('says in its back-off how long it is, for which container and pod', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 3'));
    const message = untilWaiting(lab, 'p', 'CrashLoopBackOff');
    const uid = lab.pod('p').metadata.uid ?? '';
    expect(message).toBe(`back-off 10s restarting failed container=main pod=p_default(${uid})`);
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(lab.pod('p').status.phase).toBe('Running');
    expect(lab.told('p')).toContain(
      `Warning BackOff: Back-off restarting failed container main in pod p_default(${uid})`,
    );
    expect(conditionOf(lab, 'p', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
  });

  test('backs off also when it ends with 0, as Completed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 0'));
    untilWaiting(lab, 'p', 'CrashLoopBackOff');
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  test('is told as ended for a moment each time, never as new again', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 1'));
    const seen: string[] = [];
    lab.always(60_000, () => {
      const [status] = lab.pods()[0]?.status.containerStatuses ?? [];
      const { waiting, terminated } = status?.state ?? {};
      const word = `${waiting?.reason ?? terminated?.reason ?? ''} ${status?.restartCount ?? 0}`;
      if (status !== undefined && seen.at(-1) !== word) seen.push(word);
    });
    expect(seen).toEqual([
      'ContainerCreating 0',
      'Error 0',
      'Error 1',
      'CrashLoopBackOff 1',
      'Error 2',
      'CrashLoopBackOff 2',
      'Error 3',
      'CrashLoopBackOff 3',
    ]);
  });

  test('begins anew after it ran for more than ten minutes', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('sleep 700; exit 1'));
    untilState(lab, 'p', 'third', (_, { restartCount }) => restartCount === 2, 'main', 2_000_000);
    const ended = Lab.ms(statusOf(lab, 'p').lastState?.terminated?.finishedAt);
    expect(lab.now - ended).toBeLessThan(5000);
  });

  test('with OnFailure stays ended after 0 and goes on after 1; with Never in any case', () => {
    const lab = bootedLab();
    createPod(lab, 'good', { ...one('exit 0'), restartPolicy: 'OnFailure' });
    createPod(lab, 'bad', { ...one('exit 1'), restartPolicy: 'OnFailure' });
    createPod(lab, 'never', { ...one('exit 7'), restartPolicy: 'Never' });
    untilPhase(lab, 'good', 'Succeeded');
    untilPhase(lab, 'never', 'Failed');
    untilWaiting(lab, 'bad', 'CrashLoopBackOff');
    expect(lab.pod('bad').status.phase).toBe('Running');
    expect(restartsOf(lab, 'never')).toBe(0);
    expect(statusOf(lab, 'never').state.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
    expect(conditionOf(lab, 'good', 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    expect(conditionOf(lab, 'never', 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
  });

  test('one of two with Never: Failed only when both have ended', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [shell('bad', 'exit 1'), shell('good', 'sleep 30')];
    createPod(lab, 'p', { containers, restartPolicy: 'Never' });
    untilEnded(lab, 'p', 'bad');
    lab.run(5000);
    expect(lab.pod('p').status.phase).toBe('Running');
    untilPhase(lab, 'p', 'Failed');
    expect(statusOf(lab, 'p', 'good').state.terminated?.exitCode).toBe(0);
  });

  test('has logs of the instance that runs now', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('echo hello; sleep 5; exit 1'));
    untilState(
      lab,
      'p',
      'second',
      ({ running }, { restartCount }) => restartCount === 1 && running !== undefined,
    );
    lab.run(1000);
    expect(logs(lab, 'p')).toEqual(['hello']);
  });
});

describe('exit codes', () => {
  test.each([
    ['a command that is not there', 'nothere', 127, 'Error'],
    ['a file that may not be run', '/etc/hosts', 126, 'Error'],
    ['SIGKILL from inside, of which process 1 knows nothing', 'kill -9 1; exit 3', 3, 'Error'],
    ['false', 'false', 1, 'Error'],
    ['exit 42', 'exit 42', 42, 'Error'],
  ])('%s', (_, script, exitCode, reason) => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { ...one(script), restartPolicy: 'Never' });
    expect(untilEnded(lab, 'p')).toMatchObject({ exitCode, reason });
  });

  test('a program that does not exist cannot start: 128, StartError, in the words of runc', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ ...NGINX, command: ['nothere'] }], restartPolicy: 'Never' });
    const ended = untilEnded(lab, 'p');
    expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(ended?.message).toContain('exec: "nothere": executable file not found in $PATH: unknown');
    untilPhase(lab, 'p', 'Failed');
    lab.run(50);
    expect(
      lab
        .told('p')
        .some((text) => text.startsWith('Warning Failed: Error: failed to create containerd task')),
    ).toBe(true);
  });

  test('exec has the exit code of its command, and 126/127 come as they are', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilRunning(lab, 'p');
    expect(lab.exec('p', 'sh', '-c', 'exit 5').exitCode).toBe(5);
    expect(lab.exec('p', 'sh', '-c', 'nothere').exitCode).toBe(127);
    expect(lab.exec('p', 'sh', '-c', 'echo out; echo err >&2')).toMatchObject({
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
});

describe('memory', () => {
  test('more than its limit is OOMKilled with 137 and comes back', () => {
    const lab = bootedLab({ workers: 1 });
    const hungry = {
      name: 'main',
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
      resources: { requests: { memory: '50Mi' }, limits: { memory: '100Mi' } },
    };
    createPod(lab, 'p', { containers: [hungry] });
    untilWaiting(lab, 'p', 'CrashLoopBackOff');
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test('below its limit is fine', () => {
    const lab = bootedLab({ workers: 1 });
    const modest = {
      name: 'main',
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'],
      resources: { requests: { memory: '100Mi' }, limits: { memory: '200Mi' } },
    };
    createPod(lab, 'p', { containers: [modest] });
    untilRunning(lab, 'p');
    lab.run(120_000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });
});

describe('images', () => {
  test('that no registry has: ErrImagePull, then ImagePullBackOff with the words before', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'ngnix:1.27' }] });
    const why = untilWaiting(lab, 'p', 'ErrImagePull');
    expect(why).toMatch(
      /^rpc error: code = NotFound desc = failed to pull and unpack image "docker\.io\/library\/ngnix:1\.27": /,
    );
    expect(untilWaiting(lab, 'p', 'ImagePullBackOff')).toBe(
      `Back-off pulling image "ngnix:1.27": ErrImagePull: ${why}`,
    );
    expect(lab.told('p').slice(1)).toEqual([
      'Normal Pulling: Pulling image "ngnix:1.27"',
      `Warning Failed: Failed to pull image "ngnix:1.27": ${why}`,
      'Warning Failed: Error: ErrImagePull',
      'Normal BackOff: Back-off pulling image "ngnix:1.27"',
      'Warning Failed: Error: ImagePullBackOff',
    ]);
    expect(lab.pod('p').status.phase).toBe('Pending');
  });

  test('that is corrected: the pod goes on by itself', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'ngnix:1.27' }] });
    untilWaiting(lab, 'p', 'ImagePullBackOff');
    patchPod(lab, 'p', { spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } });
    untilReady(lab, 'p');
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('with the policy Never that is not there', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ ...NGINX, imagePullPolicy: 'Never' }] });
    expect(untilWaiting(lab, 'p', 'ErrImageNeverPull')).toBe(
      'Container image "nginx:1.27" is not present with pull policy of Never',
    );
  });

  test('of which the name is none', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'Nginx:1.27' }] });
    expect(untilWaiting(lab, 'p', 'InvalidImageName')).toContain('must be lowercase');
  });

  test('are pulled once for a node, and found the second time', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [NGINX] });
    untilReady(lab, 'a');
    createPod(lab, 'b', { containers: [NGINX] });
    untilReady(lab, 'b');
    expect(lab.told('b')).toContain('Normal Pulled: Container image "nginx:1.27" already present on machine');
    expect(
      lab
        .told('a')
        .some((text) => text.startsWith('Normal Pulled: Successfully pulled image "nginx:1.27" in ')),
    ).toBe(true);
  });

  test('without a tag are latest and pulled each time', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [{ name: 'main', image: 'nginx' }] });
    expect(lab.pod('a').spec.containers[0]?.imagePullPolicy).toBe('Always');
    untilReady(lab, 'a');
    createPod(lab, 'b', { containers: [{ name: 'main', image: 'nginx' }] });
    untilReady(lab, 'b');
    expect(lab.told('b')).toContain('Normal Pulling: Pulling image "nginx"');
  });

  test('appear in the status of the node by digest and by tag', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [NGINX] });
    untilReady(lab, 'a');
    lab.run(15_000);
    const names = lab.node('worker-1').status.images?.flatMap(({ names = [] }) => names) ?? [];
    expect(names).toContain('docker.io/library/nginx:1.27');
  });
});

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
      } as Partial<PodSpec>,
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
    createPod(lab, 'p', { containers: [NGINX], securityContext: { runAsNonRoot: true } } as Partial<PodSpec>);
    const uid = lab.pod('p').metadata.uid ?? '';
    expect(untilWaiting(lab, 'p', 'CreateContainerConfigError')).toBe(
      `container has runAsNonRoot and image will run as root (pod: "p_default(${uid})", container: main)`,
    );
  });
});

describe('volumes', () => {
  const CONFIG = { data: { 'a.conf': 'one\n', 'b.conf': 'two\n' } };

  test('of a ConfigMap are files, and follow it', () => {
    const lab = bootedLab({ workers: 1 });
    create(lab, 'configmaps', 'cfg', CONFIG);
    createPod(lab, 'p', {
      containers: [{ ...NGINX, volumeMounts: [{ name: 'v', mountPath: '/etc/app' }] }],
      volumes: [{ name: 'v', configMap: { name: 'cfg' } }],
    } as Partial<PodSpec>);
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
    } as Partial<PodSpec>);
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
      } as Partial<PodSpec>,
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
    } as Partial<PodSpec>);
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
    } as Partial<PodSpec>);
    untilRunning(lab, 'p', 'reader');
    lab.run(10_000);
    expect(logs(lab, 'p', 'reader')).toContain('hello');
    expect(execIn(lab, 'p', 'reader', 'sh', '-c', 'echo more > /data/g').exitCode).toBe(0);
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p', 'writer') === 1);
    untilRunning(lab, 'p', 'writer');
    expect(execIn(lab, 'p', 'writer', 'cat', '/data/g').stdout).toBe('more\n');
  });
});

describe('exec', () => {
  function lab3(): Lab {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [
        { ...shell('agent', 'touch /tmp/agent; sleep infinity'), restartPolicy: 'Always' },
        shell('setup', 'touch /tmp/setup; sleep 20'),
      ],
      containers: [{ ...NGINX, name: 'web' }, shell('side', 'touch /tmp/side; sleep infinity')],
    } as Partial<PodSpec>);
    return lab;
  }

  test('goes into the container that is named, the first one otherwise', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'side');
    lab.run(500);
    expect(execIn(lab, 'p', 'side', 'ls', '/tmp').stdout).toBe('side\n');
    expect(lab.exec('p', 'ls', '/tmp').stdout).toBe('');
  });

  test('goes into a sidecar', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'side');
    expect(execIn(lab, 'p', 'agent', 'ls', '/tmp').stdout).toBe('agent\n');
  });

  test('goes into an init container while it runs, and not afterwards', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'setup');
    lab.run(500);
    expect(execIn(lab, 'p', 'setup', 'ls', '/tmp').stdout).toBe('setup\n');
    untilRunning(lab, 'p', 'side');
    const call = {
      verb: 'create',
      resource: 'pods',
      name: 'p',
      subresource: 'exec',
      command: ['ls'],
    } as const;
    expect(lab.request({ ...call, container: 'setup' }).code).toBe(500);
  });

  test('into a container that the pod does not have is refused', () => {
    const lab = lab3();
    const call = {
      verb: 'create',
      resource: 'pods',
      name: 'p',
      subresource: 'exec',
      command: ['ls'],
    } as const;
    expect(lab.request({ ...call, container: 'nope' })).toMatchObject({
      code: 400,
      body: { message: 'container nope is not valid for pod p' },
    });
  });
});

describe('init containers', () => {
  test('run one after the other, before the app', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [shell('one', 'sleep 5'), shell('two', 'sleep 5')],
      containers: [NGINX],
    });
    untilRunning(lab, 'p', 'one');
    expect(statusOf(lab, 'p', 'two').state.waiting?.reason).toBe('PodInitializing');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(conditionOf(lab, 'p', 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    });
    untilReady(lab, 'p');
    for (const name of ['one', 'two']) {
      expect(statusOf(lab, 'p', name)).toMatchObject({
        ready: true,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      });
    }
    expect(conditionOf(lab, 'p', 'Initialized')?.status).toBe('True');
    const ends = Lab.ms(statusOf(lab, 'p', 'one').state.terminated?.finishedAt);
    expect(Lab.ms(statusOf(lab, 'p', 'two').state.terminated?.startedAt)).toBeGreaterThanOrEqual(ends);
  });

  test('that fail are tried again, with back-off, and the app waits', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { initContainers: [shell('one', 'exit 1')], containers: [NGINX] });
    untilState(lab, 'p', 'third', (_, { restartCount }) => restartCount >= 3, 'one');
    expect(lab.pod('p').status.phase).toBe('Pending');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
    expect(conditionOf(lab, 'p', 'Initialized')?.message).toBe('containers with incomplete status: [one]');
  });

  test('that fail with Never make the pod Failed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [shell('one', 'exit 1'), shell('two', 'true')],
      containers: [NGINX],
      restartPolicy: 'Never',
    });
    untilPhase(lab, 'p', 'Failed');
    expect(statusOf(lab, 'p', 'one').state.terminated?.exitCode).toBe(1);
    expect(statusOf(lab, 'p', 'two').state.waiting?.reason).toBe('PodInitializing');
    expect(statusOf(lab, 'p').state.waiting?.reason).toBe('PodInitializing');
  });

  test('that stay run beside the app, and do not keep a pod from succeeding', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [
        { ...shell('agent', 'trap "exit 0" TERM; while true; do sleep 1; done'), restartPolicy: 'Always' },
      ],
      containers: [shell('main', 'sleep 5')],
      restartPolicy: 'Never',
    } as Partial<PodSpec>);
    untilRunning(lab, 'p');
    expect(statusOf(lab, 'p', 'agent')).toMatchObject({ started: true, ready: true });
    untilPhase(lab, 'p', 'Succeeded');
  });
});

describe('probes', () => {
  test('the liveness example of the docs: /tmp/healthy goes away, the container is restarted', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'liveness-exec', {
      containers: [
        {
          name: 'liveness',
          image: 'registry.k8s.io/busybox:1.27.2',
          args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
          livenessProbe: {
            exec: { command: ['cat', '/tmp/healthy'] },
            initialDelaySeconds: 5,
            periodSeconds: 5,
          },
        },
      ],
    } as Partial<PodSpec>);
    untilRunning(lab, 'liveness-exec', 'liveness');
    lab.run(28_000);
    expect(lab.told('liveness-exec').some((text) => text.includes('Unhealthy'))).toBe(false);
    const start = lab.now;
    lab.untilPod(
      'liveness-exec',
      'restarted',
      () => restartsOf(lab, 'liveness-exec', 'liveness') === 1,
      90_000,
    );
    // Three failures, then 30 s of grace that the shell does not use.
    expect(lab.now - start).toBeGreaterThan(38_000);
    expect(lab.now - start).toBeLessThan(55_000);
    expect(lab.told('liveness-exec')).toContain(
      "Warning Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n",
    );
    expect(lab.told('liveness-exec')).toContain(
      'Normal Killing: Container liveness failed liveness probe, will be restarted',
    );
    expect(statusOf(lab, 'liveness-exec', 'liveness').lastState?.terminated?.exitCode).toBe(137);
  });

  test('readiness with a wrong path: the code in the Event, never a restart', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [{ ...NGINX, readinessProbe: { httpGet: { path: '/nope', port: 80 }, periodSeconds: 1 } }],
    } as Partial<PodSpec>);
    untilRunning(lab, 'p');
    lab.run(60_000);
    expect(lab.told('p')).toContain(
      'Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404',
    );
    expect(statusOf(lab, 'p')).toMatchObject({ ready: false, started: true, restartCount: 0 });
    expect(conditionOf(lab, 'p', 'ContainersReady')?.reason).toBe('ContainersNotReady');
  });

  test('liveness on a port where nobody listens: refused, restarted', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        { ...NGINX, livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 2 } },
      ],
    } as Partial<PodSpec>);
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1, 60_000);
    const { podIP } = lab.pod('p').status;
    expect(lab.told('p')).toContain(
      `Warning Unhealthy: Liveness probe failed: dial tcp ${podIP}:81: connect: connection refused`,
    );
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  test('startup holds the others back, and failing it restarts', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        {
          ...shell('main', 'sleep 12; touch /tmp/up; sleep infinity'),
          startupProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 5, failureThreshold: 10 },
          livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
        },
      ],
    } as Partial<PodSpec>);
    untilRunning(lab, 'p');
    expect(statusOf(lab, 'p').started).toBe(false);
    untilReady(lab, 'p');
    lab.run(20_000);
    expect(restartsOf(lab, 'p')).toBe(0);
    expect(statusOf(lab, 'p').started).toBe(true);
  });

  test('readiness follows a file', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [
        {
          ...shell('main', 'touch /tmp/ok; sleep infinity'),
          readinessProbe: { exec: { command: ['test', '-e', '/tmp/ok'] }, periodSeconds: 2 },
        },
      ],
    } as Partial<PodSpec>);
    untilReady(lab, 'p');
    lab.exec('p', 'rm', '/tmp/ok');
    lab.untilPod('p', 'unready', () => conditionOf(lab, 'p', 'Ready')?.status === 'False', 8000);
    lab.exec('p', 'touch', '/tmp/ok');
    untilReady(lab, 'p', 4000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('a readiness gate waits for somebody to set its condition', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      containers: [NGINX],
      readinessGates: [{ conditionType: 'example.com/lb' }],
    } as Partial<PodSpec>);
    untilRunning(lab, 'p');
    lab.run(2000);
    expect(conditionOf(lab, 'p', 'ContainersReady')?.status).toBe('True');
    expect(conditionOf(lab, 'p', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
    });
    const body = { status: { conditions: [{ type: 'example.com/lb', status: 'True' }] } };
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'p',
      subresource: 'status',
      body,
      patchType: 'strategic',
    });
    untilReady(lab, 'p', 5000);
  });
});

describe('an end', () => {
  function deletedIn(lab: Lab, name: string): number {
    const start = lab.now;
    lab.delete('pods', name);
    lab.untilGone(name);
    return (lab.now - start) / 1000;
  }

  test.each([
    ['nginx leaves at once', { containers: [NGINX] }, 0, 2],
    ['a shell without trap takes its 30 s', one('sleep infinity'), 30, 32],
    [
      'a shell with a trap leaves when its sleep is over',
      one('trap "exit 0" TERM; while true; do sleep 1; done'),
      0,
      3,
    ],
    ['its own grace is kept', { ...one('sleep infinity'), terminationGracePeriodSeconds: 5 }, 5, 7],
    [
      'a preStop sleep comes first, inside the grace',
      { containers: [{ ...NGINX, lifecycle: { preStop: { exec: { command: ['sleep', '8'] } } } }] },
      8,
      10,
    ],
    [
      'a preStop that outlives the grace leaves 2 s',
      {
        ...one('sleep infinity', { lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } }),
        terminationGracePeriodSeconds: 5,
      },
      6.5,
      9,
    ],
  ] as const)('%s', (_, spec, from, to) => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', spec as Partial<PodSpec>);
    untilRunning(lab, 'p');
    lab.run(2000);
    const seconds = deletedIn(lab, 'p');
    expect(seconds).toBeGreaterThanOrEqual(from);
    expect(seconds).toBeLessThan(to);
    expect(lab.told('p')).toContain('Normal Killing: Stopping container main');
  });

  test('comes after activeDeadlineSeconds', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      ...one('sleep infinity'),
      activeDeadlineSeconds: 10,
      terminationGracePeriodSeconds: 1,
    } as Partial<PodSpec>);
    untilPhase(lab, 'p', 'Failed');
    expect(lab.pod('p').status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });

  test('with kill 1 from outside restarts nginx in place', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    const { podIP } = lab.pod('p').status;
    lab.exec('p', 'sh', '-c', 'kill 1');
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1);
    untilReady(lab, 'p');
    expect(lab.pod('p').status.podIP).toBe(podIP);
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });
});

describe('a node', () => {
  test('whose kubelet stops: its pods go on, it is NotReady after its 50 s, and adopts them when it is back', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('while true; do date; sleep 1; done'));
    untilRunning(lab, 'p');
    lab.run(20_000);
    fault(lab, 'stop', 'worker-1/kubelet');
    const ready = () => lab.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');
    const took = lab.until('NotReady', () => ready()?.status === 'Unknown', 90_000);
    expect(took).toBeGreaterThan(39_000);
    expect(took).toBeLessThan(56_000);
    expect(ready()).toMatchObject({
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    const before = logs(lab, 'p').length;
    lab.run(10_000);
    expect(logs(lab, 'p').length).toBeGreaterThan(before + 8);
    fault(lab, 'start', 'worker-1/kubelet');
    lab.until('Ready', () => ready()?.status === 'True', 30_000);
    untilReady(lab, 'p', 30_000);
    lab.run(60_000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('without power: its pods are gone with it, and start again when it is back soon', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    fault(lab, 'power-off', 'worker-1');
    lab.run(10_000);
    fault(lab, 'power-on', 'worker-1');
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1, 120_000);
    untilReady(lab, 'p', 60_000);
    expect(
      lab
        .told('worker-1')
        .some((text) => text.startsWith('Warning Rebooted: Node worker-1 has been rebooted')),
    ).toBe(true);
  });

  test('renews its lease every 10 s', () => {
    const lab = bootedLab({ workers: 1 });
    const renewals = new Set<string>();
    lab.always(60_000, () => {
      const lease = lab.find('leases', 'kube-node-lease/worker-1') as
        | { spec?: { renewTime?: string; leaseDurationSeconds?: number } }
        | undefined;
      if (lease?.spec?.renewTime !== undefined) renewals.add(lease.spec.renewTime);
      expect(lease?.spec?.leaseDurationSeconds).toBe(40);
    });
    expect(renewals.size).toBeGreaterThanOrEqual(6);
    expect(renewals.size).toBeLessThanOrEqual(8);
  });

  test('tells its conditions in their order and words', () => {
    const lab = bootedLab({ workers: 1 });
    expect(
      lab
        .node('worker-1')
        .status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    ).toEqual([
      'MemoryPressure False KubeletHasSufficientMemory',
      'DiskPressure False KubeletHasNoDiskPressure',
      'PIDPressure False KubeletHasSufficientPID',
      'Ready True KubeletReady',
    ]);
  });
});

describe('a pod that runs', () => {
  test('has its conditions in the order of the kubelet, its addresses and its class', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    const { status } = lab.pod('p');
    expect(status.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(status).toMatchObject({
      phase: 'Running',
      qosClass: 'BestEffort',
      podIPs: [{ ip: status.podIP }],
    });
    expect(lab.told('p').map((text) => text.split(':')[0])).toEqual([
      'Normal Scheduled',
      'Normal Pulling',
      'Normal Pulled',
      'Normal Created',
      'Normal Started',
    ]);
    expect(lab.told('p')).toContain('Normal Created: Created container: main');
    expect(lab.told('p')).toContain('Normal Started: Started container main');
  });

  test('with a new image is restarted in place, and its Event says why', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilReady(lab, 'p');
    patchPod(lab, 'p', { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } });
    lab.untilPod('p', 'restarted', () => restartsOf(lab, 'p') === 1);
    untilReady(lab, 'p');
    expect(lab.told('p')).toContain('Normal Killing: Container main definition changed, will be restarted');
    expect(statusOf(lab, 'p').image).toContain('nginx:1.28');
  });

  test('prints the time each second', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('while true; do date; sleep 1; done'));
    untilRunning(lab, 'p');
    lab.run(5500);
    const lines = logs(lab, 'p');
    expect(lines.length === 6 || lines.length === 7).toBe(true);
    expect(lines[0]).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}$/);
  });

  test('with hostNetwork has the address of its node', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX], hostNetwork: true } as Partial<PodSpec>);
    untilReady(lab, 'p');
    const { podIP, hostIP } = lab.pod('p').status;
    expect(podIP).toBe(hostIP);
    expect(lab.exec('p', 'hostname').stdout).toBe('worker-1\n');
  });

  test('that the node does not tolerate any more is thrown out by NoExecute', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    createPod(lab, 'q', {
      containers: [NGINX],
      tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }],
    });
    for (const name of ['p', 'q']) untilReady(lab, name);
    const body = { spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } };
    lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name: 'worker-1', body, patchType: 'merge' });
    lab.untilGone('p', 5000);
    lab.run(10_000);
    expect(lab.pod('q').metadata.deletionTimestamp).toBeUndefined();
    lab.untilGone('q', 15_000);
  });
});
