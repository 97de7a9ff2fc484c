/** The page's requests that are under way: their numbers, who waits for them, and what they are answered with. */
import { isSuccess, type ApiResponse, type StreamPart } from '../engine/api/wire';
import {
  CONNECTION_LOST,
  isApiResponse,
  isDoorClosed,
  isStreamPart,
  type OutsideCall,
} from '../engine/world';
import { quoted } from './narration/words';
import type { OutsideRequest, OutsideResponse } from './protocol';
import { isUp, type Subject } from './subject';

/** Numbers of our requests begin above those of the scenes. */
const FIRST_REQUEST = 1_000_000;

/** Of a request whose past has been undone. */
const TAKEN_BACK: OutsideResponse = {
  code: 503,
  body: {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason: 'ServiceUnavailable',
    message: 'the world went back to before this request',
    code: 503,
  },
};

export type Answerer = (response: OutsideResponse) => void;

interface Waiting {
  readonly answer: Answerer;
  /** True when there was a door to take the request: if that closes, no answer comes any more. */
  readonly reached: boolean;
}

export class OpenRequests {
  private next = FIRST_REQUEST;
  private readonly waiting = new Map<number, Waiting>();

  private hear: (part: StreamPart | null) => void = () => undefined;

  constructor(private readonly subject: Subject) {}

  /** Who hears the messages of open streams, and null when the API server's process has died. */
  onStream(hear: (part: StreamPart | null) => void): void {
    this.hear = hear;
  }

  /** Returns the number of the new request. */
  open(answer: Answerer): number {
    const id = this.next++;
    this.waiting.set(id, { answer, reached: isUp(this.subject, 'kube-apiserver') });
    return id;
  }

  /** Whoever still waits is told that there will be no answer: the world went back. */
  takeBack(): void {
    for (const { answer } of this.waiting.values()) answer(TAKEN_BACK);
    this.waiting.clear();
    this.subject.simulation.outbox = [];
  }

  /** Hands the answers that have left the world to whoever asked, and returns them. */
  drain(): readonly ApiResponse[] {
    const { simulation } = this.subject;
    const { outbox } = simulation;
    if (outbox.length === 0) return [];
    simulation.outbox = [];
    const handed: ApiResponse[] = [];
    for (const data of outbox) {
      if (isDoorClosed(data)) this.doorClosed();
      else if (isStreamPart(data)) this.hear(data);
      else if (isApiResponse(data) && this.hand(data)) handed.push(data);
    }
    return handed;
  }

  /** False when nobody waits any more for what was asked before a jump. */
  private hand({ id, code, body, warnings = [] }: ApiResponse): boolean {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.answer(warnings.length === 0 ? { code, body } : { code, body, warnings });
    return waiting !== undefined;
  }

  private doorClosed(): void {
    this.hear(null);
    for (const [id, { answer, reached }] of this.waiting) {
      if (!reached) continue;
      this.waiting.delete(id);
      answer(CONNECTION_LOST);
    }
  }
}

/** The page's words as those of the API. */
export function callOf(request: OutsideRequest): OutsideCall {
  const { cluster: _, subresource = '', gracePeriodSeconds, propagationPolicy, ...rest } = request;
  const grace = gracePeriodSeconds ?? null;
  const options = {
    ...(grace === null ? {} : { gracePeriodSeconds: grace }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  };
  return { ...rest, subresource, options };
}

/** A refusal is told in the server's words; so is what a command in a container complained about. '' for success. */
export function outcomeOf({ code, body }: ApiResponse): string {
  const { message = '', stderr = '' } = (body ?? {}) as {
    readonly message?: string;
    readonly stderr?: string;
  };
  if (code === 0) return `Nobody answered: *${quoted(message)}*`;
  if (!isSuccess(code)) return `kube-apiserver refused: *${quoted(message)}*`;
  return stderr === '' ? '' : `The command in the container said: *${quoted(stderr)}*`;
}
