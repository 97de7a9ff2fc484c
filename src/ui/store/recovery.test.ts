import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../worker/protocol';
import { type Held, planRecovery } from './recovery';

const entry = (label: string, at: number) => ({ label, at }) as JournalEntry;
const scene = entry('kubectl create deployment web', 8000);
const scale = entry('kubectl scale deployment/web --replicas=5', 21_000);
const apply = [entry('kubectl apply -f two.yaml', 30_000), entry('kubectl apply -f two.yaml', 30_004)];

const held = (journal: readonly JournalEntry[]): Held => ({ journal, sceneEntries: 1, now: 41_326.7 });

describe('the way back after a failure', () => {
  it('leads to the same moment the first time', () => {
    const journal = [scene, scale];
    expect(planRecovery(held(journal), 1)).toEqual({ kind: 'again', journal, at: 41_326 });
  });

  it('leads to before the last input the second time, and keeps what is left out', () => {
    expect(planRecovery(held([scene, scale]), 2)).toEqual({
      kind: 'back',
      journal: [scene],
      at: 21_000,
      branch: [scale],
    });
  });

  it('takes the documents of one apply for one thing', () => {
    const plan = planRecovery(held([scene, scale, ...apply]), 2);
    expect(plan).toMatchObject({ kind: 'back', journal: [scene, scale], at: 30_000, branch: apply });
  });

  it('leads to the beginning of the scene when nobody did anything, and never further', () => {
    expect(planRecovery(held([scene]), 2)).toEqual({ kind: 'back', journal: [scene], at: 0, branch: [] });
  });

  it('ends after that: then the person is asked', () => {
    expect(planRecovery(held([scene, scale]), 3)).toEqual({ kind: 'stop' });
  });
});
