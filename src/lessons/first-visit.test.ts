import { describe, expect, it } from 'vitest';
import { type ClusterSummary, firstVisit } from './first-visit';

const empty: ClusterSummary = { pods: 0, podsRunning: 0, podsMoving: 0, workloadsShort: 0, killed: null };
const running: ClusterSummary = { ...empty, pods: 3, podsRunning: 3 };

function step(id: string) {
  const found = firstVisit.find((entry) => entry.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
}

describe('the first visit', () => {
  it('has three steps', () => {
    expect(firstVisit.map((entry) => entry.id)).toEqual(['cluster', 'kill', 'healed']);
  });

  it('offers to start pods only while there are none', () => {
    expect(step('cluster').help(empty)).toBe('apply-sample');
    expect(step('cluster').help(running)).toBeNull();
    expect(step('kill').help(empty)).toBe('apply-sample');
  });

  it('leads to the new pod once it is there', () => {
    expect(step('healed').help({ ...running, killed: 'delete' })).toBe('show-newest-pod');
    expect(step('healed').help({ ...running, killed: 'delete', podsMoving: 1 })).toBeNull();
    expect(step('healed').help({ ...running, killed: 'delete', workloadsShort: 1 })).toBeNull();
    expect(step('healed').help({ ...running, killed: 'crash' })).toBeNull();
  });

  it('counts the kill by what happened, and an undone kill no longer counts', () => {
    expect(step('kill').done?.(running)).toBe(false);
    expect(step('kill').done?.({ ...running, killed: 'delete' })).toBe(true);
    expect(step('kill').done?.({ ...running, killed: 'crash' })).toBe(true);
  });

  it('explains a crash by the kubelet and a deletion by the ReplicaSet', () => {
    expect(step('healed').text({ ...running, killed: 'crash' })).toContain('kubelet');
    expect(step('healed').text({ ...running, killed: 'delete', workloadsShort: 1 })).toContain(
      'asks for a new one',
    );
    expect(step('healed').text({ ...running, killed: 'delete' })).toContain('took its place');
  });
});
