/** Names that other objects refer to. Models kustomize's name-reference transformer (builtinpluginconsts/namereference.go). */
import type { JsonObject } from '../../../engine/api/json';
import { changeAt } from './fields';
import { type KustomizeResource, kindOf, nameOf } from './resource';

const POD_SPECS: readonly (readonly [kind: string, path: string])[] = [
  ['Pod', 'spec'],
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'ReplicationController'].map(
    (kind) => [kind, 'spec/template/spec'] as const,
  ),
  ['CronJob', 'spec/jobTemplate/spec/template/spec'],
];

function inContainers(field: string): readonly string[] {
  return ['containers[]', 'initContainers[]'].map((list) => `${list}/${field}`);
}

/** Places in a pod's spec, by the kind that they name. */
const POD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: [
    'volumes[]/configMap/name',
    'volumes[]/projected/sources[]/configMap/name',
    ...inContainers('env[]/valueFrom/configMapKeyRef/name'),
    ...inContainers('envFrom[]/configMapRef/name'),
  ],
  Secret: [
    'volumes[]/secret/secretName',
    'volumes[]/projected/sources[]/secret/name',
    ...inContainers('env[]/valueFrom/secretKeyRef/name'),
    ...inContainers('envFrom[]/secretRef/name'),
    'imagePullSecrets[]/name',
  ],
  ServiceAccount: ['serviceAccountName'],
  PersistentVolumeClaim: ['volumes[]/persistentVolumeClaim/claimName'],
  PriorityClass: ['priorityClassName'],
};

interface Reference {
  /** In which kind it stands. */
  readonly in: string;
  readonly path: string;
  readonly to: string;
}

const OTHERS: readonly Reference[] = [
  { in: 'StatefulSet', path: 'spec/serviceName', to: 'Service' },
  { in: 'Ingress', path: 'spec/rules[]/http/paths[]/backend/service/name', to: 'Service' },
  { in: 'Ingress', path: 'spec/defaultBackend/service/name', to: 'Service' },
  { in: 'Ingress', path: 'spec/tls[]/secretName', to: 'Secret' },
  { in: 'Ingress', path: 'spec/ingressClassName', to: 'IngressClass' },
  { in: 'ServiceAccount', path: 'imagePullSecrets[]/name', to: 'Secret' },
  { in: 'ServiceAccount', path: 'secrets[]/name', to: 'Secret' },
  { in: 'PersistentVolumeClaim', path: 'spec/volumeName', to: 'PersistentVolume' },
  { in: 'PersistentVolumeClaim', path: 'spec/storageClassName', to: 'StorageClass' },
];

const REFERENCES: readonly Reference[] = [
  ...POD_SPECS.flatMap(([kind, spec]) =>
    Object.entries(POD_FIELDS).flatMap(([to, paths]) =>
      paths.map((path) => ({ in: kind, path: `${spec}/${path}`, to })),
    ),
  ),
  ...OTHERS,
];

/** What a name of a kind has become. */
export type Renames = (kind: string, name: string) => string;

export function renamesOf(resources: readonly KustomizeResource[]): Renames {
  const byKey = new Map<string, string>();
  for (const { object, names } of resources) {
    for (const old of names) byKey.set(`${kindOf(object)}/${old}`, nameOf(object));
  }
  return (kind, name) => byKey.get(`${kind}/${name}`) ?? name;
}

function followed(found: unknown, kind: string, renames: Renames): unknown {
  return typeof found === 'string' ? renames(kind, found) : found;
}

/** `roleRef`, `subjects` and `scaleTargetRef` say themselves what kind they mean. */
function withTypedReferences(object: JsonObject, renames: Renames): JsonObject {
  const follow = (reference: unknown): unknown => {
    if (typeof reference !== 'object' || reference === null) return reference;
    const { kind, name } = reference as { kind?: unknown; name?: unknown };
    return typeof kind === 'string' ? { ...reference, name: followed(name, kind, renames) } : reference;
  };
  const places: Readonly<Record<string, readonly string[]>> = {
    RoleBinding: ['roleRef', 'subjects[]'],
    ClusterRoleBinding: ['roleRef', 'subjects[]'],
    HorizontalPodAutoscaler: ['spec/scaleTargetRef'],
  };
  return (places[kindOf(object)] ?? []).reduce<JsonObject>((whole, path) => {
    if (path.endsWith('[]')) {
      const list = whole[path.slice(0, -2)];
      return Array.isArray(list) ? { ...whole, [path.slice(0, -2)]: list.map(follow) } : whole;
    }
    return changeAt(whole, path.split('/'), false, follow) as JsonObject;
  }, object);
}

/** The object with the new names of what it refers to. */
export function withReferences(object: JsonObject, renames: Renames): JsonObject {
  const kind = kindOf(object);
  const plain = REFERENCES.filter((reference) => reference.in === kind).reduce<JsonObject>(
    (whole, { path, to }) =>
      changeAt(whole, path.split('/'), false, (found) => followed(found, to, renames)) as JsonObject,
    object,
  );
  return withTypedReferences(plain, renames);
}
