/** Short ways to write the manifests of scenes. */
import type { Input } from '../../engine/kernel/journal';
import { KUBEADM_CLUSTER } from '../../engine/cluster';
import { requestInput } from '../../engine/world';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly [field: string]: unknown;
}

type Labels = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

/** What is done to a scene's world before anybody looks. */
export interface SceneInput {
  /** Virtual ms. */
  readonly at: number;
  readonly input: (id: number) => Input;
}

/** A container of an image, with further fields. */
export function container(name: string, image: string, fields: Fields = {}): Fields {
  return { name, image, ...fields };
}

function podTemplate(app: string, spec: Fields): Fields {
  return { metadata: { labels: { app } }, spec };
}

export function deployment(name: string, replicas: number, spec: Fields): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name, spec) },
  };
}

export function daemonSet(name: string, spec: Fields): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, labels: { app: name } },
    spec: { selector: { matchLabels: { app: name } }, template: podTemplate(name, spec) },
  };
}

/** Leads to the pods with the label `app`. */
export function service(name: string, port: number, targetPort = port): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: { selector: { app: name }, ports: [{ port, targetPort, protocol: 'TCP' }] },
  };
}

export function configMap(name: string, data: Labels): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** A command that asks an address again and again. */
export function askEvery(seconds: number, url: string): readonly string[] {
  return ['sh', '-c', `while true; do wget -q -O- -T 2 ${url}; sleep ${seconds}; done`];
}

/** A pod of its own that asks an address again and again, as `kubectl run` makes it. */
export function client(name: string, url: string): Manifest {
  const asks = container(name, 'busybox:1.37', { args: askEvery(1, url) });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { run: name } },
    spec: { containers: [asks], terminationGracePeriodSeconds: 1 },
  };
}

const RESOURCES: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  DaemonSet: 'daemonsets',
  Service: 'services',
  ConfigMap: 'configmaps',
  Pod: 'pods',
};

/** Creates the object in the namespace `default`. */
export function create(at: number, manifest: Manifest, label: string): SceneInput {
  const { name } = manifest.metadata;
  const resource = RESOURCES[manifest.kind];
  if (resource === undefined) throw new Error(`no scene makes a ${manifest.kind}`);
  const body = { ...manifest, metadata: { ...manifest.metadata, namespace: 'default' } };
  const call = { verb: 'create', resource, namespace: 'default', name, body } as const;
  return { at, input: (id) => requestInput(KUBEADM_CLUSTER.name, id, call, label) };
}

/** Creates several objects, as one `kubectl apply` does: one shortly after the other. */
export function apply(at: number, manifests: readonly Manifest[], file: string): SceneInput[] {
  return manifests.map((manifest, index) => create(at + 20 * index, manifest, `kubectl apply -f ${file}`));
}
