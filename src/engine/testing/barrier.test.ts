/** A controller with an old view of the world never does anything twice. */
import { describe, expect, test } from 'vitest';
import { bootedLab, UNLIMITED, type ClusterWishes, type Lab } from './lab';

/** Requests of the ReplicaSet controller to create or delete pods, so far. */
function asked(lab: Lab, verb: string): number {
  const hops = lab.simulation.trace.between(0, lab.simulation.seq);
  return hops.filter(({ kind, verb: is, resource, by }) => {
    return kind === 'request' && is === verb && resource === 'pods' && by === 'replicaset';
  }).length;
}

const WORLDS: readonly (readonly [string, ClusterWishes])[] = [
  ['watches of 4 ms', { latencies: { watch: 4 } }],
  ['watches of 300 ms', { latencies: { watch: 300 } }],
  ['watches of 2 s', { latencies: { watch: 2000 } }],
  ['watches that take 0 to 200 ms longer each time', { latencies: { watchJitter: 200 } }],
  ['watches of 300 ms and no client limits', { latencies: { watch: 300 }, limits: UNLIMITED }],
  ['watches of 0 ms and no client limits', { latencies: { watch: 0 }, limits: UNLIMITED }],
  ['jitter and no client limits', { latencies: { watchJitter: 200 }, limits: UNLIMITED }],
];

describe.each(WORLDS)('with %s', (_name, wishes) => {
  test('40 wanted pods are 40 creations, never more than 40 pods, and 25 deletions make 15', () => {
    const lab = bootedLab(wishes);
    lab.createDeployment('web', { replicas: 40 });
    lab.always(30_000, () => expect(lab.pods('web').length).toBeLessThanOrEqual(40));
    lab.ready('web', 40);
    expect([asked(lab, 'create'), asked(lab, 'delete')]).toEqual([40, 0]);
    lab.scale('web', 15);
    lab.ready('web', 15);

    expect([asked(lab, 'create'), asked(lab, 'delete')]).toEqual([40, 25]);
  });

  test('every deleted pod is replaced once', () => {
    const lab = bootedLab(wishes);
    lab.createDeployment('web', { replicas: 10 });
    for (const { metadata } of lab.ready('web', 10).slice(0, 4)) lab.delete('pods', metadata.name);
    lab.ready('web', 10);

    expect(asked(lab, 'create')).toBe(14);
  });
});
