/**
 * WATCH from outside: served beside the clock from etcd's history, so that it changes nothing in the world.
 * Models apiserver/pkg/endpoints/handlers/watch.go and apiserver/pkg/storage/cacher.
 */
import type { Kind } from '../api/kind';
import type { ApiObject } from '../api/meta';
import { expired, notAcceptable, type Status } from '../api/status';
import { WRITABLE } from '../apiserver/http/accept';
import { flagOf, integerOf, listQuery, listRefusal, notInteger } from '../apiserver/http/list-query';
import { valueOf } from '../apiserver/http/target';
import { bookmarkView, objectView, versionOf, viewOf, type View } from '../apiserver/http/view';
import { parseSelection, type Selection } from '../apiserver/selection';
import type { ApiServerState } from '../apiserver/state';
import { eventFor, oldestRevision, presentState } from '../apiserver/watch';
import { changesBelow } from '../etcd/kv';
import { wholeKey } from '../etcd/key';
import type { Change } from '../etcd/store';
import type { Flow } from './flow';
import type { DoorHost } from './host';
import { bootOf, isServedBy } from './serving';
import type { Place } from './place';
import { forStore, isStatus, kindShown } from './reads';
import { etcdOf, refuse, type Taken } from './taken';
import { afterWait } from './waiting';

/** About once a minute, and shortly before the end. Models bookmarkFrequency and bookmarkBefore in cacher.go. */
const BOOKMARK_EVERY_MS = 60_000;
const BOOKMARK_BEFORE_END_MS = 2000;
/** --min-request-timeout: a watch that names no end lasts between this and twice this. */
const MIN_TIMEOUT_MS = 1_800_000;
/** How far two watches that begin together end apart, in steps of this. */
const SPREAD_MS = 97_003;

interface WatchQuery {
  readonly selection: Selection;
  /** Null: begin with what is there. */
  readonly since: number | null;
  readonly bookmarks: boolean;
  readonly timeoutMs: number;
}

/** Ends of watches are spread, so that not all clients come back at once. */
function chosenTimeout({ simulation }: DoorHost): number {
  return MIN_TIMEOUT_MS + ((simulation.seq * SPREAD_MS) % MIN_TIMEOUT_MS);
}

function watchQuery({ host, target: { query } }: Taken, place: Place): WatchQuery | Status {
  const { info } = place;
  const options = listRefusal(query, true) ?? listQuery(query);
  if (isStatus(options)) return options;
  const timeout = integerOf(query, 'timeoutSeconds');
  if (timeout === null) return notInteger(query, 'timeoutSeconds');
  const named = info.name === '' ? '' : `metadata.name=${info.name}`;
  const fieldSelector = options.fieldSelector === '' ? named : (options.fieldSelector ?? '');
  const selection = parseSelection(kindShown(place), {
    namespace: info.namespace,
    labelSelector: options.labelSelector ?? '',
    fieldSelector,
  });
  if ('code' in selection) return selection;
  const version = valueOf(query, 'resourceVersion');
  return {
    selection,
    since: version === '' || Number(version) === 0 ? null : Number(version),
    bookmarks: flagOf(query, 'allowWatchBookmarks'),
    timeoutMs: timeout === undefined || timeout <= 0 ? chosenTimeout(host) : timeout * 1000,
  };
}

class Watch implements Flow {
  private readonly endsAt: number;
  private readonly boot: number;
  private nextBookmark: number;
  private seen: number;
  private isFirst = true;

  constructor(
    private readonly taken: Taken,
    private readonly kind: Kind,
    private readonly view: View,
    private readonly query: WatchQuery,
  ) {
    const { now } = taken.host.simulation;
    this.endsAt = now + query.timeoutMs;
    this.boot = bootOf(taken.host);
    this.nextBookmark = this.bookmarkAfter(now);
    this.seen = query.since ?? 0;
  }

  /** The head, and what there is to tell already. False when it is over at once. */
  begin(): boolean {
    const { host, sink } = this.taken;
    sink.head(200, { 'cache-control': 'no-cache, private', 'content-type': 'application/json' });
    const etcd = etcdOf(host);
    const state = host.simulation.stateOf(`${host.cluster}/kube-apiserver`) as ApiServerState;
    const { since } = this.query;
    if (since === null) {
      for (const change of presentState({ etcd, kind: this.kind })) this.tell(change);
      this.seen = etcd.revision;
      return true;
    }
    const oldest = oldestRevision({ state, etcd, kind: this.kind });
    if (since >= oldest) return this.pump();
    return this.fail(expired(since, oldest));
  }

  pump(): boolean {
    const { host, sink } = this.taken;
    const { machinery, now } = host.simulation;
    const door = `${host.cluster}/kube-apiserver`;
    if (!isServedBy(host, this.boot)) {
      sink.end();
      return false;
    }
    // What is sent now comes when the way is free again.
    if (!machinery.canReach(`${host.cluster}/user`, door)) return true;
    const etcd = etcdOf(host);
    if (etcd.revision > this.seen) {
      const changes = changesBelow(etcd, wholeKey(this.kind.storagePrefix, ''), this.seen);
      if (changes === null) return this.fail(expired(this.seen, etcd.compactRevision));
      for (const change of changes) this.tell(change);
      this.seen = etcd.revision;
    }
    if (now >= this.nextBookmark) this.tellBookmark(now);
    if (now < this.endsAt) return true;
    sink.end();
    return false;
  }

  wakeAt(): number {
    return Math.min(this.endsAt, this.nextBookmark);
  }

  cut(): void {
    this.fail(expired(this.seen, etcdOf(this.taken.host).revision));
  }

  input(): void {
    // Nobody has anything to say to a watch.
  }

  close(): void {
    // It keeps nothing but itself.
  }

  private bookmarkAfter(now: number): number {
    if (!this.query.bookmarks) return Infinity;
    const last = this.endsAt - BOOKMARK_BEFORE_END_MS;
    const next = now + BOOKMARK_EVERY_MS;
    if (now >= last) return Infinity;
    return Math.min(next, last);
  }

  private say(type: string, object: object): void {
    this.taken.sink.data(`${JSON.stringify({ type, object })}\n`);
  }

  private tell(change: Change): void {
    const event = eventFor(change, this.kind, this.query.selection);
    if (event === null) return;
    this.say(event.type, objectView(this.view, event.object, this.isFirst, this.wallMs()));
    this.isFirst = false;
  }

  private wallMs(): number {
    const { simulation, epochMs } = this.taken.host;
    return epochMs + simulation.now;
  }

  private tellBookmark(now: number): void {
    this.nextBookmark = this.bookmarkAfter(now);
    const mark: ApiObject = {
      kind: this.kind.kind,
      apiVersion: versionOf(this.view),
      metadata: {
        resourceVersion: String(this.seen),
        creationTimestamp: null,
      } as unknown as ApiObject['metadata'],
    };
    this.say('BOOKMARK', bookmarkView(this.view, mark, this.isFirst));
    this.isFirst = false;
  }

  private fail(status: Status): false {
    this.say('ERROR', status);
    this.taken.sink.end();
    return false;
  }
}

/** Opens a watch, or refuses it (null). */
export function openWatch(taken: Taken, place: Place, nowMs: number): Flow | null {
  const { kind, accepted } = place;
  const { query } = taken.target;
  if (accepted.encoding !== 'json') {
    refuse(taken, notAcceptable(WRITABLE));
    return null;
  }
  const asked = watchQuery(taken, place);
  const view = viewOf(place, accepted, query, nowMs);
  if (isStatus(asked) || isStatus(view)) {
    refuse(taken, isStatus(asked) ? asked : (view as Status));
    return null;
  }
  // Events have no watch cache.
  const isCached = asked.since !== null && kind.resource !== 'events';
  return afterWait(taken, forStore(taken, isCached), () => {
    const watch = new Watch(taken, kind, view, asked);
    return watch.begin() ? watch : null;
  });
}
