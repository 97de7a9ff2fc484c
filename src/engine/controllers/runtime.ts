/**
 * The runtime that all controllers of a controller manager share: work queue, steps, retries, rate limits, and the
 * barrier "do not reconcile again before my own writes have come back on the watch".
 *
 * A key is idle (no record), queued, busy (requests under way), parked (waiting for its own writes), resting (a
 * reconcile that read much takes time) or waking. Changes that arrive meanwhile make it dirty.
 */
import { isSuccess, type ApiResponse, type WatchEvent } from '../api/wire';
import type { CacheChange } from '../client/informer';
import { EXPECTS_ANSWERS, takeConnectionLost, takeUndelivered } from '../client/connection';
import {
  ELECTION_CLIENT,
  takeElectionResponse,
  takeElectionTimer,
  type Election,
} from '../client/leader-election';
import { openInformer, takeResponse, takeWatchEvent } from '../client/process';
import { recordEvent } from '../client/recorder';
import { send, takeTag } from '../client/requests';
import type { ComponentKind, Context } from '../kernel/component';
import { writable } from '../kernel/cow';
import type { HopId, SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import { hasWritten, isMoot, messageIn, nameIn, uidIn, type AskTag } from './answers';
import { clientsOf, followElection, startManager } from './lifecycle';
import { View, type Announcement, type Ask, type Controller, type Plan, type Step } from './controller';
import {
  cloneControllerManager,
  IDLE,
  restartControllerManager,
  type ControllerManagerState,
  type ControllerState,
  type KeyRecord,
  type Reason,
} from './manager-state';
import { backoff, joined } from './work-queue';

interface WakeData {
  readonly controller: string;
  readonly key: string;
  readonly generation: number;
}

/** Objects that a reconcile may read before it takes a millisecond. Measured: without it, reconciles go quadratic. */
const READS_PER_MS = 50;

/** The manager at work on one event. */
class Manager {
  private readonly view: View;

  constructor(
    private readonly table: ReadonlyMap<string, Controller>,
    /** Controllers by the resource that they watch. */
    private readonly watchers: ReadonlyMap<string, readonly Controller[]>,
    private readonly state: ControllerManagerState,
    private readonly context: Context,
  ) {
    this.view = new View(state.informers, state.epochMs);
  }

  handle(event: SimEvent): void {
    const { context, state } = this;
    switch (event.type) {
      case 'start':
        startManager(state, context);
        break;
      case 'elect':
        followElection(state, context, takeElectionTimer(state.election as Election, context));
        break;
      case 'connection-lost':
        takeConnectionLost(clientsOf(state), state.informers, context, event.data as ConnectionLost);
        break;
      case 'undelivered':
        takeUndelivered(context, event.data as Undelivered);
        break;
      case 'relist':
        openInformer(state.client, context, event.data as string);
        break;
      case 'watch':
        this.takeChanges(takeWatchEvent(state, context, event.data as WatchEvent));
        break;
      case 'response':
        this.takeAnswer(event.data as ApiResponse);
        break;
      case 'reconcile':
      case 'wake':
        this.wake(event.data as WakeData);
        break;
      default:
        throw new Error(`controller manager: unknown event ${event.type}`);
    }
  }

  private takeChanges(event: ReturnType<typeof takeWatchEvent>): void {
    if (event.kind !== 'changes') return;
    for (const change of event.changes) this.enqueueFor(change);
    this.unpark(event.informer.resource);
  }

  private enqueueFor(change: CacheChange): void {
    for (const controller of this.watchers.get(change.resource) ?? []) {
      if (!this.state.controllers.has(controller.name)) continue;
      for (const key of controller.keysFor(change, this.view))
        this.enqueue(controller.name, key, this.context.cause);
    }
  }

  private records(name: string): ControllerState {
    return this.state.controllers.get(name) as ControllerState;
  }

  private update(name: string, key: string, change: Partial<KeyRecord>): KeyRecord {
    const { keys } = this.records(name);
    const record: KeyRecord = { ...(keys.map.get(key) ?? IDLE), ...change };
    writable(keys, this.context.epoch).set(key, record);
    return record;
  }

  private enqueue(name: string, key: string, cause: HopId): void {
    const record = this.records(name).keys.map.get(key);
    if (record === undefined || record.phase === 'waking') {
      this.queue(name, key, { first: cause, also: [] }, 0);
    } else if (record.phase === 'retrying') {
      this.queue(name, key, joined(record.reason, cause), 0);
    } else if (record.phase === 'queued') {
      const reason = joined(record.reason, cause);
      if (reason !== record.reason) this.update(name, key, { reason });
    } else {
      const dirty = joined(record.dirty, cause);
      if (dirty !== record.dirty) this.update(name, key, { dirty });
    }
  }

  private queue(name: string, key: string, reason: Reason, delay: number): void {
    const generation = (this.records(name).keys.map.get(key)?.generation ?? 0) + 1;
    this.update(name, key, { phase: delay === 0 ? 'queued' : 'retrying', reason, dirty: null, generation });
    const data: WakeData = { controller: name, key, generation };
    this.context.after(delay, 'reconcile', data, reason.first);
  }

  private wake(data: WakeData): void {
    const { controller: name, key } = data;
    const record = this.records(name).keys.map.get(key);
    if (record === undefined || record.generation !== data.generation) return;
    if (record.phase === 'resting') this.settle(name, key, record);
    else if (record.phase === 'waking')
      this.reconcile(name, key, { first: this.context.cause, also: [] }, record);
    else if ((record.phase === 'queued' || record.phase === 'retrying') && this.isSynced(name))
      this.reconcile(name, key, record.reason, record);
  }

  /** Nobody acts on caches that were never filled: what is not in them yet is not missing. Models WaitForCacheSync. */
  private isSynced(name: string): boolean {
    const { watches } = this.table.get(name) as Controller;
    return watches.every((resource) => this.state.informers.get(resource)?.synced === true);
  }

  /** Takes up what waited for the caches, now that one of them is filled. */
  private resume(resource: string): void {
    for (const [name, { keys }] of this.state.controllers) {
      if (keys.map.size === 0 || !this.table.get(name)?.watches.includes(resource) || !this.isSynced(name))
        continue;
      for (const [key, { phase, generation, reason }] of keys.map) {
        if (phase !== 'queued' && phase !== 'retrying') continue;
        this.context.after(0, 'reconcile', { controller: name, key, generation }, reason.first);
      }
    }
  }

  private reconcile(name: string, key: string, reason: Reason, record: KeyRecord): void {
    const controller = this.table.get(name) as Controller;
    const { memory } = this.records(name);
    this.view.reads = 0;
    this.view.failure = record.failure;
    const plan: Plan = controller.reconcile(key, this.view, this.context.now, memory.map.get(key));
    if (plan.memory !== memory.map.get(key)) {
      if (plan.memory === undefined) writable(memory, this.context.epoch).delete(key);
      else writable(memory, this.context.epoch).set(key, plan.memory);
    }
    for (const announcement of plan.announce ?? []) this.announce(name, announcement, '', '', reason.first);
    const fresh = this.update(name, key, {
      phase: 'busy',
      reason,
      dirty: record.dirty,
      steps: plan.steps,
      step: -1,
      awaiting: 0,
      failed: false,
      failure: null,
      ended: false,
      barrier: {},
      rest: Math.floor(this.view.reads / READS_PER_MS),
      after: plan.after ?? -1,
    });
    this.nextStep(name, key, fresh);
  }

  private nextStep(name: string, key: string, record: KeyRecord): void {
    let step = record.step + 1;
    while (step < record.steps.length && (record.steps[step] as Step).length === 0) step++;
    if (record.failed || record.ended || step >= record.steps.length) {
      this.finish(name, key, record);
      return;
    }
    const asks = record.steps[step] as Step;
    this.update(name, key, { step, awaiting: asks.length });
    for (const ask of asks) this.ask(name, key, ask, record.reason);
  }

  private ask(name: string, key: string, ask: Ask, reason: Reason): void {
    const { onSuccess = null, onFailure = null, onlyIfGone = '', ...call } = ask;
    const tag: AskTag = {
      controller: name,
      key,
      resource: ask.resource,
      onSuccess,
      onFailure,
      onlyIfGone,
    };
    const { client } = this.records(name);
    send(client, this.context, call, tag, reason.first, reason.also.length === 0 ? undefined : reason.also);
  }

  private takeAnswer(response: ApiResponse): void {
    const { state, context } = this;
    if (response.client === ELECTION_CLIENT) {
      followElection(state, context, takeElectionResponse(state.election as Election, context, response));
      return;
    }
    // Each controller has a client of its own; the manager's is the one with the informers.
    const owner = this.ownerOf(response);
    if (owner === null) {
      const event = takeResponse(state, context, response);
      this.takeChanges(event);
      if (event.kind === 'changes') this.resume(event.informer.resource);
      return;
    }
    const tag = takeTag(owner.client, response) as AskTag | undefined;
    if (tag !== undefined) this.finishAsk(tag, response);
  }

  private ownerOf(response: ApiResponse): ControllerState | null {
    return this.state.controllers.get(response.client) ?? null;
  }

  private finishAsk(tag: AskTag, response: ApiResponse): void {
    const { controller: name, key } = tag;
    const record = this.records(name).keys.map.get(key);
    if (record === undefined) return;
    const missing = response.code === 404;
    const asked = tag.onlyIfGone !== '';
    const moot = isMoot(response);
    const fine = isSuccess(response.code) || (asked && missing) || moot;
    const words = moot ? null : fine ? tag.onSuccess : tag.onFailure;
    if (words !== null)
      this.announce(name, words, nameIn(response.body), messageIn(response.body), this.context.cause);
    const known = record.barrier[tag.resource] ?? 0;
    const barrier =
      response.revision > known ? { ...record.barrier, [tag.resource]: response.revision } : record.barrier;
    const awaiting = record.awaiting - 1;
    // A 404 on the way to a deletion is what was wanted.
    const failed = !(fine || (response.verb === 'delete' && missing));
    const failure = failed ? { reason: words?.reason ?? '', message: messageIn(response.body) } : null;
    const fresh = this.update(name, key, {
      awaiting,
      failed: record.failed || failed,
      failure: record.failure ?? failure,
      ended: record.ended || (asked && uidIn(response.body) === tag.onlyIfGone),
      barrier: hasWritten(response) ? barrier : record.barrier,
    });
    if (awaiting === 0) this.nextStep(name, key, fresh);
  }

  private announce(name: string, words: Announcement, ofName: string, error: string, cause: HopId): void {
    const { recorder } = this.records(name);
    const message = words.message.replace('$name', () => ofName).replace('$error', () => error);
    const happening = { type: words.type, reason: words.reason, message };
    recordEvent(recorder, this.state.events, this.context, words.involved, happening, cause);
  }

  private finish(name: string, key: string, record: KeyRecord): void {
    const failures = record.failed ? record.failures + 1 : 0;
    const fresh = this.update(name, key, { failures, phase: 'parked' });
    if (this.isBehind(fresh)) this.records(name).parked.add(key);
    else this.rest(name, key, fresh);
  }

  /** True while a cache has not yet seen this key's own writes. */
  private isBehind(record: KeyRecord): boolean {
    for (const resource in record.barrier) {
      const informer = this.state.informers.get(resource);
      // Only what the process watches can open the barrier again.
      if (informer !== undefined && informer.revision < (record.barrier[resource] as number)) return true;
    }
    return false;
  }

  private unpark(resource: string): void {
    for (const [name, controller] of this.state.controllers) {
      if (controller.parked.size === 0) continue;
      for (const key of [...controller.parked]) {
        const record = controller.keys.map.get(key) as KeyRecord;
        if (record.barrier[resource] === undefined || this.isBehind(record)) continue;
        controller.parked.delete(key);
        this.rest(name, key, record);
      }
    }
  }

  private rest(name: string, key: string, record: KeyRecord): void {
    if (record.rest === 0) {
      this.settle(name, key, record);
      return;
    }
    const generation = record.generation + 1;
    this.update(name, key, { phase: 'resting', generation });
    this.context.after(record.rest, 'wake', { controller: name, key, generation }, record.reason.first);
  }

  /** The plan is over: try again after a failure, go on with what came in meanwhile, or wait for the wake-up, or forget the key. */
  private settle(name: string, key: string, record: KeyRecord): void {
    const { keys } = this.records(name);
    const dirty = (keys.map.get(key) as KeyRecord).dirty;
    if (record.failed) {
      this.queue(name, key, joined(dirty, record.reason.first), backoff(record.failures));
    } else if (dirty !== null) {
      this.queue(name, key, dirty, 0);
    } else if (record.after >= 0) {
      const generation = record.generation + 1;
      this.update(name, key, { ...IDLE, phase: 'waking', generation });
      this.context.after(record.after, 'wake', { controller: name, key, generation }, record.reason.first);
    } else {
      writable(keys, this.context.epoch).delete(key);
    }
  }
}

/** The kube-controller-manager with these controllers inside. */
export function controllerManagerComponent(
  controllers: readonly Controller[],
): ComponentKind<ControllerManagerState> {
  const table = new Map(controllers.map((controller) => [controller.name, controller]));
  const watchers = new Map<string, Controller[]>();
  for (const controller of controllers) {
    for (const resource of controller.watches) {
      watchers.set(resource, [...(watchers.get(resource) ?? []), controller]);
    }
  }
  return {
    clone: cloneControllerManager,
    restart: restartControllerManager,
    expects: EXPECTS_ANSWERS,
    handle(state: ControllerManagerState, event: SimEvent, context: Context): void {
      new Manager(table, watchers, state, context).handle(event);
    },
  };
}
