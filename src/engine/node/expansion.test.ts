import { describe, expect, test } from 'vitest';
import { expand, expandAll } from './expansion';

const VALUES: Readonly<Record<string, string>> = { A: 'a', B: '$(A)', EMPTY: '' };
const valueOf = (name: string): string | undefined => VALUES[name];

describe('references to variables', () => {
  test.each([
    ['plain', 'plain'],
    ['$(A)', 'a'],
    ['x$(A)y$(A)z', 'xayaz'],
    ['$(B)', '$(A)'],
    ['$(EMPTY)|', '|'],
    ['$(NOBODY)', '$(NOBODY)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$A', '$A'],
    ['cost: 5$', 'cost: 5$'],
    ['$(A', '$(A'],
    ['$$', '$'],
    ['$()', '$()'],
  ])('%s becomes %s', (text, expected) => {
    expect(expand(text, valueOf)).toBe(expected);
  });

  test('leave a list alone that has none', () => {
    const words = ['sh', '-c', 'sleep 5'];
    expect(expandAll(words, valueOf)).toBe(words);
    expect(expandAll(['echo', '$(A)'], valueOf)).toEqual(['echo', 'a']);
  });
});
