/**
 * Leader election by Lease: of several equal processes only the holder of the Lease works.
 * Models client-go/tools/leaderelection/leaderelection.go with the defaults of component-base.
 */
import type { ObjectReference } from '../api/event';
import type { Lease } from '../api/lease';
import { formatMicroTime } from '../api/time';
import { isSuccess, type ApiResponse } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Address } from '../kernel/event';
import { copyStream, createStream, nextUuid, type RandomStream } from '../kernel/random';
import { cloneClient, createClient, restartClient, send, type Call, type ClientState } from './requests';

/** --leader-elect-lease-duration: a Lease that nobody renewed for so long is free. */
const LEASE_DURATION_MS = 15_000;
/** --leader-elect-renew-deadline: a leader that could not renew for so long stops leading. */
const RENEW_DEADLINE_MS = 10_000;
/** --leader-elect-retry-period. */
const RETRY_PERIOD_MS = 2000;

const NAMESPACE = 'kube-system';

/** The client's name, by which answers find back to the election. */
export const ELECTION_CLIENT = 'leader-election';

export interface Election {
  /** Name of the Lease: `kube-scheduler`. */
  readonly lease: string;
  readonly host: string;
  readonly epochMs: number;
  readonly ids: RandomStream;
  readonly client: ClientState;
  /** `<hostname>_<uuid>`, new with every start of the process. */
  identity: string;
  leading: boolean;
  /** The Lease as last seen, and when it was seen to change, virtual ms. */
  seen: Lease | null;
  seenAt: number;
  /** When the last renewal was acknowledged, virtual ms. */
  renewedAt: number;
}

export interface ElectionOptions {
  readonly lease: string;
  /** Name of the machine. */
  readonly host: string;
  readonly server: Address;
  readonly user: string;
  /** ms one way. */
  readonly link: number;
  readonly epochMs: number;
  readonly seed: number;
}

export function createElection(options: ElectionOptions): Election {
  const { lease, host, server, user, link, epochMs, seed } = options;
  const ids = createStream(seed, `leader election ${lease}`);
  const client = createClient({ name: ELECTION_CLIENT, server, user, link, qps: Infinity, burst: 1 });
  const identity = `${host}_${nextUuid(ids)}`;
  return {
    lease,
    host,
    epochMs,
    ids,
    client,
    identity,
    leading: false,
    seen: null,
    seenAt: 0,
    renewedAt: 0,
  };
}

export function cloneElection(election: Election): Election {
  return { ...election, ids: copyStream(election.ids), client: cloneClient(election.client) };
}

/** The election of a process that begins again, under a new identity. */
export function restartElection(election: Election): Election {
  const ids = copyStream(election.ids);
  const identity = `${election.host}_${nextUuid(ids)}`;
  return {
    ...election,
    ids,
    client: restartClient(election.client),
    identity,
    leading: false,
    seen: null,
    seenAt: 0,
  };
}

/** What became of the leadership: `won` and `lost` are news. */
export type ElectionNews = 'won' | 'lost' | null;

/** Begins to stand for election. Answers come as `response` events of the client `leader-election`. */
export function beginElection(election: Election, context: Context): void {
  context.after(RETRY_PERIOD_MS, 'elect', null);
  ask(election, context, { verb: 'get' });
}

/** Takes the timer `elect`: asks or renews again. What was asked before and not answered is given up. */
export function takeElectionTimer(election: Election, context: Context): ElectionNews {
  context.after(RETRY_PERIOD_MS, 'elect', null);
  election.client.pending.clear();
  const late = election.leading && context.now - election.renewedAt > RENEW_DEADLINE_MS;
  if (late) election.leading = false;
  if (election.leading) renew(election, context);
  else ask(election, context, { verb: 'get' });
  return late ? 'lost' : null;
}

export function takeElectionResponse(
  election: Election,
  context: Context,
  response: ApiResponse,
): ElectionNews {
  const tag = election.client.pending.get(response.id);
  if (tag === undefined) return null;
  election.client.pending.delete(response.id);
  if (tag === 'get') return takeLease(election, context, response);
  if (!isSuccess(response.code)) return null;
  const won = !election.leading;
  election.leading = true;
  election.renewedAt = context.now;
  election.seen = response.body as Lease;
  return won ? 'won' : null;
}

/** The Lease as it stands: free, somebody else's, or one that its holder has left to expire. */
function takeLease(election: Election, context: Context, response: ApiResponse): ElectionNews {
  if (response.code === 404) {
    ask(election, context, { verb: 'create', body: leaseBy(election, context, 0) });
    return null;
  }
  if (!isSuccess(response.code)) return null;
  const lease = response.body as Lease;
  if (lease.spec.renewTime !== election.seen?.spec.renewTime) election.seenAt = context.now;
  election.seen = lease;
  const { holderIdentity = '' } = lease.spec;
  const free = holderIdentity === '' || context.now - election.seenAt >= LEASE_DURATION_MS;
  if (free || holderIdentity === election.identity) takeOver(election, context, lease);
  return null;
}

function takeOver(election: Election, context: Context, lease: Lease): void {
  const transitions = (lease.spec.leaseTransitions ?? 0) + 1;
  const { resourceVersion = '' } = lease.metadata;
  const body = leaseBy(election, context, transitions);
  ask(election, context, {
    verb: 'update',
    body: { ...body, metadata: { ...body.metadata, resourceVersion } },
  });
}

function renew(election: Election, context: Context): void {
  const { seen } = election;
  if (seen === null) return;
  const renewTime = formatMicroTime(election.epochMs + context.now);
  ask(election, context, { verb: 'patch', body: { spec: { renewTime } }, patchType: 'merge', quiet: true });
}

function leaseBy({ lease, identity, epochMs }: Election, context: Context, transitions: number): Lease {
  const time = formatMicroTime(epochMs + context.now);
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: lease, namespace: NAMESPACE },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: LEASE_DURATION_MS / 1000,
      acquireTime: time,
      renewTime: time,
      leaseTransitions: transitions,
    },
  };
}

function ask(election: Election, context: Context, call: Pick<Call, 'verb'> & Partial<Call>): void {
  const { client, lease } = election;
  send(client, context, { resource: 'leases', namespace: NAMESPACE, name: lease, ...call }, call.verb);
}

/** What the Event of a new leader is about, and what it says. */
export function leaderEvent(election: Election): {
  readonly involved: ObjectReference;
  readonly message: string;
} {
  const { lease: name, seen, identity } = election;
  const uid = seen?.metadata.uid ?? '';
  const involved = {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    namespace: NAMESPACE,
    name,
    uid,
  };
  return { involved, message: `${identity} became leader` };
}
