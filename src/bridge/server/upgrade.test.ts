import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ResponseSink } from '../../engine/api/http';
import { startServer, raw, type Handler, type TestServer } from './testing/client';
import { dialRaw } from './testing/raw-websocket';
import { SpdyClient } from './testing/spdy-client';

const started: TestServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});
async function start(handler: Handler) {
  const server = await startServer(handler);
  started.push(server);
  return server;
}

const POD = '/api/v1/namespaces/default/pods/web';

function refuse(sink: ResponseSink, code: number, message: string): undefined {
  sink.head(code, { 'content-type': 'application/json' });
  sink.data(JSON.stringify({ kind: 'Status', code, message }));
  sink.end();
  return undefined;
}

/** Says back what it hears, on stdout; ends when stdin does. */
const echo: Handler = (request, sink) => {
  if (request.headers['upgrade'] !== 'websocket') return refuse(sink, 400, 'Upgrade request required');
  sink.head(101, { 'sec-websocket-protocol': 'v5.channel.k8s.io' });
  sink.data(Buffer.from('\x01ready\n'));
  return {
    input(message) {
      if (message[0] === 0) sink.data(Buffer.concat([Buffer.from([1]), message.subarray(1)]));
      if (message[0] !== 255) return;
      sink.data(Buffer.from('\x03{"status":"Success"}'));
      sink.end();
    },
  };
};

interface Socket {
  readonly socket: WebSocket;
  readonly messages: Buffer[];
  readonly closed: Promise<number>;
}

function dial(server: TestServer, target: string, protocols: string[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { credentials, port } = server;
    const headers = { authorization: `Bearer ${credentials.token}` };
    const url = `wss://127.0.0.1:${port}${target}`;
    const socket = new WebSocket(url, protocols, { ca: credentials.caCertificate, headers });
    const messages: Buffer[] = [];
    socket.on('message', (data) => messages.push(data as Buffer));
    const closed = new Promise<number>((done) => socket.on('close', done));
    socket.on('open', () => resolve({ socket, messages, closed }));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
    socket.on('error', reject);
  });
}

const CHANNELS = ['v5.channel.k8s.io'];

describe('exec as a WebSocket', () => {
  test('messages go both ways as they are, then the connection ends', async () => {
    const server = await start(echo);
    const { socket, messages, closed } = await dial(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.send(Buffer.from('\x00hello'));
    socket.send(Buffer.from([255, 0]));
    expect(await closed).toBe(1000);
    expect(messages.map(String)).toEqual(['\x01ready\n', '\x01hello', '\x03{"status":"Success"}']);
    expect(server.taken[0]).toMatchObject({ method: 'GET', target: `${POD}/exec?command=cat` });
  });

  test('a refusal is an HTTP answer with its Status', async () => {
    const server = await start((_request, sink) => refuse(sink, 404, 'pods "web" not found'));
    await expect(dial(server, `${POD}/exec?command=cat`, CHANNELS)).rejects.toThrow(
      /^404 .*"code":404.*not found/,
    );
  });

  test('the cluster is told when the client goes', async () => {
    const server = await start(echo);
    const { socket } = await dial(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.terminate();
    await expect.poll(() => server.closed()).toBe(1);
  });

  test('a message beyond all measure ends the connection, and nothing else', async () => {
    const server = await start(echo);
    const { socket, closed } = await dial(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.send(Buffer.alloc(2 * 1024 * 1024));
    expect(await closed).toBe(1009);
    await expect.poll(() => server.closed()).toBe(1);
  });
});

/** A pod with one open port: 80 says back what it hears, in capitals; all others are closed. */
const pod: Handler = (request, sink) => {
  const [path = '', query = ''] = request.target.split('?');
  if (!path.startsWith(POD)) return refuse(sink, 404, 'pods "other" not found');
  if (path === POD) {
    sink.head(200, {});
    sink.data('{}');
    sink.end();
    return undefined;
  }
  const port = Number(new URLSearchParams(query).get('ports'));
  const low = [port & 0xff, port >> 8];
  sink.head(101, { 'sec-websocket-protocol': 'v4.channel.k8s.io' });
  sink.data(Buffer.from([0, ...low]));
  sink.data(Buffer.from([1, ...low]));
  if (port !== 80) {
    sink.data(Buffer.from('\x01connection refused'));
    sink.end();
    return undefined;
  }
  return {
    input(message) {
      const text = Buffer.from(message.subarray(1)).toString();
      sink.data(Buffer.from(`\x00${text.toUpperCase()}`));
      if (text === 'bye') sink.end();
    },
  };
};

describe.each([['in a WebSocket'], ['plain']])('port-forward, %s', (kind) => {
  async function connect(server: TestServer) {
    if (kind === 'plain') return connectPlain(server);
    const client = new SpdyClient((bytes) => dialled.send(bytes));
    const dialled = await dialRaw(server, `${POD}/portforward`, 'SPDY/3.1+portforward.k8s.io', (bytes) =>
      client.receive(bytes),
    );
    expect(dialled.head).toMatch(/^HTTP\/1.1 101 [^]*Sec-WebSocket-Protocol: SPDY\/3.1\+portforward.k8s.io/);
    return { client, end: dialled.end };
  }

  async function connectPlain(server: TestServer) {
    const socket = await raw(server);
    const client = new SpdyClient((bytes) => socket.write(bytes));
    const lines = [
      `POST ${POD}/portforward HTTP/1.1`,
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: Bearer ${server.credentials.token}`,
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      'X-Stream-Protocol-Version: portforward.k8s.io',
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const head = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(head.toString()).toMatch(
      /^HTTP\/1.1 101 [^]*X-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n$/,
    );
    socket.on('data', (bytes: Buffer) => client.receive(bytes));
    return { client, end: () => socket.destroy() };
  }

  const pair = async (client: SpdyClient, first: number, port: number, request: number) => {
    const common = { port: String(port), requestid: String(request) };
    await client.open(first, { streamtype: 'error', ...common });
    client.end(first);
    await client.open(first + 2, { streamtype: 'data', ...common });
  };

  test('two connections at once, each with its own answers', async () => {
    const { client, end } = await connect(await start(pod));
    await pair(client, 1, 80, 0);
    await pair(client, 5, 80, 1);
    client.data(3, 'one');
    client.data(7, 'two');
    client.data(3, 'bye');
    await expect.poll(() => client.of(3)).toBe('reply data:ONE data:BYE end');
    await expect.poll(() => client.of(7)).toBe('reply data:TWO');
    expect(client.of(1)).toBe('reply end');
    end();
  });

  test('a closed port is told on the error stream, and the others go on', async () => {
    const { client, end } = await connect(await start(pod));
    await pair(client, 1, 81, 0);
    await expect.poll(() => client.of(1)).toBe('reply data:connection refused end');
    expect(client.of(3)).toBe('reply end');
    await pair(client, 5, 80, 1);
    client.data(7, 'still here');
    await expect.poll(() => client.of(7)).toBe('reply data:STILL HERE');
    end();
  });

  test('a client that has said all still hears the answer, then both sides end', async () => {
    const server = await start(pod);
    const { client, end } = await connect(server);
    await pair(client, 1, 80, 0);
    client.data(3, 'last');
    client.end(3);
    await expect.poll(() => client.of(3), { timeout: 5000 }).toBe('reply data:LAST end');
    expect(client.of(1)).toBe('reply end');
    end();
  });

  test('streams that make no sense are reset', async () => {
    const { client, end } = await connect(await start(pod));
    await client.open(1, { streamtype: 'data' });
    await client.open(3, { streamtype: 'data', port: '70000' });
    await client.open(5, { streamtype: 'stdin', port: '80' });
    await expect.poll(() => [1, 3, 5].map((id) => client.of(id))).toEqual(['reset', 'reset', 'reset']);
    end();
  });

  test('when the client goes, the cluster is told of each connection', async () => {
    const server = await start(pod);
    const { client, end } = await connect(server);
    await pair(client, 1, 80, 0);
    await pair(client, 5, 80, 1);
    await expect.poll(() => client.of(7)).toBe('reply');
    await expect.poll(() => server.taken.length).toBe(3);
    const before = server.closed();
    end();
    await expect.poll(() => server.closed() - before).toBe(2);
  });
});

test('a port-forward to a pod that does not exist is refused before anything is upgraded', async () => {
  const server = await start(pod);
  const target = '/api/v1/namespaces/default/pods/other/portforward';
  const { head } = await dialRaw(server, target, 'SPDY/3.1+portforward.k8s.io', () => undefined);
  expect(head).toMatch(/^HTTP\/1.1 404 /);
});

test('exec over SPDY: each stream is a channel', async () => {
  const server = await start(echo);
  const socket = await raw(server);
  const client = new SpdyClient((bytes) => socket.write(bytes));
  const lines = [
    `POST ${POD}/exec?command=cat&stdin=true&stdout=true HTTP/1.1`,
    `Host: 127.0.0.1:${server.port}`,
    `Authorization: Bearer ${server.credentials.token}`,
    'Connection: Upgrade',
    'Upgrade: SPDY/3.1',
    'X-Stream-Protocol-Version: v5.channel.k8s.io',
    'X-Stream-Protocol-Version: v4.channel.k8s.io',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(head.toString()).toMatch(/^HTTP\/1.1 101 [^]*X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n$/);
  socket.on('data', (bytes: Buffer) => client.receive(bytes));
  await client.open(1, { streamtype: 'error' });
  await client.open(3, { streamtype: 'stdin' });
  await client.open(5, { streamtype: 'stdout' });
  client.data(3, 'hello');
  client.end(3);
  // What was said before the stream was there is not lost.
  await expect.poll(() => client.of(5)).toBe('reply data:ready\n data:hello end');
  expect(client.of(1)).toBe('reply data:{"status":"Success"} end');
});

test('an upgrade to something else is a plain 400', async () => {
  const server = await start(echo);
  const socket = await raw(server);
  const lines = ['GET /version HTTP/1.1', `Host: 127.0.0.1:${server.port}`];
  const { token } = server.credentials;
  socket.write(
    `${[...lines, `Authorization: Bearer ${token}`, 'Connection: Upgrade', 'Upgrade: h2c'].join('\r\n')}\r\n\r\n`,
  );
  const head = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(head.toString()).toMatch(/^HTTP\/1.1 400 /);
  expect(server.taken.length).toBe(0);
});
