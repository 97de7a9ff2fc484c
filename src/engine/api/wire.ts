/** The words between a client and a kube-apiserver: requests, responses and watch events, as plain data. */
import type { ApiObject } from './meta';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What becomes of the objects that name the deleted one as their owner. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

/** Of a DELETE; the uid also of a status that a component writes. */
export interface DeleteOptions {
  /** Absent leaves the choice to the object. */
  readonly gracePeriodSeconds?: number;
  /** Only the object with this uid is meant. */
  readonly uid?: string;
  /** Only this version of the object is meant. */
  readonly resourceVersion?: string;
  /** Absent leaves the choice to the kind: Background. */
  readonly propagationPolicy?: PropagationPolicy;
}

/** How the body of a PATCH is meant: `json`, `merge` and `strategic` as on the wire. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'whole';

/** What a client wants to hear of fields that the server does not know: an error, a warning, or nothing. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface ApiRequest {
  /** Chosen by the client; comes back with the response. */
  readonly id: number;
  /** Which of a process's clients asks; comes back with the response. */
  readonly client: string;
  readonly verb: Verb;
  readonly resource: string;
  /** '' for cluster-scoped resources, and for lists over all namespaces. */
  readonly namespace: string;
  /** '' where there is none. */
  readonly name: string;
  /** `status`, `scale`, `binding`, `eviction`, `finalize`, `exec`, `attach`, `portforward`, `token` … or ''. */
  readonly subresource: string;
  readonly body?: unknown;
  /** Of what is written: its version, where that is not the one in which it is stored (conversion.ts). */
  readonly apiVersion?: string;
  /** `whole`: the body is the complete new status, as the patch that a component computes from it would leave it. */
  readonly patchType?: PatchType;
  readonly options?: DeleteOptions;
  /** Of a list, watch or deletecollection: `app=web,tier in (a,b)`. */
  readonly labelSelector?: string;
  /** Of a list, watch or deletecollection: `status.phase!=Running,metadata.name=web`. */
  readonly fieldSelector?: string;
  /** Of a list: at most so many items, and the token with which the list before ended. */
  readonly limit?: number;
  readonly continue?: string;
  /** Of a write: everything happens but the storing (`dryRun=All`). */
  readonly dryRun?: boolean;
  /** Of a write: what becomes of unknown and doubled fields in its body; absent is `Strict`. */
  readonly fieldValidation?: FieldValidation;
  /** Paths that stood twice in the body of a write: who read the text has counted them. */
  readonly duplicates?: readonly string[];
  /** Of a list: `0` is content with whatever the server has in its watch cache. */
  readonly resourceVersion?: string;
  /** Of a list: the very version that is named, or any that is not older. */
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  /** Of a list or watch: only pods bound to this node (`spec.nodeName=` field selector). */
  readonly nodeName?: string;
  /** Of a watch: deliver what came after this revision. */
  readonly revision?: number;
  /** Of `exec`. */
  readonly command?: readonly string[];
  readonly container?: string;
  /** Of `exec`, `attach` and `portforward`: input and output follow as messages; the answer is 101 then. */
  readonly stream?: StreamOptions;
  /** Who asks: `kubernetes-admin`, `system:kube-scheduler` … */
  readonly user: string;
  /** True for a request that runs its whole chain at this instant, because the clock stands. */
  readonly immediate: boolean;
  /** True for heartbeats: counted, not traced. */
  readonly quiet: boolean;
}

export interface ApiResponse {
  readonly id: number;
  readonly client: string;
  readonly verb: Verb;
  readonly resource: string;
  /** HTTP status. */
  readonly code: number;
  /** The object, or a Status. */
  readonly body: unknown;
  /** Of a list. */
  readonly items?: readonly ApiObject[];
  /** Revision of the write, or of the store at a list; 0 where it has no meaning. */
  readonly revision: number;
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
}

/** One delivery on a watch stream. A filtered watch turns entering and leaving the selection into ADDED and DELETED. */
export interface WatchEvent {
  readonly resource: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: string;
  readonly object: ApiObject;
  readonly revision: number;
}

/** What the client of an exec or attach sends and wants to see; of a port-forward, the port of the pod. */
export interface StreamOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
  /** Of `portforward` only. */
  readonly port?: number;
}

/**
 * One message of an open stream, either way. Its channels are those of `v5.channel.k8s.io` (CHANNEL); a port-forward has
 * its data in 0 (in) and 1 (out) and complaints in 3.
 */
export interface StreamPart {
  /** The number of the request that opened it; between the machines, the API server's number. */
  readonly stream: number;
  readonly channel: number;
  /** Text; a byte that belongs to no UTF-8 character is a lone surrogate U+DC80 to U+DCFF (api/text-bytes.ts). */
  readonly data: string;
  /** Nothing follows: the client has gone, or the stream is over. */
  readonly end?: true;
}

/** kube-apiserver to kubelet to runtime: opens a stream. */
export interface StreamOpen {
  /** The API server's number. */
  readonly stream: number;
  readonly kind: 'exec' | 'attach' | 'portforward';
  readonly podKey: string;
  readonly podUid: string;
  /** '' for a port-forward. */
  readonly container: string;
  /** Filled in by the kubelet. */
  readonly containerId: string;
  readonly command: readonly string[];
  readonly options: StreamOptions;
}

/** kube-apiserver to kubelet, and back: the command to run in a container. */
export interface ExecRequest {
  readonly id: number;
  readonly podKey: string;
  readonly podUid: string;
  readonly container: string;
  readonly command: readonly string[];
}

export interface ExecResult {
  readonly id: number;
  /** Set when the command could not be run: the kubelet's words. */
  readonly error: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream was opened. */
const SWITCHING_PROTOCOLS = 101;

/** True for the codes of success. */
export function isSuccess(code: number): boolean {
  return (code >= 200 && code < 300) || code === SWITCHING_PROTOCOLS;
}
