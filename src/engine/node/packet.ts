/** The words between the runtimes of two machines, and what is remembered of a question to the network. */
import type { Address } from '../kernel/event';
import type { DnsReply } from '../network/dns';
import type { Answer, Ask } from '../workload/shell/process';

/** Who waits for the answer: a process, at one of its waits. */
export interface Asker {
  readonly key: string;
  readonly waits: number;
  readonly ask: Ask;
}

/** A question under way. Immutable. */
export interface Flight {
  readonly asker: Asker;
  readonly podUid: string;
  readonly podKey: string;
  /** Virtual ms. */
  readonly since: number;
  readonly deadline: number;
  /** While a name is being looked up. */
  readonly resolving: boolean;
  /** Where it goes to: the Service and its address, or an address only; '' before that is known. */
  readonly service: string;
  readonly ip: string;
  readonly pod: string;
}

/** What travels to the machine of an endpoint. */
export interface Packet {
  readonly number: number;
  readonly replyTo: Address;
  readonly fromIp: string;
  readonly fromPod: string;
  readonly kind: 'http' | 'tcp' | 'dns';
  readonly method: string;
  readonly ip: string;
  readonly port: number;
  readonly path: string;
  /** Of a DNS question: the name, and where to look for it. */
  readonly name: string;
  readonly searches: readonly string[];
  /** `namespace/name` of the Service; '' for none. */
  readonly service: string;
}

export interface PacketReply {
  readonly number: number;
  readonly answer:
    | { readonly kind: 'http'; readonly code: number; readonly body: string }
    | { readonly kind: 'open' | 'refused' }
    /** Nobody has that address: nothing comes back, and only the runtimes know it. */
    | { readonly kind: 'lost' }
    | { readonly kind: 'dns'; readonly reply: DnsReply };
}

/** A question that is over. */
export interface Settled {
  readonly asker: Asker;
  readonly answer: Answer;
}

/** Of the timer `ask-failed`. */
export interface FailureData {
  readonly number: number;
  readonly why: Extract<Answer, { kind: 'failed' }>['why'];
}
