/** Whoever answers behind the listener: a world in this process, or the tab that holds one. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../../engine/api/http';

export interface Upstream {
  /** Takes a request. The answer may come at once, later, or never when it is closed before. */
  open(request: HttpRequest, sink: ResponseSink): OpenExchange;
}

/** Wraps a sink so that nothing comes after its end, and a second head is left out. */
export function orderly(sink: ResponseSink): ResponseSink {
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
  };
}

/** Wraps an exchange: what goes wrong behind it ends it, and nothing else. */
export function guarded(exchange: OpenExchange): OpenExchange {
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
  };
}
