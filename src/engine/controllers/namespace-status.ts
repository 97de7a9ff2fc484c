/** What a namespace that goes away says of itself. Models pkg/controller/namespace/deletion/status_condition_utils.go. */
import { conditionOf, type Condition } from '../api/conditions';
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { formatTime } from '../api/time';

export interface NamespaceCondition extends Condition {
  readonly reason: string;
  readonly message: string;
}

/** Objects that are left in the namespace, by their kind. */
export interface Remainder {
  readonly kind: Kind;
  readonly objects: readonly ApiObject[];
}

interface Words {
  readonly reason: string;
  readonly message: string;
}

const GONE: Words = { reason: 'ContentRemoved', message: 'All content successfully removed' };

/** In the order in which they are written, with what each says when all is well. */
const FINE: Readonly<Record<string, Words>> = {
  NamespaceDeletionDiscoveryFailure: {
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  NamespaceDeletionGroupVersionParsingFailure: {
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  NamespaceDeletionContentFailure: {
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  NamespaceContentRemaining: GONE,
  NamespaceFinalizersRemaining: GONE,
};

function contentRemaining(remainders: readonly Remainder[]): Words | null {
  if (remainders.length === 0) return null;
  const parts = remainders.map(
    ({ kind, objects }) => `${kind.resource}.${kind.group} has ${objects.length} resource instances`,
  );
  const message = `Some resources are remaining: ${parts.sort().join(', ')}`;
  return { reason: 'SomeResourcesRemain', message };
}

function finalizersRemaining(remainders: readonly Remainder[]): Words | null {
  const counts = new Map<string, number>();
  for (const { metadata } of remainders.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? [])
      counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const parts = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  const message = `Some finalizers are remaining: ${parts.sort().join(', ')}`;
  return { reason: 'SomeFinalizerRemain', message };
}

function contentFailure(failures: readonly string[]): Words | null {
  if (failures.length === 0) return null;
  const list = [...failures].sort().join(', ');
  const message = `Failed to delete all resource types, ${failures.length} remaining: ${list}`;
  return { reason: 'ContentDeletionFailed', message };
}

/** The conditions after a pass that left this behind. The same array when nothing changed. */
export function conditionsAfter(
  old: readonly NamespaceCondition[] | undefined,
  remainders: readonly Remainder[],
  failures: readonly string[],
  wallMs: number,
): readonly NamespaceCondition[] {
  const trouble: Readonly<Record<string, Words | null>> = {
    NamespaceDeletionContentFailure: contentFailure(failures),
    NamespaceContentRemaining: contentRemaining(remainders),
    NamespaceFinalizersRemaining: finalizersRemaining(remainders),
  };
  let changed = false;
  const conditions = Object.entries(FINE).map(([type, fine]): NamespaceCondition => {
    const bad = trouble[type] ?? null;
    const status = bad === null ? 'False' : 'True';
    const { reason, message } = bad ?? fine;
    const known = conditionOf(old, type);
    if (known?.status === status && known.reason === reason && known.message === message) return known;
    changed = true;
    const since = known?.status === status ? known.lastTransitionTime : undefined;
    return { type, status, lastTransitionTime: since ?? formatTime(wallMs), reason, message };
  });
  const others = (old ?? []).filter(({ type }) => !(type in FINE));
  return changed || old === undefined ? [...others, ...conditions] : old;
}
