/**
 * A question to the network that is answered at this instant, for commands of probes and hooks. Simplified here: its
 * packets are not drawn, and it takes no time.
 */
import type { Context } from '../kernel/component';
import { latestView, serviceOfIp } from '../network/table';
import { resolve } from '../network/dns';
import { nodeOf } from '../network/routes';
import type { Answer, Ask } from '../workload/shell/process';
import { CLUSTER_DNS, dnsOf } from './container-files';
import { answerHttp, listenerInPod } from './container-server';
import type { ContainerdState, Instance } from './containerd-state';
import { viewOf } from './service-view';
import type { ServiceTableState } from './service-table';

const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;

function failed(why: Extract<Answer, { kind: 'failed' }>['why'], ip: string): Answer {
  return { kind: 'failed', why, ip };
}

export function askNow(state: ContainerdState, context: Context, instance: Instance, ask: Ask): Answer {
  const view = viewOf(state, context);
  if (view === null) return failed('no-dns', '');
  const table = context.peer(`${state.cluster}/service-table`) as ServiceTableState;
  const name = ask.kind === 'dns' ? ask.name : ask.host;
  if (ask.kind !== 'dns' && IPV4.test(name)) return connect(state, context, ask, name);
  const { nameservers, searches } = dnsOf(state, instance);
  if (nameservers[0] !== CLUSTER_DNS) return failed('unknown-host', '');
  const reply = resolve(latestView(table.table), name, searches);
  const addresses = reply.kind === 'addresses' ? reply.addresses : [];
  if (ask.kind === 'dns') {
    const cname = reply.kind === 'addresses' ? reply.cname : '';
    return { kind: 'dns', server: CLUSTER_DNS, name: reply.name, cname, addresses };
  }
  const [ip] = addresses;
  return ip === undefined ? failed('unknown-host', '') : connect(state, context, ask, ip);
}

function connect(
  state: ContainerdState,
  context: Context,
  ask: Exclude<Ask, { kind: 'dns' }>,
  ip: string,
): Answer {
  const view = viewOf(state, context);
  const rules = view === null ? undefined : serviceOfIp(view, ip);
  const port = rules?.ports.find((candidate) => candidate.port === ask.port);
  if (rules !== undefined && port?.backends[0] === undefined)
    return failed(port === undefined ? 'timeout' : 'refused', ip);
  const target = port?.backends[0] ?? { ip, port: ask.port };
  const { routes } = context.peer(`${state.cluster}/service-table`) as ServiceTableState;
  const address = `${state.cluster}/${nodeOf(routes, target.ip) ?? ''}/containerd`;
  if (!context.isUp(address) || !context.canReach(`${state.cluster}/${state.node}/containerd`, address)) {
    return failed('timeout', ip);
  }
  const other = context.peer(address) as ContainerdState;
  const podUid = other.ipam.taken.map.get(target.ip);
  if (podUid === undefined) return failed('timeout', ip);
  if (target.port === 0) return { kind: 'open', ip };
  const listener = listenerInPod(other, podUid, target.port, context.now);
  if (listener === undefined) return failed('refused', ip);
  if (ask.kind === 'tcp') return { kind: 'open', ip };
  const answer = answerHttp(other, listener, target.port, ask.path, context.now);
  return answer.kind === 'ok'
    ? { kind: 'http', ip, code: answer.code, body: answer.body }
    : failed(answer.kind, ip);
}
