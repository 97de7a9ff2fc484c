/** Laws of DaemonSets that have been left alone: one pod on each node that they want, and honest numbers. */
import type { DaemonSet } from '../api/daemonset';
import { controllerOf } from '../api/meta';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import type { EtcdState } from '../etcd/store';
import { objects } from './stored';

/** The node for which a pod was made: its own, or the one to which its affinity pins it. */
function nodeOf({ spec }: Pod): string {
  if ((spec.nodeName ?? '') !== '') return spec.nodeName ?? '';
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

function unsettledSet(set: DaemonSet, pods: readonly Pod[]): string[] {
  const { metadata, status } = set;
  const name = `daemonsets/${metadata.name}`;
  const problems: string[] = [];
  if (status.observedGeneration !== metadata.generation)
    problems.push(`${name} was not looked at after its last change`);
  const places = new Set(pods.map(nodeOf));
  if (places.size !== pods.length) problems.push(`${name} has ${pods.length} pods on ${places.size} nodes`);
  if (pods.length !== status.desiredNumberScheduled)
    problems.push(`${name} has ${pods.length} pods and wants ${status.desiredNumberScheduled}`);
  const ready = pods.filter(isPodReady).length;
  if (ready !== status.numberReady) problems.push(`${name} says ${status.numberReady} ready of ${ready}`);
  return problems;
}

export function unsettledDaemonSets(etcd: EtcdState): string[] {
  const pods = objects<Pod>(etcd, 'pods').filter(isPodActive);
  return objects<DaemonSet>(etcd, 'daemonsets').flatMap((set) =>
    unsettledSet(
      set,
      pods.filter(({ metadata }) => controllerOf(metadata)?.uid === set.metadata.uid),
    ),
  );
}
