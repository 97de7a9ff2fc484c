/** HTTP between a client and a kube-apiserver, as plain data: the same in the page, in a test and on a real socket. */

/** Header names are in lower case. */
export type Headers = Readonly<Record<string, string>>;

export interface HttpRequest {
  /** `GET`, `POST`, `PUT`, `PATCH`, `DELETE` … */
  readonly method: string;
  /** Path and query, as on the request line: `/api/v1/namespaces/default/pods?limit=500`. */
  readonly target: string;
  readonly headers: Headers;
  /** Text, or bytes where it is not text (protobuf); '' for none. */
  readonly body: string | Uint8Array;
}

/**
 * Headers of our own that clients of ours send along; a stranger's are ignored. The command line goes into the journal,
 * onto the picture and under Undo; requests of one batch are taken back by one Undo.
 */
export const LABEL_HEADER = 'orrery-label';
export const BATCH_HEADER = 'orrery-batch';

/**
 * Where the parts of an answer go, in order: one head, any number of chunks, one end. A status of 0 means that nobody
 * answers: the chunks are then the words of whoever called in vain (`The connection to the server … was refused`), and a
 * real connection is closed without a word.
 */
export interface ResponseSink {
  /** 101 for an upgraded connection: from there on each chunk is one message, whose first byte is its channel. */
  head(status: number, headers: Headers): void;
  data(chunk: string | Uint8Array): void;
  end(): void;
}

/** The client's side of a request that has been taken. */
export interface OpenExchange {
  /** On an upgraded connection: one message from the client, whose first byte is its channel. */
  input(message: Uint8Array): void;
  /** The client has gone: what is still to come is not wanted any more. */
  close(): void;
}

/** Channels of an upgraded exec or attach (`v5.channel.k8s.io`): the first byte of each message. */
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
