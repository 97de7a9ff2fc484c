import { gunzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ResponseSink } from '../../engine/api/http';
import { LIMITS } from './limits';
import { listen } from './listener';
import { ANSWER_OK, ask, raw, startServer, untilEnd, type TestServer } from './testing/client';

const started: TestServer[] = [];
async function start(...options: Parameters<typeof startServer>) {
  const server = await startServer(...options);
  started.push(server);
  return server;
}
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

/** The head of a request, with the token. */
function head({ credentials, port }: TestServer, line: string, more: readonly string[] = []): string {
  const lines = [line, `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${credentials.token}`, ...more];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

describe('answers', () => {
  test('a short one has its length and is not compressed', async () => {
    const server = await start();
    const { headers, body } = await ask(server, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-length']).toBe('2');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe('{}');
  });

  const big = JSON.stringify({ items: 'pod '.repeat(100_000) });
  const answerBig = (_request: unknown, sink: ResponseSink) => {
    sink.head(200, { 'content-type': 'application/json' });
    sink.data(big.slice(0, 1000));
    sink.data(big.slice(1000));
    sink.end();
    return undefined;
  };

  test('a big one is compressed for those who ask for it, and for nobody else', async () => {
    const server = await start(answerBig);
    const zipped = await ask(server, { headers: { 'accept-encoding': 'br, gzip;q=0.8' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.body.length).toBeLessThan(big.length / 10);
    expect(gunzipSync(zipped.body).toString()).toBe(big);
    for (const encoding of ['identity', 'gzip;q=0', 'br']) {
      const plain = await ask(server, { headers: { 'accept-encoding': encoding } });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body.toString()).toBe(big);
    }
  });

  test('HEAD gets the head of the answer, and no body', async () => {
    const server = await start(answerBig);
    const { status, headers, body } = await ask(server, { method: 'HEAD' });
    expect([status, headers['content-type'], body.length]).toEqual([200, 'application/json', 0]);
    expect(server.taken[0]?.method).toBe('HEAD');
  });

  test('a watch comes line by line, and ends for the cluster when the client goes', async () => {
    let sink: ResponseSink | undefined;
    const server = await start((_request, given) => {
      sink = given;
      given.head(200, { 'content-type': 'application/json' });
      given.data('{"type":"ADDED"}\n');
      return undefined;
    });
    const socket = await raw(server);
    socket.write(head(server, 'GET /api/v1/pods?watch=true HTTP/1.1'));
    let text = '';
    const until = async (words: string) => {
      while (!text.includes(words))
        text += String(await new Promise((resolve) => socket.once('data', resolve)));
    };
    await until('ADDED');
    sink?.data('{"type":"MODIFIED"}\n');
    await until('MODIFIED');
    expect(server.closed()).toBe(0);
    socket.destroy();
    await expect.poll(() => server.closed()).toBe(1);
  });

  test('one connection serves many requests', async () => {
    const server = await start();
    const socket = await raw(server);
    const got = untilEnd(socket);
    socket.write(head(server, 'GET /version HTTP/1.1').repeat(3));
    socket.write(head(server, 'GET /version HTTP/1.1', ['Connection: close']));
    expect((await got).match(/HTTP\/1.1 200 OK/g)).toHaveLength(4);
  });

  test('what the cluster gets wrong is a 500 Status, and the next request is answered', async () => {
    let first = true;
    const server = await start((request, sink) => {
      if (!first) return ANSWER_OK(request, sink);
      first = false;
      sink.head(200, { 'bad header': 'x' });
      sink.end();
      return undefined;
    });
    expect((await ask(server)).json()).toMatchObject({ kind: 'Status', code: 500 });
    expect((await ask(server)).status).toBe(200);
  });
});

describe('requests', () => {
  test('text comes as text, protobuf as bytes', async () => {
    const server = await start();
    await ask(server, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body: 'kind: Pöd' });
    const bytes = Buffer.from([0x6b, 0x38, 0x73, 0, 0xff, 0xfe]);
    const type = 'application/vnd.kubernetes.protobuf';
    await ask(server, { method: 'POST', headers: { 'content-type': type }, body: bytes });
    // No text although it says so.
    await ask(server, { method: 'POST', headers: { 'content-type': 'application/json' }, body: bytes });
    const bodies = server.taken.map(({ body }) => body);
    expect(bodies).toEqual(['kind: Pöd', new Uint8Array(bytes), new Uint8Array(bytes)]);
  });

  test('a body of 3 MiB is taken, one byte more is too large, announced or not', async () => {
    const server = await start();
    const full = Buffer.alloc(LIMITS.bodyBytes, 32);
    expect((await ask(server, { method: 'POST', body: full })).status).toBe(200);
    const socket = await raw(server);
    socket.write(head(server, 'POST /api/v1/pods HTTP/1.1', [`Content-Length: ${LIMITS.bodyBytes + 1}`]));
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1.1 413 [^]*"reason":"RequestEntityTooLarge"/);
    const chunked = await raw(server);
    const got = untilEnd(chunked);
    chunked.write(head(server, 'POST /api/v1/pods HTTP/1.1', ['Transfer-Encoding: chunked']));
    chunked.write(`${(LIMITS.bodyBytes + 1).toString(16)}\r\n`);
    chunked.write(Buffer.alloc(LIMITS.bodyBytes + 1, 32));
    expect(await got).toMatch(/^HTTP\/1.1 413 /);
    expect(server.taken.length).toBe(1);
  });

  test('too long an address, and headers beyond all measure, are refused', async () => {
    const server = await start();
    expect((await ask(server, { target: `/${'x'.repeat(LIMITS.targetLength)}` })).status).toBe(414);
    const socket = await raw(server);
    const got = untilEnd(socket);
    socket.write(head(server, 'GET /version HTTP/1.1', [`X: ${'x'.repeat(LIMITS.headerBytes)}`]));
    expect(await got).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(server.taken.length).toBe(0);
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a method of one’s own', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['zero bytes', '\0'.repeat(100)],
  ])('%s: an error, the end, and the next caller is served', async (_name, text) => {
    const server = await start();
    const socket = await raw(server);
    const got = untilEnd(socket);
    socket.write(text);
    expect(await got).toMatch(/^(HTTP\/1.1 4|$)/);
    expect((await ask(server)).status).toBe(200);
  });

  test('plain HTTP on the port is cut off, and the next caller is served', async () => {
    const server = await start();
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await ask(server)).status).toBe(200);
  });
});

describe('limits', () => {
  test('more streams than allowed are told to come back', async () => {
    const server = await start((request, sink) => {
      if (!request.target.includes('watch')) return ANSWER_OK(request, sink);
      sink.head(200, {});
      return undefined;
    });
    // Requests of one connection may come before the answers to those before them.
    const sockets = await Promise.all(Array.from({ length: LIMITS.streams / 100 }, () => raw(server)));
    for (const socket of sockets) {
      socket.resume();
      socket.write(head(server, 'GET /api/v1/pods?watch=1 HTTP/1.1').repeat(100));
    }
    await expect.poll(() => server.taken.length, { timeout: 10_000 }).toBe(LIMITS.streams);
    const refused = await ask(server);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.json()).toMatchObject({ kind: 'Status', reason: 'TooManyRequests' });
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => server.closed(), { timeout: 10_000 }).toBe(LIMITS.streams);
    expect((await ask(server)).status).toBe(200);
  });

  test('a client that does not read is cut off, and the cluster is told', async () => {
    const server = await start((_request, sink) => {
      sink.head(200, {});
      const line = 'x'.repeat(1024 * 1024);
      const timer = setInterval(() => sink.data(line), 1);
      return { close: () => clearInterval(timer) };
    });
    const socket = await raw(server);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(head(server, 'GET /api/v1/pods?watch=1 HTTP/1.1'));
    await expect.poll(() => server.closed(), { timeout: 15_000 }).toBe(1);
  });
});

describe('somebody slow', () => {
  const impatient = { patience: { head: 100, request: 200, stalled: 200, sweep: 20, rate: 1e9 } };

  test.each([
    [
      'never ends the head of a request',
      (server: TestServer) => head(server, 'GET /version HTTP/1.1').slice(0, -2),
    ],
    [
      'never ends the body',
      (server: TestServer) => `${head(server, 'POST /x HTTP/1.1', ['Content-Length: 9'])}abc`,
    ],
  ])('who %s is sent away, and the next is served', async (_name, text) => {
    const server = await start(ANSWER_OK, impatient);
    const socket = await raw(server);
    const got = untilEnd(socket);
    socket.write(text(server));
    expect(await got).toMatch(/^(HTTP\/1.1 408 |$)/);
    expect(server.taken.length).toBe(0);
    expect((await ask(server)).status).toBe(200);
  });

  test('who takes nothing of a big answer is given up', async () => {
    const server = await start((_request, sink) => {
      sink.head(200, {});
      sink.data('x'.repeat(50_000_000));
      return undefined;
    }, impatient);
    const socket = await raw(server);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(head(server, 'GET /api/v1/pods HTTP/1.1'));
    await expect.poll(() => server.closed(), { timeout: 10_000 }).toBe(1);
  });

  test('who only waits, in a watch, is left alone', async () => {
    let sink: ResponseSink | undefined;
    const server = await start((_request, given) => {
      sink = given;
      given.head(200, {});
      return undefined;
    }, impatient);
    const socket = await raw(server);
    let text = '';
    socket.on('data', (part) => (text += String(part)));
    socket.write(head(server, 'GET /api/v1/pods?watch=1 HTTP/1.1'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    sink?.data('still here');
    await expect.poll(() => text).toContain('still here');
  });
});

test('a port that is taken is refused with its name', async () => {
  const server = await start();
  const { credentials, port } = server;
  const upstream = { open: () => ({ input: () => undefined, close: () => undefined }) };
  await expect(listen({ credentials, upstream, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('what comes in is seen with kubectl’s own words, and with the status it got', async () => {
  const seen: unknown[] = [];
  const server = await start(ANSWER_OK, {
    seen: (what) => ({
      answered: (code) => seen.push({ ...what, code }),
      over: () => seen.push('over'),
    }),
  });
  const headers = {
    'user-agent': 'kubectl/v1.33.1',
    'kubectl-command': 'kubectl get',
    'kubectl-session': 'abc',
  };
  await ask(server, { target: '/api/v1/pods', headers });
  await ask(server, { token: 'wrong' });
  const expected = {
    method: 'GET',
    target: '/api/v1/pods',
    userAgent: 'kubectl/v1.33.1',
    command: 'kubectl get',
  };
  expect(seen).toEqual([{ ...expected, session: 'abc', code: 200 }, 'over']);
});
