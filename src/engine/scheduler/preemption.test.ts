/** Whose pods go, where, and what is said when none can. */
import { describe, expect, test } from 'vitest';
import type { PodStatus } from '../api/pod';
import { Stage, stageNode, stagePod, type StagePod } from '../testing/scheduler-stage';
import { leastHarmful, type Candidate } from './preemption';

const HEAD = '0/1 nodes are available: ';

function running(cpu: string, priority: number, startTime = '2026-11-02T09:00:00Z'): StagePod {
  return { requests: { cpu }, priority, status: { startTime } };
}

const URGENT: StagePod = { requests: { cpu: '2' }, priority: 100 };

describe('victims', () => {
  const one = () => new Stage([stageNode('one')]);
  const victims = (stage: Stage, pod: StagePod = URGENT) =>
    stage.decide(stagePod('urgent', pod)).preemption?.victims;

  test('are as few as possible, and the least important ones', () => {
    const stage = one()
      .put('one', stagePod('low', running('1', 1)))
      .put('one', stagePod('lower', running('1', 0)));
    stage.put('one', stagePod('high', running('2', 50)));
    expect(victims(stage)).toEqual(['default/low', 'default/lower']);
    expect(victims(stage, { ...URGENT, requests: { cpu: '1' } })).toEqual(['default/lower']);
  });

  test('of the same priority are those that started last', () => {
    const stage = one().put('one', stagePod('young', running('2', 0, '2026-11-02T09:05:00Z')));
    stage.put('one', stagePod('old', running('2', 0)));
    expect(victims(stage)).toEqual(['default/young']);
  });

  test('never have the same or a higher priority', () => {
    const stage = one().put('one', stagePod('same', running('3', 100)));
    const { preemption, message } = stage.decide(stagePod('urgent', URGENT));
    expect(preemption).toBeUndefined();
    expect(message).toBe(
      `${HEAD}1 Insufficient cpu. preemption: ${HEAD}1 No preemption victims found for incoming pod.`,
    );
  });

  test('are not taken when even without them there is no room', () => {
    const stage = one().put('one', stagePod('same', running('3', 100)));
    stage.put('one', stagePod('low', running('1', 0)));
    expect(stage.decide(stagePod('urgent', URGENT))).toMatchObject({
      message: `${HEAD}1 Insufficient cpu. preemption: ${HEAD}1 Insufficient cpu.`,
    });
  });

  test('make room for a host port, a place in the spread, and out of the way of anti-affinity', () => {
    const ports = [{ containerPort: 80, hostPort: 80 }];
    const onPort = { containers: [{ name: 'main', ports }] };
    const first = one()
      .put('one', stagePod('port', { spec: onPort }))
      .put('one', stagePod('other'));
    expect(victims(first, { priority: 1, spec: onPort })).toEqual(['default/port']);

    const labels = { app: 'web' };
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const second = one().put('one', stagePod('web', { labels })).put('one', stagePod('other'));
    expect(victims(second, { priority: 1, spec: { affinity } })).toEqual(['default/web']);

    const third = one()
      .put('one', stagePod('refusing', { spec: { affinity } }))
      .put('one', stagePod('other'));
    expect(victims(third, { priority: 1, labels })).toEqual(['default/refusing']);

    const whenUnsatisfiable = 'DoNotSchedule';
    const constraint = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable };
    const topologySpreadConstraints = [{ ...constraint, labelSelector: { matchLabels: labels } }];
    const fourth = new Stage([stageNode('one'), stageNode('two', { allocatable: { pods: '0' } })]);
    fourth.put('one', stagePod('web', { labels })).put('one', stagePod('other'));
    const spread = { priority: 1, labels, spec: { topologySpreadConstraints } };
    expect(victims(fourth, spread)).toEqual(['default/web']);
  });
});

describe('a pod', () => {
  const full = () => new Stage([stageNode('one')]).put('one', stagePod('low', running('3', 0)));

  test('that makes room says nothing of it in its message', () => {
    const { message, preemption } = full().decide(stagePod('urgent', URGENT));
    expect(message).toBe(`${HEAD}1 Insufficient cpu.`);
    expect(preemption).toEqual({ node: 'one', victims: ['default/low'] });
  });

  test('whose policy is Never makes no room', () => {
    const pod = stagePod('urgent', { ...URGENT, spec: { preemptionPolicy: 'Never' } });
    expect(full().decide(pod).message).toBe(
      `${HEAD}1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.`,
    );
  });

  const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }] as const;
  const waiting = stagePod('urgent', { ...URGENT, status: { nominatedNodeName: 'one' } });

  test('waits for room that is being made on the node that it is nominated for', () => {
    const stage = new Stage([stageNode('one')]);
    const leaving = { deletionTimestamp: '2026-11-02T09:01:00Z', status: { conditions } };
    stage.put('one', stagePod('leaving', { ...running('3', 0), ...leaving }));
    const outcome = stage.outcome(waiting);
    expect(outcome.decision.message).toBe(
      `${HEAD}1 Insufficient cpu. preemption: not eligible due to a terminating pod on the nominated node.`,
    );
    expect(outcome.keepsNomination).toBe(true);
  });

  test('does not wait where nobody is leaving, or for somebody who leaves for another reason', () => {
    expect(full().decide(waiting).preemption?.victims).toEqual(['default/low']);
    const stage = new Stage([stageNode('one')]);
    stage.put('one', stagePod('low', { ...running('3', 0), deletionTimestamp: '2026-11-02T09:01:00Z' }));
    expect(stage.decide(waiting).preemption?.victims).toEqual(['default/low']);
  });

  test('looks elsewhere when the nominated node has become impossible', () => {
    const taints = [{ key: 'broken', effect: 'NoSchedule' }];
    const stage = new Stage([stageNode('one', { taints }), stageNode('two')]);
    const status: PodStatus = { conditions };
    const leaving = { ...running('3', 0), deletionTimestamp: '2026-11-02T09:01:00Z', status };
    stage.put('one', stagePod('leaving', leaving)).put('two', stagePod('low', running('3', 0)));
    expect(stage.decide(waiting).preemption?.node).toBe('two');
  });

  test('goes to the node that it is nominated for, once it fits there', () => {
    const stage = new Stage([stageNode('one'), stageNode('two'), stageNode('three')]);
    stage.put('one', stagePod('busy', running('1', 0)));
    expect(stage.decide(waiting)).toMatchObject({ node: 'one', feasible: 1, scores: [] });
  });
});

describe('a nomination', () => {
  const nominated = stagePod('nominated', { requests: { cpu: '3' }, priority: 50 });

  test('keeps the room from pods of a lower or the same priority', () => {
    const stage = new Stage([stageNode('one')]).expect('one', nominated);
    for (const priority of [0, 50]) {
      const pod = stagePod('other', { requests: { cpu: '2' }, priority });
      expect(stage.reasons(pod, 'one')).toEqual(['Insufficient cpu']);
    }
  });

  test('does not keep it from more important pods, nor from the pod itself', () => {
    const stage = new Stage([stageNode('one')]).expect('one', nominated);
    expect(stage.decide(stagePod('other', { requests: { cpu: '2' }, priority: 51 })).node).toBe('one');
    expect(stage.decide(nominated).node).toBe('one');
  });

  test('counts for the spread, and for who cannot stand whom', () => {
    const labels = { app: 'web' };
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
    const whenUnsatisfiable = 'DoNotSchedule';
    const topologySpreadConstraints = [{ ...term, maxSkew: 1, whenUnsatisfiable }];
    const spread = () =>
      new Stage([stageNode('one'), stageNode('two')]).put('two', stagePod('there', { labels }));
    const pod = stagePod('pod', { labels, spec: { topologySpreadConstraints } });
    // one has none and two has one; with the guest it is even.
    expect(spread().reasons(pod, 'two')).not.toEqual([]);
    expect(spread().expect('one', stagePod('guest', { labels })).reasons(pod, 'one')).toEqual([]);
    const guests = spread()
      .expect('one', stagePod('guest', { labels }))
      .expect('one', stagePod('guest-2', { labels }));
    expect(guests.reasons(pod, 'one')).not.toEqual([]);

    const refusing = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const loner = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { ...term, labelSelector: { matchLabels: { app: 'x' } } },
        ],
      },
    };
    const stage = new Stage([stageNode('one')]).expect(
      'one',
      stagePod('guest', { spec: { affinity: refusing } }),
    );
    expect(stage.reasons(stagePod('pod', { labels, spec: { affinity: loner } }), 'one')).toEqual([
      "node(s) didn't satisfy existing pods anti-affinity rules",
    ]);
  });

  test('is no company: who needs to be near the pod must wait until it is there', () => {
    const friend = stagePod('friend', { labels: { app: 'cache' }, priority: 50 });
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'cache' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const stage = new Stage([stageNode('one')]).expect('one', friend);
    expect(stage.decide(stagePod('web', { spec: { affinity } })).node).toBe('');
  });
});

describe('the node where it hurts least', () => {
  const candidate = (
    node: string,
    ...victims: readonly (readonly [priority: number, start: string])[]
  ): Candidate => ({
    node,
    victims: victims.map(([priority, startTime], index) =>
      stagePod(`${node}-${index}`, { priority, status: { startTime } }),
    ),
  });

  test.each<[string, readonly Candidate[], string]>([
    [
      'the most important victim is least important',
      [candidate('a', [9, '1']), candidate('b', [5, '1'], [5, '1'])],
      'b',
    ],
    [
      'the priorities add up to less',
      [candidate('a', [9, '1'], [8, '1']), candidate('b', [9, '1'], [7, '1'])],
      'b',
    ],
    [
      'there are fewer victims, whatever the sign',
      [candidate('a', [-1, '1'], [-9, '1']), candidate('b', [-1, '1'])],
      'b',
    ],
    [
      'the most important victims started last',
      [candidate('a', [9, '1'], [1, '7']), candidate('b', [9, '2'], [1, '1'])],
      'b',
    ],
    [
      'the first of the most important ones started last',
      [candidate('a', [9, '1'], [9, '8']), candidate('b', [9, '3'], [9, '4'])],
      'b',
    ],
    ['all else is equal: the first', [candidate('a', [9, '1']), candidate('b', [9, '1'])], 'a'],
  ])('is where %s', (_, candidates, expected) => {
    expect(leastHarmful(candidates).node).toBe(expected);
  });
});
