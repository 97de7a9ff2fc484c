/** `apply --prune`: deletes what was applied once and is in no file any more. Models kubectl/pkg/cmd/apply/prune.go. */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { groupVersion, type Mapping } from '../discovery';
import { KubectlError, plainMessage } from '../errors';
import { deleteOptions, type Deletion } from '../write/deletion';
import { lastAppliedText } from './last-applied';

/** `group/version/kind`, in this order; `core` for no group. */
const DEFAULT_KINDS = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume',
];

export interface Pruning {
  readonly selector: string;
  /** `--prune-allowlist`; empty is the usual list. */
  readonly kinds: readonly string[];
  readonly namespaces: ReadonlySet<string>;
  /** uids of what is in the files. */
  readonly kept: ReadonlySet<string>;
  readonly deletion: Deletion;
  pruned(object: KubeObject): Promise<void>;
}

function malformed(text: string): KubectlError {
  return new KubectlError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
}

/** Throws, before anything is applied, for words of `--prune-allowlist` that are no kinds. */
export function checkAllowlist(texts: readonly string[]): void {
  const odd = texts.find((text) => text.split('/').length !== 3);
  if (odd !== undefined) throw malformed(odd);
}

/** Kinds of the usual list that this server does not have are passed over: the real one has them all. */
async function kindsOf(call: Call, texts: readonly string[]): Promise<readonly Mapping[]> {
  const mappings: Mapping[] = [];
  for (const text of texts.length === 0 ? DEFAULT_KINDS : texts) {
    const [group = '', version = '', kind = '', ...more] = text.split('/');
    if (kind === '' || more.length > 0) throw malformed(text);
    const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`;
    const mapping = await call.discovery.forKind(apiVersion, kind);
    if (mapping !== undefined) mappings.push(mapping);
    else if (texts.length > 0) {
      throw new KubectlError(`no matches for kind "${kind}" in version "${apiVersion}"`);
    }
  }
  return mappings;
}

async function pruneKind(call: Call, mapping: Mapping, namespace: string, pruning: Pruning): Promise<void> {
  const { items } = await call.client.list(mapping, namespace, { labelSelector: pruning.selector });
  for (const object of items) {
    const { uid = '', name } = object.metadata;
    if (lastAppliedText(object) === undefined || pruning.kept.has(uid)) continue;
    if (pruning.deletion.dryRun !== 'client') {
      await call.client.delete(mapping, namespace, name, deleteOptions(pruning.deletion));
    }
    await pruning.pruned(object);
  }
}

export async function prune(call: Call, pruning: Pruning): Promise<void> {
  const mappings = await kindsOf(call, pruning.kinds);
  const attempt = async (mapping: Mapping, namespace: string) => {
    const scope = mapping.namespaced ? 'namespaced' : 'nonNamespaced';
    try {
      await pruneKind(call, mapping, namespace, pruning);
    } catch (error) {
      throw new KubectlError(
        `error pruning ${scope} object ${groupVersion(mapping)}, Kind=${mapping.kind}: ${plainMessage(error)}`,
      );
    }
  };
  for (const namespace of pruning.namespaces) {
    for (const mapping of mappings) if (mapping.namespaced) await attempt(mapping, namespace);
  }
  for (const mapping of mappings) if (!mapping.namespaced) await attempt(mapping, '');
}
