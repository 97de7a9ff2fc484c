/** The way of one pod: created, bound, pulled, started, and what its Events say. */
import { describe, expect, test } from 'vitest';
import type { Event } from '../api/event';
import { bootedLab, Lab } from './lab';

describe('a Deployment of three', () => {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas: 3 });
  const pods = lab.ready('web', 3);
  const name = pods[0]?.metadata.name ?? '';

  test('becomes three running, ready pods, one on each node', () => {
    expect(pods.map(({ status }) => status.phase)).toEqual(['Running', 'Running', 'Running']);
    expect(new Set(pods.map(({ spec }) => spec.nodeName))).toEqual(
      new Set(['worker-1', 'worker-2', 'worker-3']),
    );
    for (const { metadata } of pods) expect(metadata.name).toMatch(/^web-[a-z0-9]{8,10}-[a-z0-9]{5}$/);
  });

  test('whose addresses come from the podCIDR of their node', () => {
    for (const { spec, status } of pods) {
      const node = lab.node(spec.nodeName ?? '');
      const prefix = (node.spec.podCIDR ?? '').replace(/\.0\/24$/, '.');
      expect(prefix).toMatch(/^10\.244\.\d+\.$/);
      expect(status.podIP?.startsWith(prefix)).toBe(true);
      expect(status.podIPs).toEqual([{ ip: status.podIP }]);
      expect(node.status.addresses).toContainEqual({ type: 'InternalIP', address: status.hostIP });
    }
    expect(new Set(pods.map(({ status }) => status.podIP)).size).toBe(3);
  });

  test('tells of each pod what a real cluster tells', () => {
    const node = pods[0]?.spec.nodeName ?? '';
    expect(lab.told(name)).toEqual([
      `Normal Scheduled: Successfully assigned default/${name} to ${node}`,
      'Normal Pulling: Pulling image "nginx:1.27"',
      'Normal Pulled: Successfully pulled image "nginx:1.27" in 2.225s (2.225s including waiting). Image size: 73000000 bytes.',
      'Normal Created: Created container: main',
      'Normal Started: Started container main',
    ]);
  });

  test('tells who says it: the scheduler in the newer form, the kubelet with its node and container', () => {
    const [scheduled, pulling] = lab.events(name) as [Event, Event];
    expect(scheduled).toMatchObject({
      source: {},
      reportingComponent: 'default-scheduler',
      action: 'Binding',
      firstTimestamp: null,
      lastTimestamp: null,
    });
    expect(scheduled.eventTime).toMatch(/\.\d{6}Z$/);
    expect(pulling.source).toEqual({ component: 'kubelet', host: pods[0]?.spec.nodeName });
    expect(pulling.involvedObject.fieldPath).toBe('spec.containers{main}');
    expect(pulling).toMatchObject({ count: 1, reportingComponent: 'kubelet', eventTime: null });
  });

  test('tells of the ReplicaSet and the Deployment', () => {
    const [set] = lab.replicaSets('web');
    const setName = set?.metadata.name ?? '';
    expect(lab.told('web')).toEqual([
      `Normal ScalingReplicaSet: Scaled up replica set ${setName} from 0 to 3`,
    ]);
    expect(lab.told(setName)).toEqual(
      pods.map(({ metadata }) => `Normal SuccessfulCreate: Created pod: ${metadata.name}`),
    );
    expect(lab.events('web')[0]?.source).toEqual({ component: 'deployment-controller' });
    expect(lab.events(setName)[0]?.source).toEqual({ component: 'replicaset-controller' });
  });

  test('has its conditions in order and with the reasons of a pod that is up', () => {
    const conditions = pods[0]?.status.conditions ?? [];
    expect(conditions.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready True',
      'ContainersReady True',
      'PodScheduled True',
    ]);
    for (const { lastProbeTime } of conditions) expect(lastProbeTime).toBeNull();
  });

  test('gives each pod what the API server adds: generation, tolerations, service account, quality of service', () => {
    const [pod] = pods;
    expect(pod?.metadata.generation).toBe(1);
    expect(pod?.status.qosClass).toBe('BestEffort');
    expect(pod?.spec.serviceAccountName).toBe('default');
    expect(pod?.spec.tolerations?.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ]);
  });
});

describe('on the way', () => {
  test('a pod is Pending with ContainerCreating until its container has started', () => {
    const lab = bootedLab();
    lab.createPod('one');
    expect(lab.pod('one').status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    lab.untilPod('one', 'acknowledged', ({ status }) => status.startTime !== undefined);
    const { phase, containerStatuses, conditions } = lab.pod('one').status;

    expect(phase).toBe('Pending');
    expect(containerStatuses?.[0]).toMatchObject({
      state: { waiting: { reason: 'ContainerCreating' } },
      ready: false,
      started: false,
      restartCount: 0,
      image: 'nginx:1.27',
    });
    expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
  });

  test('a second pod of the same image on a node waits for the pull that is under way', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('one');
    lab.createPod('two');
    lab.until('both running', () => lab.pods().every(({ status }) => status.phase === 'Running'));
    const [first, second] = ['one', 'two'].map((name) =>
      Lab.ms(lab.pod(name).status.containerStatuses?.[0]?.state.running?.startedAt),
    );

    expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
    expect(lab.told('two')[2]).toMatch(
      /^Normal Pulled: Successfully pulled image "nginx:1.27" in 150ms \(2\.\d+s including/,
    );
  });

  test('an image that is there is not pulled again, unless the policy says Always', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('one');
    lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
    lab.createPod('two');
    lab.createPod('three', { pullPolicy: 'Always' });
    lab.until('all running', () => lab.pods().every(({ status }) => status.phase === 'Running'));

    expect(lab.told('two')[1]).toBe('Normal Pulled: Container image "nginx:1.27" already present on machine');
    expect(lab.told('three')[1]).toBe('Normal Pulling: Pulling image "nginx:1.27"');
  });

  test('the containers of a pod start in the order of the manifest, each after its own pull', () => {
    const lab = bootedLab();
    const containers = [
      { name: 'a', image: 'nginx:1.27' },
      { name: 'b', image: 'redis:7' },
    ];
    lab.createPod('pair', { containers });
    lab.untilPod(
      'pair',
      'ready',
      ({ status }) => status.containerStatuses?.every(({ ready }) => ready) === true,
    );

    expect(
      lab.events('pair').map(({ reason, involvedObject }) => `${reason} ${involvedObject.fieldPath ?? ''}`),
    ).toEqual([
      'Scheduled ',
      ...['Pulling', 'Pulled', 'Created', 'Started'].map((reason) => `${reason} spec.containers{a}`),
      ...['Pulling', 'Pulled', 'Created', 'Started'].map((reason) => `${reason} spec.containers{b}`),
    ]);
  });
});

describe('an image that cannot be pulled', () => {
  const denied =
    'failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve reference ' +
    '"docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: ' +
    'server message: insufficient_scope: authorization failed';

  test('shows ErrImagePull, then ImagePullBackOff with the error before it, and tries again after 10 s, 20 s …', () => {
    const lab = bootedLab();
    lab.createPod('typo', { image: 'ngnix' });
    const waiting = (): { readonly reason?: string; readonly message?: string } =>
      lab.pod('typo').status.containerStatuses?.[0]?.state.waiting ?? {};
    lab.until('ErrImagePull', () => waiting().reason === 'ErrImagePull');
    expect(waiting().message).toBe(`rpc error: code = NotFound desc = ${denied}`);
    const first = lab.now;
    lab.until('ImagePullBackOff', () => waiting().reason === 'ImagePullBackOff');
    expect(waiting().message).toBe(
      `Back-off pulling image "ngnix": ErrImagePull: rpc error: code = NotFound desc = ${denied}`,
    );
    const tries = (): number => lab.events('typo').find(({ reason }) => reason === 'Pulling')?.count ?? 0;
    lab.until('second try', () => tries() === 2);
    expect(lab.now - first).toBeGreaterThan(9_900);
    expect(lab.now - first).toBeLessThan(11_000);
    const second = lab.now;
    lab.until('third try', () => tries() === 3);
    expect(lab.now - second).toBeGreaterThan(19_900);
    expect(lab.now - second).toBeLessThan(21_500);
    expect(lab.pod('typo').status.phase).toBe('Pending');
    expect(new Set(lab.told('typo').slice(1))).toEqual(
      new Set([
        'Normal Pulling: Pulling image "ngnix"',
        `Warning Failed: Failed to pull image "ngnix": rpc error: code = NotFound desc = ${denied}`,
        'Warning Failed: Error: ErrImagePull',
        'Normal BackOff: Back-off pulling image "ngnix"',
        'Warning Failed: Error: ImagePullBackOff',
      ]),
    );
  });

  test('runs once the image is mended', () => {
    const lab = bootedLab();
    lab.createPod('typo', { image: 'ngnix' });
    lab.run(20_000);
    const body = { spec: { containers: [{ name: 'main', image: 'nginx' }] } };
    lab.do({ verb: 'patch', resource: 'pods', name: 'typo', body, patchType: 'strategic' });
    lab.untilPod('typo', 'running', ({ status }) => status.phase === 'Running', 30_000);

    expect(lab.pod('typo').status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
  });

  test('with policy Never is not even tried', () => {
    const lab = bootedLab();
    lab.createPod('never', { pullPolicy: 'Never' });
    const message = 'Container image "nginx:1.27" is not present with pull policy of Never';
    lab.until('refused', () => lab.told('never').includes(`Warning ErrImageNeverPull: ${message}`));
    lab.run(1000);

    expect(lab.pod('never').status.containerStatuses?.[0]?.state.waiting).toEqual({
      reason: 'ErrImageNeverPull',
      message,
    });
  });
});
