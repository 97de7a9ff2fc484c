import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, HopView, PodView } from '../../worker/protocol';
import { encodePod } from '../../worker/protocol';
import { fixturePods, fullFixtureFrame } from '../testing/fixture';
import { applyHops, hops } from './hops';
import { applyUi, select, toast, uiStore } from './ui-state';
import {
  applyThings,
  getPod,
  getService,
  nodeIds,
  podIdsOfNode,
  pods,
  serviceAskedBy,
  serviceIds,
  shapeCounts,
  staticPodOf,
  trafficIds,
  workloadIds,
} from './world';

const [first, second] = fixturePods as [PodView, PodView, ...PodView[]];
const cluster = 'kubeadm-lab';

function frame(more: Partial<Frame>): Frame {
  const empty = {
    reset: false,
    pods: [],
    nodes: [],
    workloads: [],
    components: [],
    narration: [],
    marks: [],
  };
  return { ...fullFixtureFrame(1, 1000), ...empty, ...more };
}

function hop(id: number, start: number, end: number): HopView {
  return {
    id,
    kind: 'request',
    from: `${cluster}/a`,
    to: `${cluster}/b`,
    start,
    end,
    label: '',
    user: false,
  };
}

beforeEach(() => {
  applyThings(fullFixtureFrame(1, 1000));
  applyHops(fullFixtureFrame(1, 1000));
  applyUi(fullFixtureFrame(1, 1000));
});

describe('things drawn', () => {
  it('tells only the subscribers of what changed, after the whole frame', () => {
    const seen: (string | undefined)[] = [];
    const other = vi.fn();
    const stop = pods.subscribe(first.id, () =>
      seen.push(getPod(first.id)?.statusText, getPod(second.id)?.ip),
    );
    const stopOther = pods.subscribe('another', other);
    applyThings(
      frame({ pods: [encodePod({ ...first, statusText: 'Gone' }), encodePod({ ...second, ip: '1.2.3.4' })] }),
    );
    expect(seen).toEqual(['Gone', '1.2.3.4']);
    expect(other).not.toHaveBeenCalled();
    stop();
    stopOther();
    applyThings(frame({ pods: [encodePod(first)] }));
    expect(seen).toHaveLength(2);
  });

  it('keeps the identity of a list while its members are the same', () => {
    const before = [nodeIds.get(), workloadIds.get(), podIdsOfNode('worker-1').get()];
    applyThings(frame({ pods: [encodePod({ ...first, restarts: 9 })] }));
    expect(
      [nodeIds.get(), workloadIds.get(), podIdsOfNode('worker-1').get()].every(
        (list, i) => list === before[i],
      ),
    ).toBe(true);
    applyThings(fullFixtureFrame(2, 2000));
    expect(nodeIds.get()).toBe(before[0]);
  });

  it('moves a pod from the waiting ones to its node', () => {
    const waiting = podIdsOfNode('').get();
    const pending = getPod(waiting[0] ?? '');
    if (!pending) throw new Error('the fixture has a pending pod');
    applyThings(frame({ pods: [encodePod({ ...pending, node: 'worker-2' })] }));
    expect(podIdsOfNode('').get()).toEqual([]);
    expect(podIdsOfNode('worker-2').get().at(-1)).toBe(pending.id);
  });

  it('forgets what is removed, and everything on a reset', () => {
    const heard = vi.fn();
    const stop = pods.subscribe(first.id, heard);
    applyThings(frame({ removed: [first.id, `${cluster}/deployments/default/web`] }));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(podIdsOfNode('worker-1').get()).toEqual([second.id]);
    expect(workloadIds.get()).toHaveLength(1);
    applyThings(frame({ reset: true }));
    expect(pods.size + nodeIds.get().length + workloadIds.get().length).toBe(0);
    stop();
  });

  it('counts pods by shape, without those of the system', () => {
    const counts = shapeCounts();
    expect(counts).toMatchObject({ running: 2, starting: 1, pending: 1, failed: 1, terminating: 1 });
    applyThings(frame({ pods: [encodePod({ ...first, restarts: 3 })] }));
    expect(shapeCounts()).toBe(counts);
    applyThings(frame({ removed: [first.id] }));
    expect(shapeCounts().terminating).toBe(0);
  });
});

describe('Services and their clients', () => {
  const service = {
    id: `${cluster}/services/default/web`,
    namespace: 'default',
    name: 'web',
    type: 'ClusterIP',
    clusterIp: '10.96.12.7',
    ports: '80/TCP',
    ready: [first.id],
    notReady: [],
    others: [],
    system: false,
  };
  const traffic = {
    id: `${cluster}/traffic/default/client/web`,
    client: second.id,
    service: service.id,
    results: '++-',
    answered: 2,
    failed: 1,
    error: 'timed out',
    latencyMs: 3,
    pod: first.id,
  };

  it('are kept, and who asks is known by the pod', () => {
    applyThings(frame({ services: [service], traffic: [traffic] }));
    expect(getService(service.id)).toBe(service);
    expect(serviceAskedBy(second.id)).toBe(service.id);
    expect(serviceAskedBy(first.id)).toBe('');
    const before = trafficIds.get();
    applyThings(frame({ traffic: [{ ...traffic, results: '++-+' }] }));
    expect(trafficIds.get()).toBe(before);
    applyThings(frame({ removed: [service.id, traffic.id] }));
    expect([...serviceIds.get(), ...trafficIds.get()]).toEqual([]);
  });
});

describe('static pods', () => {
  it('are found by the component that runs in them, also while their mirror is gone', () => {
    expect(staticPodOf(`${cluster}/kube-scheduler`)).toBe(
      `${cluster}/pods/kube-system/kube-scheduler-control-plane`,
    );
    expect(staticPodOf(`${cluster}/worker-1/kubelet`)).toBe('');
    expect(staticPodOf('')).toBe('');
  });
});

describe('hops', () => {
  it('keeps those in flight, drops the finished, and remembers those too short to draw', () => {
    applyHops(frame({ now: 100, hops: [hop(1, 90, 95), hop(2, 90, 120), hop(3, 99, 200)] }));
    expect(hops.activeAt(100).map((entry) => entry.id)).toEqual([2, 3]);
    expect(hops.recent.map((entry) => entry.hop.id)).toEqual([1]);
    expect(hops.activeAt(150).map((entry) => entry.id)).toEqual([3]);
    expect(hops.activeAt(150)).toBe(hops.activeAt(151));
    applyHops(frame({ reset: true }));
    expect(hops.activeAt(150)).toEqual([]);
    expect(hops.recent).toEqual([]);
  });
});

describe('notices', () => {
  it('say the same only once', () => {
    uiStore.setState({ toasts: [] });
    toast('error', 'refused');
    toast('info', 'done');
    toast('error', 'refused');
    expect(uiStore.getState().toasts.map(({ text }) => text)).toEqual(['done', 'refused']);
  });
});

describe('the page’s own state', () => {
  it('keeps identities when a frame says nothing new', () => {
    const before = uiStore.getState();
    applyUi(frame({ now: 1001 }));
    expect(uiStore.getState()).toBe(before);
  });

  it('keeps the last fifty sentences', () => {
    const sentence = (id: number) => ({
      id,
      at: id,
      about: '',
      parts: [{ text: String(id), strong: false }],
    });
    applyUi(frame({ narration: Array.from({ length: 80 }, (_, id) => sentence(id)) }));
    expect(uiStore.getState().narration.map((entry) => entry.id)).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 30),
    );
  });

  it('shows an inspection only of what is selected', () => {
    const inspection = {
      id: first.id,
      object: {},
      gone: false,
      owners: [],
      events: [],
      why: [],
      effects: [],
    };
    select(second.id);
    applyUi(frame({ inspection }));
    expect(uiStore.getState().inspection).toBeNull();
    select(first.id);
    applyUi(frame({ inspection }));
    expect(uiStore.getState().inspection).toBe(inspection);
    select(null);
    expect(uiStore.getState().inspection).toBeNull();
  });
});
