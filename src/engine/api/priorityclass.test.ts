import { describe, expect, it } from 'vitest';
import { created, createMistakes, row, updateMistakes } from '../testing/admitted';
import { priorityClassKind } from './priorityclass';
import { serviceAccountKind } from './serviceaccount';

describe('a PriorityClass', () => {
  const reserved =
    "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ";

  it('of a user has at most a billion', () => {
    expect(createMistakes(priorityClassKind, { value: 1_000_000_000 })).toEqual([]);
    expect(createMistakes(priorityClassKind, { value: -5 })).toEqual([]);
    expect(createMistakes(priorityClassKind, { value: 1_000_000_001 })).toEqual([
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ]);
  });

  it('of the system is one of two', () => {
    const system = (name: string, value: number) =>
      createMistakes(priorityClassKind, { metadata: { name }, value });
    expect(system('system-node-critical', 2_000_001_000)).toEqual([]);
    expect(system('system-mine', 1)).toEqual([`${reserved}system-mine is not a known system priority class`]);
    expect(system('system-cluster-critical', 1)).toEqual([
      `${reserved}value of system-cluster-critical PriorityClass must be 2000000000`,
    ]);
  });

  it('keeps its value and its policy', () => {
    const old = created(priorityClassKind, { value: 10 });
    expect(
      updateMistakes(priorityClassKind, old, { value: 10, description: 'x', globalDefault: true }),
    ).toEqual([]);
    expect(updateMistakes(priorityClassKind, old, { value: 11, preemptionPolicy: 'Never' })).toEqual([
      'value: Forbidden: may not be changed in an update.',
      'preemptionPolicy: Invalid value: "Never": field is immutable',
    ]);
  });

  it('is listed', () => {
    expect(row(priorityClassKind, created(priorityClassKind, { value: 10 }), true)).toEqual([
      'web',
      '10',
      'false',
      'PreemptLowerPriority',
    ]);
  });
});

describe('a ServiceAccount', () => {
  it('refers to Secrets by name only', () => {
    const account = created(serviceAccountKind, { secrets: [{ name: 'a', namespace: 'x', kind: 'Secret' }] });
    expect(account.secrets).toEqual([{ name: 'a' }]);
    expect(row(serviceAccountKind, account)).toEqual(['web', '1']);
    expect(row(serviceAccountKind, created(serviceAccountKind, {}))).toEqual(['web', '0']);
  });
});
