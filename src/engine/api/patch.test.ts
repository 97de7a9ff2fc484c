import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from './equal';
import { jsonMergePatch, strategicMergePatch } from './patch';

function strategic(target: unknown, patch: unknown): unknown {
  return strategicMergePatch(target, patch, 'Pod');
}

describe('merge patch', () => {
  // The examples of RFC 7386, appendix A, that patch objects.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => {
    expect(jsonMergePatch(target, patch)).toEqual(result);
  });

  it('shares what it does not touch, up to the whole object', () => {
    const target = { metadata: { labels: { a: 'b' } }, spec: { list: [1, { x: 2 }] } };
    const result = jsonMergePatch(target, { metadata: { labels: { c: 'd' } } }) as typeof target;
    expect(result.spec).toBe(target.spec);
    expect(jsonMergePatch(target, { spec: { list: [1, { x: 2 }] }, metadata: { name: null } })).toBe(target);
  });

  it('tells what is no object', () => {
    expect(jsonMergePatch({}, [])).toBe(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  });

  it('lets nobody change what an object is', () => {
    const patch: unknown = JSON.parse(
      '{"__proto__":{"x":1},"a":{"__proto__":{"x":1}},"b":[{"__proto__":{"x":1}}]}',
    );
    for (const apply of [jsonMergePatch, strategic]) {
      const result = apply({ b: 1 }, patch) as { a: object; b: object[] };
      expect(result).toEqual({ a: {}, b: [{}] });
      expect('x' in result).toBe(false);
      expect('x' in result.a).toBe(false);
    }
  });

  it('applied twice is applied once', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), (target, patch) => {
        const once = jsonMergePatch(target, patch);
        expect(jsonMergePatch(once, patch)).toBe(once);
      }),
    );
  });
});

describe('strategic merge patch', () => {
  const a = { name: 'a', image: 'a:1' };
  const b = { name: 'b', image: 'b:1' };
  const template = (...containers: object[]) => ({ spec: { containers } });

  it('merges containers by name and shares the others', () => {
    const target = template(a, b);
    const result = strategic(target, template({ name: 'b', image: 'b:2' })) as typeof target;
    expect(result).toEqual(template(a, { name: 'b', image: 'b:2' }));
    expect(result.spec.containers[0]).toBe(a);
  });

  it('puts an added container first, as the real server does', () => {
    expect(strategic(template(a), template(b))).toEqual(template(b, a));
  });

  it('orders as the client asks', () => {
    const patch = {
      spec: {
        $setElementOrder: undefined,
        '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
        containers: [b],
      },
    };
    expect(strategic(template(a), patch)).toEqual(template(a, b));
  });

  it('deletes and replaces items on request', () => {
    expect(strategic(template(a, b), template({ $patch: 'delete', name: 'a' }))).toEqual(template(b));
    expect(strategic(template(a, b), template({ $patch: 'replace' }, { name: 'c' }))).toEqual(
      template({ name: 'c' }),
    );
  });

  it('replaces or empties a map on request', () => {
    const target = { metadata: { labels: { a: 'b' } } };
    const labels = { $patch: 'replace', c: 'd' };
    expect(strategic(target, { metadata: { labels } })).toEqual({
      metadata: { labels: { c: 'd' } },
    });
    expect(strategic(target, { metadata: { labels: { $patch: 'delete' } } })).toEqual({
      metadata: { labels: {} },
    });
  });

  it('keeps only the keys that the client retains', () => {
    const target = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    expect(strategic(target, { spec: { strategy } })).toEqual({
      spec: { strategy: { type: 'Recreate' } },
    });
    expect(strategic(target, { spec: { strategy: { ...strategy, rollingUpdate: {} } } })).toBe(
      'invalid patch format of retainKeys',
    );
  });

  it('merges finalizers as a set and takes them out by name', () => {
    const target = { metadata: { finalizers: ['a', 'b'] } };
    expect(strategic(target, { metadata: { finalizers: ['c'] } })).toEqual({
      metadata: { finalizers: ['c', 'a', 'b'] },
    });
    expect(strategic(target, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } })).toEqual({
      metadata: { finalizers: ['b'] },
    });
  });

  it('merges conditions by type', () => {
    const target = {
      status: {
        conditions: [
          { type: 'Ready', status: 'False' },
          { type: 'Other', status: 'True' },
        ],
      },
    };
    expect(strategic(target, { status: { conditions: [{ type: 'Ready', status: 'True' }] } })).toEqual({
      status: {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Other', status: 'True' },
        ],
      },
    });
  });

  it('replaces tolerations, taints and commands whole', () => {
    const target = { spec: { tolerations: [{ key: 'a' }], taints: [{ key: 'a' }], command: ['x'] } };
    const patch = { spec: { tolerations: [{ key: 'b' }], taints: [], command: ['y'] } };
    expect(strategic(target, patch)).toEqual(patch);
  });

  it('removes with null and drops nulls from what is new', () => {
    expect(strategic({ a: 1, b: 2 }, { a: null, c: { d: null, e: 1 }, f: null })).toEqual({
      b: 2,
      c: { e: 1 },
    });
  });

  it('refuses what it cannot do', () => {
    expect(strategic(template(a), template({ image: 'x' }))).toMatch(
      /does not contain declared merge key: name/,
    );
    expect(strategic({}, { $patch: 'explode' })).toMatch(/^unknown patch type: explode/);
    expect(strategic({}, 5)).toMatch(/^json: cannot unmarshal number/);
  });

  it('returns the same object when nothing changes', () => {
    const target = { metadata: { finalizers: ['x'], labels: { a: 'b' } }, ...template(a, b) };
    expect(strategic(target, { metadata: { finalizers: ['x'] }, ...template(b) })).toEqual({
      ...target,
      ...template(a, b),
    });
    expect(strategic(target, template({ name: 'a', image: 'a:1' }))).toBe(target);
  });
});

describe('deepEqual', () => {
  it('is that of JSON, with absent and undefined the same', () => {
    expect(deepEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(deepEqual({ a: null }, {})).toBe(false);
    expect(deepEqual([], {})).toBe(false);
    expect(deepEqual([1], [1, 2])).toBe(false);
    expect(deepEqual({ toString: 1 }, {})).toBe(false);
    expect(deepEqual('1', 1)).toBe(false);
  });

  it('agrees with the comparison of texts', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (x, y) => {
        expect(deepEqual(x, structuredClone(x))).toBe(true);
        const sameText = JSON.stringify(x) === JSON.stringify(y);
        expect(deepEqual(x, y) || !sameText).toBe(true);
      }),
    );
  });
});

describe('a strategic patch of a pod', () => {
  const container = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom('x', 'y'),
      command: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }),
      ports: fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 1, max: 3 }) }), {
        selector: ({ containerPort }) => containerPort,
        maxLength: 3,
      }),
    },
    { requiredKeys: ['name'] },
  );
  const pod = fc.record(
    {
      metadata: fc.record(
        { labels: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')) },
        { requiredKeys: [] },
      ),
      spec: fc.record(
        {
          containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 }),
          tolerations: fc.array(fc.record({ key: fc.constantFrom('t', 'u') }), { maxLength: 2 }),
          nodeName: fc.constantFrom('n', null),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(pod, pod, (target, patch) => {
        const once = strategic(target, patch);
        expect(strategic(once, patch)).toEqual(once);
      }),
    );
  });

  it('loses no container and makes each that it names', () => {
    const namesOf = (object: unknown): readonly string[] =>
      ((object as { spec?: { containers?: { name: string }[] } }).spec?.containers ?? []).map(
        ({ name }) => name,
      );
    fc.assert(
      fc.property(pod, pod, (target, patch) => {
        const names = [...new Set([...namesOf(target), ...namesOf(patch)])].sort();
        expect([...namesOf(strategic(target, patch))].sort()).toEqual(names);
      }),
    );
  });
});
