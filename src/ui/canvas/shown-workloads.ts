import { getWorkload } from '../store';

/** The workloads of the strip: those that nobody owns. A Deployment's ReplicaSets are its own affair. */
export function shownWorkloads(ids: readonly string[]): string[] {
  return ids.filter((id) => getWorkload(id)?.owner === '');
}
