/** What containers do once they run: servers, scripts, files, memory, and machines that fail. */
import { describe, expect, test } from 'vitest';
import type { ContainerStatus, Pod } from '../api/pod';
import { faultInput, type Fault } from '../faults/faults';
import {
  fileIn,
  httpGet,
  logsOf,
  podMemoryBytes,
  previousLogsOf,
  runIn,
  tcpOpen,
} from '../node/container-look';
import type { ContainerdState } from '../node/containerd-state';
import { bootedLab, type Lab } from './lab';
import type { PodWishes } from './manifests';

function runtimeOf(lab: Lab, pod: Pod): ContainerdState {
  return lab.simulation.stateOf(`${lab.cluster}/${pod.spec.nodeName ?? ''}/containerd`) as ContainerdState;
}

function statusOf(lab: Lab, pod: string, index = 0): ContainerStatus {
  return lab.pod(pod).status.containerStatuses?.[index] as ContainerStatus;
}

function idOf({ containerID = '' }: ContainerStatus): string {
  return containerID.replace(/^.*:\/\//, '');
}

function logs(lab: Lab, pod: string): string[] {
  return logsOf(runtimeOf(lab, lab.pod(pod)), idOf(statusOf(lab, pod))).map(({ text }) => text);
}

function run(lab: Lab, name: string, wishes: PodWishes): Pod {
  lab.createPod(name, wishes);
  lab.untilPod(name, 'running', ({ status }) => status.phase === 'Running');
  return lab.pod(name);
}

function script(text: string): PodWishes {
  return { image: 'busybox', command: ['sh', '-c', text] };
}

function limited(memory: string): Pick<PodWishes, 'container'> {
  return { container: { resources: { limits: { memory } } } };
}

/** Where a container answers, asked as a probe of its kubelet asks. */
function get(lab: Lab, pod: string, port: number, path = '/'): unknown {
  const answer = httpGet(runtimeOf(lab, lab.pod(pod)), idOf(statusOf(lab, pod)), port, path, lab.now);
  return answer.kind === 'ok' ? answer.code : answer.kind;
}

describe('servers', () => {
  test('listen where their image, their arguments or their variables say', () => {
    const lab = bootedLab();
    run(lab, 'nginx', { image: 'nginx:1.27' });
    run(lab, 'echo', { image: 'hashicorp/http-echo:1.0', container: { args: ['-text=hi', '-listen=:80'] } });
    run(lab, 'hello', {
      image: 'gcr.io/google-samples/hello-app:2.0',
      container: { env: [{ name: 'PORT', value: '9000' }] },
    });
    run(lab, 'own', { image: 'example.com/shop/cart:7', container: { ports: [{ containerPort: 3000 }] } });
    lab.run(2000);
    expect([get(lab, 'nginx', 80), get(lab, 'nginx', 80, '/no'), get(lab, 'nginx', 81)]).toEqual([
      200,
      404,
      'refused',
    ]);
    expect([get(lab, 'echo', 80), get(lab, 'echo', 5678)]).toEqual([200, 'refused']);
    expect(get(lab, 'hello', 9000)).toBe(200);
    expect([get(lab, 'own', 3000), get(lab, 'own', 80)]).toEqual([200, 'refused']);
    expect(logs(lab, 'own')[0]).toContain('simplified here');
    expect(lab.exec('hello', 'wget', '-q', '-O-', 'localhost:9000').stdout).toBe(
      'Hello, world!\nVersion: 2.0.0\nHostname: hello\n',
    );
  });

  test('take the time to start that they take', () => {
    const lab = bootedLab();
    const wishes = { container: { env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }] } };
    const pod = run(lab, 'db', { image: 'mysql:8', ...wishes });
    const open = (): string => tcpOpen(runtimeOf(lab, pod), idOf(statusOf(lab, 'db')), 3306, lab.now);
    expect(open()).toBe('refused');
    expect(lab.exec('db', 'mysqladmin', 'ping').exitCode).toBe(1);
    lab.run(8000);
    expect(open()).toBe('open');
    expect(lab.exec('db', 'mysqladmin', 'ping').stdout).toBe('mysqld is alive\n');
  });

  test('postgres refuses to start without a password, and says so', () => {
    const lab = bootedLab();
    lab.createPod('db', { image: 'postgres:17' });
    lab.untilPod('db', 'crashed', () => statusOf(lab, 'db')?.lastState?.terminated !== undefined);
    expect(statusOf(lab, 'db').lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    expect(logs(lab, 'db')[0]).toBe(
      'Error: Database is uninitialized and superuser password is not specified.',
    );
    const env = [{ name: 'POSTGRES_PASSWORD', value: 'secret' }];
    run(lab, 'fine', { image: 'postgres:17', container: { env } });
    lab.run(60_000);
    expect(statusOf(lab, 'fine')).toMatchObject({ ready: true, restartCount: 0 });
    expect(lab.exec('fine', 'pg_isready').exitCode).toBe(0);
  });

  test('of a script serve what it wrote', () => {
    const lab = bootedLab();
    run(lab, 'web', script('mkdir /tmp/www; echo hello > /tmp/www/index.html; httpd -f -p 8000 -h /tmp/www'));
    lab.run(1000);
    expect([get(lab, 'web', 8000), get(lab, 'web', 8000, '/x')]).toEqual([200, 404]);
    expect(lab.exec('web', 'wget', '-qO-', 'http://localhost:8000/index.html').stdout).toBe('hello\n');
  });
});

describe('files', () => {
  test('of a container last as long as it does; those of a volume as long as the pod', () => {
    const lab = bootedLab();
    const volumes = [{ name: 'shared', emptyDir: {} }];
    const volumeMounts = [{ name: 'shared', mountPath: '/data' }];
    run(lab, 'box', { image: 'nginx', spec: { volumes }, container: { volumeMounts } });
    lab.exec('box', 'sh', '-c', 'echo own > /tmp/file; echo volume > /data/file');
    expect(lab.exec('box', 'cat', '/tmp/file', '/data/file').stdout).toBe('own\nvolume\n');
    lab.exec('box', 'sh', '-c', 'kill 1');
    lab.untilPod('box', 'restarted', () => statusOf(lab, 'box').restartCount === 1);
    lab.untilPod('box', 'running', () => statusOf(lab, 'box').state.running !== undefined);
    expect(lab.exec('box', 'cat', '/tmp/file')).toMatchObject({
      exitCode: 1,
      stderr: "cat: can't open '/tmp/file': No such file or directory\n",
    });
    expect(lab.exec('box', 'cat', '/data/file').stdout).toBe('volume\n');
    lab.delete('pods', 'box');
    lab.untilGone('box');
    for (const node of ['worker-1', 'worker-2', 'worker-3']) {
      const runtime = lab.simulation.stateOf(`${lab.cluster}/${node}/containerd`) as ContainerdState;
      expect([runtime.volumes.map.size, runtime.writes.map.size, runtime.logs.map.size]).toEqual([0, 0, 0]);
    }
  });

  test('written by one container are served by the other', () => {
    const lab = bootedLab();
    const containers = [
      { name: 'web', image: 'nginx', volumeMounts: [{ name: 'html', mountPath: '/usr/share/nginx/html' }] },
      {
        name: 'writer',
        image: 'debian',
        command: ['sh', '-c', 'sleep 5; echo hello from debian > /pages/index.html; sleep infinity'],
        volumeMounts: [{ name: 'html', mountPath: '/pages' }],
      },
    ];
    run(lab, 'two', { containers, spec: { volumes: [{ name: 'html', emptyDir: {} }] } });
    lab.untilPod(
      'two',
      'both run',
      ({ status }) => status.containerStatuses?.every(({ ready }) => ready) === true,
    );
    expect(get(lab, 'two', 80)).toBe(403);
    lab.run(6000);
    expect(get(lab, 'two', 80)).toBe(200);
    expect(lab.exec('two', 'curl', '-s', 'localhost').stdout).toBe('hello from debian\n');
  });

  test('that grow are followed by a sidecar, as in the logging example of the documentation', () => {
    const lab = bootedLab();
    const count = 'i=0; while true; do echo "$i" >> /var/log/1.log; i=$((i+1)); sleep 1; done';
    const volumeMounts = [{ name: 'logs', mountPath: '/var/log' }];
    const containers = [
      { name: 'count', image: 'busybox', command: ['sh', '-c', count], volumeMounts },
      {
        name: 'stream',
        image: 'busybox',
        args: ['/bin/sh', '-c', 'tail -n+1 -F /var/log/1.log'],
        volumeMounts,
      },
    ];
    const pod = run(lab, 'both', { containers, spec: { volumes: [{ name: 'logs', emptyDir: {} }] } });
    lab.run(10_000);
    const lines = logsOf(runtimeOf(lab, pod), idOf(statusOf(lab, 'both', 1))).map(({ text }) => text);
    expect(
      lines
        .slice(-5)
        .map(Number)
        .every((line, i, all) => i === 0 || line === (all[i - 1] ?? 0) + 1),
    ).toBe(true);
    expect(lines[0]).toBe('0');
    expect(lines.length).toBeGreaterThanOrEqual(8);
  });

  test('a last word for the kubelet stays when the container has ended', () => {
    const lab = bootedLab();
    const wishes = script('echo "no database" > /dev/termination-log; exit 1');
    lab.createPod('once', { ...wishes, restartPolicy: 'Never' });
    lab.untilPod('once', 'failed', ({ status }) => status.phase === 'Failed');
    const id = idOf(statusOf(lab, 'once'));
    expect(fileIn(runtimeOf(lab, lab.pod('once')), id, '/dev/termination-log')).toBe('no database\n');
  });

  test('a page that is removed is no longer served', () => {
    const lab = bootedLab();
    run(lab, 'web', { image: 'nginx' });
    lab.exec('web', 'rm', '/usr/share/nginx/html/index.html');
    expect(get(lab, 'web', 80)).toBe(403);
    lab.exec('web', 'sh', '-c', 'echo back > /usr/share/nginx/html/index.html');
    expect(get(lab, 'web', 80)).toBe(200);
  });
});

describe('a script', () => {
  test('that crashes leaves its output for the next one', () => {
    const lab = bootedLab();
    lab.createPod('crash', script('echo "run at $(date +%s)"; sleep 1; exit 1'));
    lab.untilPod('crash', 'restarted', () => statusOf(lab, 'crash')?.restartCount === 2);
    lab.untilPod('crash', 'running', () => statusOf(lab, 'crash').state.running !== undefined);
    const runtime = runtimeOf(lab, lab.pod('crash'));
    const [line = ''] = logs(lab, 'crash');
    const [before] = previousLogsOf(runtime, idOf(statusOf(lab, 'crash'))) ?? [];
    expect(line).toMatch(/^run at \d+$/);
    expect(before?.text).toMatch(/^run at \d+$/);
    expect(before?.text).not.toBe(line);
    // The one before both is gone.
    expect(runtime.containers.map.size).toBe(2);
  });

  test('does what it does over time, and its lines are kept with their times', () => {
    const lab = bootedLab();
    run(lab, 'count', script('i=0; while true; do echo "$i"; i=$((i+1)); sleep 1; done'));
    lab.run(10_500);
    expect(logs(lab, 'count').slice(0, 11)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    lab.run(600_000);
    const lines = logsOf(runtimeOf(lab, lab.pod('count')), idOf(statusOf(lab, 'count')));
    expect(lines.length).toBeGreaterThan(600);
    expect((lines[599]?.at ?? 0) - (lines[598]?.at ?? 0)).toBe(1000);
  });

  test('that handles SIGTERM leaves in its own time; one that does not is killed', () => {
    const lab = bootedLab();
    run(lab, 'kind', script("trap 'echo bye; exit 0' TERM; while true; do sleep 1; done"));
    run(lab, 'deaf', script('while true; do sleep 1; done'));
    lab.delete('pods', 'kind');
    lab.delete('pods', 'deaf');
    expect(lab.untilGone('kind')).toBeLessThan(3000);
    expect(lab.untilGone('deaf')).toBeGreaterThan(25_000);
  });

  test('that begins a server with exec hands the signal to it', () => {
    const lab = bootedLab();
    const start = (name: string, text: string): void => {
      run(lab, name, { image: 'nginx', command: ['sh', '-c', text] });
    };
    start('child', "echo configured; nginx -g 'daemon off;'");
    start('replaced', "echo configured; exec nginx -g 'daemon off;'");
    lab.run(1000);
    expect([get(lab, 'child', 80), get(lab, 'replaced', 80)]).toEqual([200, 200]);
    lab.delete('pods', 'child');
    lab.delete('pods', 'replaced');
    expect(lab.untilGone('replaced')).toBeLessThan(2000);
    expect(lab.untilGone('child')).toBeGreaterThan(25_000);
  });

  test('a command that takes time is answered when it is over', () => {
    const lab = bootedLab();
    run(lab, 'box', script('sleep infinity'));
    const asked = lab.now;
    expect(lab.exec('box', 'sh', '-c', 'echo a; sleep 5; echo b; exit 3')).toMatchObject({
      stdout: 'a\nb\n',
      exitCode: 3,
    });
    expect(lab.now - asked).toBeGreaterThan(5000);
  });

  test('that is no program of the image, or may not be run, cannot start', () => {
    const lab = bootedLab();
    lab.createPod('bash', { image: 'busybox', command: ['bash', '-c', 'true'] });
    lab.untilPod('bash', 'failed', () => statusOf(lab, 'bash')?.lastState?.terminated !== undefined);
    expect(statusOf(lab, 'bash').lastState.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(statusOf(lab, 'bash').lastState.terminated?.message).toContain(
      'exec: "bash": executable file not found in $PATH: unknown',
    );
  });

  test('a look from outside takes no time, and its signals come as late as its sleeps say', () => {
    const lab = bootedLab();
    run(lab, 'web', { image: 'nginx' });
    const pod = lab.pod('web');
    const { simulation } = lab;
    const sent: unknown[] = [];
    const context = {
      now: lab.now,
      epoch: simulation.currentEpoch(),
      send: (to: string, type: string, data: unknown, latency: number): number => {
        sent.push([to, type, data, latency]);
        return 0;
      },
    } as unknown as Parameters<typeof runIn>[1];
    const id = idOf(statusOf(lab, 'web'));
    const command = ['sh', '-c', 'sleep 10; nginx -s quit; echo done'];
    expect(runIn(runtimeOf(lab, pod), context, id, command)).toEqual({
      runMs: 10_000,
      exitCode: 0,
      stdout: 'done\n',
      stderr: '',
    });
    expect(sent).toEqual([
      [`${lab.cluster}/${pod.spec.nodeName ?? ''}/containerd`, 'signal', { id, number: 15 }, 10_001],
    ]);
  });
});

describe('memory', () => {
  test('a container that needs more than its limit is killed by the kernel', () => {
    const lab = bootedLab();
    const args = ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'];
    const container = { args, resources: { limits: { memory: '100Mi' } } };
    lab.createPod('stress', { image: 'polinux/stress', command: ['stress'], container });
    lab.untilPod('stress', 'killed', () => statusOf(lab, 'stress')?.lastState?.terminated !== undefined);
    expect(statusOf(lab, 'stress').lastState.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
  });

  test('one that stays below lives, and its use can be read', () => {
    const lab = bootedLab();
    const args = ['--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'];
    const container = { args, resources: { limits: { memory: '200Mi' } } };
    const pod = run(lab, 'stress', { image: 'polinux/stress', command: ['stress'], container });
    lab.run(60_000);
    expect(statusOf(lab, 'stress').restartCount).toBe(0);
    const used = podMemoryBytes(runtimeOf(lab, pod), pod.metadata.uid ?? '', lab.now);
    expect(Math.round(used / 1024 / 1024)).toBe(151);
  });

  test.each([
    'tail /dev/zero',
    'head -c 200m /dev/zero | tail',
    'dd if=/dev/zero of=/dev/null bs=300M count=1',
  ])('a shell that does `%s` is killed too', (text) => {
    const lab = bootedLab();
    lab.createPod('hog', { ...script(`sleep 2; ${text}; sleep infinity`), ...limited('64Mi') });
    lab.untilPod('hog', 'killed', () => statusOf(lab, 'hog')?.lastState?.terminated !== undefined);
    const { reason, startedAt = '', finishedAt = '' } = statusOf(lab, 'hog').lastState.terminated ?? {};
    expect(reason).toBe('OOMKilled');
    const ms = Date.parse(finishedAt) - Date.parse(startedAt);
    expect(ms).toBeGreaterThanOrEqual(2000);
    expect(ms).toBeLessThanOrEqual(3000);
  });

  test('a database in a small container does not come up', () => {
    const lab = bootedLab();
    const env = [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }];
    const container = { env, resources: { limits: { memory: '128Mi' } } };
    lab.createPod('db', { image: 'mysql:8', container });
    lab.untilPod('db', 'killed', () => statusOf(lab, 'db')?.lastState?.terminated !== undefined);
    expect(statusOf(lab, 'db').lastState.terminated?.reason).toBe('OOMKilled');
  });
});

describe('a runtime that is restarted', () => {
  function fault(lab: Lab, type: Fault['type'], target: string): void {
    lab.simulation.input(faultInput(lab.cluster, { type, target }, ''));
  }

  test('finds its containers running, and their scripts go on', () => {
    const lab = bootedLab();
    const pod = run(
      lab,
      'count',
      script('i=0; while [ $i -lt 30 ]; do echo "$i"; i=$((i+1)); sleep 1; done; sleep 600'),
    );
    const { containerID } = statusOf(lab, 'count');
    const address = `${pod.spec.nodeName ?? ''}/containerd`;
    lab.run(5000);
    fault(lab, 'stop', address);
    lab.run(3000);
    fault(lab, 'start', address);
    lab.run(30_000);
    expect(statusOf(lab, 'count')).toMatchObject({ restartCount: 0, containerID });
    expect(logs(lab, 'count')).toHaveLength(30);
  });

  test('with its machine finds them dead, and their pods begin anew with images that are there', () => {
    const lab = bootedLab();
    const pod = run(lab, 'web', { image: 'nginx:1.27' });
    const ip = pod.status.podIP;
    const node = pod.spec.nodeName ?? '';
    fault(lab, 'power-off', node);
    lab.run(2000);
    const dark = runtimeOf(lab, pod);
    expect([...dark.containers.map.values()].map(({ state }) => state)).toEqual(['unknown']);
    expect([dark.sandboxes.map.size, dark.ipam.taken.map.size, dark.images.map.size]).toEqual([0, 0, 1]);
    fault(lab, 'power-on', node);
    lab.untilPod('web', 'restarted', () => statusOf(lab, 'web').restartCount === 1);
    expect(statusOf(lab, 'web').lastState.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(lab.pod('web').status.podIP).not.toBe(ip);
  });
});
