import type { Frame, HopView, PodShape, PodView } from '../../../worker/protocol';
import { encodePod } from '../../../worker/protocol';
import {
  cluster,
  components,
  deployment,
  frame,
  hop,
  node,
  offer,
  pod,
  service,
  systemPods,
  traffic,
  workers,
} from './made-up';

/**
 * Pictures to look at while the canvas is built, and to measure it with: frames written by hand, nothing of how a
 * cluster behaves. Development and tests only.
 */
const killPods: PodView[] = [
  pod('web-7f9c8-p4q2m', 'worker-1', {
    shape: 'terminating',
    statusText: 'Terminating',
    timer: { kind: 'grace', start: 31_200, end: 61_200 },
  }),
  pod('web-7f9c8-8hn5v', 'worker-1'),
  pod('redis-0', 'worker-1', { ip: '10.244.1.4' }),
  pod('web-7f9c8-k2x8d', 'worker-2', {
    shape: 'starting',
    statusText: 'ContainerCreating',
    ready: '0/1',
    ip: '',
  }),
  pod('web-7f9c8-zw9cc', 'worker-3', { restarts: 1, ip: '10.244.3.5' }),
  pod('shop-5d4f-xx2kd', 'worker-3', {
    shape: 'failed',
    statusText: 'CrashLoopBackOff',
    ready: '0/1',
    restarts: 4,
    timer: { kind: 'backoff', start: 30_000, end: 70_000 },
  }),
  pod('job-1-done1', 'worker-3', { shape: 'succeeded', statusText: 'Completed', ready: '0/1' }),
  pod('big-66b7-abcde', '', { shape: 'pending', statusText: 'Pending', ready: '0/1', ip: '' }),
  pod('client', 'worker-1', { ip: '10.244.1.9' }),
  ...systemPods(workers),
];

const killHops: HopView[] = [
  hop(1, 'kube-scheduler', 'kube-apiserver', { user: true, label: 'bind k2x8d → worker-2' }),
  hop(2, 'kube-apiserver', 'worker-2/kubelet', {
    kind: 'watch',
    label: 'watch: pod bound',
    user: true,
    start: 41_318,
  }),
  hop(3, 'worker-3/kubelet', 'kube-apiserver', { label: 'PATCH nodes/worker-3/status', start: 41_310 }),
  hop(4, 'worker-1/kubelet', 'worker-1/containerd', { kind: 'cri', label: 'StopContainer' }),
  hop(5, 'kube-apiserver', 'etcd', { kind: 'txn', label: 'txn /pods/…' }),
  hop(7, 'worker-1/containerd', 'worker-3/containerd', {
    kind: 'packet',
    label: 'GET web',
    start: 41_300,
    end: 41_360,
  }),
  hop(6, 'kube-apiserver', 'kube-controller-manager', { kind: 'watch', label: 'watch: pod modified' }),
];

function kill(): Frame {
  return frame(1, 41_326, {
    reset: true,
    pods: killPods.map(encodePod),
    nodes: [node('control-plane', 0, { controlPlane: true }), ...workers.map((name) => node(name, 4))],
    components: components(workers, 'kubectl delete pod web-7f9c8-p4q2m'),
    workloads: [deployment('web', 3, 2)],
    services: [service('web', '10.96.12.7', ['web-7f9c8-8hn5v', 'web-7f9c8-zw9cc'], ['web-7f9c8-k2x8d'])],
    traffic: [traffic('client', 'web', `${'+'.repeat(41)}--${'+'.repeat(17)}`)],
    hops: killHops,
    narration: [
      {
        id: 1,
        at: 41_231,
        about: `${cluster}/pods/default/web-7f9c8-k2x8d`,
        parts: [{ text: 'x', strong: false }],
      },
    ],
  });
}

/** Everything that can be wrong at once: for looking at the marks, not at a likely cluster. */
function faults(): Frame {
  const cut = ['NoSchedule', 'NoExecute'].map((effect) => `node.kubernetes.io/unreachable:${effect}`);
  const evicted = { kind: 'toleration', start: 1000, end: 301_000 } as const;
  const stopped = new Set(['kube-scheduler', 'worker-2/kubelet', 'worker-3/kube-proxy']);
  return frame(1, 41_326, {
    reset: true,
    pace: { paused: false, auto: true, speed: 1, mode: 'live' },
    pods: [
      pod('web-7f9c8-8hn5v', 'worker-1', { timer: evicted }),
      pod('web-7f9c8-p4q2m', 'worker-1', { shape: 'terminating', statusText: 'Terminating', timer: evicted }),
      pod('web-7f9c8-k2x8d', 'worker-2'),
      pod('client', 'worker-2', { ip: '10.244.2.9' }),
      pod('web-7f9c8-zw9cc', 'worker-3', { restarts: 1, ip: '10.244.3.5' }),
      pod('shop-5d4f-xx2kd', 'worker-3', {
        shape: 'failed',
        statusText: 'ImagePullBackOff',
        ready: '0/1',
        timer: { kind: 'pull', start: 30_000, end: 70_000 },
      }),
      pod('big-66b7-abcde', '', { shape: 'pending', statusText: 'Pending', ready: '0/1', ip: '' }),
      pod('big-66b7-fghij', '', { shape: 'pending', statusText: 'Pending', ready: '0/1', ip: '' }),
      ...systemPods(workers),
    ].map(encodePod),
    nodes: [
      node('control-plane', 8, { controlPlane: true }),
      node('worker-1', 4, {
        ready: false,
        statusText: 'NotReady',
        on: false,
        taints: cut,
        offers: [offer('power-on', 'worker-1', 'Power on', 'switch worker-1 on')],
      }),
      node('worker-2', 4, {
        cut: true,
        timer: { kind: 'lease', start: 11_326, end: 61_326 },
        offers: [offer('mend', 'worker-2', 'Mend the network', 'plug in the network cable of worker-2')],
      }),
      node('worker-3', 4, {
        statusText: 'Ready,SchedulingDisabled',
        taints: ['node.kubernetes.io/unschedulable:NoSchedule'],
      }),
    ],
    components: components(workers, 'unplug the network cable of worker-2').map((one) => {
      const target = one.id.slice(cluster.length + 1);
      if (!stopped.has(target)) return one;
      return {
        ...one,
        running: false,
        offers: [offer('start', target, 'Start', `sudo systemctl start ${target}`)],
      };
    }),
    workloads: [deployment('web', 3, 2), deployment('shop', 1, 0)],
    services: [
      service('web', '10.96.12.7', ['web-7f9c8-zw9cc'], ['web-7f9c8-8hn5v', 'web-7f9c8-k2x8d']),
      service('shop', '10.96.77.130', [], ['shop-5d4f-xx2kd']),
    ],
    traffic: [
      traffic('client', 'web', `${'+'.repeat(31)}${'+-'.repeat(12)}+----`, {
        error: 'timed out',
        failed: 16,
      }),
    ],
  });
}

function quiet(): Frame {
  const pods = workers.flatMap((name, index) => [pod(`web-7f9c8-${'abc'[index]}hn5v`, name)]);
  return frame(1, 41_326, {
    reset: true,
    pace: { paused: false, auto: true, speed: 1, mode: 'live' },
    pods: [...pods, ...systemPods(workers)].map(encodePod),
    nodes: [node('control-plane', 0, { controlPlane: true }), ...workers.map((name) => node(name, 1))],
    components: components(workers, 'kubectl apply -f web.yaml'),
    workloads: [deployment('web', 3, 3)],
  });
}

function boot(): Frame {
  return frame(1, 900, {
    reset: true,
    pace: { paused: false, auto: true, speed: 1, mode: 'live' },
    nodes: [node('control-plane', 0, { controlPlane: true }), ...workers.map((name) => node(name, 0))],
    components: components(workers, ''),
  });
}

const shapes: readonly PodShape[] = [
  'running',
  'running',
  'running',
  'running',
  'starting',
  'failed',
  'terminating',
];

/** `perNode` pods on each of `nodeCount` workers, in a mixture of shapes that is the same every time. */
function crowd(nodeCount: number, perNode: number): Frame {
  const names = Array.from({ length: nodeCount }, (_, index) => `worker-${index + 1}`);
  const pods = names.flatMap((name, nodeIndex) =>
    Array.from({ length: perNode }, (_, index) => {
      const roll = (nodeIndex * 31 + index * 17) % 97;
      const shape = roll > 76 ? (shapes[roll % shapes.length] ?? 'running') : 'running';
      return pod(`web-7f9c8-${nodeIndex.toString(36)}${index.toString(36).padStart(4, 'x')}`, name, {
        shape,
        statusText: shape === 'running' ? 'Running' : shape,
      });
    }),
  );
  return frame(1, 41_326, {
    reset: true,
    pods: pods.map(encodePod),
    nodes: [node('control-plane', 0, { controlPlane: true }), ...names.map((name) => node(name, perNode))],
    components: components(names, 'kubectl scale deployment/web --replicas=1000'),
    workloads: [deployment('web', nodeCount * perNode, nodeCount * perNode - 20), deployment('api', 3, 3)],
    hops: killHops.slice(0, 3),
  });
}

/** A thousand pods on twenty workers. */
export const thousand = (): Frame => crowd(20, 50);

export const scenes: Readonly<Record<string, () => Frame>> = {
  kill,
  faults,
  quiet,
  boot,
  full: () => crowd(3, 6),
  hundred: () => crowd(3, 34),
  crammed: () => crowd(3, 110),
  ten: () => crowd(10, 12),
  thousand,
  fleet: () => crowd(100, 30),
};
