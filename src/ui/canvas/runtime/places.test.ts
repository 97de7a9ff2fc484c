import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PodView } from '../../../worker/protocol';
import { pod } from '../testing/made-up';
import { createPlaces, leaveMs } from './places';

/** A store of pods for one worker, with the identities that the real one keeps. */
function fakeSource(names: readonly string[], controlPlane = '') {
  let pods: PodView[] = [];
  let lists = new Map<string, readonly string[]>();
  return {
    put(...next: PodView[]) {
      pods = next;
      lists = new Map(
        ['', controlPlane, ...names].map((name) => [
          name,
          pods.filter((one) => one.node === name).map(({ id }) => id),
        ]),
      );
    },
    workerNames: () => names,
    controlPlaneName: () => controlPlane,
    podIds: (name: string) => lists.get(name) ?? [],
    pod: (id: string) => pods.find((one) => one.id === id),
    realNow: () => Date.now(),
  };
}

const a = pod('web-1-aaaaa', 'w1');
const b = pod('web-1-bbbbb', 'w1');
const c = pod('web-1-ccccc', 'w1');

describe('places', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps neighbours in place and lets the dead fade in theirs', () => {
    const source = fakeSource(['w1']);
    const places = createPlaces(source);
    source.put(a, b);
    places.update(true);
    source.put(b);
    places.update(false);
    expect(places.of('w1').leaving.get(a.id)).toBe(a);
    expect(places.of('w1').slots.get(b.id)).toBe(1);
    source.put(b, c);
    places.update(false);
    expect(places.of('w1').slots.get(c.id)).toBe(2);
    vi.advanceTimersByTime(leaveMs);
    expect(places.of('w1').leaving.size).toBe(0);
    expect([...places.of('w1').slots.keys()].sort()).toEqual([b.id, c.id]);
  });

  it('lets a pod that found a node fly, not fade', () => {
    const source = fakeSource(['w1']);
    const places = createPlaces(source);
    const waiting = { ...a, node: '' };
    source.put(waiting);
    places.update(true);
    expect(places.needs().waitingSlots).toBe(1);
    source.put(a);
    places.update(false);
    expect(places.of('').leaving.size).toBe(0);
    expect(places.of('w1').slots.get(a.id)).toBe(0);
    expect(places.needs()).toEqual({
      controlPlane: null,
      workers: [{ name: 'w1', slots: 1, systemSlots: 0 }],
      waitingSlots: 0,
    });
  });

  it('puts what runs beside the control plane in one row, and no mirror pod anywhere', () => {
    const source = fakeSource(['w1'], 'cp');
    const places = createPlaces(source);
    const system = { system: true };
    const dns = pod('coredns-1-x', 'cp', system);
    source.put(a, dns, pod('mine', 'cp'), pod('etcd-cp', 'cp', { ...system, mirror: true }));
    places.update(true);
    expect(places.needs().controlPlane).toEqual({ name: 'cp', slots: 2 });
    expect([...places.of('cp').slots.keys()].sort()).toEqual([dns.id, 'kubeadm-lab/pods/default/mine']);
    expect(places.of('cp').systemSlots.size).toBe(0);
  });

  it('lets nothing fade and nothing enter after a jump', () => {
    const source = fakeSource(['w1']);
    const places = createPlaces(source);
    source.put(a);
    places.update(true);
    source.put(b);
    places.update(true);
    expect(places.of('w1').leaving.size).toBe(0);
    expect(places.isFresh(b.id)).toBe(false);
    source.put(b, c);
    places.update(false);
    expect(places.isFresh(c.id)).toBe(true);
  });

  it('answers the same needs, and tells nobody, while nothing changed', () => {
    const source = fakeSource(['w1']);
    const places = createPlaces(source);
    source.put(a, pod('coredns-1-x', 'w1', { system: true }));
    places.update(true);
    const needs = places.needs();
    const listener = vi.fn<() => void>();
    places.subscribe(listener);
    places.update(false);
    expect(places.needs()).toBe(needs);
    expect(needs.workers[0]).toEqual({ name: 'w1', slots: 1, systemSlots: 1 });
    expect(listener).not.toHaveBeenCalled();
  });
});
