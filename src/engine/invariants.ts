/**
 * What must be true of a cluster at every moment. The fuzzer asks after every step, the worker now and then: a user
 * can never be blamed for our bug.
 */
import type { Node } from './api/node';
import type { Pod } from './api/pod';
import { isPodTerminal, podRequests } from './api/pod-status';
import { parseBytes, parseMillicores } from './api/quantity';
import type { ApiObject } from './api/meta';
import type { ControllerManagerState } from './controllers/manager-state';
import type { EtcdState } from './etcd/store';
import { unsettledControlPlane } from './invariants/control-plane';
import { unsettledDaemonSets } from './invariants/daemonsets';
import { hasFaults } from './invariants/faults';
import { brokenMachines, unsettledMachines } from './invariants/machines';
import { brokenNetwork, unsettledEndpoints, unsettledEndpointsObjects } from './invariants/network';
import { etcdOf, objects } from './invariants/stored';
import type { Simulation } from './kernel/simulation';

/** No node holds more than it has. Finished pods hold nothing; refused ones never did. */
function overfullNodes(etcd: EtcdState): string[] {
  const used = new Map<string, { cpu: number; memory: number; pods: number }>();
  for (const pod of objects<Pod>(etcd, 'pods')) {
    const node = pod.spec.nodeName ?? '';
    if (node === '' || isPodTerminal(pod)) continue;
    const sum = used.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
    const { cpuMillicores, memoryBytes } = podRequests(pod);
    used.set(node, { cpu: sum.cpu + cpuMillicores, memory: sum.memory + memoryBytes, pods: sum.pods + 1 });
  }
  const problems: string[] = [];
  for (const node of objects<Node>(etcd, 'minions')) {
    const sum = used.get(node.metadata.name);
    const { cpu = '0', memory = '0', pods = '0' } = node.status.allocatable ?? {};
    if (sum === undefined) continue;
    if (sum.cpu > (parseMillicores(cpu) ?? 0))
      problems.push(`${node.metadata.name} has more cpu requested than it has`);
    if (sum.memory > (parseBytes(memory) ?? 0))
      problems.push(`${node.metadata.name} has more memory requested than it has`);
    if (sum.pods > Number(pods)) problems.push(`${node.metadata.name} has ${sum.pods} of ${pods} pods`);
  }
  return problems;
}

function revisions(etcd: EtcdState): string[] {
  const problems: string[] = [];
  const seen = new Set<number>();
  for (const [prefix, table] of etcd.tables) {
    for (const { key, value, modRevision, createRevision } of table.map.values()) {
      const shown = (value as ApiObject).metadata.resourceVersion;
      if (shown !== String(modRevision))
        problems.push(`${prefix}/${key} shows revision ${shown}, etcd has ${modRevision}`);
      if (createRevision > modRevision || modRevision > etcd.revision)
        problems.push(`${prefix}/${key} has odd revisions`);
      if (seen.has(modRevision)) problems.push(`${prefix}/${key} shares its revision ${modRevision}`);
      seen.add(modRevision);
    }
  }
  return problems;
}

/** What a pod cannot say of itself. */
function oddPod({ metadata, spec, status }: Pod): string[] {
  const problems: string[] = [];
  const { name } = metadata;
  const { phase = 'Pending', containerStatuses = [], conditions = [] } = status;
  const isBound = (spec.nodeName ?? '') !== '';
  if (!isBound && phase !== 'Pending') problems.push(`${name} is ${phase} on no node`);
  const hasRun = containerStatuses.some(
    ({ state, lastState }) => state.waiting === undefined || lastState.terminated !== undefined,
  );
  if (phase === 'Running' && !hasRun)
    problems.push(`${name} is Running, and none of its containers ever was`);
  const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  if (isReady && (phase !== 'Running' || containerStatuses.some(({ ready }) => !ready)))
    problems.push(`${name} is ready for no reason`);
  return problems;
}

/** Broken laws of the present moment, as sentences; empty when all is well. */
export function brokenInvariants(simulation: Simulation, cluster: string): string[] {
  const etcd = etcdOf(simulation, cluster);
  return [
    ...overfullNodes(etcd),
    ...brokenNetwork(etcd),
    ...revisions(etcd),
    ...objects<Pod>(etcd, 'pods').flatMap(oddPod),
    ...brokenMachines(simulation, cluster),
  ];
}

/**
 * Broken laws of a cluster that has been left alone for long enough: it has become what was asked of it. While a fault
 * stands there is no such law.
 */
export function unsettled(simulation: Simulation, cluster: string): string[] {
  if (hasFaults(simulation, cluster)) return [];
  const etcd = etcdOf(simulation, cluster);
  const { controllers } = simulation.stateOf(`${cluster}/kube-controller-manager`) as ControllerManagerState;
  const has = (controller: string): boolean => controllers.has(controller);
  return [
    ...unsettledControlPlane(simulation, cluster, etcd),
    ...(has('daemonset') ? unsettledDaemonSets(etcd) : []),
    ...(has('endpointslice') ? unsettledEndpoints(etcd) : []),
    ...(has('endpoints') ? unsettledEndpointsObjects(etcd) : []),
    ...unsettledMachines(simulation, cluster, etcd),
  ];
}
