import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from './json-patch';

const TARGET = {
  metadata: { name: 'web', labels: { 'a/b': 'x', 'm~n': 'y' } },
  spec: { list: [1, 2, 3], n: null },
};

function patched(...operations: readonly object[]): unknown {
  const result = jsonPatch(TARGET, operations);
  if (!('object' in result)) throw new Error(result.detail);
  return result.object;
}

function failure(...operations: readonly object[]): string {
  const result = jsonPatch(TARGET, operations);
  if ('object' in result) throw new Error('applied');
  expect(result).toMatchObject({
    code: 422,
    message: 'the server rejected our request due to an error in our request',
  });
  return result.detail;
}

describe('a JSON patch', () => {
  it('adds, also into the middle and at the end of lists', () => {
    expect(patched({ op: 'add', path: '/spec/replicas', value: 3 })).toMatchObject({ spec: { replicas: 3 } });
    expect(
      patched({ op: 'add', path: '/spec/list/1', value: 9 }, { op: 'add', path: '/spec/list/-', value: 4 }),
    ).toMatchObject({ spec: { list: [1, 9, 2, 3, 4] } });
    expect(patched({ op: 'add', path: '/spec/list/3', value: 4 })).toMatchObject({
      spec: { list: [1, 2, 3, 4] },
    });
  });

  it('removes and replaces', () => {
    expect(patched({ op: 'remove', path: '/spec' })).toEqual({ metadata: TARGET.metadata });
    expect(patched({ op: 'remove', path: '/spec/list/0' })).toMatchObject({ spec: { list: [2, 3] } });
    expect(patched({ op: 'replace', path: '/spec/list/2', value: { a: 1 } })).toMatchObject({
      spec: { list: [1, 2, { a: 1 }] },
    });
    expect(patched({ op: 'replace', path: '', value: { kind: 'X' } })).toEqual({ kind: 'X' });
  });

  it('moves and copies', () => {
    expect(patched({ op: 'move', from: '/spec/list', path: '/list' })).toEqual({
      metadata: TARGET.metadata,
      spec: { n: null },
      list: [1, 2, 3],
    });
    expect(patched({ op: 'copy', from: '/metadata/name', path: '/spec/list/0' })).toMatchObject({
      spec: { list: ['web', 1, 2, 3] },
    });
  });

  it('reads ~1 and ~0 in its paths', () => {
    expect(
      patched(
        { op: 'replace', path: '/metadata/labels/a~1b', value: '1' },
        { op: 'remove', path: '/metadata/labels/m~0n' },
      ),
    ).toMatchObject({ metadata: { labels: { 'a/b': '1' } } });
  });

  it('tests what it relies on, and does nothing when that is not so', () => {
    expect(patched({ op: 'test', path: '/spec/list', value: [1, 2, 3] })).toBe(TARGET);
    expect(patched({ op: 'test', path: '/spec/missing', value: null })).toBe(TARGET);
    expect(failure({ op: 'test', path: '/metadata/name', value: 'db' })).toBe(
      'testing value /metadata/name failed: test failed',
    );
  });

  it('shares what it leaves as it was', () => {
    const result = patched({ op: 'add', path: '/spec/replicas', value: 3 }) as typeof TARGET;
    expect(result.metadata).toBe(TARGET.metadata);
    expect(result.spec.list).toBe(TARGET.spec.list);
  });

  it('says where it does not fit', () => {
    expect(failure({ op: 'add', path: '/status/phase', value: 'x' })).toBe(
      'add operation does not apply: doc is missing path: "/status/phase": missing value',
    );
    expect(failure({ op: 'remove', path: '/spec/replicas' })).toBe(
      'remove operation does not apply: doc is missing key: /spec/replicas: missing value',
    );
    expect(failure({ op: 'replace', path: '/spec/list/7', value: 1 })).toBe(
      'replace operation does not apply: doc is missing key: /spec/list/7: missing value',
    );
    expect(failure({ op: 'add', path: '/spec/list/5', value: 1 })).toMatch(/invalid index: 5/);
    expect(failure({ op: 'add', path: '/spec/list/01', value: 1 })).toMatch(/invalid index: 01/);
    expect(failure({ op: 'replace', path: '/metadata/name/x', value: 1 })).toMatch(/missing path/);
    expect(failure({ op: 'increment', path: '/spec' })).toBe('Unexpected kind: increment');
  });

  it('must be a list of operations', () => {
    expect(jsonPatch(TARGET, { op: 'add' })).toMatchObject({
      code: 400,
      message: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    });
    expect(jsonPatch(TARGET, [1])).toMatchObject({ code: 400 });
    const many = Array<object>(10_001).fill({ op: 'test', path: '/metadata/name', value: 'web' });
    expect(jsonPatch(TARGET, many)).toMatchObject({
      code: 413,
      message: 'The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
  });

  it('that copies copies ends in time', () => {
    const start = { a: 'x'.repeat(1000) };
    const double = Array.from({ length: 60 }, (_, i) => ({ op: 'copy', from: '', path: `/a${i}` }));
    expect(jsonPatch(start, double)).toMatchObject({ code: 422 });
  });

  it('pollutes nothing and never throws', () => {
    const path = fc.constantFrom(
      '',
      '/',
      '/spec',
      '/spec/list/0',
      '/spec/list/-',
      '/__proto__/x',
      '/spec/__proto__',
      '/a~2',
    );
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path,
      from: path,
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const before = structuredClone(TARGET);
        jsonPatch(TARGET, operations);
        expect(TARGET).toEqual(before);
        expect(({} as Record<string, unknown>)['x']).toBeUndefined();
      }),
    );
  });
});
