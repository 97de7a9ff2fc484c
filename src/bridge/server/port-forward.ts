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

/** ms without a byte after which a client that has said all is not answered any more. */
const LAST_WORDS_MS = 1000;

/** One connection to a port of the pod, from its first byte to its last. */
function forward(given: Forward): void {
  new Forwarding(given).begin();
}

class Forwarding {
  /** What the client sent before the connection stood; null from then on. */
  private early: Uint8Array[] | null = [];
  /** The answer instead of a connection; null while there is none. */
  private refusal: string[] | null = null;
  private readonly named = new Set<number>();
  private opened = false;
  private stands = false;
  private over = false;
  private exchange: OpenExchange = { input: () => undefined, close: () => undefined };
  private lastWords: NodeJS.Timeout | undefined;

  constructor(private readonly given: Forward) {}

  begin(): void {
    const { data, error, port, request, upstream } = this.given;
    data.onData = (bytes) => this.send(Buffer.concat([Buffer.from([DATA]), bytes]));
    data.onEnd = () => this.clientEnded();
    data.onGone = () => this.leave();
    error.onGone = () => this.leave();
    const sink = orderly({
      head: (status) => this.begun(status),
      data: (chunk) => this.receive(Buffer.from(chunk as Uint8Array)),
      end: () => {
        if (this.refusal !== null) error.write(Buffer.from(messageOf(this.refusal.join(''))));
        this.finish();
      },
    });
    this.exchange = guarded(upstream.open(requestFor(request, port), sink));
    this.opened = true;
    if (this.over) this.exchange.close();
    else this.flush();
    if (data.ended) this.clientEnded();
  }

  private begun(status: number): void {
    if (status !== 101) {
      this.refusal = [];
      return;
    }
    this.stands = true;
    this.flush();
  }

  /** What waits goes out once the connection stands; that may be before `open` has returned. */
  private flush(): void {
    if (!this.stands || !this.opened) return;
    const waiting = this.early ?? [];
    this.early = null;
    for (const message of waiting) this.exchange.input(message);
  }

  private send(message: Uint8Array): void {
    if (this.early === null) this.exchange.input(message);
    else this.early.push(message);
  }

  private receive(bytes: Buffer): void {
    if (this.refusal !== null) {
      this.refusal.push(bytes.toString());
      return;
    }
    const { data, error } = this.given;
    const [channel = DATA] = bytes;
    const skipped = this.named.has(channel) ? 0 : PORT_BYTES;
    this.named.add(channel);
    const payload = bytes.subarray(1 + skipped);
    if (payload.length > 0) (channel === ERROR ? error : data).write(payload);
    this.lastWords?.refresh();
  }

  /** The channels know no half of a connection: what still comes is waited for, then it ends. */
  private clientEnded(): void {
    if (this.over || this.lastWords !== undefined) return;
    this.lastWords = setTimeout(() => {
      this.exchange.close();
      this.finish();
    }, LAST_WORDS_MS);
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.lastWords);
    this.given.data.finish();
    this.given.error.finish();
  }

  private leave(): void {
    this.over = true;
    clearTimeout(this.lastWords);
    this.exchange.close();
  }
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
