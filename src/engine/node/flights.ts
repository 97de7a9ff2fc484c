/**
 * Questions that containers of this machine ask the network: names resolved, endpoints chosen, packets sent and
 * answers taken. The other half, that of the machine that is asked, is in packets.ts.
 */
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import { nextUint32 } from '../kernel/random';
import type { DnsReply } from '../network/dns';
import type { Answer } from '../workload/shell/process';
import { CLUSTER_DNS, dnsOf } from './container-files';
import type { ContainerdState, Instance } from './containerd-state';
import type { DnsConfig } from './cri';
import type { Asker, FailureData, Flight, Packet, PacketReply, Settled } from './packet';
import { destinationOf, runtimeAt, viewOf } from './service-view';
import { withResult } from './traffic';

/** From machine to machine, ms. */
const LINK_MS = 1;
/** Until a rejected connection is known. */
const REJECT_MS = 1;
/** A resolver asks twice, and waits 5 s each time. */
const DNS_TIMEOUT_MS = 10_000;

const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;

// ------------------------------------------------------------------------------------------------- sending

/** Begins a question. Its answer comes with a later event. */
export function startAsk(state: ContainerdState, context: Context, instance: Instance, asker: Asker): void {
  const { ask } = asker;
  const number = state.nextNumber++;
  const { now } = context;
  const flight: Flight = {
    asker,
    podUid: instance.podUid,
    podKey: instance.podKey,
    since: now,
    deadline: now + (ask.kind === 'dns' ? DNS_TIMEOUT_MS : ask.timeoutMs),
    resolving: false,
    service: '',
    ip: '',
    pod: '',
  };
  if (ask.kind !== 'dns' && IPV4.test(ask.host)) connect(state, context, number, flight, ask.host);
  else resolveName(state, context, number, flight, dnsOf(state, instance));
}

function fromIp(state: ContainerdState, { podUid }: Flight): string {
  return state.sandboxes.map.get(podUid)?.ip ?? '';
}

function packetFor(state: ContainerdState, number: number, flight: Flight, part: Partial<Packet>): Packet {
  return {
    number,
    replyTo: `${state.cluster}/${state.node}/containerd`,
    fromIp: fromIp(state, flight),
    fromPod: flight.podKey,
    kind: 'tcp',
    method: '',
    ip: '',
    port: 0,
    path: '',
    name: '',
    searches: [],
    service: '',
    ...part,
  };
}

/** Sends a packet on its way, or lets it get lost. */
function launch(state: ContainerdState, context: Context, flight: Flight, packet: Packet): void {
  const { number, kind, method, service, ip, port } = packet;
  state.flights.set(number, flight);
  const to = runtimeAt(state, context, ip);
  const hop: Hop = {
    kind: 'packet',
    verb: kind === 'http' ? method : kind === 'dns' ? 'dns' : 'connect',
    resource: service === '' ? 'pods' : 'services',
    key: service === '' ? `${ip}:${port}` : service,
    code: 0,
  };
  if (to !== undefined) context.send(to, 'packet', packet, LINK_MS, hop);
  // Where no packet arrives, nothing comes back: the client's own patience ends it.
  if (to === undefined || !context.canReach(context.self, to)) giveUpLater(context, number, flight);
}

function giveUpLater(context: Context, number: number, { deadline }: Flight): void {
  context.after(Math.max(0, deadline - context.now), 'ask-timeout', { number });
}

function fail(context: Context, number: number, ms: number, why: FailureData['why']): void {
  const data: FailureData = { number, why };
  context.after(ms, 'ask-failed', data);
}

function resolveName(
  state: ContainerdState,
  context: Context,
  number: number,
  flight: Flight,
  { nameservers, searches }: DnsConfig,
): void {
  const { ask } = flight.asker;
  const name = ask.kind === 'dns' ? ask.name : ask.host;
  const view = viewOf(state, context);
  const [server = ''] = nameservers;
  const destination =
    view === null ? undefined : destinationOf(state, view, fromIp(state, flight), server, 53);
  const dns: Flight = { ...flight, resolving: true, deadline: context.now + DNS_TIMEOUT_MS, ip: server };
  if (destination === undefined || destination.backend === null || destination.service === '') {
    state.flights.set(number, dns);
    if (destination?.backend === null) fail(context, number, REJECT_MS, 'no-dns');
    // The machine's own resolver knows no name of the cluster, and there is no world outside.
    else if (server !== CLUSTER_DNS && view !== null) fail(context, number, REJECT_MS, 'unknown-host');
    else giveUpLater(context, number, dns);
    return;
  }
  const { ip, port, pod } = destination.backend;
  const packet = packetFor(state, number, dns, {
    kind: 'dns',
    ip,
    port,
    name,
    searches,
    service: destination.service,
  });
  launch(state, context, { ...dns, service: destination.service, pod }, packet);
}

function connect(state: ContainerdState, context: Context, number: number, flight: Flight, ip: string): void {
  const { ask } = flight.asker;
  if (ask.kind === 'dns') return;
  const view = viewOf(state, context);
  const destination =
    view === null ? undefined : destinationOf(state, view, fromIp(state, flight), ip, ask.port);
  const known: Flight = { ...flight, resolving: false, ip, service: destination?.service ?? '' };
  if (destination === undefined) {
    state.flights.set(number, known);
    giveUpLater(context, number, known);
  } else if (destination.backend === null) {
    state.flights.set(number, known);
    fail(context, number, REJECT_MS, 'refused');
  } else {
    const { backend, service } = destination;
    const { kind } = ask;
    const web = ask.kind === 'http' ? { method: ask.method, path: ask.path } : {};
    const packet = packetFor(state, number, known, {
      kind,
      ip: backend.ip,
      port: backend.port,
      service,
      ...web,
    });
    launch(state, context, { ...known, pod: backend.pod }, packet);
  }
}

// ----------------------------------------------------------------------------------------------- answers

/** Ends a question, and keeps what became of it. */
function settle(
  state: ContainerdState,
  context: Context,
  number: number,
  flight: Flight,
  answer: Answer,
): Settled {
  state.flights.delete(number);
  const { asker, podKey: from, service, ip, pod, since } = flight;
  if (asker.ask.kind !== 'dns') {
    const code = answer.kind === 'http' ? answer.code : 0;
    state.traffic = withResult(state.traffic, {
      at: context.now,
      from,
      service: service === '' || flight.resolving ? ip || asker.ask.host : service,
      ok: answer.kind === 'open' || (code >= 200 && code < 400),
      code,
      problem: answer.kind === 'failed' ? answer.why : '',
      ms: context.now - since,
      pod: answer.kind === 'failed' && flight.resolving ? '' : pod,
    });
  }
  return { asker, answer };
}

function failed(why: Extract<Answer, { kind: 'failed' }>['why'], ip: string): Answer {
  return { kind: 'failed', why, ip };
}

/** A reply from the other machine. Null: the question goes on, or nobody waits for it any more. */
export function takePacketReply(
  state: ContainerdState,
  context: Context,
  { number, answer }: PacketReply,
): Settled | null {
  const flight = state.flights.get(number);
  if (flight === undefined) return null;
  const { ip } = flight;
  switch (answer.kind) {
    case 'http':
      return settle(state, context, number, flight, {
        kind: 'http',
        ip,
        code: answer.code,
        body: answer.body,
      });
    case 'open':
      return settle(state, context, number, flight, { kind: 'open', ip });
    case 'refused':
      return settle(state, context, number, flight, failed(flight.resolving ? 'no-dns' : 'refused', ip));
    case 'lost':
      giveUpLater(context, number, flight);
      return null;
    case 'dns':
      return takeDnsReply(state, context, number, flight, answer.reply);
  }
}

function takeDnsReply(
  state: ContainerdState,
  context: Context,
  number: number,
  flight: Flight,
  reply: DnsReply,
): Settled | null {
  const { ask } = flight.asker;
  const addresses = reply.kind === 'addresses' ? reply.addresses : [];
  if (ask.kind === 'dns') {
    const cname = reply.kind === 'addresses' ? reply.cname : '';
    const answer: Answer = { kind: 'dns', server: CLUSTER_DNS, name: reply.name, cname, addresses };
    return settle(state, context, number, flight, answer);
  }
  // The addresses of a headless Service come in a new order each time (`loadbalance`).
  const ip = addresses[addresses.length < 2 ? 0 : nextUint32(state.picks) % addresses.length];
  if (ip === undefined) return settle(state, context, number, flight, failed('unknown-host', ''));
  state.flights.delete(number);
  const deadline = context.now + ask.timeoutMs;
  connect(state, context, number, { ...flight, resolving: false, service: '', pod: '', deadline }, ip);
  return null;
}

export function takeFailure(state: ContainerdState, context: Context, data: FailureData): Settled | null {
  const flight = state.flights.get(data.number);
  return flight === undefined
    ? null
    : settle(state, context, data.number, flight, failed(data.why, flight.ip));
}

export function takeTimeout(state: ContainerdState, context: Context, number: number): Settled | null {
  const flight = state.flights.get(number);
  if (flight === undefined) return null;
  // A later stage of the same question has more time.
  if (context.now < flight.deadline) return null;
  return settle(state, context, number, flight, failed(flight.resolving ? 'no-dns' : 'timeout', flight.ip));
}

/** A packet did not arrive: its machine is off, cut off, or has no runtime that runs. */
export function takeLostPacket(state: ContainerdState, context: Context, { number }: Packet): void {
  const flight = state.flights.get(number);
  if (flight !== undefined) giveUpLater(context, number, flight);
}
