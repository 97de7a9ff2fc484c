/**
 * Questions that are answered and not stored. Models pkg/registry/authentication and pkg/registry/authorization.
 */
import { decode, strictDecodingError, strictMistakes, type Decodable } from '../../api/decode';
import { invalid as invalidField } from '../../api/field-error';
import { isJsonObject, type JsonObject } from '../../api/json';
import { badRequest, invalid, type Status } from '../../api/status';
import type { EtcdState } from '../../etcd/store';
import { authorize, grantsTo, type Attributes } from '../rbac';
import { ADMIN, builtInRules, permission, type Subject } from './subject';

const GROUPS: Readonly<Record<string, string>> = {
  SelfSubjectReview: 'authentication.k8s.io',
  TokenReview: 'authentication.k8s.io',
  LocalSubjectAccessReview: 'authorization.k8s.io',
  SelfSubjectAccessReview: 'authorization.k8s.io',
  SelfSubjectRulesReview: 'authorization.k8s.io',
  SubjectAccessReview: 'authorization.k8s.io',
};

/** What the body of a question has to be; undefined for a kind that is none. */
export function reviewType(kind: string): Decodable | undefined {
  const group = Object.hasOwn(GROUPS, kind) ? GROUPS[kind] : undefined;
  return group === undefined ? undefined : { group, version: 'v1', kind };
}

function fieldOf(object: unknown, key: string): JsonObject {
  const value = isJsonObject(object) ? object[key] : undefined;
  return isJsonObject(value) ? value : {};
}

function subjectIn(spec: JsonObject): Subject {
  const { user, groups } = spec;
  const list = Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
  const name = typeof user === 'string' ? user : '';
  return { name, groups: name === ADMIN.name && list.length === 0 ? ADMIN.groups : list };
}

const ATTRIBUTES = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';

/** Models ValidateSubjectAccessReviewSpec. */
function accessErrors(type: Decodable, spec: JsonObject): Status | null {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if ((resourceAttributes === undefined) === (nonResourceAttributes !== undefined)) return null;
  const shown = { go: 'null' };
  const error = invalidField('spec.resourceAttributes', shown, ATTRIBUTES);
  return invalid(type, '', [error]);
}

function attributesIn(given: JsonObject): Attributes {
  const text = (key: string): string => (typeof given[key] === 'string' ? given[key] : '');
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  };
}

/** Paths that are no resources are open to everybody, as far as they are for reading. */
function mayVisit(subject: Subject, { path, verb }: JsonObject): string | null {
  const words = permission(subject);
  if (words !== null || verb !== 'get' || typeof path !== 'string') return words;
  const urls = builtInRules(subject).flatMap(({ nonResourceURLs = [] }) => nonResourceURLs);
  const isOpen = urls.some((url) => (url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path));
  return isOpen ? '' : null;
}

function accessStatus(etcd: EtcdState, subject: Subject, spec: JsonObject): JsonObject {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const words = isJsonObject(resourceAttributes)
    ? authorize(etcd, subject, attributesIn(resourceAttributes))
    : mayVisit(subject, isJsonObject(nonResourceAttributes) ? nonResourceAttributes : {});
  if (words === null) return { allowed: false };
  return words === '' ? { allowed: true } : { allowed: true, reason: words };
}

function rulesStatus(etcd: EtcdState, subject: Subject, namespace: string): JsonObject {
  const rules = [
    ...builtInRules(subject),
    ...grantsTo(etcd, subject, namespace).flatMap((grant) => grant.rules),
  ];
  return {
    resourceRules: rules.filter(({ resources }) => resources !== undefined),
    nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined),
    incomplete: false,
  };
}

/** The status, or what stands against the question. */
function statusOf(etcd: EtcdState, type: Decodable, spec: JsonObject, asker: Subject): JsonObject | Status {
  switch (type.kind) {
    case 'SelfSubjectReview':
      return { userInfo: { username: asker.name, groups: asker.groups } };
    case 'TokenReview':
      return { user: {}, error: 'invalid bearer token' };
    case 'SelfSubjectRulesReview':
      return typeof spec['namespace'] === 'string' && spec['namespace'] !== ''
        ? rulesStatus(etcd, asker, spec['namespace'])
        : badRequest('no namespace on request');
    case 'SelfSubjectAccessReview':
      return accessErrors(type, spec) ?? accessStatus(etcd, asker, spec);
    default:
      return accessErrors(type, spec) ?? accessStatus(etcd, subjectIn(spec), spec);
  }
}

/** The question with its answer, or what stands against it. `strict`: unknown fields are a mistake. */
export function answerReview(
  etcd: EtcdState,
  type: Decodable,
  body: unknown,
  asker: Subject,
  strict: boolean,
): JsonObject | Status {
  const { object, error, unknown } = decode(type, body ?? {});
  if (error !== null) return badRequest(error);
  if (strict && unknown.length > 0) return badRequest(strictDecodingError(type, strictMistakes(unknown)));
  const { metadata, ...rest } = object;
  const spec = fieldOf(rest, 'spec');
  const status = statusOf(etcd, type, spec, asker);
  if (status['kind'] === 'Status') return status;
  const { name: _none, ...kept } = metadata;
  return { ...rest, metadata: { ...kept, creationTimestamp: null }, status };
}
