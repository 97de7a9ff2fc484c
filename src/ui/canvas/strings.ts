import type { NodeView, PodView, WorkloadView } from '../../worker/protocol';

/** What a component is, in three words; shown beside its name where there is room. */
export const roles: Readonly<Record<string, string>> = {
  'kube-apiserver': 'the front door',
  etcd: 'keys and revisions',
  'kube-scheduler': 'chooses a node',
  'kube-controller-manager': 'compares and corrects',
  'cloud-controller-manager': 'no cloud here',
  kubelet: 'agent of its node',
  containerd: 'pulls images, runs containers',
  cni: 'gives each pod its address',
  'kube-proxy': 'network rules for Services',
};

/** Every word of the canvas that is not a name from the cluster. */
export const words = {
  canvas: 'Cluster',
  canvasHelp: 'Arrow keys move, Enter opens, Escape goes up, plus and minus zoom, 0 shows all.',
  ghost: 'The cluster as a picture',
  you: 'You',
  youHint: 'kubectl speaks for you',
  controlPlane: 'Control plane',
  waiting: 'Waiting for a node',
  nobodyWaits: 'nobody waits',
  stopped: 'stopped',
  cpu: 'cpu',
  memory: 'mem',
  nothingRuns: 'Nothing runs here yet. Drop a manifest on the cluster, or apply one.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  showAll: 'Show the whole cluster',
  podMenu: 'Pod',
  more: (count: number) => `${count} more`,
  podCount: (count: number, capacity: number) => `${count} of ${capacity} pods`,
  wants: (desired: number, ready: number) => `wants ${desired} · ${ready} ready`,
} as const;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** The accessible name of a pod: one line that says all that the card shows. */
export function podName(pod: PodView): string {
  const where = pod.node === '' ? 'waiting for a node' : `on ${pod.node}`;
  return `Pod ${pod.name}, ${pod.statusText}, ${where}, ${plural(pod.restarts, 'restart')}`;
}

export function nodeName(node: NodeView): string {
  return `${node.name}, ${node.statusText}, ${plural(node.podCount, 'pod')}`;
}

export function workloadName(workload: WorkloadView): string {
  return `${workload.kind} ${workload.name}, wants ${workload.desired}, ${workload.ready} ready`;
}

export function scaleName(workload: WorkloadView, replicas: number): string {
  return `Scale ${workload.name} to ${replicas}`;
}

/** A component of the control plane: what it is, and whether it lives. */
export function componentName(kind: string, running: boolean): string {
  const role = roles[kind];
  return `${kind}${role === undefined ? '' : `, ${role}`}${running ? '' : `, ${words.stopped}`}`;
}

export function portName(kind: string, node: string, running: boolean): string {
  return `${componentName(kind, running)}, on ${node}`;
}

/** Shortens in the middle: the end of an object's name says more than its middle. */
export function middleShort(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  if (lengthMax < 3) return '…';
  const tail = Math.ceil((lengthMax - 1) * 0.55);
  return `${text.slice(0, lengthMax - 1 - tail)}…${text.slice(text.length - tail)}`;
}
