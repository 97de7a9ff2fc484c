import { describe, expect, it } from 'vitest';
import { formatSelector, type LabelSelector, matchesSelector } from './selector';

const labels = { app: 'web', tier: 'front' };

describe('matchesSelector', () => {
  it.each<[LabelSelector, boolean]>([
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'web', zone: 'a' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'Matches' }] }, false],
    [{ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, false],
    [{ matchLabels: { constructor: 'x' } }, false],
  ])('%j: %s', (selector, matches) => {
    expect(matchesSelector(selector, labels)).toBe(matches);
  });
});

it('selectors print sorted by key', () => {
  expect(formatSelector({ matchLabels: { tier: 'front', app: 'web' } })).toBe('app=web,tier=front');
  expect(formatSelector({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['b', 'a'] }] })).toBe(
    'app notin (a,b)',
  );
  expect(formatSelector(undefined)).toBe('');
});
