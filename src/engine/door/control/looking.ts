/** Reading the world from outside its API: decisions, causes, hashes. Nothing changes. */
import type { ResponseSink } from '../../api/http';
import type { Pod } from '../../api/pod';
import { badRequest, notFound, serviceUnavailable } from '../../api/status';
import { formatMicroTime } from '../../api/time';
import { valueOf, type Query } from '../../apiserver/http/target';
import type { HopRecord } from '../../kernel/trace';
import { explain } from '../../scheduler/explain';
import type { SchedulerState } from '../../scheduler/state';
import { readRequest } from '../../world';
import { Refusal, sendJson } from './answers';
import type { ControlHost } from './host';

/** Hops of one answer: the newest. */
const HOPS_MAX = 1000;
const PODS = { group: '', resource: 'pods' };
const OK = 200;
/** Of a request that nobody answered. */
const NOBODY = 0;

export function getHash({ simulation }: ControlHost, sink: ResponseSink): void {
  sendJson(sink, {
    now: simulation.now,
    steps: simulation.steps,
    hash: simulation.stateHash(),
    rollingHash: simulation.rollingHash(),
  });
}

export function getDecision(
  host: ControlHost,
  cluster: string,
  namespace: string,
  name: string,
  sink: ResponseSink,
): void {
  const { simulation, config } = host;
  const call = { verb: 'get', resource: 'pods', namespace, name } as const;
  const { code, body } = readRequest(simulation, cluster, { ...call, subresource: '' });
  if (code === NOBODY) throw new Refusal(serviceUnavailable('the API server does not answer'));
  if (code !== OK) throw new Refusal(notFound(PODS, name));
  const state = simulation.stateOf(`${cluster}/kube-scheduler`) as SchedulerState;
  const explained = explain(state, simulation.currentEpoch(), simulation.now, body as Pod);
  const { source, note, decision, nodes, queue, unscheduled } = explained;
  sendJson(sink, {
    pod: `${namespace}/${name}`,
    nodeName: (body as Pod).spec.nodeName ?? '',
    source,
    note,
    ...(decision === null
      ? {}
      : {
          at: decision.at,
          time: formatMicroTime(config.epochMs + decision.at),
          node: decision.node,
          message: decision.message,
          nodesTotal: decision.nodes,
          nodesFeasible: decision.feasible,
          ...(decision.refusal === undefined ? {} : { refusal: decision.refusal }),
          ...(decision.others === undefined ? {} : { others: decision.others }),
          ...(decision.preemption === undefined ? {} : { preemption: decision.preemption }),
        }),
    nodes,
    queue,
    unscheduled,
  });
}

/** `pods/default/web-1`, `nodes/worker-1`, `nodes//worker-1`. */
function objectOf(query: Query): { readonly resource: string; readonly key: string } {
  const text = valueOf(query, 'object');
  const [resource = '', second = '', third, ...more] = text.split('/');
  const name = third ?? second;
  if (resource === '' || name === '' || more.length > 0)
    throw new Refusal(badRequest('"object" is <resource>/<namespace>/<name>, or <resource>/<name>'));
  return { resource, key: third === undefined || second === '' ? name : `${second}/${third}` };
}

function shown({ id, cause, root, start, end, from, to, kind, verb, resource, key, code, by }: HopRecord) {
  const who = by === undefined || by === '' ? {} : { by };
  return { id, cause, root, start, end, from, to, kind, verb, resource, key, code, ...who };
}

export function getTrace(
  { simulation }: ControlHost,
  cluster: string,
  query: Query,
  sink: ResponseSink,
): void {
  const { resource, key } = objectOf(query);
  const inCluster = ({ from, to }: HopRecord) => [from, to].some((end) => end.startsWith(`${cluster}/`));
  const hops = simulation.trace.about(resource, key).filter(inCluster);
  const newest = hops.at(-1);
  sendJson(sink, {
    object: `${resource}/${key}`,
    hops: hops.slice(-HOPS_MAX).map(shown),
    truncated: hops.length > HOPS_MAX,
    // From the input that began it to the newest hop.
    why: newest === undefined ? [] : simulation.trace.chain(newest.id).reverse().map(shown),
  });
}
