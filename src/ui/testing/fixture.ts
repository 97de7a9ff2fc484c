import type {
  ComponentView,
  Frame,
  Mark,
  Narration,
  NodeView,
  PodView,
  WorkloadView,
} from '../../worker/protocol';
import { encodePod, PROTOCOL_VERSION } from '../../worker/protocol';

/** Frames with enough of a cluster in them to test every panel. Nothing here is how a cluster behaves. */
const cluster = 'kubeadm-lab';

function pod(name: string, node: string, more: Partial<PodView> = {}): PodView {
  const parts = name.split('-');
  const namespace = more.namespace ?? 'default';
  return {
    id: `${cluster}/pods/${namespace}/${name}`,
    uid: name,
    namespace,
    name,
    app: parts[0] ?? name,
    suffix: parts.length > 1 ? (parts.at(-1) ?? '') : '',
    node,
    shape: 'running',
    statusText: 'Running',
    ready: '1/1',
    restarts: 0,
    ip: '10.244.1.6',
    timer: null,
    system: false,
    mirror: false,
    reason: '',
    ...more,
  };
}

export const fixturePods: readonly PodView[] = [
  pod('web-7f9c8-p4q2m', 'worker-1', {
    shape: 'terminating',
    statusText: 'Terminating',
    ip: '10.244.1.5',
    timer: { kind: 'grace', start: 41_200, end: 71_200 },
  }),
  pod('web-7f9c8-8hn5v', 'worker-1'),
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
  pod('big-66b7-abcde', '', { shape: 'pending', statusText: 'Pending', ready: '0/1', ip: '' }),
  pod('coredns-668d-qz4xx', 'worker-2', { namespace: 'kube-system', system: true, ip: '10.244.2.3' }),
];

function node(name: string, controlPlane = false): NodeView {
  return {
    id: `${cluster}/nodes//${name}`,
    name,
    statusText: 'Ready',
    ready: true,
    controlPlane,
    cpuAllocatableMillicores: 2000,
    cpuRequestedMillicores: 620,
    memoryAllocatableBytes: 4 * 1024 ** 3,
    memoryRequestedBytes: 1.2 * 1024 ** 3,
    podCapacity: 110,
    podCount: 3,
    on: true,
    cut: false,
    taints: [],
    timer: null,
    offers: [],
  };
}

const fixtureNodes = [node('control-plane', true), node('worker-1'), node('worker-2'), node('worker-3')];

function component(kind: string, nodeName = '', more: Partial<ComponentView> = {}): ComponentView {
  const id = nodeName === '' ? `${cluster}/${kind}` : `${cluster}/${nodeName}/${kind}`;
  return { id, kind, node: nodeName, running: true, lines: [], controllers: [], offers: [], ...more };
}

const workers = ['worker-1', 'worker-2', 'worker-3'];

const fixtureComponents: readonly ComponentView[] = [
  component('user', '', {
    lines: [{ head: '', text: 'kubectl delete pod web-7f9c8-p4q2m', tail: '', at: 41_200 }],
  }),
  component('kube-apiserver', '', {
    lines: [
      { head: 'POST', text: 'pods/web-7f9c8-k2x8d/binding', tail: '201', at: 41_231 },
      { head: 'POST', text: 'pods/web-7f9c8-k2x8d', tail: '201', at: 41_214 },
      { head: 'DELETE', text: 'pods/web-7f9c8-p4q2m', tail: '200', at: 41_205 },
    ],
  }),
  component('etcd', '', { lines: [{ head: '', text: '…/pods/…k2x8d', tail: '1482', at: 41_232 }] }),
  component('kube-scheduler', '', {
    lines: [
      { head: 'worker-2', text: '687 ✓', tail: '', at: 41_231 },
      { head: 'worker-3', text: '671', tail: '', at: 41_231 },
    ],
  }),
  component('kube-controller-manager', '', {
    controllers: [
      { name: 'deployment', note: '', at: 0 },
      { name: 'replicaset', note: '2→3', at: 41_214 },
      { name: 'node-lifecycle', note: '', at: 0 },
    ],
  }),
  component('cloud-controller-manager', '', {
    lines: [{ head: '', text: 'no cloud here', tail: '', at: 0 }],
  }),
  ...workers.flatMap((worker) =>
    ['kubelet', 'containerd', 'kube-proxy', 'cni'].map((kind) => component(kind, worker)),
  ),
];

function workload(kind: WorkloadView['kind'], name: string, owner = ''): WorkloadView {
  const resource = kind === 'Deployment' ? 'deployments' : 'replicasets';
  const id = `${cluster}/${resource}/default/${name}`;
  return { id, kind, namespace: 'default', name, desired: 3, current: 3, ready: 2, updated: 3, owner };
}

const fixtureWorkloads = [
  workload('Deployment', 'web'),
  workload('ReplicaSet', 'web-7f9c8', `${cluster}/deployments/default/web`),
];

const fixtureMarks: readonly Mark[] = [
  { at: 0, kind: 'boot', label: 'boot' },
  { at: 9000, kind: 'apply', label: 'apply web' },
  { at: 24_000, kind: 'scale', label: 'scale 3' },
  { at: 41_200, kind: 'delete', label: 'delete pod' },
];

const fixtureNarration: readonly Narration[] = [
  {
    id: 1,
    at: 41_200,
    about: `${cluster}/pods/default/web-7f9c8-p4q2m`,
    parts: [
      { text: 'You deleted the pod ', strong: false },
      { text: 'web-7f9c8-p4q2m', strong: true },
      { text: '.', strong: false },
    ],
  },
  {
    id: 2,
    at: 41_231,
    about: `${cluster}/kube-scheduler`,
    parts: [
      { text: 'The ReplicaSet ', strong: false },
      { text: 'web-7f9c8', strong: true },
      {
        text: ' wants three pods and saw two, so it asked for one more; the scheduler chose ',
        strong: false,
      },
      { text: 'worker-2', strong: true },
      { text: '.', strong: false },
    ],
  },
];

function frameOf(seq: number, now: number, more: Partial<Frame>): Frame {
  return {
    type: 'frame',
    world: 'main',
    version: PROTOCOL_VERSION,
    seq,
    reset: false,
    now,
    epoch: '2026-06-01T09:00:00Z',
    pace: { paused: false, auto: true, speed: 1 / 40, mode: 'following' },
    pods: [],
    nodes: [],
    workloads: [],
    components: [],
    services: [],
    traffic: [],
    removed: [],
    hops: [],
    narration: [],
    marks: [],
    undo: 'kubectl delete pod web-7f9c8-p4q2m',
    inspection: null,
    journal: [],
    defects: [],
    ...more,
  };
}

/** The first frame of the fixture: everything there is. */
export function fullFixtureFrame(seq: number, now: number): Frame {
  return frameOf(seq, now, {
    reset: true,
    pods: fixturePods.map(encodePod),
    nodes: fixtureNodes,
    workloads: fixtureWorkloads,
    components: fixtureComponents,
    narration: fixtureNarration,
    marks: fixtureMarks,
  });
}
