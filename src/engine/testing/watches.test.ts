/** Watches: what a stream delivers, in which order, and how one is taken up again. */
import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/wire';
import type { Status } from '../api/status';
import { cached, type Informer } from '../client/informer';
import { put } from '../etcd/store';
import { isPodReady } from '../api/pod-status';
import { writable } from '../kernel/cow';
import { bootedLab, type Lab } from './lab';

/** Every delivery to a place while `during` happens. */
function deliveries(lab: Lab, place: string, resource: string, during: () => void): WatchEvent[] {
  const seen: WatchEvent[] = [];
  const { simulation } = lab;
  const advance = simulation.advance.bind(simulation);
  simulation.advance = (options) =>
    advance({
      ...options,
      stop: (event) => {
        const data = event.data as WatchEvent;
        if (event.type === 'watch' && event.to === `${lab.cluster}/${place}` && data.resource === resource)
          seen.push(data);
        return options.stop?.(event) ?? false;
      },
    });
  during();
  simulation.advance = advance;
  return seen;
}

const WATCH: Omit<ApiRequest, 'revision'> = {
  id: 99_999,
  client: '',
  verb: 'watch',
  resource: 'pods',
  namespace: '',
  name: '',
  subresource: '',
  user: 'system:kube-scheduler',
  immediate: false,
  quiet: false,
};

function informerOf(lab: Lab, process: string, resource: string): Informer {
  const state = lab.simulation.stateOf(`${lab.cluster}/${process}`) as {
    readonly informers: Map<string, Informer>;
  };
  return state.informers.get(resource) as Informer;
}

describe('a watch', () => {
  test('delivers every change once and in order, also when each takes another time', () => {
    const lab = bootedLab({ latencies: { watch: 5, watchJitter: 200 } });
    const seen = deliveries(lab, 'kube-scheduler', 'pods', () => {
      lab.createDeployment('web', { replicas: 10 });
      lab.ready('web', 10);
      lab.run(2000);
    });
    const revisions = seen.map(({ revision }) => revision);

    expect(seen.length).toBeGreaterThanOrEqual(40);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    expect(informerOf(lab, 'kube-scheduler', 'pods').objects.map.size).toBe(10);
  });

  test('of one node begins with the binding, as ADDED, and ends with DELETED', () => {
    const lab = bootedLab({ workers: 1 });
    const seen = deliveries(lab, 'worker-1/kubelet', 'pods', () => {
      lab.createPod('one');
      lab.untilPod('one', 'running', isPodReady);
      lab.delete('pods', 'one');
      lab.untilGone('one');
      lab.run(1000);
    });

    expect(seen[0]).toMatchObject({ type: 'ADDED', key: 'default/one' });
    expect(seen.at(-1)).toMatchObject({ type: 'DELETED', key: 'default/one' });
    expect(seen.slice(1, -1).every(({ type }) => type === 'MODIFIED')).toBe(true);
  });

  test('leaves out the pods of other nodes', () => {
    const lab = bootedLab({ workers: 2 });
    lab.createDeployment('web', { replicas: 6 });
    const pods = lab.ready('web', 6);
    const there = pods
      .filter(({ spec }) => spec.nodeName === 'worker-1')
      .map(({ metadata }) => `default/${metadata.name}`);

    expect([...informerOf(lab, 'worker-1/kubelet', 'pods').objects.map.keys()].sort()).toEqual(there.sort());
  });

  test('opened from an old revision catches up with everything since', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 3 });
    lab.ready('web', 3);
    const informer = informerOf(lab, 'kube-scheduler', 'pods');
    lab.run(1000);
    const known = new Map(informer.objects.map);
    // As a scheduler that knew nothing and lost its stream: it takes it up where it was, at the beginning.
    writable(informer.objects, lab.simulation.currentEpoch()).clear();
    informer.revision = 1;
    lab.simulation.input({
      label: 'the scheduler watches again',
      from: `${lab.cluster}/kube-scheduler`,
      to: `${lab.cluster}/kube-apiserver`,
      type: 'request',
      data: { ...WATCH, revision: 1 },
      hop: { kind: 'input', verb: 'watch', resource: 'pods', key: '', code: 0 },
      latency: 1,
      immediate: false,
    });
    lab.run(100);

    expect(new Map(informer.objects.map)).toEqual(known);
    expect(cached(informer, [...known.keys()][0] ?? '')).toBeDefined();
  });

  test('from a revision that history no longer reaches is refused with 410 Expired', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createPod('one');
    // Eleven thousand writes that nobody needs.
    for (let i = 0; i < 11_000; i++)
      put(lab.etcd, lab.simulation.currentEpoch(), 'noise', 'n', undefined, () => i);
    lab.run(1000);
    const answer: ApiResponse = lab.request({ verb: 'watch', resource: 'pods', namespace: '', revision: 5 });

    expect(answer.code).toBe(410);
    expect((answer.body as Status).reason).toBe('Expired');
    expect((answer.body as Status).message).toMatch(/^too old resource version: 5 \(\d+\)$/);
  });
});
