/** What the API server serves besides objects of kinds, and how all of it is told in discovery. */
import type { Kind } from '../../api/kind';
import { KINDS } from '../../api/kinds';
import { BINDING, EVICTION } from '../../api/pod-verbs';
import { SCALE } from '../../api/scale';
import { CONVERSIONS, type Conversion } from '../conversion';

export type KindName = Pick<Kind, 'group' | 'version' | 'kind'>;

export interface ServedSubresource {
  readonly name: string;
  /** Of what is sent and answered; group and version '' are those of the resource. */
  readonly type: KindName;
  readonly verbs: readonly string[];
}

/** One resource of one group version. */
export interface Served {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly ServedSubresource[];
  /** The kind under which it is stored; null for what is not stored at all. */
  readonly stored: Kind | null;
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Served[];
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const WRITES = ['get', 'patch', 'update'];
const CONNECT = ['create', 'get'];

const TOKEN_REQUEST: KindName = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

/** Subresources that are verbs of their own, by resource. */
const SUBRESOURCES: Readonly<Record<string, readonly ServedSubresource[]>> = {
  namespaces: [{ name: 'finalize', type: { group: '', version: '', kind: 'Namespace' }, verbs: ['update'] }],
  pods: [
    { name: 'attach', type: own('PodAttachOptions'), verbs: CONNECT },
    { name: 'binding', type: { ...BINDING, version: '' }, verbs: ['create'] },
    { name: 'ephemeralcontainers', type: own('Pod'), verbs: WRITES },
    { name: 'eviction', type: EVICTION, verbs: ['create'] },
    { name: 'exec', type: own('PodExecOptions'), verbs: CONNECT },
    { name: 'log', type: own('Pod'), verbs: ['get'] },
    { name: 'portforward', type: own('PodPortForwardOptions'), verbs: CONNECT },
  ],
  serviceaccounts: [{ name: 'token', type: TOKEN_REQUEST, verbs: ['create'] }],
};

function own(kind: string): KindName {
  return { group: '', version: '', kind };
}

function subresourcesOf(kind: Kind): ServedSubresource[] {
  const result = [...(SUBRESOURCES[kind.resource] ?? [])];
  if (kind.hasScale) result.push({ name: 'scale', type: SCALE, verbs: WRITES });
  if (kind.hasStatus) result.push({ name: 'status', type: own(kind.kind), verbs: WRITES });
  return result.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function servedKind(kind: Kind): Served {
  const { group, version, resource, singular, namespaced, shortNames } = kind;
  return {
    group,
    version,
    kind: kind.kind,
    resource,
    singular,
    namespaced,
    shortNames,
    categories: kind.categories ?? [],
    verbs: resource === 'namespaces' ? ALL_VERBS.filter((verb) => verb !== 'deletecollection') : ALL_VERBS,
    subresources: subresourcesOf(kind),
    stored: kind,
  };
}

/** The same objects once more, in another version. */
function servedAs({ resource, type }: Conversion): Served {
  const kind = KINDS.find((each) => each.resource === resource) as Kind;
  return { ...servedKind(kind), group: type.group, version: type.version };
}

function virtual(group: string, kind: string, namespaced = false): Served {
  return {
    group,
    version: 'v1',
    kind,
    resource: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    namespaced,
    shortNames: [],
    categories: [],
    verbs: ['create'],
    subresources: [],
    stored: null,
  };
}

/** Of metrics-server: they have no singular name. */
function metrics(kind: string, resource: string, namespaced: boolean): Served {
  const base = virtual('metrics.k8s.io', kind, namespaced);
  return { ...base, version: 'v1beta1', resource, singular: '', verbs: ['get', 'list'] };
}

/** Questions that are answered and not stored. */
const VIRTUAL: readonly Served[] = [
  { ...virtual('', 'Binding', true), resource: 'bindings', singular: 'binding' },
  virtual('authentication.k8s.io', 'SelfSubjectReview'),
  virtual('authentication.k8s.io', 'TokenReview'),
  virtual('authorization.k8s.io', 'LocalSubjectAccessReview', true),
  virtual('authorization.k8s.io', 'SelfSubjectAccessReview'),
  virtual('authorization.k8s.io', 'SelfSubjectRulesReview'),
  virtual('authorization.k8s.io', 'SubjectAccessReview'),
  {
    ...virtual('', 'ComponentStatus'),
    resource: 'componentstatuses',
    shortNames: ['cs'],
    verbs: ['get', 'list'],
  },
  metrics('NodeMetrics', 'nodes', false),
  metrics('PodMetrics', 'pods', true),
];

/** The real order of the groups, newest version of a group first. */
const GROUP_ORDER: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'metrics.k8s.io',
];

function placeOf(group: string): number {
  const place = GROUP_ORDER.indexOf(group);
  return place < 0 ? GROUP_ORDER.length : place;
}

function groupVersions(): readonly GroupVersion[] {
  const byName = new Map<string, Served[]>();
  for (const served of [...KINDS.map(servedKind), ...CONVERSIONS.map(servedAs), ...VIRTUAL]) {
    const key = `${served.group}/${served.version}`;
    byName.set(key, [...(byName.get(key) ?? []), served]);
  }
  return [...byName.values()]
    .map((resources) => {
      const [{ group, version }] = resources as [Served, ...Served[]];
      return { group, version, resources: resources.sort((a, b) => (a.resource < b.resource ? -1 : 1)) };
    })
    .sort((a, b) => placeOf(a.group) - placeOf(b.group) || (a.version > b.version ? -1 : 1));
}

export const GROUP_VERSIONS: readonly GroupVersion[] = groupVersions();

export function groupVersionOf(group: string, version: string): GroupVersion | undefined {
  return GROUP_VERSIONS.find((each) => each.group === group && each.version === version);
}

export function servedResource(group: string, version: string, resource: string): Served | undefined {
  return groupVersionOf(group, version)?.resources.find((each) => each.resource === resource);
}
