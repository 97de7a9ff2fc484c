/** A door on loopback HTTP, without TLS or guards: for a real kubectl in a test. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, ResponseSink } from '../../../engine/api/http';
import type { Door } from '../../../engine/door/door';

export interface DoorServer {
  readonly url: string;
  /** How many requests have come. */
  readonly asked: number;
  /** Real ms since the last one. */
  quietMs(): number;
  close(): Promise<void>;
}

/** Serves a door on a free port. */
export async function serveDoor(door: Door): Promise<DoorServer> {
  let asked = 0;
  let askedAt = 0;
  const server: Server = createServer((incoming, response) => {
    asked += 1;
    askedAt = performance.now();
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const opened = door.open(requestOf(incoming, Buffer.concat(parts)), sinkOf(response));
      response.on('close', () => {
        opened.close();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get asked() {
      return asked;
    },
    quietMs: () => performance.now() - askedAt,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function requestOf(incoming: IncomingMessage, body: Buffer): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  const isText = !(headers['content-type'] ?? '').includes('protobuf');
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers,
    body: isText ? body.toString('utf8') : new Uint8Array(body),
  };
}

function sinkOf(response: ServerResponse): ResponseSink {
  return {
    head(status, headers) {
      // Nobody answered: the socket is cut, as by a server that died.
      if (status === 0) response.destroy();
      else {
        response.writeHead(status, { ...headers });
        response.flushHeaders();
      }
    },
    data(chunk) {
      if (!response.destroyed) response.write(chunk);
    },
    end() {
      if (!response.destroyed) response.end();
    },
  };
}
