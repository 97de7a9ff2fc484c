/** The API server's HTTP side, for clients outside the world. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../api/http';
import { requestEntityTooLarge, serviceUnavailable } from '../api/status';
import { textAnswer } from '../apiserver/http/answer';
import { parseTarget } from '../apiserver/http/target';
import { connectionRefused } from '../world';
import type { Flow } from './flow';
import type { DoorHost } from './host';
import { route } from './routes';
import { etcdOf, headersLength, refuse, sendAnswer, unanswered, type Taken } from './taken';

/** --max-request-body-bytes. */
const BODY_MAX = 3 * 1024 * 1024;
/** Go's DefaultMaxHeaderBytes. */
const HEADERS_MAX = 1024 * 1024;
/** Open watches, logs and streams: our own limit, so that nobody can fill a tab with them. */
const FLOWS_MAX = 1000;
/** Requests under way: --max-requests-inflight and --max-mutating-requests-inflight. */
const PENDING_MAX = 600;

const NOTHING_OPEN: OpenExchange = { input: () => undefined, close: () => undefined };

const TOO_MANY = textAnswer(429, 'Too many requests, please try again later.\n');
const REWOUND = 'the world went back to before this request';

/** One request that has not been answered yet. */
class Pending {
  isDone = false;
  constructor(readonly taken: Taken) {}
}

export class Door {
  private readonly flows = new Set<Flow>();
  private readonly pending = new Set<Pending>();
  private shown = 0;

  constructor(private readonly host: DoorHost) {}

  /** Takes a request. The answer goes to the sink, at once or later. Never throws. */
  open(request: HttpRequest, sink: ResponseSink): OpenExchange {
    const target = parseTarget(request.target);
    const taken: Taken = {
      host: this.host,
      request,
      target: target ?? { path: '/', parts: [], query: new Map() },
      sink,
    };
    if (target === null) sendAnswer(taken, textAnswer(400, '400 Bad Request'));
    else if (!this.isRefused(taken)) return this.serve(taken);
    return NOTHING_OPEN;
  }

  /** Refuses what no path has to do with. */
  private isRefused(taken: Taken): boolean {
    const { simulation, cluster } = this.host;
    const { machinery } = simulation;
    const door = `${cluster}/kube-apiserver`;
    const isReachable = machinery.canReach(`${cluster}/user`, door);
    const { request } = taken;
    if (!isReachable || !machinery.isUp(door)) {
      unanswered(taken, connectionRefused(isReachable ? 'refused' : 'unreachable'));
    } else if (headersLength(request) > HEADERS_MAX) {
      sendAnswer(taken, textAnswer(431, '431 Request Header Fields Too Large'));
    } else if (request.body.length > BODY_MAX) {
      refuse(taken, requestEntityTooLarge(BODY_MAX));
    } else if (this.flows.size >= FLOWS_MAX || this.pending.size >= PENDING_MAX) {
      sendAnswer(taken, { ...TOO_MANY, headers: { ...TOO_MANY.headers, 'retry-after': '1' } });
    } else {
      return false;
    }
    return true;
  }

  /**
   * The highest revision that anybody outside can have seen; 0 when nobody ever asked. A fork of the world has to begin
   * above it (`raiseRevisionInput` in world.ts).
   */
  shownRevision(): number {
    return this.shown;
  }

  private noteRevision(): void {
    this.shown = Math.max(this.shown, etcdOf(this.host).revision);
  }

  private serve(asked: Taken): OpenExchange {
    this.noteRevision();
    const pending: Pending = new Pending({ ...asked, sink: this.closing(asked.sink, () => pending) });
    this.pending.add(pending);
    const flow = route(pending.taken);
    if (flow === null) return { input: () => undefined, close: () => this.settle(pending) };
    this.settle(pending, false);
    this.flows.add(flow);
    return {
      input: (message) => {
        if (this.flows.has(flow)) flow.input(message);
      },
      close: () => {
        if (!this.flows.delete(flow)) return;
        flow.close();
        pending.isDone = true;
      },
    };
  }

  private settle(pending: Pending, isDone = true): void {
    if (isDone) pending.isDone = true;
    this.pending.delete(pending);
  }

  /** A sink that is deaf once its answer has ended or its client has gone. */
  private closing(sink: ResponseSink, of: () => Pending): ResponseSink {
    return {
      head: (status, headers) => {
        if (!of().isDone) sink.head(status, headers);
      },
      data: (chunk) => {
        if (!of().isDone) sink.data(chunk);
      },
      end: () => {
        if (of().isDone) return;
        this.settle(of());
        sink.end();
      },
    };
  }

  /** The host calls it after time has advanced: what there is to tell is told. */
  pump(): void {
    if (this.hasOpen()) this.noteRevision();
    for (const flow of [...this.flows]) if (!flow.pump()) this.flows.delete(flow);
  }

  /** Virtual ms at which something of ours has to happen by itself. */
  nextWake(): number {
    let next = Infinity;
    for (const flow of this.flows) next = Math.min(next, flow.wakeAt());
    return next;
  }

  /** The world went to another moment: watches get 410 Expired and end, requests that wait get 503. */
  jumped(): void {
    const flows = [...this.flows];
    this.flows.clear();
    for (const flow of flows) flow.cut();
    for (const { taken } of [...this.pending]) refuse(taken, serviceUnavailable(REWOUND));
  }

  /** True while somebody outside waits for something. */
  hasOpen(): boolean {
    return this.flows.size > 0 || this.pending.size > 0;
  }

  /** Ends everything, because the world ends. */
  close(): void {
    this.jumped();
  }
}
