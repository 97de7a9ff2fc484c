/**
 * Which pods belong to which Services, as both endpoint controllers see it.
 * Models staging/src/k8s.io/endpointslice/util/controller_utils.go.
 */
import { deepEqual } from '../api/equal';
import { keyOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodReady } from '../api/pod-status';
import { matchesSelector } from '../api/selector';
import type { Service } from '../api/service';
import type { CacheChange } from '../client/informer';
import type { View } from './controller';
import { belongsInEndpoints } from './endpoints';

/** False for a Service whose endpoints are somebody else's business. */
export function hasOwnEndpoints({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && spec.selector !== undefined;
}

interface Selected {
  readonly revision: number;
  readonly service: Service;
  readonly pods: readonly Pod[];
}

/** The last answer for each state of a cache: one controller asks just after the other. */
const selected = new WeakMap<object, Selected>();

/** The pods that the Service selects. */
export function podsOf(view: View, service: Service): readonly Pod[] {
  const { objects, revision } = view.cache<Pod>('pods');
  const known = selected.get(objects);
  if (known?.revision === revision && known.service === service) return known.pods;
  const { namespace } = service.metadata;
  const selector = { matchLabels: service.spec.selector ?? {} };
  const pods: Pod[] = [];
  for (const pod of objects.values()) {
    const { metadata } = pod;
    if (metadata.namespace === namespace && matchesSelector(selector, metadata.labels)) pods.push(pod);
  }
  selected.set(objects, { revision, service, pods });
  return pods;
}

function servicesOf(view: View, pod: Pod): readonly string[] {
  const { namespace = '', labels } = pod.metadata;
  return view
    .by<Service>('services', 'namespace', namespace)
    .filter(
      ({ spec }) => spec.selector !== undefined && matchesSelector({ matchLabels: spec.selector }, labels),
    )
    .map(({ metadata }) => keyOf(metadata));
}

/** True when the change may change an endpoint. Models podEndpointsChanged. */
function endpointChanged(old: Pod, now: Pod): boolean {
  return (
    old.metadata.deletionTimestamp !== now.metadata.deletionTimestamp ||
    belongsInEndpoints(old) !== belongsInEndpoints(now) ||
    isPodReady(old) !== isPodReady(now) ||
    !deepEqual(old.status.podIPs, now.status.podIPs)
  );
}

/** Services whose endpoints may be others after this change of a pod. Models GetServicesToUpdateOnPodChange. */
export function podKeys({ old: before, now: after }: CacheChange, view: View): readonly string[] {
  const [old, now] = [before as Pod | undefined, after as Pod | undefined];
  if (old === undefined || now === undefined) {
    const pod = (now ?? old) as Pod;
    return belongsInEndpoints(pod) ? servicesOf(view, pod) : [];
  }
  const labelsChanged = !deepEqual(old.metadata.labels, now.metadata.labels);
  if (!labelsChanged && !endpointChanged(old, now)) return [];
  return labelsChanged ? [...servicesOf(view, old), ...servicesOf(view, now)] : servicesOf(view, now);
}
