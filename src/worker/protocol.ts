/**
 * The one contract between the page and the worker that runs worlds.
 *
 * Up: commands, each with an id, each answered by one `Reply`. Down: at most one `Frame` per animation frame, asked
 * for by the page (`Command` of type `frame`) and held by the worker until there is something to say.
 * Every message names its world; every id of a thing drawn starts with its cluster.
 */

import type { BridgeStatus } from '../bridge/tab/messages';
import type { Headers, HttpRequest } from '../engine/api/http';
import type { Fault } from '../engine/faults/faults';
import type { JournalEntry } from '../engine/kernel/journal';

/** Raised when a message changes its shape; the page refuses a worker that speaks another number. */
export const PROTOCOL_VERSION = 4;

/** Names one world in the worker. A worker can hold several. */
export type WorldId = string;

/** A world that can be opened. */
export interface SceneInfo {
  /** For `open`. */
  readonly name: string;
  readonly title: string;
  readonly line: string;
}

/** In the order of a menu. The first is the default. */
export const SCENES: readonly SceneInfo[] = [
  {
    name: 'web',
    title: 'A web application',
    line: 'Three web pods behind a Service, and a client that asks them every second.',
  },
  {
    name: 'two-tier',
    title: 'Frontend, backend, database',
    line: 'Services that ask each other, with probes and a ConfigMap.',
  },
  { name: 'busy', title: 'A busy cluster', line: 'Ten workers and 150 pods, with agents on every node.' },
  { name: 'empty', title: 'An empty cluster', line: 'What kubeadm leaves, and nothing else.' },
];

// ---------------------------------------------------------------------------------------------------- commands

/** What a program outside the cluster asks of a cluster's kube-apiserver: the words of the HTTP API, unserialised. */
export interface OutsideRequest {
  readonly cluster: string;
  readonly verb: 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
  /** Plural resource name, as in a URL: `pods`, `deployments`. */
  readonly resource: string;
  /** '' for cluster-scoped resources. */
  readonly namespace: string;
  /** '' for list and create. */
  readonly name: string;
  /** '' for the object itself; `scale`, `exec`, `log` … */
  readonly subresource?: string;
  readonly body?: unknown;
  /** For `patch`. */
  readonly patchType?: 'json' | 'merge' | 'strategic';
  /** For `list` and `deletecollection`. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** For `delete`: what becomes of what the object owns; absent is Background. */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** For `delete`: null or absent leaves the choice to the object. */
  readonly gracePeriodSeconds?: number | null;
  /** For `exec`: the command and its arguments. */
  readonly command?: readonly string[];
  /** For `exec`: absent is the first container. */
  readonly container?: string;
}

/** The API server's answer: an HTTP status code (0 when it did not answer), and an object or a `Status` as body. */
export interface OutsideResponse {
  readonly code: number;
  readonly body: unknown;
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
}

export type StepUnit = 'hop' | 'event' | 'notable';

/** How fast virtual time runs. `speed` is virtual ms per real ms; `auto` lets the worker choose it (DESIGN.md). */
export interface Pace {
  readonly paused: boolean;
  readonly auto: boolean;
  readonly speed: number;
}

export type { BridgeStatus } from '../bridge/tab/messages';

/** One input that changed the world, as the page keeps it (so that a dead worker loses nothing). Plain data. */
export type { JournalEntry } from '../engine/kernel/journal';
export type { Fault } from '../engine/faults/faults';

/** A fault that may be caused here and now, or its counter-action, with the deed that it stands for. */
export interface FaultOffer {
  readonly fault: Fault;
  /** On the button: `Stop`, `Power off`, `Cut the network`, `Mend the network`. */
  readonly verb: string;
  /** The command line or the deed: `ssh worker-1 sudo systemctl stop kubelet`. */
  readonly label: string;
}

export type Command =
  /**
   * Opens a world from a scene. Replies `{}`. One of that name steps aside, and Undo brings it back. With `journal`,
   * replays it to `at`.
   */
  | {
      readonly type: 'open';
      readonly world: WorldId;
      readonly scene: string;
      readonly seed: number;
      readonly journal?: readonly JournalEntry[];
      readonly at?: number;
      /** Wall clock at virtual 0, ms since 1970; absent is the scene's own. */
      readonly epochMs?: number;
    }
  /**
   * Sends a request through the API server. Replies `{ response }` once the answer has come back in virtual time.
   * Requests of one `batch` (the documents of one `kubectl apply`) are taken back by one Undo.
   */
  | {
      readonly type: 'request';
      readonly world: WorldId;
      readonly request: OutsideRequest;
      readonly label: string;
      readonly batch?: string;
    }
  /** Causes a fault or its counter-action. Replies `{}`. Undo takes it back. */
  | { readonly type: 'fault'; readonly world: WorldId; readonly cluster: string; readonly fault: Fault }
  | { readonly type: 'pace'; readonly world: WorldId; readonly pace: Partial<Pace> }
  /** Runs to the next hop, event or notable change, then stands still. */
  | { readonly type: 'step'; readonly world: WorldId; readonly unit: StepUnit }
  /** Goes back to just before the last input, or before a Reset. Replies `{ undone: label }`, '' when there is none. */
  | { readonly type: 'undo'; readonly world: WorldId }
  /** From now on frames carry the full object of this id while it changes; null for none. */
  | { readonly type: 'inspect'; readonly world: WorldId; readonly about: string | null }
  /**
   * Opens an HTTP exchange with a cluster's API server, numbered by the page. No reply: what comes back are
   * `HttpPart`s of that number.
   */
  | {
      readonly type: 'http';
      readonly world: WorldId;
      readonly exchange: number;
      readonly cluster: string;
      readonly request: HttpRequest;
    }
  /** A message from the client on an upgraded exchange: its first byte is the channel. No reply. */
  | {
      readonly type: 'http-input';
      readonly world: WorldId;
      readonly exchange: number;
      readonly message: Uint8Array;
    }
  /** The client has left the exchange. No reply, and nothing more comes. */
  | { readonly type: 'http-close'; readonly world: WorldId; readonly exchange: number }
  /** Replies `{}` when so many virtual ms have passed. A world that stands still does not. */
  | { readonly type: 'sleep'; readonly world: WorldId; readonly ms: number }
  /** Connects this world to the bridge of the page's server, or leaves it. Replies `{}`; the state comes by itself. */
  | {
      readonly type: 'bridge';
      readonly world: WorldId;
      readonly on: boolean;
      /** Also when another tab holds the bridge. */
      readonly takeOver?: boolean;
    }
  /** Credit for one frame. No reply: the frame is the reply. */
  | { readonly type: 'frame'; readonly world: WorldId };

/** A command with its id on the wire. */
export type ToWorker = Command & { readonly id: number };

// ------------------------------------------------------------------------------------------------------- frames

/**
 * The status vocabulary of the picture (UI.md, status palette). `statusText` of a pod holds kubectl's own word.
 */
export type PodShape =
  | 'running'
  | 'starting'
  | 'pending'
  | 'failed'
  | 'terminating'
  | 'succeeded'
  | 'unknown';

/** A countdown, drawn as a shrinking ring: from `start` to `end`, virtual ms. */
export interface TimerView {
  /**
   * `grace`: until SIGKILL. `backoff`: crash back-off. `pull`: image pull back-off. `toleration`: until the pod is
   * evicted from a tainted node. `lease`: until a silent node is given up.
   */
  readonly kind: 'grace' | 'backoff' | 'pull' | 'toleration' | 'lease';
  readonly start: number;
  readonly end: number;
}

export interface PodView {
  /** `<cluster>/pods/<namespace>/<name>`. */
  readonly id: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** What a person would call it: the name less the generated parts (`web`). */
  readonly app: string;
  /** The generated last part (`k2x8d`), or ''. */
  readonly suffix: string;
  /** Node name; '' while unscheduled. */
  readonly node: string;
  readonly shape: PodShape;
  /** The STATUS column of `kubectl get pods`. */
  readonly statusText: string;
  /** The READY column: `1/1`. */
  readonly ready: string;
  readonly restarts: number;
  /** '' until the CNI gave one. */
  readonly ip: string;
  readonly timer: TimerView | null;
  /** True for pods of kube-system and their like: drawn small. */
  readonly system: boolean;
  /** True for the mirror of a static pod: deleting it brings it back. */
  readonly mirror: boolean;
  /** Why it waits for a node, in the scheduler's words; '' when it does not wait, or nobody has said why. */
  readonly reason: string;
}

export interface NodeView {
  /** `<cluster>/nodes//<name>`. */
  readonly id: string;
  readonly name: string;
  /** The STATUS column of `kubectl get nodes`: `Ready`, `NotReady`, `Ready,SchedulingDisabled`. */
  readonly statusText: string;
  readonly ready: boolean;
  /** True for a control-plane node, which is drawn as the control plane's own band, not as a worker. */
  readonly controlPlane: boolean;
  readonly cpuAllocatableMillicores: number;
  readonly cpuRequestedMillicores: number;
  readonly memoryAllocatableBytes: number;
  readonly memoryRequestedBytes: number;
  readonly podCapacity: number;
  readonly podCount: number;
  /** True while its machine has power. */
  readonly on: boolean;
  /** True while its network is cut. */
  readonly cut: boolean;
  /** `node.kubernetes.io/unreachable:NoExecute` … */
  readonly taints: readonly string[];
  /** Runs while the node is silent: from its last heartbeat to the end of the monitor's grace period. */
  readonly timer: TimerView | null;
  /** What can be done to the machine. */
  readonly offers: readonly FaultOffer[];
}

/** A Service, and whom it leads to. */
export interface ServiceView {
  /** `<cluster>/services/<namespace>/<name>`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** `ClusterIP`, `NodePort`, `ExternalName`; `Headless` for a ClusterIP of None. */
  readonly type: string;
  readonly clusterIp: string;
  /** The PORT(S) column. */
  readonly ports: string;
  /** ids of the pods behind it that are ready. */
  readonly ready: readonly string[];
  /** ids of those that are not, terminating ones included. */
  readonly notReady: readonly string[];
  /** Addresses behind it that are no pod's: `172.18.0.2`, the API server itself. */
  readonly others: readonly string[];
  readonly system: boolean;
}

/** A client's requests to one Service, as they really went. */
export interface TrafficView {
  /** `<cluster>/traffic/<namespace>/<client pod>/<service>`. */
  readonly id: string;
  /** id of the pod that asks. */
  readonly client: string;
  /** id of the Service asked, or the host name when it is none. */
  readonly service: string;
  /** The newest results, oldest first, at most 60: `+` answered, `-` failed. */
  readonly results: string;
  readonly answered: number;
  readonly failed: number;
  /** The newest failure: `connection refused`, `timed out`, `bad address` …; '' when there was none. */
  readonly error: string;
  /** ms that the newest answer took. */
  readonly latencyMs: number;
  /** id of the pod that answered last, or ''. */
  readonly pod: string;
}

/** A Deployment or ReplicaSet, with the numbers that a teacher points at. */
export interface WorkloadView {
  /** `<cluster>/deployments/<namespace>/<name>` or `…/replicasets/…`. */
  readonly id: string;
  readonly kind: 'Deployment' | 'ReplicaSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly updated: number;
  /** id of the owner, or ''. */
  readonly owner: string;
}

/** One living line on a component's card. */
export interface ComponentLine {
  /** Left column, set bold: a verb, a score … or ''. */
  readonly head: string;
  readonly text: string;
  /** Right column: a code, a revision … or ''. */
  readonly tail: string;
  /** Virtual ms of the moment it tells of; the newest is drawn in full ink, older ones fade. */
  readonly at: number;
}

export interface ComponentView {
  /** Its address: `<cluster>/kube-apiserver`, `<cluster>/worker-1/kubelet`. */
  readonly id: string;
  /** `user`, `kube-apiserver`, `etcd`, `kube-scheduler`, `kube-controller-manager`, `cloud-controller-manager`,
   * `kubelet`, `containerd`, `kube-proxy`, `cni`. */
  readonly kind: string;
  /** Node it runs on when it is a worker's component, else ''. */
  readonly node: string;
  readonly running: boolean;
  /** Newest first; at most six. */
  readonly lines: readonly ComponentLine[];
  /** The controllers inside a controller manager, with what each did last: `replicaset`, `2→3`. Else empty. */
  readonly controllers: readonly { readonly name: string; readonly note: string; readonly at: number }[];
  /** What can be done to the process. */
  readonly offers: readonly FaultOffer[];
}

export type HopKind = 'request' | 'response' | 'watch' | 'txn' | 'cri' | 'cni' | 'exec' | 'packet';

/** One message on its way. Drawn at `(now - start) / (end - start)` of its edge. */
export interface HopView {
  readonly id: number;
  readonly kind: HopKind;
  readonly from: string;
  readonly to: string;
  readonly start: number;
  readonly end: number;
  /** A few words in the voice of the wire: `POST pods/web-7f9c8-k2x8d`, `watch: pod bound`. */
  readonly label: string;
  /** True when it belongs to a chain that the user started: brass, and followed by auto pace. */
  readonly user: boolean;
}

/** A sentence that one could say aloud; `strong` parts are names. */
export interface Narration {
  readonly id: number;
  readonly at: number;
  readonly parts: readonly { readonly text: string; readonly strong: boolean }[];
  /** Address or id of what it is about, to light it up; '' for none. */
  readonly about: string;
}

/** A mark on the time bar: an input, or a moment of the world. */
export interface Mark {
  readonly at: number;
  readonly kind: 'boot' | 'apply' | 'scale' | 'delete' | 'crash' | 'fault' | 'other';
  readonly label: string;
}

/** One step of a chain of causes, as a sentence. */
export interface Cause {
  readonly at: number;
  readonly text: string;
  /** The command line, or the words on the wire. */
  readonly detail: string;
  /** True for the newest. */
  readonly now: boolean;
}

/** What an object means for others: whom a Service leads to, who reads a ConfigMap. */
export interface Fact {
  /** Whom it concerns: the name of a pod or node, `Service web`; or ''. */
  readonly head: string;
  readonly text: string;
  /** id of whom it concerns, or ''. */
  readonly about: string;
}

/** What the inspector shows of one object. Sent whole, only for the inspected id, only when it changed. */
export interface Inspection {
  readonly id: string;
  /** null when the object is gone: the last known one stays with `gone`. */
  readonly object: unknown;
  readonly gone: boolean;
  /** Owner chain, nearest first: `ReplicaSet web-7f9c8`, `Deployment web`. */
  readonly owners: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
  /** Its Events, newest last. */
  readonly events: readonly {
    readonly at: number;
    readonly type: string;
    readonly reason: string;
    readonly message: string;
    readonly source: string;
    readonly count: number;
  }[];
  /** Why it is as it is: causes from the person's command to the newest status, oldest first. */
  readonly why: readonly Cause[];
  /** What the rest of the cluster did because of the same command, oldest first. */
  readonly effects: readonly Cause[];
  readonly facts?: readonly Fact[];
}

/** What auto pace is doing, in one word for the button: following a chain, waiting for a timer, or living at 1×. */
export type PaceMode = 'paused' | 'following' | 'waiting' | 'live' | 'fixed';

/** A pod as field tuple: cheap to clone 60 times a second. The order is that of `decodePod`. */
export type PodTuple = readonly [
  id: string,
  uid: string,
  namespace: string,
  name: string,
  app: string,
  suffix: string,
  node: string,
  shape: PodShape,
  statusText: string,
  ready: string,
  restarts: number,
  ip: string,
  timerKind: '' | TimerView['kind'],
  timerStart: number,
  timerEnd: number,
  system: boolean,
  mirror: boolean,
  reason: string,
];

export interface Frame {
  readonly type: 'frame';
  readonly world: WorldId;
  readonly version: number;
  readonly seq: number;
  /** True for the first frame after a jump (open, undo, reset): forget everything known before. */
  readonly reset: boolean;
  /** Virtual ms since the world's epoch; a fraction while the clock runs slowly. */
  readonly now: number;
  /** ISO time of virtual 0, for clocks. */
  readonly epoch: string;
  readonly pace: Pace & { readonly mode: PaceMode };
  /** Changed or new since the last frame. */
  readonly pods: readonly PodTuple[];
  readonly nodes: readonly NodeView[];
  readonly workloads: readonly WorkloadView[];
  readonly components: readonly ComponentView[];
  readonly services: readonly ServiceView[];
  readonly traffic: readonly TrafficView[];
  /** ids gone since the last frame. */
  readonly removed: readonly string[];
  /** Hops that began since the last frame. */
  readonly hops: readonly HopView[];
  /** Newest last. */
  readonly narration: readonly Narration[];
  /** Marks made since the last frame. */
  readonly marks: readonly Mark[];
  /** Label of the input that Undo would take back; null when there is none. */
  readonly undo: string | null;
  readonly inspection: Inspection | null;
  /** Inputs taken since the last frame, for the page to hold; the whole journal when `reset` is set. */
  readonly journal: readonly JournalEntry[];
  /** Broken invariants of our own engine: our bug, said loudly. */
  readonly defects: readonly string[];
}

export type Reply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: ReplyValue }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: string };

export interface ReplyValue {
  readonly response?: OutsideResponse;
  readonly undone?: string;
}

/** A part of the answer of an HTTP exchange, in order: a head, any number of chunks, the end. */
export type HttpPart =
  | {
      readonly type: 'http';
      readonly exchange: number;
      readonly part: 'head';
      readonly status: number;
      readonly headers: Headers;
    }
  | {
      readonly type: 'http';
      readonly exchange: number;
      readonly part: 'data';
      readonly chunk: string | Uint8Array;
    }
  | { readonly type: 'http'; readonly exchange: number; readonly part: 'end' };

/** How it stands with the bridge, whenever that changes. */
export interface BridgeNews {
  readonly type: 'bridge';
  readonly status: BridgeStatus;
}

export type FromWorker = Frame | Reply | HttpPart | BridgeNews;

export function encodePod(pod: PodView): PodTuple {
  const timer = pod.timer;
  return [
    pod.id,
    pod.uid,
    pod.namespace,
    pod.name,
    pod.app,
    pod.suffix,
    pod.node,
    pod.shape,
    pod.statusText,
    pod.ready,
    pod.restarts,
    pod.ip,
    timer ? timer.kind : '',
    timer ? timer.start : 0,
    timer ? timer.end : 0,
    pod.system,
    pod.mirror,
    pod.reason,
  ];
}

export function decodePod(tuple: PodTuple): PodView {
  const [
    id,
    uid,
    namespace,
    name,
    app,
    suffix,
    node,
    shape,
    statusText,
    ready,
    restarts,
    ip,
    kind,
    start,
    end,
    system,
    mirror,
    reason,
  ] = tuple;
  const timer = kind === '' ? null : { kind, start, end };
  return {
    id,
    uid,
    namespace,
    name,
    app,
    suffix,
    node,
    shape,
    statusText,
    ready,
    restarts,
    ip,
    timer,
    system,
    mirror,
    reason,
  };
}
