import { getService, getTraffic, getTrafficIds, getWorkload, isSystemNamespace } from '../store';

/**
 * The workloads of the strip: the user's own, and of these the ones that nobody owns; a Deployment's ReplicaSets are its
 * own affair. What the cluster runs for itself is in the list in words.
 */
export function shownWorkloads(ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const workload = getWorkload(id);
    return workload?.owner === '' && !isSystemNamespace(workload.namespace);
  });
}

/** The Services of the strip: the user's own, those that somebody asks first. */
export function shownServices(ids: readonly string[]): string[] {
  const asked = new Set(getTrafficIds().map((id) => getTraffic(id)?.service));
  const own = ids.filter((id) => getService(id)?.system === false);
  return [...own.filter((id) => asked.has(id)), ...own.filter((id) => !asked.has(id))];
}
