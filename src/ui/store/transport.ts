/** The page's way to the API server: HTTP exchanges through the worker; and the world's clock for programs. */
import { exchange, isConnection } from '../../cli/exchange-reply';
import type { HttpReply, Transport } from '../../cli/http';
import type { HttpRequest, ResponseSink } from '../../engine/api/http';
import { clusterOf } from './ids';
import { frameClient, virtualNow } from './session';
import { uiStore } from './ui-state';
import { getComponentIds } from './world';

/** The cluster that the page shows. */
function clusterName(): string {
  return clusterOf(getComponentIds()[0] ?? '');
}

function open(request: HttpRequest, sink: ResponseSink) {
  return frameClient.exchange(clusterName(), request, {
    take(part) {
      if (part.part === 'head') sink.head(part.status, part.headers);
      else if (part.part === 'data') sink.data(part.chunk);
      else sink.end();
    },
    lost(reason) {
      sink.head(0, {});
      sink.data(`Unable to connect to the server: ${reason}`);
      sink.end();
    },
  });
}

/** Requests of the shell and the editor, answered by the cluster that is on the screen. */
export const pageTransport: Transport = {
  async send(request, signal) {
    const answer = await exchange((sink) => open(request, sink), signal);
    if (isConnection(answer)) throw new Error(`${request.method} ${request.target} was upgraded unasked`);
    return answer satisfies HttpReply;
  },
  connect: (request, signal) => exchange((sink) => open(request, sink), signal),
};

/** The clock of the world on the screen. */
export const worldClock = {
  /** Wall clock of the world, ms since 1970. */
  now: (): number => Date.parse(uiStore.getState().epoch) + Math.floor(virtualNow()),
  /** Waits so many virtual ms. Rejects with the signal's reason when that is aborted. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const asleep = frameClient.send({ type: 'sleep', ms });
    if (signal === undefined) {
      await asleep;
      return;
    }
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    await Promise.race([asleep, aborted]);
  },
};
