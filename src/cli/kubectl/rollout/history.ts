/** Earlier revisions of what rolls out. Models kubectl/pkg/polymorphichelpers/history.go. */
import { CONTROLLER_REVISIONS, REPLICA_SETS } from '../built-in-kinds';
import type { Client, KubeObject } from '../client';
import { splitReplicaSets } from '../describe/describe';
import { selectorString } from '../describe/pod';
import { writePodTemplate } from '../describe/pod-template';
import { describedWithTabs } from '../describe/writer';
import type { Mapping } from '../discovery';
import { KubectlError, plainMessage } from '../errors';
import { Fields } from '../fields';
import { DESCRIBE_LAYOUT, tabulate } from '../print/tabwriter';
import { groupKind, revisionOf } from './status';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: Fields;
  /** What keeps it: a ReplicaSet, or a ControllerRevision. */
  readonly source: Fields;
  /** What `-o yaml` prints: the ReplicaSet, or the set as it was then. */
  readonly object: KubeObject;
}

/** Kinds that kubectl knows as workloads, and that have no history. Models polymorphichelpers and util/apps/kind_visitor.go. */
const VISITED = new Set(['Pod', 'ReplicationController', 'ReplicaSet.apps', 'Job.batch', 'CronJob.batch']);

/** The revisions of an object, in no order. Throws a `KubectlError` for kinds that have none. */
export async function revisionsOf(
  client: Client,
  mapping: Mapping,
  object: Fields,
): Promise<readonly Revision[]> {
  const kind = groupKind(mapping);
  if (kind === 'Deployment.apps') return deploymentRevisions(client, object);
  if (kind === 'DaemonSet.apps' || kind === 'StatefulSet.apps') return setRevisions(client, object);
  if (VISITED.has(kind)) throw new KubectlError(`no history viewer has been implemented for "${kind}"`);
  const { group } = mapping;
  throw new KubectlError(
    `error retrieving history for "${kind}", no visitor method exists for {${group} ${mapping.kind}}`,
  );
}

/** ReplicaSets of a Deployment: the old ones, oldest first, then the new one. */
export async function deploymentReplicaSets(client: Client, deployment: Fields): Promise<readonly Fields[]> {
  const labelSelector = selectorString(deployment.at('spec.selector'));
  try {
    const { items } = await client.list(REPLICA_SETS, deployment.namespace, { labelSelector });
    const sets = splitReplicaSets(deployment, items.map(Fields.of));
    return sets.new === undefined ? sets.old : [...sets.old, sets.new];
  } catch (error) {
    throw new KubectlError(
      `failed to retrieve replica sets from deployment ${deployment.name}: ${plainMessage(error)}`,
    );
  }
}

async function deploymentRevisions(client: Client, deployment: Fields): Promise<readonly Revision[]> {
  const sets = await deploymentReplicaSets(client, deployment);
  return sets.map((set) => {
    const changeCause = set.annotations[CHANGE_CAUSE] ?? '';
    return {
      number: revisionOf(set),
      changeCause,
      template: withAnnotation(set.at('spec.template'), changeCause),
      source: set,
      object: set.value as KubeObject,
    };
  });
}

/** The change cause is shown among the template's annotations. */
function withAnnotation(template: Fields, changeCause: string): Fields {
  if (changeCause === '') return template;
  const value = template.value as Record<string, unknown>;
  const metadata = (value['metadata'] ?? {}) as Record<string, unknown>;
  const annotations = { ...template.annotations, [CHANGE_CAUSE]: changeCause };
  return new Fields({ ...value, metadata: { ...metadata, annotations } });
}

async function setRevisions(client: Client, set: Fields): Promise<readonly Revision[]> {
  const labelSelector = selectorString(set.at('spec.selector'));
  const { items } = await client.list(CONTROLLER_REVISIONS, set.namespace, { labelSelector });
  return items
    .map(Fields.of)
    .filter((revision) => revision.controller?.text('uid') === set.uid)
    .map((revision) => {
      // Its data is a patch that replaces the template as a whole.
      const { $patch: _, ...template } = (revision.at('data.spec.template').value ?? {}) as Record<
        string,
        unknown
      >;
      const value = set.value as KubeObject;
      return {
        number: revision.number('revision'),
        changeCause: revision.annotations[CHANGE_CAUSE] ?? '',
        template: new Fields(template),
        source: revision,
        object: { ...value, spec: { ...(value['spec'] as object), template } },
      };
    });
}

/** The table of all revisions, or the template of one. Throws a `KubectlError` when there is no such revision. */
export function historyText(revisions: readonly Revision[], wanted: number): string {
  const byNumber = new Map(revisions.map((revision) => [revision.number, revision]));
  if (byNumber.size === 0) return 'No rollout history found.';
  if (wanted > 0) return templateText(revision(byNumber.get(wanted)).template);
  const rows = [...byNumber.values()]
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, changeCause }) => `${number}\t${changeCause === '' ? '<none>' : changeCause}\n`);
  return tabulate(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, DESCRIBE_LAYOUT);
}

function revision(found: Revision | undefined): Revision {
  if (found === undefined) throw new KubectlError('unable to find the specified revision');
  return found;
}

/** A template as text; upstream leaves its tabs in it. */
export function templateText(template: Fields): string {
  return describedWithTabs((w) => {
    writePodTemplate(w, template);
  });
}
