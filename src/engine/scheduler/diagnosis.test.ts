/** The words of FailedScheduling. */
import { describe, expect, test } from 'vitest';
import { Stage, stageNode, stagePod } from '../testing/scheduler-stage';

const field = (...values: readonly string[]) => ({ key: 'metadata.name', operator: 'In', values });

function withFields(...matchFields: readonly ReturnType<typeof field>[]) {
  const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms: [{ matchFields }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } } };
}

describe('the message', () => {
  test('counts the reasons of all nodes, sorted as text, and what preemption came to', () => {
    const taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }];
    const small = Array.from({ length: 10 }, (_, i) => stageNode(`s${i}`, { allocatable: { cpu: '1' } }));
    const stage = new Stage([stageNode('control-plane', { taints }), ...small]);
    const { message } = stage.decide(stagePod('big', { requests: { cpu: '2', memory: '9Gi' } }));
    expect(message).toBe(
      '0/11 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, ' +
        '10 Insufficient cpu, 10 Insufficient memory. preemption: 0/11 nodes are available: ' +
        '1 Preemption is not helpful for scheduling, 10 No preemption victims found for incoming pod.',
    );
  });

  test('names the plugin for nodes that were not even looked at', () => {
    const stage = new Stage(['a', 'b', 'c'].map((name) => stageNode(name, { allocatable: { pods: '0' } })));
    const decision = stage.decide(stagePod('daemon', { spec: withFields(field('b')) }));
    expect(decision.message).toBe(
      "0/3 nodes are available: 1 Too many pods, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
        'preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
        '2 Preemption is not helpful for scheduling.',
    );
    expect(decision.rejections).toHaveLength(1);
    expect(decision.others?.plugin).toBe('NodeAffinity');
  });

  test('repeats what a plugin said before any node was looked at', () => {
    const stage = new Stage(['a', 'b', 'c'].map((name) => stageNode(name)));
    const decision = stage.decide(stagePod('torn', { spec: withFields(field('a'), field('b')) }));
    expect(decision.message).toBe(
      '0/3 nodes are available: pod affinity terms conflict. ' +
        'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    expect(decision.refusal?.plugin).toBe('NodeAffinity');
  });

  test('without any node says just that', () => {
    const { decision, rejectors } = new Stage([]).outcome(stagePod('lonely'));
    expect(decision.message).toBe('no nodes available to schedule pods');
    expect(rejectors).toEqual([]);
  });
});

describe('the search', () => {
  test('among many nodes ends when enough fit, and the next begins where it ended', () => {
    const names = Array.from({ length: 300 }, (_, i) => `n${i}`);
    const stage = new Stage(names.map((name) => stageNode(name)));
    // 300 nodes: 50 − 300/125 = 48 %, that is 144.
    const first = stage.outcome(stagePod('one'));
    expect([first.decision.feasible, first.next]).toEqual([144, 144]);
    const second = stage.outcome(stagePod('two'));
    expect([second.decision.feasible, second.next]).toEqual([144, 288]);
    expect(stage.outcome(stagePod('three')).next).toBe((288 + 144) % 300);
  });

  test('below 100 nodes looks at all of them', () => {
    const stage = new Stage(Array.from({ length: 99 }, (_, i) => stageNode(`n${i}`)));
    expect(stage.decide(stagePod('one')).feasible).toBe(99);
  });
});
