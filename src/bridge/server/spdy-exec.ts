/**
 * exec and attach over SPDY/3.1, as kubectl asks before it knew WebSockets, and again when a WebSocket was refused: its
 * streams become the channels of the API server. Models apiserver/pkg/util/proxy/translatinghandler.go, the other way round.
 */
import { CHANNEL, type OpenExchange } from '../../engine/api/http';
import { RESET } from './spdy/frames';
import { SpdySession, type SpdyStream, type Wire } from './spdy/session';

const CHANNEL_OF: Readonly<Record<string, number>> = {
  stdin: CHANNEL.stdin,
  stdout: CHANNEL.stdout,
  stderr: CHANNEL.stderr,
  error: CHANNEL.error,
  resize: CHANNEL.resize,
};

const STREAMS_MAX = 5;

export interface SpdyExec {
  readonly session: SpdySession;
  /** One message of the API server: its first byte is the channel. */
  message(bytes: Buffer): void;
  /** The API server has said all. */
  end(): void;
}

export function spdyExec(wire: Wire, exchange: OpenExchange): SpdyExec {
  const streams = new Map<number, SpdyStream>();
  /** What came before the client opened the stream that it belongs to. */
  const early = new Map<number, Buffer[]>();
  let over = false;
  const session = new SpdySession(wire, {
    streams: STREAMS_MAX,
    open(stream) {
      const channel = CHANNEL_OF[stream.headers.get('streamtype') ?? ''];
      if (channel === undefined || streams.has(channel)) {
        stream.reset(RESET.protocolError);
        return;
      }
      streams.set(channel, stream);
      stream.onData = (bytes) => exchange.input(Buffer.concat([Buffer.from([channel]), bytes]));
      stream.onEnd = () => {
        // Clients close at once what they only read.
        if (channel === CHANNEL.stdin) exchange.input(Buffer.from([CHANNEL.close, channel]));
      };
      stream.reply();
      for (const bytes of early.get(channel) ?? []) stream.write(bytes);
      early.delete(channel);
      if (over) stream.finish();
    },
  });
  return {
    session,
    message(bytes) {
      const [channel = CHANNEL.stdout] = bytes;
      const payload = bytes.subarray(1);
      if (payload.length === 0) return;
      const stream = streams.get(channel);
      if (stream !== undefined) stream.write(payload);
      else early.set(channel, [...(early.get(channel) ?? []), payload]);
    },
    end() {
      over = true;
      for (const stream of streams.values()) stream.finish();
    },
  };
}
