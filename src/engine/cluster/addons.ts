/**
 * What kubeadm adds to a bare cluster: kube-proxy and a network agent on every node, CoreDNS, and the accounts and
 * settings that they need. Models cmd/kubeadm/app/phases/addons, and kind's network agent.
 */

import type { ApiObject } from '../api/meta';
import { KUBERNETES_VERSION } from '../api/version';

type Manifest = ApiObject & Readonly<Record<string, unknown>>;

const SYSTEM = 'kube-system';

/** The tenth address of the Services' range, as kubeadm chooses it. */
const DNS_IP = '10.96.0.10';
/** The first one. */
const API_IP = '10.96.0.1';

function serviceAccount(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: SYSTEM } };
}

function priorityClass(name: string, value: number, description: string): Manifest {
  const apiVersion = 'scheduling.k8s.io/v1';
  return { apiVersion, kind: 'PriorityClass', metadata: { name }, value, description };
}

function configMap(name: string, data: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: SYSTEM }, data };
}

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

const KUBE_PROXY_CONFIG = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
mode: ""
`;

interface Agent {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly image: string;
  readonly container: Readonly<Record<string, unknown>>;
  readonly priorityClassName?: string;
}

/** A DaemonSet on the network of every node, whatever its taints. */
function agent({ name, labels, selector, image, container, priorityClassName }: Agent): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: SYSTEM, labels },
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          ...(priorityClassName === undefined ? {} : { priorityClassName }),
          serviceAccountName: name,
          hostNetwork: true,
          tolerations: [{ operator: 'Exists' }],
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          containers: [{ image, imagePullPolicy: 'IfNotPresent', ...container }],
        },
      },
    },
  };
}

const KUBE_PROXY = agent({
  name: 'kube-proxy',
  labels: { 'k8s-app': 'kube-proxy' },
  selector: { 'k8s-app': 'kube-proxy' },
  image: `registry.k8s.io/kube-proxy:${KUBERNETES_VERSION}`,
  container: {
    name: 'kube-proxy',
    command: [
      '/usr/local/bin/kube-proxy',
      '--config=/var/lib/kube-proxy/config.conf',
      '--hostname-override=$(NODE_NAME)',
    ],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
  },
  priorityClassName: 'system-node-critical',
});

const SMALL = { cpu: '100m', memory: '50Mi' };

const KINDNET = agent({
  name: 'kindnet',
  labels: { app: 'kindnet', 'k8s-app': 'kindnet', tier: 'node' },
  selector: { app: 'kindnet' },
  image: 'docker.io/kindest/kindnetd:v20250512-df8de77b',
  container: { name: 'kindnet-cni', resources: { requests: SMALL, limits: SMALL } },
});

const DNS_LABELS = { 'k8s-app': 'kube-dns' };

const COREDNS_CONTAINER = {
  name: 'coredns',
  image: 'registry.k8s.io/coredns/coredns:v1.12.0',
  imagePullPolicy: 'IfNotPresent',
  args: ['-conf', '/etc/coredns/Corefile'],
  ports: [
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
    { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
  ],
  resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
  livenessProbe: {
    httpGet: { path: '/health', port: 8080 },
    initialDelaySeconds: 60,
    timeoutSeconds: 5,
    failureThreshold: 5,
  },
  readinessProbe: { httpGet: { path: '/ready', port: 8181 } },
  volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
};

const APART = {
  weight: 100,
  podAffinityTerm: {
    labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
    topologyKey: 'kubernetes.io/hostname',
  },
};

const COREDNS: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'coredns', namespace: SYSTEM, labels: DNS_LABELS },
  spec: {
    replicas: 2,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    selector: { matchLabels: DNS_LABELS },
    template: {
      metadata: { labels: DNS_LABELS },
      spec: {
        priorityClassName: 'system-cluster-critical',
        serviceAccountName: 'coredns',
        affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [APART] } },
        tolerations: [
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
        ],
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        dnsPolicy: 'Default',
        containers: [COREDNS_CONTAINER],
        volumes: [
          {
            name: 'config-volume',
            configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] },
          },
        ],
      },
    },
  },
};

const KUBE_DNS: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kube-dns',
    namespace: SYSTEM,
    labels: {
      ...DNS_LABELS,
      'kubernetes.io/cluster-service': 'true',
      'kubernetes.io/name': 'CoreDNS',
    },
  },
  spec: {
    clusterIP: DNS_IP,
    clusterIPs: [DNS_IP],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    selector: DNS_LABELS,
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
      { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
    ],
  },
};

/** The API server's own Service, which it keeps itself: no controller and no selector. */
function kubernetesService(apiServerIp: string): readonly Manifest[] {
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: API_IP,
      clusterIPs: [API_IP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  };
  const slice: Manifest = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: [apiServerIp], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  };
  const endpoints: Manifest = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      // Its slice it writes itself.
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [{ addresses: [{ ip: apiServerIp }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
  };
  return [service, endpoints, slice];
}

/** Everything that `kubeadm init` and a network agent's manifest create, in the order in which it is created. */
export function addonManifests(apiServerIp: string): readonly Manifest[] {
  return [
    priorityClass(
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ),
    priorityClass(
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ),
    ...kubernetesService(apiServerIp),
    serviceAccount('coredns'),
    serviceAccount('kube-proxy'),
    serviceAccount('kindnet'),
    configMap('coredns', { Corefile: COREFILE }),
    configMap('kube-proxy', { 'config.conf': KUBE_PROXY_CONFIG }),
    KUBE_DNS,
    COREDNS,
    KUBE_PROXY,
    KINDNET,
  ];
}
