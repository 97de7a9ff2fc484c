import { describe, expect, it } from 'vitest';
import { Screen } from '../testing/screen';

/** An empty cluster in which somebody has just created a pod. */
function withPod(name: string, spec: object): Screen {
  const screen = new Screen({ scene: 'empty' });
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec };
  screen.ask({ verb: 'create', resource: 'pods', name, body }, `kubectl apply -f ${name}.yaml`);
  return screen;
}

/** Watches until a sentence with these words is told. */
function until(screen: Screen, words: string | RegExp): string {
  const has = (text: string): boolean =>
    typeof words === 'string' ? text.includes(words) : words.test(text);
  screen.until(() => screen.sentences.some(has));
  return screen.sentences.find(has) ?? '';
}

describe('what is told of a pod', () => {
  it('that nobody owns: that nothing will replace it', () => {
    const screen = withPod('alone', { containers: [{ name: 'c', image: 'nginx' }] });
    until(screen, 'kube-apiserver stored the pod alone. Nobody owns it: if it goes, nothing replaces it.');
    expect(until(screen, 'alone is Running')).toMatch(/ready on worker-\d, at 10\.244\.\d\.\d\.$/);
  });

  it('whose image does not exist: once, with the countdown to the next try', () => {
    const screen = withPod('typo', { containers: [{ name: 'c', image: 'ngnix' }] });
    until(screen, /could not pull ngnix for typo\. Is the name right\?/);
    const [pod] = screen.own();
    expect(pod?.timer).toMatchObject({ kind: 'pull' });
    expect((pod?.timer?.end ?? 0) - (pod?.timer?.start ?? 0)).toBe(10_000);
    screen.until(() => (screen.own()[0]?.timer?.end ?? 0) > (pod?.timer?.end ?? 0));
    const { timer } = screen.own()[0] ?? {};
    expect((timer?.end ?? 0) - (timer?.start ?? 0)).toBe(20_000);
    expect(screen.sentences.filter((text) => text.includes('ngnix'))).toHaveLength(1);
  });

  it('that takes more memory than it may', () => {
    const command = ['stress', '--vm', '1', '--vm-bytes', '300M'];
    const resources = { limits: { memory: '100Mi' } };
    const screen = withPod('hog', {
      containers: [{ name: 'c', image: 'polinux/stress', command, resources }],
    });
    until(
      screen,
      'The kernel killed the container of hog (OOMKilled): it used more memory than its limit of 100Mi.',
    );
    expect(until(screen, 'The container of hog ended again')).toContain('(OOMKilled): the kubelet waits 10s');
  });

  it('whose init container fails', () => {
    const initContainers = [{ name: 'prepare', image: 'busybox', command: ['sh', '-c', 'sleep 2; exit 3'] }];
    const screen = withPod('slow', { initContainers, containers: [{ name: 'c', image: 'nginx' }] });
    until(
      screen,
      'slow runs its first init container, prepare: its containers start when it has ended well.',
    );
    until(screen, 'The init container prepare of slow has failed with exit code 3');
    expect(until(screen, 'prepare of slow ended again')).toContain('(exit code 3): the kubelet waits 10s');
  });

  it('whose probes fail: what follows from it', () => {
    const httpGet = { path: '/nope', port: 80 };
    const probes = {
      readinessProbe: { httpGet, periodSeconds: 2 },
      livenessProbe: { httpGet, periodSeconds: 3 },
    };
    const screen = withPod('sick', { containers: [{ name: 'c', image: 'nginx', ...probes }] });
    until(
      screen,
      'sick: Readiness probe failed: HTTP probe failed with statuscode: 404. It stays out of its Services',
    );
    until(screen, 'The kubelet ends the container of sick: its probe has failed too often.');
    const told = screen.sentences.filter((text) => text.startsWith('sick: Liveness probe failed'));
    expect(told).toHaveLength(1);
  });

  it('that waits for a ConfigMap', () => {
    const envFrom = [{ configMapRef: { name: 'later' } }];
    const screen = withPod('needy', { containers: [{ name: 'c', image: 'nginx', envFrom }] });
    until(screen, 'needy cannot start: configmap "later" not found. It starts as soon as that is there.');
    const metadata = { name: 'later', namespace: 'default' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
    screen.ask(
      { verb: 'create', resource: 'configmaps', name: 'later', body },
      'kubectl create configmap later',
    );
    until(screen, 'kube-apiserver stored the ConfigMap later.');
    until(screen, 'needy is Running and ready');
    expect(screen.own()).toMatchObject([{ name: 'needy', ready: '1/1', restarts: 0 }]);
  });

  it('that makes room for a more important one', () => {
    const screen = new Screen({ scene: 'empty' });
    const create = (
      resource: string,
      body: { readonly metadata: { readonly name: string } },
      namespace = '',
    ): void => {
      screen.ask({ verb: 'create', resource, namespace, name: body.metadata.name, body }, 'kubectl apply');
    };
    const [apiVersion, kind] = ['scheduling.k8s.io/v1', 'PriorityClass'];
    create('priorityclasses', { apiVersion, kind, metadata: { name: 'high' }, value: 1000 } as never);
    const pod = (name: string, cpu: string, priorityClassName?: string): void => {
      const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }];
      const spec = { containers, ...(priorityClassName === undefined ? {} : { priorityClassName }) };
      create(
        'pods',
        { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec } as never,
        'default',
      );
    };
    for (const name of ['a', 'b', 'c']) pod(name, '3');
    screen.until(() => screen.own().filter(({ shape }) => shape === 'running').length === 3);
    pod('vip', '2', 'high');
    until(screen, /^[abc] has to leave worker-\d: a pod of higher priority needs its place\./);
    screen.until(() => screen.own().find(({ name }) => name === 'vip')?.shape === 'running');
    expect(screen.own()).toHaveLength(3);
  });
});

describe('what is told of the cluster’s own pods', () => {
  it('is what somebody did to them, and nothing else', () => {
    const screen = new Screen({ scene: 'empty' });
    screen.session.setPace({ speed: 20 });
    screen.fault('cut', 'worker-1');
    screen.watch(6);
    screen.fault('mend', 'worker-1');
    screen.watch(3);
    expect(screen.told()).not.toMatch(/coredns|kindnet|kube-proxy/);
    const dns = [...screen.pods.values()].find(({ app }) => app === 'coredns')?.name ?? '';
    screen.ask(
      { verb: 'delete', resource: 'pods', namespace: 'kube-system', name: dns },
      'kubectl delete pod',
    );
    until(screen, `${dns} is being deleted`);
    until(screen, /The ReplicaSet coredns-\S+ wants two pods and saw one, so it asked for one more/);
  });
});
