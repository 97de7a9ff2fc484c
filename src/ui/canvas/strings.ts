import type { NodeView, PodView, ServiceView, TrafficView, WorkloadView } from '../../worker/protocol';

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
  noPodWaits: 'no pod waits for a node',
  nobodySchedules: 'The kube-scheduler is stopped: nobody looks for a node.',
  stopped: 'stopped',
  off: 'powered off',
  cut: 'network cut',
  client: 'client',
  podNetwork: 'pod network',
  noClient: 'nobody asks it',
  cpu: 'cpu',
  memory: 'mem',
  nothingRuns: 'Nothing runs here yet. Drop a manifest on the cluster, or apply one.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  showAll: 'Show the whole cluster',
  podMenu: 'Pod',
  more: (count: number) => `${count} more`,
  podCount: (count: number, capacity: number) => `${count} of ${capacity} pods`,
  podCountShort: (count: number, capacity: number) => `${count}/${capacity} pods`,
  wants: (desired: number, ready: number) => `wants ${desired} · ${ready} ready`,
  asks: (service: string) => `asks ${service}`,
  lastSeen: (status: string) => `was ${status}`,
  evictIn: 'evict in',
  givenUp: 'given up in',
  killBar: 'Kill mode',
} as const;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** The accessible name of a pod: one line that says all that the card shows. `asks`: the Service that it asks, or ''. */
export function podName(pod: PodView, asks = ''): string {
  const where = pod.node === '' ? 'waiting for a node' : `on ${pod.node}`;
  const client = asks === '' ? '' : `, asks ${asks}`;
  return `Pod ${pod.name}, ${pod.statusText}, ${where}${client}, ${plural(pod.restarts, 'restart')}`;
}

export function nodeName(node: NodeView): string {
  const machine = node.on ? (node.cut ? `, ${words.cut}` : '') : `, ${words.off}`;
  return `${node.name}, ${node.statusText}${machine}, ${plural(node.podCount, 'pod')}`;
}

/** `unreachable, mine=x`: taints by the last part of their keys, each once; what they do stands in the inspector. */
export function taintsText(taints: readonly string[]): string {
  const keys = taints.map((taint) => {
    const [key = ''] = taint.split(':');
    return key.slice(key.lastIndexOf('/') + 1);
  });
  return [...new Set(keys)].join(', ');
}

/** How many are behind a Service: pods that are ready, or those that are no pods at all. */
export function endpointsText({ type, ready, notReady, others }: ServiceView): string {
  if (type === 'ExternalName') return 'another name';
  const pods = ready.length + notReady.length;
  if (pods === 0 && others.length > 0) return plural(others.length, 'endpoint');
  return `${ready.length} of ${pods} ready`;
}

export function serviceName(service: ServiceView): string {
  const address = service.clusterIp === '' ? service.type : service.clusterIp;
  return `Service ${service.name}, ${address}, ${endpointsText(service)}`;
}

/** Share of the shown results that were answered, in whole percent; a single failure never rounds up to 100. */
export function answeredPercent(results: string): number {
  if (results === '') return 100;
  const answered = results.replaceAll('-', '').length;
  return answered === results.length ? 100 : Math.min(99, Math.round((100 * answered) / results.length));
}

/** How a client fares, in a few words. */
export function trafficText({ results, error, latencyMs }: TrafficView): string {
  if (results === '') return 'asking …';
  const share = `${answeredPercent(results)} %`;
  return results.endsWith('-') ? `${share} · ${error}` : `${share} · ${latencyMs} ms`;
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
