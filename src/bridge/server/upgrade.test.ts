import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HttpRequest, ResponseSink } from '../../engine/api/http';
import { startServer, raw, type Handler, type TestServer } from './testing/client';
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
    const headers = {
      authorization: `Bearer ${credentials.token}`,
      // The package takes tokens only, and kubectl's tunnel has a slash in its name.
      'sec-websocket-protocol': protocols.join(', '),
    };
    const socket = new WebSocket(`wss://127.0.0.1:${port}${target}`, { ca: credentials.caCertificate, headers });
    const messages: Buffer[] = [];
    socket.on('message', (data) => messages.push(data as Buffer));
    const closed = new Promise<number>((done) => socket.on('close', done));
    socket.on('upgrade', ({ headers: answered }) => {
      const protocol = answered['sec-websocket-protocol'];
      if (!protocols.includes(protocol ?? '')) reject(new Error(`protocol ${String(protocol)}`));
    });
    socket.on('open', () => resolve({ socket, messages, closed }));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('end', () => reject(new Error(`${response.statusCode} ${body}`)));
    });
    socket.on('error', reject);
  });
}

/** ws itself complains of a protocol that it did not offer in its own way. */
const CHANNELS = ['v5.channel.k8s.io'];

describe('exec as a WebSocket', () => {
  test('messages go both ways as they are, then the connection ends', async () => {
    const server = await start(echo);
    const { socket, messages, closed } = await dialPlain(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.send(Buffer.from('\x00hello'));
    socket.send(Buffer.from([255, 0]));
    expect(await closed).toBe(1000);
    expect(messages.map(String)).toEqual(['\x01ready\n', '\x01hello', '\x03{"status":"Success"}']);
    expect(server.taken[0]).toMatchObject({ method: 'GET', target: `${POD}/exec?command=cat` });
  });

  test('a refusal is an HTTP answer with its Status', async () => {
    const server = await start((_request, sink) => refuse(sink, 404, 'pods "web" not found'));
    await expect(dialPlain(server, `${POD}/exec?command=cat`, CHANNELS)).rejects.toThrow(/404 .*pods "web" not found/);
  });

  test('the cluster is told when the client goes', async () => {
    const server = await start(echo);
    const { socket } = await dialPlain(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.terminate();
    await expect.poll(() => server.closed()).toBe(1);
  });

  test('a message beyond all measure ends the connection, and nothing else', async () => {
    const server = await start(echo);
    const { socket, closed } = await dialPlain(server, `${POD}/exec?command=cat`, CHANNELS);
    socket.send(Buffer.alloc(2 * 1024 * 1024));
    expect(await closed).toBe(1009);
    await expect.poll(() => server.closed()).toBe(1);
  });
});

/** As a client that offers only tokens for protocols. */
function dialPlain(server: TestServer, target: string, protocols: string[]): Promise<Socket> {
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
