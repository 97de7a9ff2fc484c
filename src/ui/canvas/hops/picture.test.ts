import { describe, expect, it } from 'vitest';
import type { HopView } from '../../../worker/protocol';
import { pointAt } from '../layout/geometry';
import { layoutCluster } from '../layout/layout';
import { route } from '../layout/routes';
import { layoutInput } from '../testing/layout-input';
import { type HopScene, heatCountMin, hopPicture, litAddresses } from './picture';

const layout = layoutCluster(layoutInput());

function hop(id: number, from: string, to: string, more: Partial<HopView> = {}): HopView {
  const base = { kind: 'request', start: 0, end: 100, label: `hop ${id}`, user: false } as const;
  return { ...base, id, from: `lab/${from}`, to: `lab/${to}`, ...more };
}

function scene(active: readonly HopView[], more: Partial<HopScene> = {}): HopScene {
  return {
    layout,
    active,
    recent: [],
    recentMsMax: 600,
    now: 50,
    speed: 1 / 40,
    reducedMotion: false,
    packets: { placeOf: () => null, traffic: () => [], endpointsOf: () => [] },
    ...more,
  };
}

const bind = hop(1, 'kube-scheduler', 'kube-apiserver', { user: true, label: 'bind' });

describe('hopPicture', () => {
  it('puts a hop at its share of the way, by virtual time alone', () => {
    const way = route(layout, bind.from, bind.to);
    const [mark] = hopPicture(scene([bind], { now: 25 })).marks;
    expect(mark?.at).toEqual(way && pointAt(way, 0.25));
  });

  it('is the same picture for the same moment, however one came there', () => {
    const active = [bind, hop(2, 'kube-apiserver', 'worker-2/kubelet', { kind: 'watch', start: 20 })];
    expect(hopPicture(scene(active))).toEqual(hopPicture(scene([...active])));
  });

  it('draws nothing that has not begun, has ended, or has no place', () => {
    const active = [
      hop(1, 'user', 'kube-apiserver', { start: 60 }),
      hop(2, 'user', 'kube-apiserver', { end: 50 }),
      hop(3, 'kube-apiserver', 'worker-9/kubelet'),
    ];
    expect(hopPicture(scene(active))).toEqual({ lit: [], glows: [], marks: [], labels: [], counters: [] });
  });

  it('lights the whole way of the user’s hops, and only theirs', () => {
    const picture = hopPicture(scene([bind, hop(2, 'user', 'kube-apiserver')]));
    expect(picture.lit).toEqual([route(layout, bind.from, bind.to)]);
  });

  it('lets the news of a kube-proxy fly without lighting its way', () => {
    const news = hop(2, 'kube-apiserver', 'worker-1/kube-proxy', { kind: 'watch', user: true });
    const picture = hopPicture(scene([news]));
    expect(picture.marks).toHaveLength(1);
    expect(picture.lit).toEqual([]);
    expect([...litAddresses([news], 50)]).not.toContain('lab/nodes//worker-1');
  });

  it('lights the way of a hop too short to fly', () => {
    const picture = hopPicture(scene([{ ...bind, end: 51, start: 49 }], { speed: 1 }));
    expect(picture.marks).toEqual([]);
    expect(picture.glows).toHaveLength(1);
  });

  it('lets the glow of what came and went fade', () => {
    const strength = (ageMs: number) =>
      hopPicture(scene([], { recent: [{ hop: bind, ageMs }] })).glows[0]?.strength;
    expect(strength(0)).toBe(1);
    expect(strength(300)).toBe(0.5);
    expect(strength(600)).toBeUndefined();
  });

  it('leads packets along the ways of the pods, and never over the trunks', () => {
    const packet = hop(7, 'worker-1/containerd', 'worker-3/containerd', { kind: 'packet', label: 'GET web' });
    const picture = hopPicture(scene([packet]));
    expect(picture.marks[0]?.kind).toBe('packet');
    expect(picture.marks[0]?.at.y).toBe(layout.workers[0]?.dataY);
    expect(picture.labels).toEqual([]);
  });

  it('leads an answer the same way back', () => {
    const there = hop(7, 'worker-1/containerd', 'worker-3/containerd', { kind: 'packet', label: 'GET web' });
    const back = hop(8, 'worker-3/containerd', 'worker-1/containerd', { kind: 'packet', label: '200 web' });
    const at = (one: HopView, now: number) => hopPicture(scene([one], { now })).marks[0]?.at;
    expect(at(back, 75)?.x).toBeCloseTo(at(there, 25)?.x ?? 0, 6);
    expect(at(back, 75)?.y).toBeCloseTo(at(there, 25)?.y ?? 0, 6);
  });

  it('labels one hop per lane, the user’s first, three at most', () => {
    const active = [
      hop(2, 'kube-apiserver', 'etcd', { start: 40, label: 'txn' }),
      bind,
      hop(3, 'user', 'kube-apiserver', { label: 'POST' }),
      hop(4, 'kube-apiserver', 'worker-1/kubelet', { label: 'watch' }),
    ];
    const labels = hopPicture(scene(active)).labels;
    expect(labels.map(({ lane }) => lane).sort()).toEqual(['control-plane', 'user', 'workers']);
    expect(labels[0]).toMatchObject({ lane: 'control-plane', text: 'bind', user: true });
  });

  it('becomes heat when there are too many to see', () => {
    const active = Array.from({ length: heatCountMin + 1 }, (_, id) => hop(id, 'user', 'kube-apiserver'));
    const picture = hopPicture(scene(active));
    expect(picture.marks).toEqual([]);
    expect(picture.glows).toMatchObject([{ strength: 1 }]);
  });

  it.each([
    { name: 'with reduced motion', more: { reducedMotion: true } },
    { name: 'at high speed', more: { speed: 10 } },
  ])('counts instead of flying $name', ({ more }) => {
    const active = [bind, hop(2, 'kube-apiserver', 'kube-scheduler')];
    const picture = hopPicture(scene(active, more));
    expect(picture.marks).toEqual([]);
    expect(picture.counters).toMatchObject([{ count: 2, user: true }]);
  });
});

describe('litAddresses', () => {
  it('are the ends of the user’s hops under way, and the nodes that they are on', () => {
    const active = [
      hop(1, 'kube-apiserver', 'worker-2/kubelet', { user: true }),
      hop(2, 'user', 'kube-apiserver'),
    ];
    expect([...litAddresses(active, 50)]).toEqual([
      'lab/kube-apiserver',
      'lab/worker-2/kubelet',
      'lab/nodes//worker-2',
    ]);
    expect(litAddresses(active, 100).size).toBe(0);
  });
});
