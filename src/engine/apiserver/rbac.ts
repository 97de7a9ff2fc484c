/**
 * Who may do what, by the roles and bindings that are stored. Models plugin/pkg/auth/authorizer/rbac. The components of
 * the cluster are asked nothing: they may do everything (docs/fidelity.md).
 */
import type { PolicyRule, Role, RoleBinding, Subject as BoundSubject } from '../api/rbac';
import { get, range, type EtcdState } from '../etcd/store';
import { OF_EVERYBODY, permission, type Subject } from './http/subject';

export interface Attributes {
  /** `get`, `list`, `watch`, `create` … */
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** '' for the whole cluster. */
  readonly namespace: string;
  readonly name: string;
}

const EVERYTHING: readonly PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const NO_RULES: readonly PolicyRule[] = [];

function has(list: readonly string[] | undefined, word: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(word));
}

function coversResource({ resources = [] }: PolicyRule, { resource, subresource }: Attributes): boolean {
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  return has(resources, whole) || (subresource !== '' && resources.includes(`*/${subresource}`));
}

function allows(rule: PolicyRule, asked: Attributes): boolean {
  const { verbs, apiGroups, resourceNames = [] } = rule;
  if (!has(verbs, asked.verb) || !has(apiGroups, asked.group) || !coversResource(rule, asked)) return false;
  return resourceNames.length === 0 || resourceNames.includes(asked.name);
}

function isMeant({ name, groups }: Subject, bound: BoundSubject, namespace: string): boolean {
  if (bound.kind === 'User') return bound.name === name;
  if (bound.kind === 'Group') return groups.includes(bound.name);
  return name === `system:serviceaccount:${bound.namespace ?? namespace}:${bound.name}`;
}

/** A role that is granted to somebody, and by what. */
export interface Grant {
  readonly rules: readonly PolicyRule[];
  /** `ClusterRoleBinding "a" of ClusterRole "b" to User "c"`. */
  readonly words: string;
}

function rulesOf(etcd: EtcdState, { roleRef }: RoleBinding, namespace: string): readonly PolicyRule[] {
  const isCluster = roleRef.kind === 'ClusterRole';
  const stored = isCluster
    ? get(etcd, 'clusterroles', roleRef.name)
    : get(etcd, 'roles', `${namespace}/${roleRef.name}`);
  if (stored === undefined) return isCluster && roleRef.name === 'cluster-admin' ? EVERYTHING : NO_RULES;
  return (stored.value as Role).rules ?? NO_RULES;
}

function describe({ kind, name, namespace }: BoundSubject): string {
  return `${kind} "${kind === 'ServiceAccount' ? `${name}/${namespace ?? ''}` : name}"`;
}

/** What is granted to somebody in a namespace ('' for the whole cluster), the cluster's bindings first. */
export function grantsTo(etcd: EtcdState, subject: Subject, namespace: string): readonly Grant[] {
  const grants: Grant[] = [];
  const look = (kind: string, values: Iterable<{ readonly value: unknown }>, own: string): void => {
    for (const { value } of values) {
      const binding = value as RoleBinding;
      const { metadata, roleRef } = binding;
      if (own !== '' && metadata.namespace !== own) continue;
      const bound = binding.subjects?.find((each) => isMeant(subject, each, own));
      if (bound === undefined) continue;
      const name = own === '' ? metadata.name : `${metadata.name}/${own}`;
      const words = `${kind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${describe(bound)}`;
      grants.push({ rules: rulesOf(etcd, binding, own), words });
    }
  };
  look('ClusterRoleBinding', range(etcd, 'clusterrolebindings').values(), '');
  if (namespace !== '') look('RoleBinding', range(etcd, 'rolebindings').values(), namespace);
  return grants;
}

const BASIC_USER =
  'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"';

/** By what it is allowed, in the authorizer's words, or null when it is not. */
export function authorize(etcd: EtcdState, subject: Subject, asked: Attributes): string | null {
  const words = permission(subject);
  if (words !== null) return words;
  if (OF_EVERYBODY.some((rule) => allows(rule, asked))) return BASIC_USER;
  return allowedBy(etcd, subject, asked);
}

function allowedBy(etcd: EtcdState, subject: Subject, asked: Attributes): string | null {
  for (const { rules, words } of grantsTo(etcd, subject, asked.namespace)) {
    if (rules.some((rule) => allows(rule, asked))) return `RBAC: allowed by ${words}`;
  }
  return null;
}
