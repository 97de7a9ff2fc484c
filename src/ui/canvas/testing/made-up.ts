import type {
  ComponentView,
  FaultOffer,
  Frame,
  HopView,
  NodeView,
  PodView,
  ServiceView,
  TrafficView,
  WorkloadView,
} from '../../../worker/protocol';
import { PROTOCOL_VERSION } from '../../../worker/protocol';

/** Single things of made-up frames. Development and tests only. */
export const cluster = 'kubeadm-lab';
const address = (name: string): string => `${cluster}/${name}`;

export function frame(seq: number, now: number, more: Partial<Frame> = {}): Frame {
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
    undo: null,
    inspection: null,
    journal: [],
    defects: [],
    ...more,
  };
}

export function pod(name: string, node: string, more: Partial<PodView> = {}): PodView {
  const parts = name.split('-');
  const namespace = more.namespace ?? 'default';
  return {
    id: `${cluster}/pods/${namespace}/${name}`,
    uid: name,
    namespace,
    name,
    app: parts[0] ?? name,
    suffix: parts.length > 2 ? (parts.at(-1) ?? '') : '',
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

export const offer = (
  type: FaultOffer['fault']['type'],
  target: string,
  verb: string,
  label: string,
): FaultOffer => ({
  fault: { type, target },
  verb,
  label,
});

export function node(name: string, pods: number, more: Partial<NodeView> = {}): NodeView {
  return {
    id: `${cluster}/nodes//${name}`,
    name,
    statusText: 'Ready',
    ready: true,
    controlPlane: false,
    cpuAllocatableMillicores: 2000,
    cpuRequestedMillicores: 100 * pods + 220,
    memoryAllocatableBytes: 4 * 1024 ** 3,
    memoryRequestedBytes: (0.12 * pods + 0.9) * 1024 ** 3,
    podCapacity: 110,
    podCount: pods,
    on: true,
    cut: false,
    taints: [],
    timer: null,
    offers: [
      offer('power-off', name, 'Power off', `pull the plug of ${name}`),
      offer('cut', name, 'Cut the network', `unplug the network cable of ${name}`),
    ],
    ...more,
  };
}

function component(name: string, more: Partial<ComponentView> = {}): ComponentView {
  const parts = name.split('/');
  const node = parts.length > 1 ? (parts[0] ?? '') : '';
  return {
    id: address(name),
    kind: parts.at(-1) ?? '',
    node,
    running: true,
    lines: [],
    controllers: [],
    offers: [
      offer('stop', name, 'Stop', `ssh ${node || 'control-plane'} sudo systemctl stop ${parts.at(-1)}`),
    ],
    ...more,
  };
}

const line = (head: string, text: string, tail: string, at: number) => ({ head, text, tail, at });

export function components(nodes: readonly string[], command: string): ComponentView[] {
  return [
    component('user', { lines: command === '' ? [] : [line('', command, '', 41_200)] }),
    component('kube-apiserver', {
      lines: [
        line('POST', 'pods/web-7f9c8-k2x8d/binding', '201', 41_231),
        line('POST', 'pods/web-7f9c8-k2x8d', '201', 41_214),
        line('DELETE', 'pods/web-7f9c8-p4q2m', '200', 41_205),
        line('PATCH', 'nodes/worker-3/status', '200', 40_000),
        line('PUT', 'leases/worker-1', '200', 39_000),
        line('PUT', 'leases/worker-2', '200', 38_000),
      ],
    }),
    component('etcd', {
      lines: [
        line('', '/pods/default/web-7f9c8-k2x8d', '1482', 41_232),
        line('', '/replicasets/default/web-7f9c8', '1481', 41_214),
        line('', '/pods/default/web-7f9c8-p4q2m', '1479', 41_205),
        line('', '/leases/worker-1', '1470', 39_000),
      ],
    }),
    component('kube-scheduler', {
      lines: [
        line('', 'worker-2', '687 ✓', 41_231),
        line('', 'worker-3', '671', 41_231),
        line('', 'worker-1', '664', 41_231),
      ],
    }),
    component('kube-controller-manager', {
      controllers: ['deployment', 'replicaset', 'node', 'endpointslice', 'gc', 'namespace'].map((name) => ({
        name,
        note: name === 'replicaset' ? '2→3' : '',
        at: name === 'replicaset' ? 41_214 : 0,
      })),
    }),
    component('cloud-controller-manager'),
    ...nodes.flatMap((name) =>
      ['kubelet', 'containerd', 'kube-proxy', 'cni'].map((kind) => component(`${name}/${kind}`)),
    ),
  ];
}

export function deployment(name: string, desired: number, ready: number): WorkloadView {
  const id = `${cluster}/deployments/default/${name}`;
  return {
    id,
    kind: 'Deployment',
    namespace: 'default',
    name,
    desired,
    current: ready,
    ready,
    updated: ready,
    owner: '',
  };
}

export function hop(id: number, from: string, to: string, more: Partial<HopView> = {}): HopView {
  return {
    id,
    kind: 'request',
    from: address(from),
    to: address(to),
    start: 41_320,
    end: 41_332,
    label: '',
    user: false,
    ...more,
  };
}

export const workers = ['worker-1', 'worker-2', 'worker-3'];

export function service(
  name: string,
  clusterIp: string,
  ready: readonly string[],
  notReady: readonly string[] = [],
) {
  const podId = (one: string): string => `${cluster}/pods/default/${one}`;
  const view: ServiceView = {
    id: `${cluster}/services/default/${name}`,
    namespace: 'default',
    name,
    type: 'ClusterIP',
    clusterIp,
    ports: '80/TCP',
    ready: ready.map(podId),
    notReady: notReady.map(podId),
    others: [],
    system: false,
  };
  return view;
}

export function traffic(
  client: string,
  asked: string,
  results: string,
  more: Partial<TrafficView> = {},
): TrafficView {
  return {
    id: `${cluster}/traffic/default/${client}/${asked}`,
    client: `${cluster}/pods/default/${client}`,
    service: `${cluster}/services/default/${asked}`,
    results,
    answered: results.replaceAll('-', '').length,
    failed: results.replaceAll('+', '').length,
    error: '',
    latencyMs: 3,
    pod: '',
    ...more,
  };
}

/** What runs on every node for the cluster itself, and the static pods of the control plane. */
export function systemPods(nodes: readonly string[]): PodView[] {
  const own = { namespace: 'kube-system', system: true };
  const agents = ['control-plane', ...nodes].flatMap((name, index) => [
    pod(`kube-proxy-${'bcdfg'[index % 5]}x7q2`, name, { ...own, app: 'kube-proxy' }),
    pod(`kindnet-${'bcdfg'[index % 5]}9zlm`, name, { ...own, app: 'kindnet' }),
  ]);
  const mirrors = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) =>
    pod(`${name}-control-plane`, 'control-plane', { ...own, app: name, suffix: '', mirror: true }),
  );
  const dns = ['qz4xx', 'm7d2k'].map((suffix, index) =>
    pod(`coredns-668d6bf9bc-${suffix}`, index === 0 ? 'control-plane' : 'worker-2', {
      ...own,
      app: 'coredns',
      suffix,
    }),
  );
  return [...agents, ...mirrors, ...dns];
}
