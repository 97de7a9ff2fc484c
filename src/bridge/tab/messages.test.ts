import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStream } from './is-stream';
import { decodeMessage, encodeMessage, type Message } from './messages';

const stream = fc.nat();
const bytes = fc.uint8Array({ maxLength: 100 });
const headers = fc.dictionary(fc.string(), fc.string());
const text = fc.string({ unit: 'grapheme' });

const messages: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: fc.constant('open' as const),
    stream,
    method: text,
    target: text,
    headers,
    body: fc.oneof(text, bytes),
  }),
  fc.record({ type: fc.constantFrom('input' as const, 'data' as const), stream, bytes }),
  fc.record({ type: fc.constantFrom('close' as const, 'end' as const, 'abort' as const), stream }),
  fc.record({ type: fc.constantFrom('credit' as const, 'taken' as const), stream, bytes: fc.nat() }),
  fc.record({ type: fc.constant('head' as const), stream, status: fc.nat(), headers }),
);

test('every message comes out as it went in', () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(decodeMessage(encodeMessage(message))).toEqual(message);
    }),
  );
});

test('a status comes out as it went in', () => {
  const status = {
    address: 'https://127.0.0.1:8001',
    kubeconfig: '/k',
    line: 'export',
    clients: [],
    requests: [],
  };
  expect(decodeMessage(encodeMessage({ type: 'status', status }))).toEqual({ type: 'status', status });
});

function outcomeOf(noise: Uint8Array): string {
  try {
    return typeof decodeMessage(noise).type;
  } catch (error) {
    return (error as Error).name;
  }
}

test('other bytes are no message, or one: nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      expect(['string', 'MessageError']).toContain(outcomeOf(noise));
    }),
    { numRuns: 500 },
  );
});

describe('what has no end', () => {
  test.each([
    ['/api/v1/pods?watch=true', true],
    ['/api/v1/pods?limit=1&watch=1', true],
    ['/api/v1/watch/pods', true],
    ['/api/v1/namespaces/a/pods/b/log?follow=true', true],
    ['/api/v1/pods?watch=false', false],
    ['/api/v1/pods?watch=0', false],
    ['/api/v1/pods', false],
    ['/api/v1/pods?fieldSelector=watch/x', false],
  ])('%s: %s', (target, expected) => {
    expect(isStream(target)).toBe(expected);
  });
});
