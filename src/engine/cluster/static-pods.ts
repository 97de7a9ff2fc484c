/**
 * The static pods of a control-plane node, as kubeadm writes them to /etc/kubernetes/manifests and the kubelet reads
 * them. Models cmd/kubeadm/app/phases/controlplane/manifests.go and pkg/kubelet/config (file source).
 */
import type { Container, Pod } from '../api/pod';
import { podKind } from '../api/pod';
import { KUBERNETES_VERSION } from '../api/version';
import { createStream, nextUint32 } from '../kernel/random';

const REGISTRY = 'registry.k8s.io';

interface Program {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly requests: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Requests and ports are kubeadm's. */
function programs(ip: string): readonly Program[] {
  const kubeconfig = (name: string): string => `--kubeconfig=/etc/kubernetes/${name}.conf`;
  return [
    {
      name: 'etcd',
      image: `${REGISTRY}/etcd:3.5.21-0`,
      command: [
        'etcd',
        `--advertise-client-urls=https://${ip}:2379`,
        '--data-dir=/var/lib/etcd',
        '--name=control-plane',
      ],
      requests: { cpu: '100m', memory: '100Mi' },
      port: 2381,
    },
    {
      name: 'kube-apiserver',
      image: `${REGISTRY}/kube-apiserver:${KUBERNETES_VERSION}`,
      command: [
        'kube-apiserver',
        `--advertise-address=${ip}`,
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
        '--etcd-servers=https://127.0.0.1:2379',
        '--secure-port=6443',
        '--service-cluster-ip-range=10.96.0.0/16',
      ],
      requests: { cpu: '250m' },
      port: 6443,
    },
    {
      name: 'kube-controller-manager',
      image: `${REGISTRY}/kube-controller-manager:${KUBERNETES_VERSION}`,
      command: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        '--cluster-cidr=10.244.0.0/16',
        '--controllers=*,bootstrapsigner,tokencleaner',
        kubeconfig('controller-manager'),
        '--leader-elect=true',
      ],
      requests: { cpu: '200m' },
      port: 10257,
    },
    {
      name: 'kube-scheduler',
      image: `${REGISTRY}/kube-scheduler:${KUBERNETES_VERSION}`,
      command: ['kube-scheduler', kubeconfig('scheduler'), '--leader-elect=true'],
      requests: { cpu: '100m' },
      port: 10259,
    },
  ];
}

/** 32 hexadecimal digits: the kubelet's hash of a manifest, which is the static pod's uid. */
function configHash(seed: number, name: string): string {
  const stream = createStream(seed, `static pod ${name}`);
  let hash = '';
  for (let i = 0; i < 4; i++) hash += nextUint32(stream).toString(16).padStart(8, '0');
  return hash;
}

function staticPod(program: Program, node: string, seed: number): Pod {
  const { name, image, command, requests, port } = program;
  const container: Container = {
    name,
    image,
    command,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'probe-port', containerPort: port, protocol: 'TCP' }],
    resources: { requests },
  };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${node}`,
      namespace: 'kube-system',
      uid: configHash(seed, name),
      labels: { component: name, tier: 'control-plane' },
      annotations: { 'kubernetes.io/config.source': 'file' },
    },
    spec: {
      containers: [container],
      hostNetwork: true,
      nodeName: node,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      // The kubelet lets static pods tolerate everything that would evict them.
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
    },
    status: {},
  };
  return podKind.applyDefaults(pod);
}

/** The four static pods of the machine, in the order in which the kubelet finds them. */
export function staticPods(node: string, ip: string, seed: number): readonly Pod[] {
  return programs(ip).map((program) => staticPod(program, node, seed));
}
