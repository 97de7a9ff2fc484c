import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT } from '../../testing/decodables';
import { decodeBody, isDecoded } from './body';

const PREFIX = 'the object provided is unrecognized (must be of type Deployment): ';
const NO_JSON = `${PREFIX}couldn't get version/kind; json parse error: `;

function json(text: string | Uint8Array): unknown {
  return decodeBody('application/json', text, DEPLOYMENT);
}

function yaml(text: string): unknown {
  return decodeBody('application/yaml', text, DEPLOYMENT);
}

describe('JSON', () => {
  test.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"spec":{"x":[{"name":1},{"name":1,"name":2}],"x":[]}}', ['spec.x[1].name', 'spec.x']],
    ['{"a":"\\"b\\":","b":1}', []],
    ['[1,{"a":[[],[{"b":1,"\\u0062":1}]]}]', ['[1].a[1][0].b']],
  ])('%s: fields that stand twice', (text, duplicates) => {
    expect(json(text)).toMatchObject({ duplicates });
  });

  test.each([
    ['{', 'unexpected end of JSON input'],
    ['{"a":}', "invalid character '}' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['[tru]', "invalid character ']' in literal true (expecting 'e')"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
  ])('%s is refused in the words of Go', (text, words) => {
    expect(json(text)).toMatchObject({ code: 400, message: NO_JSON + words });
  });

  test('what is nested too deep is refused', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(json(deep)).toMatchObject({ code: 400, message: `${NO_JSON}exceeded max depth` });
  });

  test('bytes are UTF-8; what is none becomes a replacement character', () => {
    expect(json(new Uint8Array([0x22, 0xc3, 0xbc, 0xff, 0x22]))).toMatchObject({ object: 'ü\uFFFD' });
  });

  test('every text is an object or a 400', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ntrue 1-e.')) }), (text) => {
        const result = decodeBody('application/json', text, DEPLOYMENT);
        expect(isDecoded(result) ? 400 : result.code).toBe(400);
      }),
    );
  });

  test('an object is read as JSON reads it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const result = decodeBody('application/json', text, DEPLOYMENT);
        expect(result).toMatchObject({ object: JSON.parse(text) as unknown });
      }),
    );
  });
});

describe('YAML', () => {
  test('is read as YAML 1.1 without dates', () => {
    const text = 'a: yes\nb: 0644\nc: 2001-01-01\nd: "1"\n1: x\n';
    expect(yaml(text)).toMatchObject({ object: { a: true, b: 420, c: '2001-01-01', d: '1', 1: 'x' } });
  });

  test('fields that stand twice are told', () => {
    expect(yaml('metadata:\n  name: a\n  name: b\n')).toMatchObject({ duplicates: ['metadata.name'] });
  });

  test('anchors are followed', () => {
    expect(yaml('a: &x {k: 1}\nb: *x\nc:\n  <<: *x\n')).toMatchObject({
      object: { b: { k: 1 }, c: { k: 1 } },
    });
  });

  test('a mistake is told with its line', () => {
    expect(yaml('a: 1\nb: [1, 2\n')).toMatchObject({
      code: 400,
      message: expect.stringContaining(`${PREFIX}error converting YAML to JSON: yaml: line `) as string,
    });
  });

  test('a bomb is refused before it grows', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 20; i += 1)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(yaml(lines.join('\n'))).toMatchObject({
      code: 400,
      message: `${PREFIX}error converting YAML to JSON: yaml: document contains excessive aliasing`,
    });
  });

  test('what holds itself, and what is nested too deep, is refused', () => {
    expect(yaml('a: &a [*a]')).toMatchObject({ code: 400 });
    expect(yaml('['.repeat(50_000))).toMatchObject({ code: 400 });
  });

  test('every text is an object or a 400', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:&*-|> \nab1!?%#')) }), (text) => {
        const result = decodeBody('application/yaml', text, DEPLOYMENT);
        expect(isDecoded(result) ? 400 : result.code).toBe(400);
      }),
    );
  });
});

test('an unknown type of body is refused, and one that is too large', () => {
  expect(decodeBody('text/csv', 'a,b', DEPLOYMENT)).toMatchObject({ code: 415 });
  expect(json(`"${'x'.repeat(3 * 1024 * 1024)}"`)).toMatchObject({ code: 413 });
});

test('no body is no object', () => {
  expect(json('')).toMatchObject({ object: null });
});
