import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../api/wire';
import type { Context } from '../kernel/component';
import { cloneClient, createClient, send, takeTag, type ClientState } from './requests';

interface Sent {
  readonly request: ApiRequest;
  readonly delay: number;
}

/** A place to send from at a virtual time; remembers what left and when. */
function outbox(sent: Sent[], now: number): Context {
  const context: Partial<Context> = {
    now,
    cause: 1,
    send: (_to, _type, data, _latency, _hop, _cause, delay = 0) => {
      sent.push({ request: data as ApiRequest, delay });
      return 1;
    },
  };
  return context as Context;
}

function client(qps: number, burst: number): ClientState {
  return createClient({ name: 'c', server: 'lab/kube-apiserver', user: 'system:test', link: 2, qps, burst });
}

const CALL = { verb: 'get', resource: 'pods', namespace: 'default', name: 'a' } as const;

function delays(state: ClientState, count: number, now = 0): number[] {
  const sent: Sent[] = [];
  for (let i = 0; i < count; i++) send(state, outbox(sent, now), CALL, null);
  return sent.map(({ delay }) => delay);
}

function answer(id: number): ApiResponse {
  return { id, client: 'c', verb: 'get', resource: 'pods', code: 200, body: null, revision: 0 };
}

describe('a client', () => {
  test('numbers its requests, and knows again what it wanted with the answer: once', () => {
    const state = client(Infinity, 1);
    const sent: Sent[] = [];
    send(state, outbox(sent, 0), CALL, { for: 'first' });
    send(state, outbox(sent, 0), CALL, null);
    send(state, outbox(sent, 0), CALL, { for: 'third' });

    expect(sent.map(({ request }) => [request.id, request.client, request.user])).toEqual([
      [1, 'c', 'system:test'],
      [2, 'c', 'system:test'],
      [3, 'c', 'system:test'],
    ]);
    expect(takeTag(state, answer(3))).toEqual({ for: 'third' });
    expect(takeTag(state, answer(3))).toBeUndefined();
    expect(takeTag(state, answer(2))).toBeUndefined();
    expect(takeTag(state, answer(1))).toEqual({ for: 'first' });
    expect(state.pending.size).toBe(0);
  });

  test('sends a burst at once, and then as many a second as its limit', () => {
    const waits = delays(client(20, 30), 50);

    expect(waits.slice(0, 30).every((wait) => wait === 0)).toBe(true);
    expect(waits.slice(30)).toEqual(Array.from({ length: 20 }, (_, i) => 50 * (i + 1)));
  });

  test('gets its burst back while it is quiet, and no more than that', () => {
    const state = client(10, 5);
    delays(state, 5);
    expect(delays(state, 4, 200)).toEqual([0, 0, 100, 200]);
    expect(delays(state, 6, 60_000)).toEqual([0, 0, 0, 0, 0, 100]);
  });

  test('without a limit never waits', () => {
    expect(delays(client(Infinity, 1), 1000).every((wait) => wait === 0)).toBe(true);
  });

  test('has clones that remember for themselves', () => {
    const state = client(20, 1);
    const sent: Sent[] = [];
    send(state, outbox(sent, 0), CALL, 'tag');
    const clone = cloneClient(state);
    takeTag(state, answer(1));

    expect(takeTag(clone, answer(1))).toBe('tag');
  });
});
