/** What the bridge needs of the worker that holds the cluster. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../../engine/api/http';

export interface TabHost {
  /**
   * Takes a request from outside: for the API server's door, or, when its path begins with /orrery/, for the control
   * endpoints. The answer goes to the sink, at once or later; on an upgraded connection each chunk is one message.
   */
  open(request: HttpRequest, sink: ResponseSink): OpenExchange;
  /** Something threw while it answered: our own mistake, to be said loudly. That one stream has broken off. */
  failed(error: unknown): void;
}
