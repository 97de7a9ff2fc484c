import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '../api/endpointslice';
import type { ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import { serviceKind, type Service } from '../api/service';
import { KUBEADM_CLUSTER } from '../cluster';
import { put, range, remove, type EtcdState } from '../etcd/store';
import { faultInput, type FaultType } from '../faults/faults';
import { brokenInvariants, unsettled } from '../invariants';
import type { Simulation } from '../kernel/simulation';
import { createWorld, SCENE_EPOCH_MS } from '../world';

const CLUSTER = KUBEADM_CLUSTER.name;
const QUIET_MS = 40_000;

/** A cluster as kubeadm leaves it, at rest. Its etcd can be tampered with behind everybody's back. */
class Tampered {
  readonly simulation: Simulation = createWorld({
    seed: 3,
    epochMs: SCENE_EPOCH_MS,
    clusters: [{ ...KUBEADM_CLUSTER, workers: 2 }],
  });
  readonly etcd: EtcdState;

  constructor() {
    this.simulation.advance({ until: QUIET_MS });
    this.etcd = this.simulation.stateOf(`${CLUSTER}/etcd`) as EtcdState;
  }

  find<T extends ApiObject>(prefix: string, matches: (object: T) => boolean): { key: string; object: T } {
    for (const { key, value } of range(this.etcd, prefix).values())
      if (matches(value as T)) return { key, object: value as T };
    throw new Error(`nothing of that sort below ${prefix}`);
  }

  change<T extends ApiObject>(prefix: string, key: string, change: (object: T) => T): void {
    const known = range(this.etcd, prefix).get(key)?.value as T;
    put(this.etcd, -2, prefix, key, undefined, (revision) => {
      const changed = change(known);
      return { ...changed, metadata: { ...changed.metadata, resourceVersion: String(revision) } };
    });
  }

  drop(prefix: string, key: string): void {
    remove(this.etcd, -2, prefix, key, (_, value) => value);
  }

  broken(): string {
    return brokenInvariants(this.simulation, CLUSTER).join('\n');
  }

  unsettled(): string {
    return unsettled(this.simulation, CLUSTER).join('\n');
  }

  fault(type: FaultType, target: string): void {
    this.simulation.input(faultInput(CLUSTER, { type, target }, 'control-plane'));
  }
}

describe('the laws of a cluster', () => {
  it('hold in one that was left alone', () => {
    const world = new Tampered();
    expect(world.broken()).toBe('');
    expect(world.unsettled()).toBe('');
  });

  it('find two Services with one address', () => {
    const world = new Tampered();
    world.change<Service>(serviceKind.storagePrefix, 'kube-system/kube-dns', (service) => {
      return { ...service, spec: { ...service.spec, clusterIP: '10.96.0.1' } };
    });
    expect(world.broken()).toMatch(/kube-dns and services\/kubernetes both have the cluster IP 10\.96\.0\.1/);
  });

  it('find two pods with one address, but let those on the network of their node share it', () => {
    const world = new Tampered();
    const shared = '172.18.0.2';
    const hosted = [...range(world.etcd, 'pods').values()].filter(
      ({ value }) => (value as Pod).status.podIP === shared,
    );
    expect(hosted.length).toBeGreaterThan(1);
    const dns = (pod: Pod): boolean => pod.metadata.name.startsWith('coredns');
    const first = world.find<Pod>('pods', dns);
    const second = world.find<Pod>('pods', (pod) => dns(pod) && pod !== first.object);
    world.change<Pod>('pods', second.key, (pod) => {
      return { ...pod, status: { ...pod.status, podIP: first.object.status.podIP ?? '' } };
    });
    expect(world.broken()).toContain(`both have the address ${first.object.status.podIP}`);
  });

  it('find endpoints without a pod, and pods without an endpoint', () => {
    const world = new Tampered();
    const slice = world.find<EndpointSlice>('endpointslices', ({ metadata }) => {
      return metadata.name.startsWith('kube-dns');
    });
    world.change<EndpointSlice>('endpointslices', slice.key, (known) => {
      const [first, ...rest] = known.endpoints;
      const moved = { ...first, addresses: ['10.244.9.9'], targetRef: { kind: 'Pod', uid: 'nobody' } };
      return { ...known, endpoints: [{ ...moved, conditions: { ready: true } }, ...rest] };
    });
    expect(world.unsettled()).toMatch(/endpoints of services\/kube-dns: the pod \S+ is missing/);
    expect(world.unsettled()).toContain(
      'endpoints of services/kube-dns: the pod nobody does not belong there',
    );
  });

  it('find what outlived its owner, of any kind', () => {
    const world = new Tampered();
    world.drop('daemonsets', 'kube-system/kindnet');
    expect(world.unsettled()).toMatch(/pods\/kindnet-\S+ outlived its owner DaemonSet kindnet/);
    world.drop('minions', 'control-plane');
    expect(world.unsettled()).toContain('outlived its owner Node control-plane');
  });

  it('find caches that do not know what etcd knows', () => {
    const world = new Tampered();
    world.change('minions', 'worker-1', (node) => node);
    expect(world.unsettled()).toContain('kube-scheduler has an old copy of nodes/worker-1');
    expect(world.unsettled()).toContain('kube-controller-manager has an old copy of nodes/worker-1');
  });

  it('ask for nothing while a fault stands, and for everything once it is mended', () => {
    const world = new Tampered();
    world.drop('daemonsets', 'kube-system/kindnet');
    world.fault('cut', 'worker-1');
    world.simulation.advance({ until: QUIET_MS + 1 });
    expect(world.unsettled()).toBe('');
    world.fault('mend', 'worker-1');
    world.simulation.advance({ until: QUIET_MS + 2 });
    expect(world.unsettled()).not.toBe('');
    world.fault('stop', 'worker-2/kubelet');
    world.simulation.advance({ until: QUIET_MS + 3 });
    expect(world.unsettled()).toBe('');
  });
});
