/** The endpoints beside the API, under /orrery/. docs/control-api.md tells of them. */
import type { HttpRequest, OpenExchange, ResponseSink } from '../../api/http';
import { badRequest, internalError, notFound, unknownPath, type Status } from '../../api/status';
import { parseTarget, valueOf, type Target } from '../../apiserver/http/target';
import { Refusal, sendJson, sendStatus } from './answers';
import { getClock, postAdvance, postSpeed } from './clock';
import { deleteFaults, getFaults, postFault } from './faults';
import type { ControlHost } from './host';
import { getDecision, getHash, getTrace } from './looking';
import { getSession, putSession } from './session';

/** One call, with all that an endpoint may want of it. */
interface Call {
  readonly host: ControlHost;
  readonly cluster: string;
  readonly request: HttpRequest;
  readonly target: Target;
  /** Parts of the path behind the endpoint's name. */
  readonly rest: readonly string[];
  readonly sink: ResponseSink;
}

type Endpoint = Readonly<Record<string, (call: Call) => void>>;

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  clock: { GET: ({ host, sink }) => getClock(host, sink) },
  advance: { POST: ({ host, request, sink }) => postAdvance(host, request, sink) },
  speed: { POST: ({ host, request, sink }) => postSpeed(host, request, sink) },
  faults: {
    GET: ({ host, cluster, sink }) => getFaults(host, cluster, sink),
    POST: ({ host, cluster, request, sink }) => postFault(host, cluster, request, sink),
    DELETE: ({ host, cluster, target, sink }) => deleteFaults(host, cluster, target.query, sink),
  },
  decisions: {
    GET: ({ host, cluster, rest: [namespace = '', name = ''], sink }) =>
      getDecision(host, cluster, namespace, name, sink),
  },
  hash: { GET: ({ host, sink }) => getHash(host, sink) },
  trace: { GET: ({ host, cluster, target, sink }) => getTrace(host, cluster, target.query, sink) },
  session: {
    GET: ({ host, sink }) => getSession(host, sink),
    PUT: ({ host, request, sink }) => putSession(host, request, sink),
  },
};

/** Parts of the path that an endpoint wants behind its name. */
const PARTS: Readonly<Record<string, number>> = { decisions: 2 };

const NOTHING_OPEN: OpenExchange = { input: () => undefined, close: () => undefined };

function methodRefused(method: string): Status {
  const message = `the server does not allow ${method} here`;
  return { ...badRequest(message), reason: 'MethodNotAllowed', code: 405 };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The cluster that `?cluster=` names; without it, the first. */
function clusterOf({ config }: ControlHost, { query }: Target): string {
  const wanted = valueOf(query, 'cluster');
  const names = config.clusters.map(({ name }) => name);
  if (wanted === '') return names[0] ?? '';
  if (!names.includes(wanted)) throw new Refusal(notFound({ group: 'orrery', resource: 'clusters' }, wanted));
  return wanted;
}

function dispatch(host: ControlHost, request: HttpRequest, sink: ResponseSink): void {
  const target = parseTarget(request.target);
  if (target === null) throw new Refusal(badRequest('the address could not be understood'));
  const [, name = '', ...rest] = target.parts;
  if (name === '' && request.method === 'GET') {
    sendJson(sink, { paths: Object.keys(ENDPOINTS).map((each) => `/orrery/${each}`) });
    return;
  }
  const endpoint = own(ENDPOINTS, name);
  if (endpoint === undefined || rest.length !== (own(PARTS, name) ?? 0)) throw new Refusal(unknownPath());
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = own(endpoint, method);
  if (handler === undefined) throw new Refusal(methodRefused(request.method));
  handler({ host, cluster: clusterOf(host, target), request, target, rest, sink });
}

/** Takes a request whose path begins with /orrery/. Never throws. */
export function control(host: ControlHost, request: HttpRequest, sink: ResponseSink): OpenExchange {
  try {
    dispatch(host, request, sink);
  } catch (error) {
    sendStatus(sink, error instanceof Refusal ? error.status : internalError((error as Error).message));
  }
  return NOTHING_OPEN;
}
