/**
 * A pod waits for the PersistentVolumeClaims that it names. Simplified here: a claim that is there is as good as bound.
 * Models pkg/scheduler/framework/plugins/volumebinding (PreFilter).
 */
import type { Pod } from '../../api/pod';
import { cached } from '../../client/informer';
import { SKIP, type FilterPlugin, type QueueingHint } from '../framework';

export const VOLUME_BINDING = 'VolumeBinding';
const NAME = VOLUME_BINDING;

/** Keys of the claims that a pod names. */
export function claimsOf({ metadata, spec }: Pod): readonly string[] {
  if (spec.volumes === undefined) return NONE;
  const names = spec.volumes.flatMap(({ persistentVolumeClaim: claim }) =>
    claim === undefined ? [] : [claim.claimName],
  );
  return names.map((name) => `${metadata.namespace ?? ''}/${name}`);
}

const NONE: readonly string[] = [];

export const volumeBinding: FilterPlugin<null> & QueueingHint = {
  name: NAME,
  preFilter({ pod }, { claims }) {
    const missing = claimsOf(pod).find((key) => cached(claims, key) === undefined);
    if (missing === undefined) return SKIP;
    const reason = `persistentvolumeclaim "${missing.slice(missing.indexOf('/') + 1)}" not found`;
    return { rejection: { plugin: NAME, reasons: [reason], unresolvable: true } };
  },
  filter: () => null,
  // What happens to pods and nodes brings no claim: changes.ts wakes them when theirs has come.
  concerns: () => false,
};
