/** Events, addresses and hops: the data that everything else is made of. */

/**
 * Where a component lives: `<cluster>/<component>` or `<cluster>/<node>/<component>`. Every address carries its
 * cluster, also while there is one.
 */
export type Address = string;

/** The id of a hop, which is the sequence number of its event. 0 is "nobody": only the first input has it. */
export type HopId = number;

/** What kinds of message there are; each is drawn with its own shape. */
export type HopKind = 'input' | 'request' | 'response' | 'watch' | 'txn' | 'cri' | 'cni' | 'exec' | 'packet';

/** The few words that the trace keeps of a message. */
export interface Hop {
  readonly kind: HopKind;
  /** `create`, `ADDED`, `RunPodSandbox` … */
  readonly verb: string;
  /** Plural resource, or ''. */
  readonly resource: string;
  /** `namespace/name` of the object, or ''. */
  readonly key: string;
  /** HTTP status of a response; 0 for others. */
  readonly code: number;
  /** Which part of the sender speaks, where it has several: the controller's name. */
  readonly by?: string;
  /** More hops that this one answers for: those that a work queue folded into it. */
  readonly also?: readonly HopId[];
}

/** One entry of the queue: a message (a hop) or a timer of a component to itself. Plain data, never changed. */
export interface SimEvent {
  /** Virtual ms since the world's epoch. */
  readonly at: number;
  readonly seq: number;
  readonly to: Address;
  readonly from: Address;
  readonly type: string;
  readonly data: unknown;
  /** The hop that made this happen. A timer hands on the cause of the hop that set it. */
  readonly cause: HopId;
  /** True for a message that is traced, false for a timer and for what is only counted. */
  readonly hop: boolean;
  /** Of a timer: which start of its component set it; a later one ignores it. -1 for messages. */
  readonly boot: number;
}
