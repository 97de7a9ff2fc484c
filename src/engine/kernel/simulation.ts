/**
 * The dispatcher: virtual time, the queue, snapshots and the journal.
 *
 * The world is plain data; this class holds it, runs it, and knows nothing of Kubernetes.
 */
import type { ComponentKind } from './component';
import { DispatchContext } from './dispatch-context';
import { devFreeze } from './freeze';
import type { Address, Hop, HopId, SimEvent } from './event';
import { hashData, hashText32, hexOf } from './hash';
import type { Input, JournalEntry } from './journal';
import { KERNEL, Machinery, type Component, type Machine } from './machinery';
import { copyQueue, createQueue, nextTime, pending, pop, push, type EventQueue } from './queue';
import { Trace } from './trace';

/** The whole state of a world at one instant, as structured-cloneable data. Never changed once taken. */
export interface Snapshot {
  readonly now: number;
  readonly seq: number;
  readonly steps: number;
  /** How many inputs had been given. */
  readonly inputs: number;
  readonly epoch: number;
  readonly rollingHash: readonly [number, number];
  readonly queue: EventQueue;
  readonly components: ReadonlyMap<Address, Component>;
  readonly machines: ReadonlyMap<string, Machine>;
}

/** Where a process lives, for `addComponent`. */
export interface Place {
  /** `<cluster>/<machine>`. */
  readonly machine: string;
  /** True when a container runtime starts it. */
  readonly hosted?: boolean;
  /** False for one that does not run yet. */
  readonly running?: boolean;
}

export type StopReason = 'until' | 'budget' | 'yield' | 'stop';

export interface AdvanceOptions {
  /** Virtual ms; events at this very time still run. */
  readonly until: number;
  /** At most so many events. */
  readonly budget?: number;
  /** Asked every 64 events; true stops. Where it stops never changes the result. */
  readonly shouldYield?: () => boolean;
  /** Asked after each event; true stops. */
  readonly stop?: (event: SimEvent) => boolean;
}

const YIELD_EVERY = 64;

export class Simulation {
  now = 0;
  /** Sequence number of the newest event or hop. */
  seq = 0;
  /** Events dispatched since the beginning. */
  steps = 0;
  /** Id of the newest traced hop. */
  lastHop: HopId = 0;
  readonly trace: Trace;
  /** Answers to the world outside, to be drained by the host. No state. */
  outbox: unknown[] = [];
  journal: JournalEntry[] = [];
  private epoch = 1;
  private hashA = 0x811c9dc5 | 0;
  private hashB = 0x1234567 | 0;
  private queue: EventQueue = createQueue();
  /** For reading; changed here and by the machinery only. */
  components = new Map<Address, Component>();
  readonly machinery: Machinery;
  private readonly context: DispatchContext;

  constructor(
    readonly kinds: Readonly<Record<string, ComponentKind<unknown>>>,
    traceCapacity?: number,
  ) {
    this.trace = new Trace(traceCapacity);
    this.context = new DispatchContext(this);
    this.machinery = new Machinery(this);
  }

  // ------------------------------------------------------------------------------------------------ building

  /** `place`: on which machine; absent for what no fault of a machine reaches. */
  addComponent(address: Address, kind: string, state: unknown, place: Place = { machine: '' }): void {
    if (this.kinds[kind] === undefined) throw new Error(`no component kind ${kind}`);
    if (this.components.has(address)) throw new Error(`two components at ${address}`);
    const { machine, hosted = false, running = true } = place;
    const { epoch } = this;
    this.components.set(address, { kind, epoch, state, machine, hosted, running, boot: 0, unread: [] });
  }

  /** Gives the first input: every component gets a `start` timer at once, in the order in which it was added. */
  boot(label: string): void {
    const hop: Hop = { kind: 'input', verb: 'boot', resource: '', key: label, code: 0 };
    const id = this.recordHop('', '', this.now, this.now, hop, 0);
    for (const [address, { running }] of this.components)
      if (running) this.pushTimer(address, this.now, 'start', null, id);
  }

  // ------------------------------------------------------------------------------------------------- running

  /** Time of the next event, or Infinity. */
  nextEventAt(): number {
    return nextTime(this.queue);
  }

  pendingEvents(): SimEvent[] {
    return pending(this.queue);
  }

  pendingCount(): number {
    return this.queue.size;
  }

  advance(options: AdvanceOptions): { readonly reason: StopReason; readonly dispatched: number } {
    const { until, stop, shouldYield } = options;
    const budget = options.budget ?? Infinity;
    let dispatched = 0;
    while (nextTime(this.queue) <= until) {
      if (dispatched >= budget) return { reason: 'budget', dispatched };
      if (shouldYield !== undefined && dispatched % YIELD_EVERY === YIELD_EVERY - 1 && shouldYield()) {
        return { reason: 'yield', dispatched };
      }
      const event = pop(this.queue) as SimEvent;
      this.dispatch(event);
      dispatched++;
      if (stop?.(event) === true) return { reason: 'stop', dispatched };
    }
    if (until > this.now && until !== Infinity) this.now = until;
    return { reason: 'until', dispatched };
  }

  /** Takes an input at the present instant and writes it into the journal. Returns the journal's entry. */
  input(input: Input): JournalEntry {
    const entry: JournalEntry = devFreeze({ ...input, at: this.now, step: this.steps });
    this.journal.push(entry);
    this.inject(entry);
    return entry;
  }

  /** Runs to `until`, giving the entries at the very places where they were given. They join the journal. */
  replay(entries: readonly JournalEntry[], until: number): void {
    for (const entry of entries) {
      if (entry.at > until) break;
      this.advance({ until: entry.at, budget: entry.step - this.steps });
      if (this.steps !== entry.step) {
        throw new Error(
          `replay differs: ${this.steps} events at ${entry.at} ms, the journal has ${entry.step}`,
        );
      }
      this.now = entry.at;
      this.journal.push(entry);
      this.inject(entry);
    }
    this.advance({ until });
  }

  private inject(entry: JournalEntry): void {
    const id = ++this.seq;
    const at = entry.immediate ? this.now : this.now + entry.latency;
    this.noteHop(id, 0, this.now, at, entry.from, entry.to, { ...entry.hop, kind: 'input' });
    const { to, from, type, data } = entry;
    const event: SimEvent = { at, seq: id, to, from, type, data, cause: 0, hop: true, boot: -1 };
    if (entry.immediate) this.dispatchNow(event);
    else push(this.queue, event);
  }

  /** Runs an event whose whole chain happens at this instant, also when nobody is there to take it. */
  private dispatchNow(event: SimEvent): void {
    if (this.isDeliverable(event)) {
      this.dispatch(event);
      return;
    }
    this.steps++;
    const lost = this.machinery.lost(event);
    if (lost === null) return;
    const { from: to, at, seq: cause } = event;
    this.dispatch({
      at,
      seq: ++this.seq,
      to,
      from: to,
      type: 'undelivered',
      data: lost.notice,
      cause,
      hop: false,
      boot: -1,
    });
  }

  private isDeliverable({ to, from }: SimEvent): boolean {
    if (to === KERNEL) return true;
    return this.components.get(to)?.running === true && this.machinery.canReach(from, to);
  }

  private dispatch(event: SimEvent): void {
    this.now = event.at;
    this.steps++;
    this.hashA = Math.imul(this.hashA ^ event.at ^ hashText32(event.to), 0x01000193);
    this.hashB = Math.imul(this.hashB ^ event.seq ^ hashText32(event.type), 0x5bd1e995);
    if (event.to === KERNEL) {
      this.machinery.handle(event);
      return;
    }
    const known = this.components.get(event.to);
    // Nobody lives there any more: the message is lost, as on a real network.
    if (known === undefined) return;
    if (event.boot >= 0 && (event.boot !== known.boot || !known.running)) return;
    if (
      !known.running ||
      (this.machinery.troubled && event.boot < 0 && !this.machinery.canReach(event.from, event.to))
    ) {
      this.lose(event);
      return;
    }
    const component = known.epoch === this.epoch ? known : (this.touch(event.to) as Component);
    this.context.enter(event, component.boot);
    (this.kinds[component.kind] as ComponentKind<unknown>).handle(component.state, event, this.context);
  }

  private lose(event: SimEvent): void {
    const lost = this.machinery.lost(event);
    if (lost === null) return;
    const cause = event.hop ? event.seq : event.cause;
    this.pushTimer(event.from, this.now + lost.delay, 'undelivered', lost.notice, cause);
  }

  // --------------------------------------------------------------------------------------- snapshots and hashes

  /** Takes a snapshot in the time of copying the queue and the table of components. */
  snapshot(): Snapshot {
    const { now, seq, steps, epoch } = this;
    const snapshot: Snapshot = {
      now,
      seq,
      steps,
      inputs: this.journal.length,
      epoch,
      rollingHash: [this.hashA, this.hashB],
      queue: copyQueue(this.queue),
      components: new Map(this.components),
      machines: new Map(this.machinery.machines),
    };
    this.epoch++;
    return snapshot;
  }

  /**
   * Becomes the world of the snapshot. The journal is cut to what had been given by then, and the trace forgets what
   * came later. The snapshot stays usable.
   */
  restore(snapshot: Snapshot): void {
    const newest = this.seq;
    this.now = snapshot.now;
    this.seq = snapshot.seq;
    this.steps = snapshot.steps;
    this.hashA = snapshot.rollingHash[0];
    this.hashB = snapshot.rollingHash[1];
    this.queue = copyQueue(snapshot.queue);
    this.components = new Map(snapshot.components);
    this.machinery.machines = new Map(snapshot.machines);
    this.epoch = Math.max(this.epoch, snapshot.epoch) + 1;
    this.outbox = [];
    this.journal = this.journal.slice(0, snapshot.inputs);
    this.trace.truncate(snapshot.seq, newest);
    this.lastHop = Math.min(this.lastHop, snapshot.seq);
  }

  /** Rolling hash over the events that ran: free, always on. 16 hexadecimal digits. */
  rollingHash(): string {
    return hexOf(this.hashA) + hexOf(this.hashB);
  }

  /** Hash of all state. Equal worlds, equal hash, in Node and in every browser. */
  stateHash(): string {
    const components: unknown[] = [];
    for (const [address, { kind, state, running, boot, unread }] of this.components)
      components.push([address, kind, state, running, boot, unread]);
    const machines = [...this.machinery.machines];
    const { now, seq, steps } = this;
    return hashData([now, seq, steps, pending(this.queue), components, machines, this.rollingHash()]);
  }

  // ------------------------------------------------------------------------------------------------- reading

  /** A component's state, for reading only. */
  stateOf(address: Address): unknown {
    return this.components.get(address)?.state;
  }

  addresses(): IterableIterator<Address> {
    return this.components.keys();
  }

  kindOf(address: Address): string | undefined {
    return this.components.get(address)?.kind;
  }

  // ------------------------------------------------------------------------ for DispatchContext and Machinery

  currentEpoch(): number {
    return this.epoch;
  }

  /** The component, cloned first when a snapshot still holds it. */
  touch(address: Address): Component | undefined {
    const component = this.components.get(address);
    if (component === undefined || component.epoch === this.epoch) return component;
    const kind = this.kinds[component.kind] as ComponentKind<unknown>;
    const fresh: Component = { ...component, epoch: this.epoch, state: kind.clone(component.state) };
    this.components.set(address, fresh);
    return fresh;
  }

  pushMessage(event: SimEvent, start: number, hop: Hop | null): void {
    if (hop === null) this.trace.quiet++;
    else this.noteHop(event.seq, event.cause, start, event.at, event.from, event.to, hop);
    devFreeze(event);
    push(this.queue, event);
  }

  /** A timer that somebody else sets for a component: it is void once that has started anew. */
  pushTimer(to: Address, at: number, type: string, data: unknown, cause: HopId): void {
    this.pushOwnTimer(to, at, type, data, cause, this.components.get(to)?.boot ?? 0);
  }

  pushOwnTimer(to: Address, at: number, type: string, data: unknown, cause: HopId, boot: number): void {
    push(this.queue, devFreeze({ at, seq: ++this.seq, to, from: to, type, data, cause, hop: false, boot }));
  }

  recordHop(from: Address, to: Address, start: number, end: number, hop: Hop, cause: HopId): HopId {
    const id = ++this.seq;
    this.noteHop(id, cause, start, end, from, to, hop);
    return id;
  }

  private noteHop(
    id: HopId,
    cause: HopId,
    start: number,
    end: number,
    from: Address,
    to: Address,
    hop: Hop,
  ): void {
    this.trace.record(id, cause, start, end, from, to, hop);
    this.lastHop = id;
  }
}
