/**
 * What goes over the socket between the bridge's server and the tab whose worker holds the cluster: requests one way,
 * answers the other, many at a time, each under the number of its stream.
 *
 * On the wire each message is bytes: its type, its stream (4 bytes), the length of its fields (4 bytes), its fields as
 * JSON, and its payload. Numbers are big-endian.
 */
import type { Headers } from '../../engine/api/http';

/** A program outside that has asked something lately. */
export interface BridgeClient {
  /** The beginning of its User-Agent: `kubectl/v1.33.1`, `node-fetch`; '' when it says nothing. */
  readonly name: string;
  /** kubectl's own number for one run of it; '' for others. */
  readonly session: string;
  /** `kubectl get`; '' when it does not say. */
  readonly command: string;
  /** Requests of it that are open now: a watch, a followed log. */
  readonly open: number;
  /** Wall clock of its newest request, ms since 1970. */
  readonly at: number;
}

/** One request from outside. */
export interface BridgeRequest {
  readonly id: number;
  readonly method: string;
  readonly target: string;
  /** 0 while it is not answered. */
  readonly code: number;
  readonly client: string;
  readonly command: string;
  /** Wall clock, ms since 1970. */
  readonly at: number;
}

/** What the server tells the tab that holds it. */
export interface ServerStatus {
  /** `https://127.0.0.1:8001`. */
  readonly address: string;
  /** Path of the kubeconfig, from the root of the disk. */
  readonly kubeconfig: string;
  /** The line to copy into a terminal that stands in the project's folder. */
  readonly line: string;
  /** Whoever asked within the last minute, or has something open; newest first. */
  readonly clients: readonly BridgeClient[];
  /** The newest requests, newest first; at most 50. */
  readonly requests: readonly BridgeRequest[];
}

export type LinkState =
  /** Nobody asked for it. */
  | 'off'
  | 'connecting'
  /** This tab holds the cluster that kubectl sees. */
  | 'connected'
  /** Another tab holds it; it can be taken over. */
  | 'elsewhere'
  /** The page comes from a server without a bridge, as a static site does. */
  | 'unavailable'
  /** The connection broke; it is tried again. */
  | 'lost';

/** What the page shows of the bridge. */
export interface BridgeStatus {
  readonly state: LinkState;
  /** What is wrong, as a sentence; '' when nothing is. */
  readonly problem: string;
  /** null until the tab is connected for the first time. */
  readonly server: ServerStatus | null;
}

export const BRIDGE_OFF: BridgeStatus = { state: 'off', problem: '', server: null };

/** From the server to the tab. */
export type ToTab =
  | {
      readonly type: 'open';
      readonly stream: number;
      readonly method: string;
      readonly target: string;
      readonly headers: Headers;
      readonly body: string | Uint8Array;
    }
  | { readonly type: 'input'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly stream: number }
  /** The client has taken so many bytes: as many more may be sent. */
  | { readonly type: 'credit'; readonly stream: number; readonly bytes: number }
  | { readonly type: 'status'; readonly status: ServerStatus };

/** From the tab to the server. */
export type FromTab =
  | { readonly type: 'head'; readonly stream: number; readonly status: number; readonly headers: Headers }
  | { readonly type: 'data'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly stream: number }
  /** The answer breaks off: the client was too slow, or something failed. */
  | { readonly type: 'abort'; readonly stream: number }
  /** So many bytes of input have been taken. */
  | { readonly type: 'taken'; readonly stream: number; readonly bytes: number };

export type Message = ToTab | FromTab;

/** Bytes of an answer that may be under way without a `credit`. */
export const WINDOW_BYTES = 1024 * 1024;

/** Why the server closes the socket. */
export const CLOSED = {
  /** Another tab holds the cluster. */
  elsewhere: 4001,
  /** Another tab has taken it over. */
  takenOver: 4002,
  /** A message that makes no sense. */
  nonsense: 4003,
} as const;

/** On the page's own server. */
export const TAB_PATH = '/orrery/tab';
export const SECRET_PATH = '/orrery/tab/secret';

const TYPES = [
  'open',
  'input',
  'close',
  'credit',
  'status',
  'head',
  'data',
  'end',
  'abort',
  'taken',
] as const;
const WITH_FIELDS: ReadonlySet<string> = new Set(['open', 'credit', 'status', 'head', 'taken']);
const HEAD_BYTES = 9;

class MessageError extends Error {
  override readonly name = 'MessageError';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What of a message is payload, and what goes into its fields. */
function parts(message: Message): { readonly fields: unknown; readonly payload: Uint8Array } {
  const none = new Uint8Array(0);
  switch (message.type) {
    case 'open': {
      const { method, target, headers, body } = message;
      const isText = typeof body === 'string';
      return { fields: { method, target, headers, isText }, payload: isText ? encoder.encode(body) : body };
    }
    case 'input':
    case 'data':
      return { fields: null, payload: message.bytes };
    case 'credit':
    case 'taken':
      return { fields: message.bytes, payload: none };
    case 'status':
      return { fields: message.status, payload: none };
    case 'head':
      return { fields: { status: message.status, headers: message.headers }, payload: none };
    default:
      return { fields: null, payload: none };
  }
}

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const { fields, payload } = parts(message);
  const json = fields === null ? new Uint8Array(0) : encoder.encode(JSON.stringify(fields));
  const bytes = new Uint8Array(HEAD_BYTES + json.length + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, TYPES.indexOf(message.type));
  view.setUint32(1, message.type === 'status' ? 0 : message.stream);
  view.setUint32(5, json.length);
  bytes.set(json, HEAD_BYTES);
  bytes.set(payload, HEAD_BYTES + json.length);
  return bytes;
}

interface OpenFields {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  readonly isText: boolean;
}

/** Throws a `MessageError` for what is none. The two sides trust each other with the fields' types. */
export function decodeMessage(bytes: Uint8Array): Message {
  if (bytes.length < HEAD_BYTES) throw new MessageError('too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = TYPES[view.getUint8(0)];
  const stream = view.getUint32(1);
  const end = HEAD_BYTES + view.getUint32(5);
  if (type === undefined || end > bytes.length) throw new MessageError('not understood');
  const payload = bytes.subarray(end);
  let fields: unknown = null;
  try {
    if (end > HEAD_BYTES) fields = JSON.parse(decoder.decode(bytes.subarray(HEAD_BYTES, end)));
  } catch {
    throw new MessageError('fields that are no JSON');
  }
  if (fields === null && WITH_FIELDS.has(type)) throw new MessageError('fields are missing');
  return assemble(type, stream, fields, payload);
}

function assemble(
  type: (typeof TYPES)[number],
  stream: number,
  fields: unknown,
  payload: Uint8Array,
): Message {
  switch (type) {
    case 'open': {
      const { isText, ...rest } = fields as OpenFields;
      return { type, stream, ...rest, body: isText ? decoder.decode(payload) : payload };
    }
    case 'input':
    case 'data':
      return { type, stream, bytes: payload };
    case 'credit':
    case 'taken':
      return { type, stream, bytes: fields as number };
    case 'status':
      return { type, status: fields as ServerStatus };
    case 'head': {
      const { status, headers } = fields as { readonly status: number; readonly headers: Headers };
      return { type, stream, status, headers };
    }
    default:
      return { type, stream };
  }
}
