import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../api/bodies';
import { decode } from '../../api/decode';
import { DEPLOYMENT } from '../../testing/decodables';
import { KUBECTL_BODIES } from '../../testing/kubectl-bodies';
import { decodeBody, isDecoded } from './body';
import { decodeProtobuf } from './protobuf';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function objectOf(bytes: Uint8Array): unknown {
  const result = decodeProtobuf(bytes);
  if ('error' in result) return result.error;
  const body = bodyOf(result.apiVersion, result.kind);
  return body === undefined ? null : decode(body, result.object).object;
}

describe('what kubectl posts', () => {
  test.each(KUBECTL_BODIES)('$command', ({ body, object }) => {
    expect(objectOf(bytesOf(body))).toEqual(object);
  });
});

const [first] = KUBECTL_BODIES;
const whole = bytesOf(first?.body ?? '');

describe('bytes that are no message', () => {
  test('JSON is told apart by its first bytes', () => {
    expect(decodeBody(PROTOBUF, '{"kind":"Deployment"}', DEPLOYMENT)).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message:
        'the object provided is unrecognized (must be of type Deployment): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (7b226b696e64223a224465706c6f796d656e74227d)',
    });
  });

  test('a message that ends too early', () => {
    expect(decodeProtobuf(whole.subarray(0, whole.length - 10))).toEqual({ error: 'unexpected EOF' });
  });

  test('a kind that nobody knows', () => {
    const text = 'k8s\0\n\u000f\n\u0005wow/1\u0012\u0006Gadget';
    expect(decodeProtobuf(new TextEncoder().encode(text))).toEqual({
      error: 'no kind "Gadget" is registered for version "wow/1" in scheme',
    });
  });

  test('any change to a body gives an object or a 400, and never throws', () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.constantFrom(...KUBECTL_BODIES),
        fc.array(change, { maxLength: 8 }),
        ({ body }, changes) => {
          const bytes = bytesOf(body);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const result = decodeBody(PROTOBUF, bytes, DEPLOYMENT);
          if (isDecoded(result)) decode(DEPLOYMENT, result.object);
          expect(isDecoded(result) ? 400 : result.code).toBe(400);
        },
      ),
    );
  });

  test('any bytes after the prefix give an object or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = decodeProtobuf(Uint8Array.from([0x6b, 0x38, 0x73, 0, ...bytes]));
        expect('error' in result || typeof result.object === 'object').toBe(true);
      }),
    );
  });
});
