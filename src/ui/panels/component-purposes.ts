/** What each component is for, in a sentence that a teacher would say. */
const purposes: Readonly<Record<string, string>> = {
  user: 'You, with kubectl. Whatever you do goes through the kube-apiserver, as everybody else’s requests do.',
  'kube-apiserver':
    'The front door. It checks every request, stores objects in etcd and tells everybody who watches what changed. The others never talk to each other, only to it.',
  etcd: 'The memory. Keys and values, each change with a revision. Only the kube-apiserver talks to it.',
  'kube-scheduler':
    'It looks for pods without a node, filters the nodes that could take them, scores these, and writes the best one into the pod.',
  'kube-controller-manager':
    'Many small loops in one process. Each compares what is wanted with what is there, and asks for the difference.',
  'cloud-controller-manager':
    'It connects the cluster to a cloud: machines, load balancers, routes. Without a cloud it has nothing to do.',
  kubelet:
    'The agent on a node. It watches for pods bound to its node, has their containers started, and reports how they are.',
  containerd:
    'The container runtime. It pulls images and starts and stops containers when the kubelet says so.',
  'kube-proxy':
    'It writes the rules on its node by which traffic to a Service reaches one of the pods behind it.',
  cni: 'The network plugin. It gives each new pod its network interface and its IP address.',
};

/** What the cluster misses while the component is stopped. */
const losses: Readonly<Record<string, string>> = {
  'kube-apiserver':
    'Nobody can ask or change anything now. Containers go on running and serving: they do not need it.',
  etcd: 'The API server can neither read nor write now. Containers go on running and serving.',
  'kube-scheduler':
    'New pods stay Pending now: nobody looks for a node for them. Pods with a node are not concerned.',
  'kube-controller-manager':
    'Nobody compares now: a lost pod is not replaced, and a silent node is not noticed.',
  kubelet:
    'Its containers go on running, but nobody starts, restarts or reports them now. When its lease gets too old, the node is given up.',
  containerd: 'No container can be started or stopped on this node now.',
  'kube-proxy': 'The rules on this node stay as they were: it does not learn of new or lost endpoints now.',
  cni: 'New pods on this node get no address now.',
};

/** '' for something that we have no sentence for. */
export function purposeOf(kind: string): string {
  return purposes[kind] ?? '';
}

/** '' for something that we have no sentence for. */
export function lossOf(kind: string): string {
  return losses[kind] ?? '';
}
