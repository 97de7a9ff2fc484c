/** One small valid object of every kind, by resource. */
import { deploymentManifest, podManifest } from './manifests';

const TEMPLATE = {
  metadata: { labels: { app: 'example' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
};
const WORKLOAD = { selector: { matchLabels: { app: 'example' } }, template: TEMPLATE };
const ENDED = { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } };
const REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
const RULES = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }];
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

function example(kind: string, apiVersion: string, rest: object = {}): unknown {
  return { apiVersion, kind, metadata: { name: 'example' }, ...rest };
}

export const EXAMPLES: Readonly<Record<string, unknown>> = {
  configmaps: example('ConfigMap', 'v1', { data: { a: 'b' } }),
  endpoints: example('Endpoints', 'v1', { subsets: [] }),
  events: example('Event', 'v1', {
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', apiVersion: 'v1' },
    reason: 'Seen',
    message: 'somebody was here',
    type: 'Normal',
  }),
  limitranges: example('LimitRange', 'v1', { spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } }),
  namespaces: example('Namespace', 'v1'),
  nodes: example('Node', 'v1'),
  persistentvolumeclaims: example('PersistentVolumeClaim', 'v1', { spec: CLAIM }),
  persistentvolumes: example('PersistentVolume', 'v1', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
  }),
  pods: podManifest('example'),
  podtemplates: example('PodTemplate', 'v1', { template: TEMPLATE }),
  replicationcontrollers: example('ReplicationController', 'v1', {
    spec: { selector: { app: 'example' }, template: TEMPLATE },
  }),
  resourcequotas: example('ResourceQuota', 'v1', { spec: { hard: { pods: '10' } } }),
  secrets: example('Secret', 'v1', { stringData: { a: 'b' } }),
  serviceaccounts: example('ServiceAccount', 'v1'),
  services: example('Service', 'v1', { spec: { selector: { app: 'example' }, ports: [{ port: 80 }] } }),
  controllerrevisions: example('ControllerRevision', 'apps/v1', { revision: 1, data: { a: 1 } }),
  daemonsets: example('DaemonSet', 'apps/v1', { spec: WORKLOAD }),
  deployments: deploymentManifest('example'),
  replicasets: example('ReplicaSet', 'apps/v1', { spec: WORKLOAD }),
  statefulsets: example('StatefulSet', 'apps/v1', { spec: { ...WORKLOAD, serviceName: 'example' } }),
  horizontalpodautoscalers: example('HorizontalPodAutoscaler', 'autoscaling/v2', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
  }),
  cronjobs: example('CronJob', 'batch/v1', {
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: ENDED } } },
  }),
  jobs: example('Job', 'batch/v1', { spec: { template: ENDED } }),
  ingressclasses: example('IngressClass', 'networking.k8s.io/v1', { spec: { controller: 'example.com/c' } }),
  ingresses: example('Ingress', 'networking.k8s.io/v1', {
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  }),
  networkpolicies: example('NetworkPolicy', 'networking.k8s.io/v1', { spec: { podSelector: {} } }),
  poddisruptionbudgets: example('PodDisruptionBudget', 'policy/v1', {
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'example' } } },
  }),
  clusterrolebindings: example('ClusterRoleBinding', 'rbac.authorization.k8s.io/v1', { roleRef: REF }),
  clusterroles: example('ClusterRole', 'rbac.authorization.k8s.io/v1', { rules: RULES }),
  rolebindings: example('RoleBinding', 'rbac.authorization.k8s.io/v1', { roleRef: REF }),
  roles: example('Role', 'rbac.authorization.k8s.io/v1', { rules: RULES }),
  csidrivers: example('CSIDriver', 'storage.k8s.io/v1', { spec: {} }),
  csinodes: example('CSINode', 'storage.k8s.io/v1', { spec: { drivers: [] } }),
  storageclasses: example('StorageClass', 'storage.k8s.io/v1', { provisioner: 'example.com/p' }),
  volumeattachments: example('VolumeAttachment', 'storage.k8s.io/v1', {
    spec: { attacher: 'example.com/a', nodeName: 'worker-1', source: { persistentVolumeName: 'example' } },
  }),
  priorityclasses: example('PriorityClass', 'scheduling.k8s.io/v1', { value: 10 }),
  leases: example('Lease', 'coordination.k8s.io/v1', { spec: { holderIdentity: 'me' } }),
  runtimeclasses: example('RuntimeClass', 'node.k8s.io/v1', { handler: 'runc' }),
  endpointslices: example('EndpointSlice', 'discovery.k8s.io/v1', {
    addressType: 'IPv4',
    endpoints: [],
    ports: [],
  }),
};
