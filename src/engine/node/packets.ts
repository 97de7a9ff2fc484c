/** Packets that reach this machine: who has the address, who listens, and what is answered. */
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { hashText32 } from '../kernel/hash';
import { nextUint32 } from '../kernel/random';
import { resolve } from '../network/dns';
import { nodeOf } from '../network/routes';
import { chooseBackend } from '../network/rules';
import { latestView, serviceOfNodePort } from '../network/table';
import { answerHttp, listenerInPod, listenerOnHost, logRequest } from './container-server';
import type { ContainerdState } from './containerd-state';
import type { Packet, PacketReply } from './packet';
import { viewOf } from './service-view';
import type { ServiceTableState } from './service-table';

/** From machine to machine, ms; and until a server has answered. */
const LINK_MS = 1;
const SERVE_MS = 1;

export function takePacket(state: ContainerdState, context: Context, packet: Packet): void {
  if (packet.ip === state.hostIp && forwardNodePort(state, context, packet)) return;
  const answer = answerTo(state, context, packet);
  const reply: PacketReply = { number: packet.number, answer };
  // Of what gets lost nobody is told: the note to the other runtime is no packet, and is not drawn.
  const hop = answer.kind === 'lost' ? null : hopOf(packet, answer);
  context.send(packet.replyTo, 'packet-reply', reply, LINK_MS, hop, context.cause, SERVE_MS);
}

function hopOf({ service, ip, port }: Packet, answer: PacketReply['answer']): Hop {
  return {
    kind: 'packet',
    verb: answer.kind === 'refused' ? 'refused' : 'reply',
    resource: service === '' ? 'pods' : 'services',
    key: service === '' ? `${ip}:${port}` : service,
    code: answer.kind === 'http' ? answer.code : answer.kind === 'refused' ? 0 : 200,
  };
}

function answerTo(state: ContainerdState, context: Context, packet: Packet): PacketReply['answer'] {
  const { now } = context;
  const { ip, port, kind, path } = packet;
  const podUid = state.ipam.taken.map.get(ip);
  const isHost = ip === state.hostIp;
  if (podUid === undefined && !isHost) return { kind: 'lost' };
  if (port === 0) return { kind: 'open' };
  const listener =
    podUid === undefined ? listenerOnHost(state, port, now) : listenerInPod(state, podUid, port, now);
  if (listener === undefined) return { kind: 'refused' };
  if (kind === 'tcp') return { kind: 'open' };
  if (kind === 'dns')
    return { kind: 'dns', reply: resolve(dnsView(state, context), packet.name, packet.searches) };
  const answer = answerHttp(state, listener, port, path, now);
  logRequest(state, context, listener, packet, answer, now);
  if (answer.kind === 'ok') return { kind: 'http', code: answer.code, body: answer.body };
  return { kind: answer.kind === 'refused' ? 'refused' : 'lost' };
}

/** CoreDNS writes no rules: it knows what the API server has told. */
function dnsView(state: ContainerdState, context: Context): ReturnType<typeof latestView> {
  return latestView((context.peer(`${state.cluster}/service-table`) as ServiceTableState).table);
}

/** A node port: this node's rules send the packet on to an endpoint. Returns true when there is such a port. */
function forwardNodePort(state: ContainerdState, context: Context, packet: Packet): boolean {
  const view = viewOf(state, context);
  const found = view === null ? undefined : serviceOfNodePort(view, packet.port);
  if (found === undefined) return false;
  const { rules, port } = found;
  const service = `${rules.namespace}/${rules.name}`;
  const hash = hashText32(packet.fromIp) >>> 0;
  const backend = chooseBackend(rules, port, state.node, () => nextUint32(state.picks), hash);
  const { routes } = context.peer(`${state.cluster}/service-table`) as ServiceTableState;
  const node = backend === null ? undefined : nodeOf(routes, backend.ip);
  if (backend === null || node === undefined) {
    const reply: PacketReply = { number: packet.number, answer: { kind: 'refused' } };
    context.send(packet.replyTo, 'packet-reply', reply, LINK_MS, hopOf({ ...packet, service }, reply.answer));
    return true;
  }
  const onward: Packet = { ...packet, ip: backend.ip, port: backend.port, service };
  const hop: Hop = {
    kind: 'packet',
    verb: packet.method || 'connect',
    resource: 'services',
    key: service,
    code: 0,
  };
  context.send(`${state.cluster}/${node}/containerd`, 'packet', onward, LINK_MS, hop);
  return true;
}
