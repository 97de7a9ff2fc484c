/** Laws of what happens on the machines: kubelets, container runtimes and addresses. */
import { deepEqual } from '../api/equal';
import type { Pod } from '../api/pod';
import { isPodTerminal } from '../api/pod-status';
import type { EtcdState } from '../etcd/store';
import type { Simulation } from '../kernel/simulation';
import type { ContainerdState } from '../node/containerd-state';
import type { KubeletState } from '../node/kubelet-state';
import { objects, statesOf } from './stored';

/** Every sandbox has one address, and every address given belongs to a sandbox. */
function lostAddresses({ ipam, sandboxes }: ContainerdState, place: string): string[] {
  const problems: string[] = [];
  for (const [ip, uid] of ipam.taken.map) {
    if (sandboxes.map.get(uid)?.ip !== ip)
      problems.push(`${place}: ${ip} is taken for a sandbox that does not exist`);
  }
  for (const [uid, { ip, hostNetwork = false }] of sandboxes.map) {
    if (!hostNetwork && ipam.taken.map.get(ip) !== uid)
      problems.push(`${place}: the sandbox of ${uid} has the free address ${ip}`);
  }
  return problems;
}

function homelessContainers({ containers, sandboxes }: ContainerdState, place: string): string[] {
  return [...containers.map.values()]
    .filter(({ podUid, state }) => (state === 'running' || state === 'created') && !sandboxes.map.has(podUid))
    .map(({ podKey, name }) => `${place}: container ${name} of ${podKey} has no sandbox`);
}

/** At every moment. */
export function brokenMachines(simulation: Simulation, cluster: string): string[] {
  return statesOf<ContainerdState>(simulation, cluster, 'containerd').flatMap(({ place, state }) => [
    ...lostAddresses(state, place),
    ...homelessContainers(state, place),
  ]);
}

function unsettledKubelet(kubelet: KubeletState, pods: ReadonlyMap<string, Pod>, place: string): string[] {
  const problems: string[] = [];
  const known = new Set<string>();
  for (const { uid, mirror, key, awaiting, sending, sent, stage } of kubelet.pods.map.values()) {
    // Of a static pod the API knows the mirror.
    const pod = pods.get(mirror ?? uid);
    known.add(mirror ?? uid);
    if (pod === undefined) problems.push(`${place} still holds ${key}, which etcd does not know`);
    else if (sent !== null && !deepEqual(sent, pod.status))
      problems.push(`${place}: the status of ${key} is not the one sent`);
    if (awaiting !== 0) problems.push(`${place} awaits ${awaiting} replies about ${key} (${stage})`);
    if (sending) problems.push(`${place} awaits the answer to a status of ${key}`);
  }
  for (const { metadata, spec, status } of pods.values()) {
    if (spec.nodeName !== kubelet.machine.name || status.phase === 'Succeeded' || status.phase === 'Failed')
      continue;
    if (!known.has(metadata.uid ?? '')) problems.push(`${place} does not know ${metadata.name}`);
  }
  if (kubelet.execs.size > 0) problems.push(`${place} has ${kubelet.execs.size} commands that never ended`);
  if (kubelet.client.pending.size > 0)
    problems.push(`${place} waits for ${kubelet.client.pending.size} answers`);
  return problems;
}

function unsettledRuntime(runtime: ContainerdState, kubelet: KubeletState, place: string): string[] {
  const problems: string[] = [];
  for (const { podUid, podKey, name, id, state } of runtime.containers.map.values()) {
    const record = kubelet.pods.map.get(podUid);
    const known = record?.containers.find((container) => container.name === name);
    if (known === undefined) problems.push(`${place}: container ${name} of ${podKey} belongs to no pod`);
    else if (known.id !== id) {
      // The instance before this one stays for its output, dead.
      if (state === 'running' || state === 'created')
        problems.push(`${place}: ${podKey}/${name} has an instance that its kubelet forgot`);
    } else if ((known.stage === 'running') !== (state === 'running')) {
      problems.push(`${place}: ${podKey}/${name} is ${state}, its kubelet says ${known.stage}`);
    }
  }
  for (const uid of runtime.sandboxes.map.keys()) {
    const record = kubelet.pods.map.get(uid);
    if (record === undefined) problems.push(`${place}: the sandbox of ${uid} belongs to no pod`);
    else if (isPodTerminal(record.pod))
      problems.push(`${place}: ${record.key} has ended and still has its sandbox`);
  }
  return problems;
}

/** Of a cluster that has been left alone for long enough. */
export function unsettledMachines(simulation: Simulation, cluster: string, etcd: EtcdState): string[] {
  const pods = new Map(objects<Pod>(etcd, 'pods').map((pod) => [pod.metadata.uid ?? '', pod]));
  return statesOf<KubeletState>(simulation, cluster, 'kubelet').flatMap(({ place, state }) => {
    const runtime = simulation.stateOf(state.containerd) as ContainerdState;
    return [...unsettledKubelet(state, pods, place), ...unsettledRuntime(runtime, state, place)];
  });
}
