/** Going back to an earlier revision. Models kubectl/pkg/polymorphichelpers/rollback.go. */
import { deepEqual } from '../../../engine/api/equal';
import type { Client } from '../client';
import type { Mapping } from '../discovery';
import { KubectlError, plainMessage } from '../errors';
import type { Fields } from '../fields';
import type { DryRun } from '../write/flags';
import { deploymentReplicaSets, type Revision, revisionsOf, templateText } from './history';
import { groupKind, revisionOf } from './status';

export interface Rollback {
  readonly client: Client;
  readonly mapping: Mapping;
  readonly object: Fields;
  /** 0: the one before. */
  readonly toRevision: number;
  readonly dryRun: DryRun;
}

/** What to print after the object's name. Throws a `KubectlError`. */
export async function rollBack(rollback: Rollback): Promise<string> {
  const { mapping, toRevision } = rollback;
  const kind = groupKind(mapping);
  if (!['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'].includes(kind)) {
    throw new KubectlError(`no rollbacker has been implemented for "${kind}"`);
  }
  if (toRevision < 0) throw notFound(toRevision);
  return kind === 'Deployment.apps' ? rollBackDeployment(rollback) : rollBackSet(rollback);
}

function notFound(revision: number): KubectlError {
  return new KubectlError(`unable to find specified revision ${revision} in history`);
}

function skipped(revision: number): string {
  return `skipped rollback (current template already matches revision ${revision})`;
}

const KEPT_ANNOTATIONS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

async function rollBackDeployment(rollback: Rollback): Promise<string> {
  const { client, object: deployment, toRevision, dryRun } = rollback;
  const set = chooseSet(await deploymentReplicaSets(client, deployment), deployment, toRevision);
  if (dryRun === 'client') return templateText(set.at('spec.template'));
  if (deployment.bool('spec.paused')) {
    throw new KubectlError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const template = withoutHash(set.at('spec.template'));
  if (deepEqual(template, withoutHash(deployment.at('spec.template')))) return skipped(toRevision);
  const annotations = Object.fromEntries([
    ...Object.entries(deployment.annotations).filter(([key]) => KEPT_ANNOTATIONS.includes(key)),
    ...Object.entries(set.annotations).filter(([key]) => !KEPT_ANNOTATIONS.includes(key)),
  ]);
  await restore(rollback, 'json', [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ]);
  return 'rolled back';
}

function chooseSet(sets: readonly Fields[], deployment: Fields, toRevision: number): Fields {
  if (toRevision > 0) {
    const wanted = sets.find((set) => revisionOf(set) === toRevision);
    if (wanted === undefined) throw notFound(toRevision);
    return wanted;
  }
  const [, previous] = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a));
  if (previous === undefined) {
    throw new KubectlError(`no rollout history found for deployment "${deployment.name}"`);
  }
  return previous;
}

function withoutHash(template: Fields): unknown {
  const { 'pod-template-hash': _, ...labels } = template.labels;
  const value = template.value as Record<string, unknown>;
  return { ...value, metadata: { ...(value['metadata'] as object | undefined), labels } };
}

async function rollBackSet(rollback: Rollback): Promise<string> {
  const { client, mapping, object, toRevision, dryRun } = rollback;
  const revisions = await revisionsOf(client, mapping, object);
  if (toRevision === 0 && revisions.length <= 1) throw new KubectlError('no last revision to roll back to');
  const target = chooseRevision(revisions, toRevision);
  if (target === undefined) throw notFound(toRevision);
  if (dryRun === 'client') return `will roll back to ${templateText(target.template)}`;
  if (deepEqual(target.template.value, object.at('spec.template').value)) return skipped(toRevision);
  await restore(rollback, 'strategic', target.source.at('data').value);
  return 'rolled back';
}

function chooseRevision(revisions: readonly Revision[], toRevision: number): Revision | undefined {
  if (toRevision > 0) return revisions.find(({ number }) => number === toRevision);
  return revisions.toSorted((a, b) => a.number - b.number).at(-2);
}

async function restore(
  { client, mapping, object, toRevision, dryRun }: Rollback,
  kind: 'json' | 'strategic',
  patch: unknown,
): Promise<void> {
  try {
    await client.patch(mapping, object.namespace, object.name, kind, patch, { dryRun: dryRun === 'server' });
  } catch (error) {
    if (client.context.signal.aborted) throw error;
    throw new KubectlError(`failed restoring revision ${toRevision}: ${plainMessage(error)}`);
  }
}
