/** What a server does, as data: when it listens, where, and what it answers. Shared by all containers of an image. */

export interface HttpReply {
  readonly code: number;
  /** `{hostname}`, `{ip}`, `{port}`, `{path}`, `{query:NAME}` and `{env:NAME}` are filled in. */
  readonly body: string;
}

export interface Server {
  /** What the process is called: `nginx`. */
  readonly name: string;
  /** ms from its start until it listens. */
  readonly startMs: number;
  readonly ports: readonly number[];
  /** Answers by path; `*` for all others. Absent: it speaks no HTTP. */
  readonly http: Readonly<Record<string, HttpReply>> | null;
  /** The directory whose files it serves, before `http`; '' for none. */
  readonly root: string;
  /** How it leaves on SIGTERM; null: it has no handler. */
  readonly onTerm: { readonly exitCode: number; readonly afterMs: number } | null;
  /** Memory once it listens, and what it takes more each second, bytes. */
  readonly memoryBytes: number;
  readonly growthBytes: number;
}

export const NOT_FOUND: HttpReply = { code: 404, body: '404 page not found\n' };
