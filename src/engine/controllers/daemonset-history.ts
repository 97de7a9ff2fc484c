/**
 * The history of a DaemonSet: a ControllerRevision for each template that it has had.
 * Models pkg/controller/daemon/update.go (constructHistory, snapshot, cleanupHistory).
 */
import type { ControllerRevision } from '../api/controllerrevision';
import type { DaemonSet } from '../api/daemonset';
import { deepEqual } from '../api/equal';
import type { Pod, PodTemplateSpec } from '../api/pod';
import type { Ask, Step, View } from './controller';
import { REVISION_HASH } from './daemonset-pods';
import { claim, controllerReference, selectedBy } from './ownership';
import { templateHash } from './template-hash';

export interface History {
  /** Of the present template, in the pods' label. */
  readonly hash: string;
  /** What is to be written about the present revision, and about whose the revisions are. */
  readonly step: Step;
  readonly olds: readonly ControllerRevision[];
  /** Another revision has the name that this one would get: it takes a count to make another name. */
  readonly collides: boolean;
}

interface StoredTemplate {
  readonly $patch?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

function templateOf({ data }: ControllerRevision): unknown {
  const { spec } = (data ?? {}) as { readonly spec?: { readonly template?: StoredTemplate } };
  const { $patch: _, metadata, ...template } = spec?.template ?? {};
  if (metadata === undefined) return template;
  const { creationTimestamp, ...rest } = metadata;
  return { ...template, metadata: creationTimestamp === null ? rest : metadata };
}

/** As Go writes a map: by the order of its keys. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, inKeyOrder(field)]),
  );
}

/** The patch that brings the template back, byte for byte as upstream stores it: kubectl compares the bytes. */
function patchTo(template: PodTemplateSpec): unknown {
  const metadata = { creationTimestamp: null, ...template.metadata };
  return inKeyOrder({ spec: { template: { ...template, metadata, $patch: 'replace' } } });
}

/** Comparing a template with each revision of it again and again is not needed: both keep their identity. */
const matches = new WeakMap<
  ControllerRevision,
  { readonly template: PodTemplateSpec; readonly is: boolean }
>();

function isRevisionOf(revision: ControllerRevision, template: PodTemplateSpec): boolean {
  const known = matches.get(revision);
  if (known?.template === template) return known.is;
  const is = deepEqual(templateOf(revision), template);
  matches.set(revision, { template, is });
  return is;
}

function snapshot(set: DaemonSet, hash: string, revision: number): Ask {
  const { template } = set.spec;
  const { name: base, namespace = '', annotations } = set.metadata;
  const name = `${base}-${hash}`;
  const body: ControllerRevision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace,
      labels: { ...template.metadata?.labels, [REVISION_HASH]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(set)],
    },
    data: patchTo(template),
    revision,
  };
  return { verb: 'create', resource: 'controllerrevisions', namespace, name, body };
}

function renumber(
  { metadata: { name, namespace = '', uid = '' } }: ControllerRevision,
  revision: number,
): Ask {
  const body = { metadata: { uid }, revision };
  return { verb: 'patch', resource: 'controllerrevisions', namespace, name, body, patchType: 'merge' };
}

function newest(revisions: readonly ControllerRevision[]): ControllerRevision | undefined {
  let found: ControllerRevision | undefined;
  for (const revision of revisions) {
    if (found === undefined || revision.revision >= found.revision) found = revision;
  }
  return found;
}

export function historyOf(view: View, set: DaemonSet): History {
  const { template, selector } = set.spec;
  const { owned, asks } = claim<ControllerRevision>(view, 'controllerrevisions', set, selectedBy(selector));
  const present = owned.filter((revision) => isRevisionOf(revision, template));
  const olds = owned.filter((revision) => !present.includes(revision));
  const wanted = (newest(olds)?.revision ?? 0) + 1;
  const current = newest(present);
  if (current !== undefined) {
    const { name, labels } = current.metadata;
    const step = current.revision < wanted ? [...asks, renumber(current, wanted)] : asks;
    return { hash: labels?.[REVISION_HASH] ?? name, step, olds, collides: false };
  }
  const hash = templateHash(template, set.status.collisionCount ?? 0);
  const { name, namespace = '' } = set.metadata;
  const collides = view.get('controllerrevisions', `${namespace}/${name}-${hash}`) !== undefined;
  return { hash, step: collides ? asks : [...asks, snapshot(set, hash, wanted)], olds, collides };
}

/** Old revisions beyond the limit that no pod is made from, oldest first. */
export function cleanupStep(set: DaemonSet, olds: readonly ControllerRevision[], pods: readonly Pod[]): Step {
  const surplus = olds.length - (set.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH]));
  return [...olds]
    .sort((a, b) => a.revision - b.revision)
    .filter(({ metadata }) => !live.has(metadata.labels?.[REVISION_HASH]))
    .slice(0, surplus)
    .map(({ metadata: { name, namespace = '', uid = '' } }) => ({
      verb: 'delete',
      resource: 'controllerrevisions',
      namespace,
      name,
      options: { uid },
    }));
}
