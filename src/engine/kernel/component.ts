/** What the dispatcher asks of a component, and what it offers to one. */
import type { Address, Hop, HopId, SimEvent } from './event';

/**
 * A kind of component. The state is plain data; API objects and records in it are immutable, only containers change.
 */
export interface ComponentKind<S> {
  /** A copy whose containers can be changed without touching the original. Shares every record and object. */
  clone(state: S): S;
  handle(state: S, event: SimEvent, context: Context): void;
  /**
   * The state with which the process begins again after it was stopped: it keeps its configuration, its random streams
   * and what lies on its disk, and forgets its memory. Absent: it forgets nothing. An event `start` follows.
   */
  restart?(state: S): S;
  /** What becomes of the state when the machine loses its power. Gets a clone, which it may change. */
  machineLost?(state: S): S;
  /** Types of its own messages of which it wants to hear when they don't arrive: an event `undelivered`. */
  readonly expects?: ReadonlySet<string>;
}

export interface Context {
  readonly now: number;
  /** The current epoch of snapshots, for `writable`. */
  readonly epoch: number;
  readonly self: Address;
  /** The hop that made this happen. */
  readonly cause: HopId;
  /**
   * Sends a message that arrives `latency` ms from now. With `hop` null it is counted, not traced (heartbeats), and
   * hands on its cause as a timer does. With `delay` it leaves that many ms from now. Returns its id.
   */
  send(
    to: Address,
    type: string,
    data: unknown,
    latency: number,
    hop: Hop | null,
    cause?: HopId,
    delay?: number,
  ): HopId;
  /** Sets a timer to itself. Never cancelled: a stale one must be recognised by its data. */
  after(delay: number, type: string, data: unknown, cause?: HopId): void;
  /**
   * Notes a hop that is handled within this same event: the call to a part that answers at once, drawn with the time
   * that it takes. Returns its id.
   */
  record(from: Address, to: Address, start: number, end: number, hop: Hop, cause?: HopId): HopId;
  /** The state of a component that answers within this same event (a one-member etcd). Throws when there is none. */
  peer(address: Address): unknown;
  /** Hands an answer to the world outside. */
  answer(data: unknown): void;
  /** True while the process runs. */
  isUp(address: Address): boolean;
  /** True when no cut link and no dead machine lies between the two. */
  canReach(from: Address, to: Address): boolean;
  /** Starts or ends the process that one of the caller's containers is. Nothing happens when it is as wanted. */
  setProcess(address: Address, running: boolean): void;
}
