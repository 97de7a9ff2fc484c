/** Whoever answers behind the listener: a world in this process, or the tab that holds one. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../../engine/api/http';

/** What a listener's sink can do besides; a world in this process needs none of it. */
export interface ClientSink extends ResponseSink {
  /** True while the client has not taken what was written: whoever can wait should. */
  isBehind?(): boolean;
  /** Ends an answer that has begun in such a way that the client does not take it for whole. */
  breakOff?(): void;
}

export interface UpstreamExchange extends OpenExchange {
  /** True while more input should wait. */
  isFull?(): boolean;
}

export interface Upstream {
  /** Takes a request. The answer may come at once, later, or never when it is closed before. */
  open(request: HttpRequest, sink: ClientSink): UpstreamExchange;
}

/** Wraps a sink so that nothing comes after its end, and a second head is left out. */
export function orderly(sink: ClientSink): ClientSink {
  let begun = false;
  let ended = false;
  return {
    head(status, headers) {
      if (begun || ended) return;
      begun = true;
      sink.head(status, headers);
    },
    data(chunk) {
      if (begun && !ended) sink.data(chunk);
    },
    end() {
      if (ended) return;
      ended = true;
      sink.end();
    },
    isBehind: () => sink.isBehind?.() ?? false,
    breakOff() {
      if (ended) return;
      ended = true;
      if (sink.breakOff === undefined) sink.end();
      else sink.breakOff();
    },
  };
}

/** Wraps an exchange: what goes wrong behind it ends it, and nothing else. */
export function guarded(exchange: UpstreamExchange): UpstreamExchange {
  let closed = false;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      closed = true;
      console.error(error);
    }
  };
  return {
    input(message) {
      if (!closed) attempt(() => exchange.input(message));
    },
    close() {
      if (closed) return;
      closed = true;
      attempt(() => exchange.close());
    },
    isFull: () => !closed && (exchange.isFull?.() ?? false),
  };
}
