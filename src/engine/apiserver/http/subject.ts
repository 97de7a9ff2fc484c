/** Who asks, and what he may. Models kubeadm's admin.conf and the roles that every cluster begins with. */

export interface Subject {
  readonly name: string;
  readonly groups: readonly string[];
}

const ADMINS = 'kubeadm:cluster-admins';
const AUTHENTICATED = 'system:authenticated';
const MASTERS = 'system:masters';

/** The user of kubeadm's admin.conf: the only one that comes to the door. */
export const ADMIN: Subject = { name: 'kubernetes-admin', groups: [ADMINS, AUTHENTICATED] };

/** The authorizer's words when it lets somebody do something; null when it does not. */
export function permission({ groups }: Subject): string | null {
  if (groups.includes(MASTERS)) return '';
  if (!groups.includes(ADMINS)) return null;
  return `RBAC: allowed by ClusterRoleBinding "${ADMINS}" of ClusterRole "cluster-admin" to Group "${ADMINS}"`;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const EVERYTHING: readonly Rule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

const HEALTH: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY: readonly string[] = ['/api', '/api/*', '/apis', '/apis/*'];
const OPENAPI: readonly string[] = ['/openapi', '/openapi/*'];

/** The roles of everybody: system:basic-user, system:discovery and system:public-info-viewer. */
const OF_EVERYBODY: readonly Rule[] = [
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

export function rulesOf(subject: Subject): readonly Rule[] {
  return permission(subject) === null ? OF_EVERYBODY : [...EVERYTHING, ...OF_EVERYBODY];
}
