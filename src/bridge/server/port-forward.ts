/**
 * kubectl port-forward: many connections on one SPDY/3.1 connection, each a pair of streams (data and error) that name
 * a port. Each pair becomes an exchange of its own with the API server, with a channel for data and one for errors.
 * Models apiserver/pkg/util/proxy/streamtunnel.go and kubelet's portforward/httpstream.go.
 */
import type { HttpRequest, OpenExchange } from '../../engine/api/http';
import { LIMITS } from './limits';
import { RESET } from './spdy/frames';
import { SpdySession, type SpdyStream, type Wire } from './spdy/session';
import { guarded, orderly, type Upstream } from './upstream';

/** What the API server speaks for one port: channel 0 is data, 1 errors. */
const CHANNELS = 'v4.channel.k8s.io';
const DATA = 0;
const ERROR = 1;
/** Channel that ends another one. */
const CLOSE = 255;
/** The first message of each channel begins with the port it belongs to. */
const PORT_BYTES = 2;

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/** `request`: the one that was upgraded. */
export function portForwardSession(wire: Wire, request: HttpRequest, upstream: Upstream): SpdySession {
  const pairs = new Map<string, Pair>();
  return new SpdySession(wire, {
    streams: LIMITS.forwardStreams,
    open(stream) {
      const kind = stream.headers.get('streamtype');
      const port = Number(stream.headers.get('port'));
      if ((kind !== 'data' && kind !== 'error') || !Number.isInteger(port) || port < 1 || port > 65_535) {
        stream.reset(RESET.protocolError);
        return;
      }
      // Clients of old name no request: their data stream follows its error stream.
      const key = stream.headers.get('requestid') ?? String(kind === 'error' ? stream.id : stream.id - 2);
      const pair = pairs.get(key) ?? {};
      if (pair[kind] !== undefined) {
        stream.reset(RESET.protocolError);
        return;
      }
      pair[kind] = stream;
      pairs.set(key, pair);
      stream.onGone = () => pairs.delete(key);
      stream.reply();
      const { data, error } = pair;
      if (data === undefined || error === undefined) return;
      pairs.delete(key);
      forward({ data, error, port, request, upstream });
    },
  });
}

interface Forward {
  readonly data: SpdyStream;
  readonly error: SpdyStream;
  readonly port: number;
  readonly request: HttpRequest;
  readonly upstream: Upstream;
}

function requestFor({ target, headers }: HttpRequest, port: number): HttpRequest {
  const [path = ''] = target.split('?');
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': CHANNELS };
  return { method: 'GET', target: `${path}?ports=${port}`, headers: { ...headers, ...upgrade }, body: '' };
}

/** One connection to a port of the pod, from its first byte to its last. */
function forward({ data, error, port, request, upstream }: Forward): void {
  /** What the client sent before the connection stood. */
  let early: Uint8Array[] | null = [];
  let refusal: string[] | null = null;
  const named = new Set<number>();
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    data.finish();
    error.finish();
  };
  const sink = orderly({
    head(status) {
      if (status !== 101) refusal = [];
    },
    data(chunk) {
      const bytes = Buffer.from(chunk as Uint8Array);
      if (refusal !== null) {
        refusal.push(bytes.toString());
        return;
      }
      const [channel = DATA] = bytes;
      const skipped = named.has(channel) ? 0 : PORT_BYTES;
      named.add(channel);
      const payload = bytes.subarray(1 + skipped);
      if (payload.length > 0) (channel === ERROR ? error : data).write(payload);
    },
    end() {
      if (refusal !== null) error.write(Buffer.from(messageOf(refusal.join(''))));
      end();
    },
  });
  const send = (message: Uint8Array) => {
    if (early === null) exchange.input(message);
    else early.push(message);
  };
  data.onData = (bytes) => send(Buffer.concat([Buffer.from([DATA]), bytes]));
  data.onEnd = () => send(Buffer.from([CLOSE, DATA]));
  const gone = () => {
    over = true;
    exchange.close();
  };
  const exchange: OpenExchange = guarded(upstream.open(requestFor(request, port), sink));
  data.onGone = gone;
  error.onGone = gone;
  const waiting = early;
  early = null;
  for (const message of waiting) exchange.input(message);
  if (data.ended) exchange.input(Buffer.from([CLOSE, DATA]));
}

/** A Status says it in its message. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // It is the text itself.
  }
  return body;
}
