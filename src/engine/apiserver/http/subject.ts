/** Who asks, and what he may without any role. Models kubeadm's admin.conf and the roles that every cluster begins with. */
import type { Headers } from '../../api/http';
import type { PolicyRule } from '../../api/rbac';

export interface Subject {
  readonly name: string;
  readonly groups: readonly string[];
}

const ADMINS = 'kubeadm:cluster-admins';
const AUTHENTICATED = 'system:authenticated';
const MASTERS = 'system:masters';

/** The user of kubeadm's admin.conf: the only one that comes to the door. */
export const ADMIN: Subject = { name: 'kubernetes-admin', groups: [ADMINS, AUTHENTICATED] };

/**
 * Who a request speaks for: the admin, or whom he names (`kubectl --as`). Only the admin can come to the door, and he may
 * speak for everybody. Models endpoints/filters/impersonation.go.
 */
export function subjectOf(headers: Headers): Subject {
  const { 'impersonate-user': name = '', 'impersonate-group': groups = '' } = headers;
  if (name === '') return ADMIN;
  const named = groups
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
  const own = named.length === 0 ? accountGroups(name) : named;
  return { name, groups: own.includes(AUTHENTICATED) ? own : [...own, AUTHENTICATED] };
}

/** Of an account: all accounts, and those of its namespace. */
function accountGroups(name: string): readonly string[] {
  const [system, word, namespace] = name.split(':');
  if (system !== 'system' || word !== 'serviceaccount' || namespace === undefined) return [];
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** The authorizer's words when it lets somebody do something; null when it does not. */
export function permission({ groups }: Subject): string | null {
  if (groups.includes(MASTERS)) return '';
  if (!groups.includes(ADMINS)) return null;
  return `RBAC: allowed by ClusterRoleBinding "${ADMINS}" of ClusterRole "cluster-admin" to Group "${ADMINS}"`;
}

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

const HEALTH: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY: readonly string[] = ['/api', '/api/*', '/apis', '/apis/*'];
const OPENAPI: readonly string[] = ['/openapi', '/openapi/*'];

/** The roles of everybody: system:basic-user, system:discovery and system:public-info-viewer. */
export const OF_EVERYBODY: readonly PolicyRule[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  {
    verbs: ['get'],
    nonResourceURLs: [...DISCOVERY, '/healthz', '/livez', ...OPENAPI, '/readyz', '/version', '/version/'],
  },
  { verbs: ['get'], nonResourceURLs: HEALTH },
];

/** What somebody may whatever is stored. */
export function builtInRules(subject: Subject): readonly PolicyRule[] {
  return permission(subject) === null ? OF_EVERYBODY : [...EVERYTHING, ...OF_EVERYBODY];
}
