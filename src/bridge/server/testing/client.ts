/** A client that says exactly what a test wants it to say, on a listener with an upstream that a test writes. */
import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import type { HttpRequest, OpenExchange, ResponseSink } from '../../../engine/api/http';
import { makeCredentials, type Credentials } from '../credentials';
import { listen, type Listener, type ListenerOptions } from '../listener';

export interface TestServer extends Listener {
  readonly credentials: Credentials;
  /** What reached the upstream. */
  readonly taken: HttpRequest[];
  /** How many exchanges the listener has closed. */
  readonly closed: () => number;
}

export type Handler = (request: HttpRequest, sink: ResponseSink) => Partial<OpenExchange> | undefined;

/** Answers every request with 200 and `{}`. */
export const ANSWER_OK: Handler = (_request, sink) => {
  sink.head(200, { 'content-type': 'application/json' });
  sink.data('{}');
  sink.end();
  return undefined;
};

export async function startServer(
  handler: Handler = ANSWER_OK,
  options: Pick<ListenerOptions, 'seen' | 'patience'> = {},
): Promise<TestServer> {
  const credentials = await makeCredentials();
  const taken: HttpRequest[] = [];
  let closed = 0;
  const upstream = {
    open(asked: HttpRequest, sink: ResponseSink): OpenExchange {
      taken.push(asked);
      const exchange = handler(asked, sink);
      const close = () => {
        closed++;
        exchange?.close?.();
      };
      return { input: (message) => exchange?.input?.(message), close };
    },
  };
  const listener = await listen({ credentials, upstream, port: 0, ...options });
  return { ...listener, credentials, taken, closed: () => closed };
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: () => Record<string, unknown>;
}

export interface Ask {
  readonly method?: string;
  readonly target?: string;
  /** null leaves the token out. */
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Asks as a client does that trusts the CA and knows the token, but for what the test changes. */
export function ask({ port, credentials }: TestServer, { token, ...change }: Ask = {}): Promise<Got> {
  const bearer = token === undefined ? credentials.token : token;
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    ca: credentials.caCertificate,
    // A browser that was led here by another name would complain of the certificate first: this one does not.
    servername: 'localhost',
    method: change.method ?? 'GET',
    path: change.target ?? '/version',
    headers: { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...change.headers },
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const body = Buffer.concat(parts);
        const json = () => JSON.parse(body.toString()) as Record<string, unknown>;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(change.body);
  });
}

/** A TLS connection on which the test writes whatever bytes it likes. */
export function raw({ port, credentials }: TestServer): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: credentials.caCertificate }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Everything that comes until the other side ends. */
export function untilEnd(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', () => resolve(Buffer.concat(parts).toString()));
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
  });
}
