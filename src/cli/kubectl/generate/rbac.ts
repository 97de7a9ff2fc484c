/** Roles and bindings of `kubectl create`. Models kubectl/pkg/cmd/create/create_{cluster,}role{,binding}.go. */
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { filledList, metadataOf } from './metadata';

const GROUP = 'rbac.authorization.k8s.io';

export interface BindingInput {
  readonly name: string;
  readonly namespace: string;
  readonly clusterRole: string;
  readonly role: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly serviceAccounts: readonly string[];
}

/** `namespace:name`. */
function serviceAccountSubject(text: string): object {
  const [namespace = '', name = '', ...more] = text.split(':');
  if (namespace === '' || name === '' || more.length > 0) {
    throw new KubectlError('serviceaccount must be <namespace>:<name>');
  }
  return { kind: 'ServiceAccount', name, namespace };
}

function subjects({ users, groups, serviceAccounts }: BindingInput): readonly object[] {
  return [
    ...users.map((name) => ({ kind: 'User', apiGroup: GROUP, name })),
    ...groups.map((name) => ({ kind: 'Group', apiGroup: GROUP, name })),
    ...serviceAccounts.map(serviceAccountSubject),
  ];
}

export function clusterRoleBinding(input: BindingInput): KubeObject {
  return {
    kind: 'ClusterRoleBinding',
    apiVersion: `${GROUP}/v1`,
    metadata: metadataOf({ name: input.name }),
    ...filledList('subjects', subjects(input)),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: input.clusterRole },
  };
}

export function roleBinding(input: BindingInput): KubeObject {
  const { role, clusterRole } = input;
  if ((clusterRole === '') === (role === '')) {
    throw new KubectlError('exactly one of clusterrole or role must be specified');
  }
  const kind = role === '' ? 'ClusterRole' : 'Role';
  return {
    kind: 'RoleBinding',
    apiVersion: `${GROUP}/v1`,
    metadata: metadataOf(input),
    ...filledList('subjects', subjects(input)),
    roleRef: { apiGroup: GROUP, kind, name: role === '' ? clusterRole : role },
  };
}

/** One word of `--resource`: `deployments.apps/scale`. */
export interface RoleResource {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

/** `--resource`: a bare `*` stands for all and ends the list. */
export function roleResources(words: readonly string[]): readonly RoleResource[] {
  const resources: RoleResource[] = [];
  for (const word of words) {
    const slash = word.indexOf('/');
    const path = slash < 0 ? word : word.slice(0, slash);
    const dot = path.indexOf('.');
    const resource = dot < 0 ? path : path.slice(0, dot);
    const wanted = {
      resource,
      group: dot < 0 ? '' : path.slice(dot + 1),
      subresource: slash < 0 ? '' : word.slice(slash + 1),
    };
    if (resource === '*' && dot < 0 && slash < 0) return [wanted];
    resources.push(wanted);
  }
  return resources;
}

/** `--verb`: no word twice; `*` stands for all. */
export function roleVerbs(words: readonly string[]): readonly string[] {
  return words.includes('*') ? ['*'] : [...new Set(words)];
}

const RESOURCE_VERBS = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
];
const NON_RESOURCE_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

/** Verbs that only some resources know, as `group/resource`. */
const SPECIAL_VERBS: ReadonlyMap<string, readonly string[]> = new Map([
  ['use', ['policy/podsecuritypolicies', 'extensions/podsecuritypolicies']],
  ['bind', [`${GROUP}/roles`, `${GROUP}/clusterroles`]],
  ['escalate', [`${GROUP}/roles`, `${GROUP}/clusterroles`]],
  ['impersonate', ['/users', '/serviceaccounts', '/groups', 'authentication.k8s.io/userextras']],
]);

/** A resource as the server names it; null when it has no such resource. */
export type Resolve = (resource: RoleResource) => Promise<{ resource: string; group: string } | null>;

export interface RoleInput {
  readonly name: string;
  readonly namespace: string;
  readonly verbs: readonly string[];
  readonly resources: readonly RoleResource[];
  readonly resourceNames: readonly string[];
  readonly nonResourceUrls: readonly string[];
  readonly aggregation: ReadonlyMap<string, string>;
  readonly resolve: Resolve;
  readonly warn: (text: string) => void;
  /** What the server says when it knows no such resource. */
  readonly unknown: (resource: RoleResource) => Error;
}

function warnOfOddVerbs({ verbs, warn }: RoleInput): void {
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.includes(verb)) warn(`Warning: '${verb}' is not a standard resource verb\n`);
  }
}

async function checkResources(input: RoleInput): Promise<void> {
  for (const wanted of input.resources) {
    if (wanted.resource === '') {
      throw new KubectlError('resource must be specified if apiGroup/subresource specified');
    }
    if (wanted.resource === '*') return;
    const found = await input.resolve(wanted);
    const { resource, group } = found ?? wanted;
    let isKnown = found !== null;
    for (const verb of input.verbs) {
      const allowed = SPECIAL_VERBS.get(verb);
      if (allowed === undefined) continue;
      if (!allowed.includes(`${group}/${resource}`)) {
        throw new KubectlError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
      }
      isKnown = true;
    }
    if (!isKnown) throw input.unknown(wanted);
  }
}

/** One rule for each group, in alphabetical order; then one for the URLs. */
async function rules(input: RoleInput): Promise<readonly object[]> {
  const { verbs, resourceNames, nonResourceUrls } = input;
  const byGroup = new Map<string, string[]>();
  for (const wanted of input.resources) {
    const { resource, group } = (await input.resolve(wanted)) ?? wanted;
    const name = wanted.subresource === '' ? resource : `${resource}/${wanted.subresource}`;
    const names = byGroup.get(group) ?? [];
    if (!names.includes(name)) names.push(name);
    byGroup.set(group, names);
  }
  const ofGroups = [...byGroup.keys()].toSorted().map((group) => ({
    verbs,
    apiGroups: [group],
    resources: byGroup.get(group) ?? [],
    ...filledList('resourceNames', resourceNames),
  }));
  return nonResourceUrls.length === 0 ? ofGroups : [...ofGroups, { verbs, nonResourceURLs: nonResourceUrls }];
}

export async function role(input: RoleInput): Promise<KubeObject> {
  if (input.verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  warnOfOddVerbs(input);
  if (input.resources.length === 0) throw new KubectlError('at least one resource must be specified');
  await checkResources(input);
  return {
    kind: 'Role',
    apiVersion: `${GROUP}/v1`,
    metadata: metadataOf(input),
    rules: await rules(input),
  };
}

function checkUrls({ verbs, nonResourceUrls }: RoleInput): void {
  if (nonResourceUrls.length === 0) return;
  const odd = verbs.find((verb) => !NON_RESOURCE_VERBS.includes(verb));
  if (odd !== undefined) throw new KubectlError(`invalid verb: '${odd}' for nonResourceURL`);
  for (const url of nonResourceUrls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new KubectlError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) {
      throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end");
    }
  }
}

function aggregated({ name, aggregation }: RoleInput): KubeObject {
  const matchLabels = Object.fromEntries([...aggregation].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    kind: 'ClusterRole',
    apiVersion: `${GROUP}/v1`,
    metadata: metadataOf({ name }),
    rules: null,
    aggregationRule: { clusterRoleSelectors: [{ matchLabels }] },
  };
}

export async function clusterRole(input: RoleInput): Promise<KubeObject> {
  const { name, verbs, resources, resourceNames, nonResourceUrls } = input;
  if (input.aggregation.size > 0) {
    if ([verbs, resources, resourceNames, nonResourceUrls].some((list) => list.length > 0)) {
      throw new KubectlError(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      );
    }
    return aggregated(input);
  }
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  if (resources.length === 0 && nonResourceUrls.length === 0) {
    throw new KubectlError('one of resource or nonResourceURL must be specified');
  }
  if (resources.length > 0) {
    warnOfOddVerbs(input);
    await checkResources(input);
  }
  checkUrls(input);
  return {
    kind: 'ClusterRole',
    apiVersion: `${GROUP}/v1`,
    metadata: metadataOf({ name }),
    rules: await rules(input),
  };
}
