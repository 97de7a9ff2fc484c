/** What a controller is: a pure function from what it can see to what it asks for. */
import type { ObjectReference } from '../api/event';
import type { ApiObject } from '../api/meta';
import type { Call } from '../client/requests';
import { cached, cachedBy, type CacheChange, type IndexName, type Informer } from '../client/informer';
import type { Happening } from '../client/recorder';

/** An Event to be written when a request has been answered. `$name` and `$error` stand for what only the answer knows. */
export interface Announcement extends Happening {
  readonly involved: ObjectReference;
}

/** One request of a plan, with the Events that go with it. */
export interface Ask extends Call {
  readonly onSuccess?: Announcement;
  readonly onFailure?: Announcement;
  /**
   * Goes on with the plan only if the object with this uid does not exist (any more, another one may have its name);
   * when it does, the plan ends without being a failure.
   */
  readonly onlyIfGone?: string;
}

/** Requests that may run at the same time. The next step is sent only if all of them succeeded. */
export type Step = readonly Ask[];

export interface Plan {
  readonly steps: readonly Step[];
  /** Kept for the key until the next reconcile; absent forgets. Plain data, never changed. */
  readonly memory?: unknown;
  /** Look again after so many ms. */
  readonly after?: number;
  /** Events about what was decided without asking for anything. */
  readonly announce?: readonly Announcement[];
}

export const NOTHING_TO_DO: Plan = { steps: [] };

/** Why a plan failed: the reason of the Event that told of it ('' for none), and what the API server said. */
export interface Failure {
  readonly reason: string;
  readonly message: string;
}

/** A controller's own watch caches. Counts what is read: a reconcile takes virtual time that grows with it. */
export class View {
  reads = 0;
  /** What went wrong with the last plan for this key; null when nothing did. */
  failure: Failure | null = null;

  constructor(
    private readonly informers: ReadonlyMap<string, Informer>,
    /** Wall clock at virtual 0, ms since 1970. */
    readonly epochMs: number,
  ) {}

  private informer(resource: string): Informer {
    const informer = this.informers.get(resource);
    if (informer === undefined) throw new Error(`nobody watches ${resource} here`);
    return informer;
  }

  get<T extends ApiObject>(resource: string, key: string): T | undefined {
    return cached<T>(this.informer(resource), key);
  }

  by<T extends ApiObject>(resource: string, index: IndexName, value: string): readonly T[] {
    const found = cachedBy<T>(this.informer(resource), index, value);
    this.reads += found.length;
    return found;
  }

  /** All objects of the resource, with the revision that tells this state of the cache from its others. */
  cache<T extends ApiObject>(
    resource: string,
  ): { readonly objects: ReadonlyMap<string, T>; readonly revision: number } {
    const { objects, revision } = this.informer(resource);
    this.reads += objects.map.size;
    return { objects: objects.map as ReadonlyMap<string, unknown> as ReadonlyMap<string, T>, revision };
  }

  list<T extends ApiObject>(resource: string): readonly T[] {
    const found = [...this.informer(resource).objects.map.values()] as T[];
    this.reads += found.length;
    return found;
  }
}

export interface Controller {
  /** `replicaset`, as the chip on the screen names it. */
  readonly name: string;
  /** Component name in its Events: `replicaset-controller`. */
  readonly component: string;
  /** Resources that it watches. */
  readonly watches: readonly string[];
  /** Indexes that it reads with `View.by`, by resource. */
  readonly indexes?: Readonly<Record<string, readonly IndexName[]>>;
  /** Keys to look at again after a change in a cache. */
  keysFor(change: CacheChange, view: View): readonly string[];
  /** The whole of the controller. `now` in virtual ms. */
  reconcile(key: string, view: View, now: number, memory: unknown): Plan;
}
