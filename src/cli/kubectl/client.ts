/** What commands ask of the API server: client-go's part. Errors are thrown as `StatusError`. */
import type { Connection, HttpReply } from '../http';
import type { ProgramContext } from '../program';
import type { Mapping } from './discovery';

export { StatusError } from './status-error';

/** An object as it is on the wire. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
    readonly controller?: boolean;
  }[];
  readonly finalizers?: readonly string[];
  readonly [field: string]: unknown;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly resourceVersion?: string;
}

export interface WriteOptions {
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly subresource?: string;
}

export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply';

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

export interface Client {
  readonly context: ProgramContext;
  /** Any request; the reply as it comes, whatever its status. `path` begins with a slash. */
  raw(method: string, path: string, options?: RequestOptions): Promise<HttpReply>;
  /** An upgraded connection. `path`: with its query. Throws the Status of a refusal. */
  connect(path: string, protocol: string): Promise<Connection>;
  get(mapping: Mapping, namespace: string, name: string, subresource?: string): Promise<KubeObject>;
  /** Follows `continue` to the end. Items have `apiVersion` and `kind`. `namespace` '' is all of them. */
  list(mapping: Mapping, namespace: string, options?: ListOptions): Promise<KubeList>;
  create(
    mapping: Mapping,
    namespace: string,
    object: unknown,
    options?: WriteOptions,
    name?: string,
  ): Promise<KubeObject>;
  update(
    mapping: Mapping,
    namespace: string,
    name: string,
    object: unknown,
    options?: WriteOptions,
  ): Promise<KubeObject>;
  patch(
    mapping: Mapping,
    namespace: string,
    name: string,
    kind: PatchKind,
    body: unknown,
    options?: WriteOptions,
  ): Promise<KubeObject>;
  /** The Status of success, or the object that is still there. `body`: DeleteOptions. */
  delete(mapping: Mapping, namespace: string, name: string, body: unknown): Promise<KubeObject>;
  /** A watch until the caller stops it. An ERROR event is thrown as StatusError. */
  watch(
    mapping: Mapping,
    namespace: string,
    options: ListOptions & { readonly timeoutSeconds?: number },
  ): AsyncIterable<WatchEvent>;
}

export interface KubeList {
  readonly resourceVersion: string;
  readonly items: readonly KubeObject[];
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}
