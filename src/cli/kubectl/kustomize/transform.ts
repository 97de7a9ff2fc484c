/** What the fields of a kustomization do to its resources, in kustomize's order. Models kustomize/api/internal/builtins. */
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { changeAt, COMMON_ANNOTATIONS, COMMON_LABELS, LABELS, TEMPLATE_LABELS, withPairs } from './fields';
import type { Kustomization } from './kustomization';
import {
  isClusterWide,
  type KustomizeResource,
  kindOf,
  nameOf,
  namespaceOf,
  renamed,
  withMetadata,
} from './resource';

type Resources = readonly KustomizeResource[];

function each(resources: Resources, change: (object: JsonObject) => JsonObject): Resources {
  return resources.map((resource) => ({ ...resource, object: change(resource.object) }));
}

export function withNamespace(resources: Resources, namespace: string): Resources {
  if (namespace === '') return resources;
  const olds = new Map(
    resources.map(({ object }) => [`${kindOf(object)}/${nameOf(object)}`, namespaceOf(object)]),
  );
  return resources.map((resource) => {
    const { object } = resource;
    if (kindOf(object) === 'Namespace') return renamed(resource, namespace);
    const placed = isClusterWide(object) ? object : withMetadata(object, { namespace });
    if (!kindOf(object).endsWith('RoleBinding')) return { ...resource, object: placed };
    const subjects = Array.isArray(placed['subjects'])
      ? placed['subjects'].map((subject) => placedSubject(subject, namespace, olds))
      : undefined;
    return { ...resource, object: subjects === undefined ? placed : { ...placed, subjects } };
  });
}

/** The account `default` of no namespace is that of the new one; others follow the accounts of the kustomization. */
function placedSubject(subject: unknown, namespace: string, olds: ReadonlyMap<string, string>): unknown {
  if (!isJsonObject(subject) || subject['kind'] !== 'ServiceAccount') return subject;
  const name = String(subject['name']);
  const old = olds.get(`ServiceAccount/${name}`);
  const isOurs =
    old !== undefined && (old === '' || old === subject['namespace'] || subject['namespace'] === undefined);
  return name === 'default' || isOurs ? { ...subject, namespace } : subject;
}

const KEEPS_NAME = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

export function withNames(resources: Resources, prefix: string, suffix: string): Resources {
  if (prefix === '' && suffix === '') return resources;
  return resources.map((resource) =>
    KEEPS_NAME.has(kindOf(resource.object))
      ? resource
      : renamed(resource, `${prefix}${nameOf(resource.object)}${suffix}`),
  );
}

export function withLabels(resources: Resources, kustomization: Kustomization): Resources {
  let result = resources;
  for (const { pairs, includeSelectors, includeTemplates } of kustomization.labels) {
    const fields = includeSelectors
      ? COMMON_LABELS
      : includeTemplates
        ? [...LABELS, ...TEMPLATE_LABELS]
        : LABELS;
    result = each(result, (object) => withPairs(object, fields, pairs));
  }
  return each(result, (object) => withPairs(object, COMMON_LABELS, kustomization.commonLabels));
}

export function withAnnotations(
  resources: Resources,
  annotations: Readonly<Record<string, string>>,
): Resources {
  return each(resources, (object) => withPairs(object, COMMON_ANNOTATIONS, annotations));
}

const SCALED = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

export function withReplicas(resources: Resources, replicas: Kustomization['replicas']): Resources {
  return replicas.reduce<Resources>(
    (all, { name, count }) =>
      all.map((resource) => {
        const { object, names } = resource;
        const isMeant = SCALED.has(kindOf(object)) && (nameOf(object) === name || names.includes(name));
        if (!isMeant) return resource;
        return {
          ...resource,
          object: changeAt(object, ['spec', 'replicas'], true, () => count) as JsonObject,
        };
      }),
    resources,
  );
}

/** `nginx`, `:1.27`, `@sha256:…` of an image. */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const [bare = '', digest] = image.split('@');
  const colon = bare.lastIndexOf(':');
  const hasTag = colon > bare.lastIndexOf('/');
  return {
    name: hasTag ? bare.slice(0, colon) : bare,
    tag: hasTag ? bare.slice(colon + 1) : '',
    digest: digest ?? '',
  };
}

function newImage(image: string, change: Kustomization['images'][number]): string {
  const parts = splitImage(image);
  if (parts.name !== change.name) return image;
  const name = change.newName || parts.name;
  if (change.digest !== '') return `${name}@${change.digest}`;
  const tag = change.newTag || parts.tag;
  const rest = change.newTag === '' && parts.digest !== '' ? `@${parts.digest}` : '';
  return `${name}${tag === '' ? '' : `:${tag}`}${rest}`;
}

/** Goes through a whole object: containers stand in many kinds, custom ones too. */
function inContainers(value: unknown, change: (image: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => inContainers(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if ((key === 'containers' || key === 'initContainers') && Array.isArray(inner)) {
        return [
          key,
          inner.map((container) =>
            changeAt(container, ['image'], false, (image) =>
              typeof image === 'string' ? change(image) : image,
            ),
          ),
        ];
      }
      return [key, inContainers(inner, change)];
    }),
  );
}

export function withImages(resources: Resources, images: Kustomization['images']): Resources {
  return images.reduce<Resources>(
    (all, change) =>
      each(all, (object) => inContainers(object, (image) => newImage(image, change)) as JsonObject),
    resources,
  );
}
