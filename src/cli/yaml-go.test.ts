import { describe, expect, it } from 'vitest';
import { goYamlValues } from './yaml-go';

const values = (text: string) => [...goYamlValues(text)];

describe('YAML as kubectl reads it', () => {
  it('reads a stream of documents, empty ones too', () => {
    expect(values('a: 1\n---\n---\n# x\n---\nb: yes\n')).toEqual([{ a: 1 }, null, null, { b: true }]);
  });

  it('reads JSON values one behind the other, braces in texts included', () => {
    expect(values('{"a":"}{"}\n{"b":[1]}')).toEqual([{ a: '}{' }, { b: [1] }]);
  });

  it('lets the second of two equal keys count', () => {
    expect(values('a: 1\na: 2\n')).toEqual([{ a: 2 }]);
  });

  it('counts lines from the beginning of each document', () => {
    expect(() => values('a: 1\n---\nb: c: d\n')).toThrow(
      'error converting YAML to JSON: yaml: line 1: mapping values are not allowed in this context',
    );
  });

  it('gives what stands before a mistake, as kubectl acts on it', () => {
    const stream = goYamlValues('a: 1\n---\n\tb: 2\n');
    expect(stream.next().value).toEqual({ a: 1 });
    expect(() => stream.next()).toThrow('found character that cannot start any token');
  });

  it('refuses aliases that grow without bounds', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const items = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*l${i - 1}`));
      return `l${i}: &l${i} [${items.join(',')}]`;
    });
    expect(() => values(levels.join('\n'))).toThrow('yaml: document contains excessive aliasing');
  });

  it('refuses what no server would take', () => {
    expect(() => values(`a: ${'x'.repeat(4_000_000)}`)).toThrow('Request entity too large: limit is 3145728');
  });

  it('refuses nesting without bounds', () => {
    expect(() => values(`a: ${'['.repeat(20_000)}`)).toThrow('exceeded max depth');
  });
});
