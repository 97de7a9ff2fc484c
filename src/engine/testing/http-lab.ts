/** A world in a test, asked through HTTP as any client outside asks it. */
import type { Headers, OpenExchange } from '../api/http';
import { faultInput, type Fault } from '../faults/faults';
import { openHeadless, type Headless } from '../door/headless';
import { worldConfig, type ClusterWishes } from './lab';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Json;
}

/** Whatever the server says: tests know what they look for. */
export interface Json {
  readonly [key: string]: Json;
}

/** A text in an answer; '' for none. */
export function textOf(json: Json | undefined): string {
  return (json ?? '') as unknown as string;
}

/** The items of a list, or the rows of a Table. */
export function listOf(json: Json | undefined): readonly Json[] {
  return (json ?? []) as unknown as readonly Json[];
}

/** A request under way, and what has come of its answer so far. */
export class Conversation {
  status = -1;
  headers: Headers = {};
  text = '';
  isOver = false;
  exchange: OpenExchange | null = null;

  /** Lines of a watch that are whole, as JSON. */
  get events(): readonly Json[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Json);
  }
}

export interface Asked {
  readonly headers?: Headers;
  /** An object goes as JSON. */
  readonly body?: unknown;
}

const MINUTE_MS = 60_000;

export class HttpLab {
  readonly headless: Headless;

  constructor(wishes: ClusterWishes = {}, options: { readonly isPaused?: () => boolean } = {}) {
    this.headless = openHeadless({ config: worldConfig(wishes), ...options });
    this.headless.advance(1000);
  }

  /** Sends a request and does not wait. */
  open(method: string, target: string, { headers = {}, body = '' }: Asked = {}): Conversation {
    const conversation = new Conversation();
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const type: Headers = body === '' ? {} : { 'content-type': 'application/json' };
    const request = {
      method,
      target,
      headers: { ...type, ...headers },
      body: isRaw ? body : JSON.stringify(body),
    };
    conversation.exchange = this.headless.door.open(request, {
      head(status, answered) {
        if (conversation.status >= 0) throw new Error('two heads');
        conversation.status = status;
        conversation.headers = answered;
      },
      data(chunk) {
        if (conversation.status < 0 || conversation.isOver) throw new Error('data outside an answer');
        conversation.text += typeof chunk === 'string' ? chunk : String.fromCharCode(...chunk);
      },
      end() {
        if (conversation.isOver) throw new Error('two ends');
        conversation.isOver = true;
      },
    });
    return conversation;
  }

  /** Sends a request and lets time run until it is answered. */
  send(method: string, target: string, asked: Asked = {}): Reply {
    const conversation = this.open(method, target, asked);
    if (!this.headless.advanceUntil(() => conversation.isOver, 5 * MINUTE_MS))
      throw new Error(`no answer to ${method} ${target}`);
    const { status, headers, text } = conversation;
    return {
      status,
      headers,
      text,
      get json() {
        return JSON.parse(text) as Json;
      },
    };
  }

  get(target: string, headers: Headers = {}): Reply {
    return this.send('GET', target, { headers });
  }

  post(target: string, body: unknown, headers: Headers = {}): Reply {
    return this.send('POST', target, { body, headers });
  }

  put(target: string, body: unknown): Reply {
    return this.send('PUT', target, { body });
  }

  /** `kind`: `json`, `merge` or `strategic`. */
  patch(target: string, kind: 'json' | 'merge' | 'strategic', body: unknown): Reply {
    const type = kind === 'strategic' ? 'strategic-merge' : kind;
    return this.send('PATCH', target, {
      body,
      headers: { 'content-type': `application/${type}-patch+json` },
    });
  }

  delete(target: string, body: unknown = ''): Reply {
    return this.send('DELETE', target, { body });
  }

  watch(target: string, headers: Headers = {}): Conversation {
    return this.open('GET', target, { headers });
  }

  advance(ms: number): void {
    this.headless.advance(ms);
  }

  /** Causes a fault, and lets it be felt. */
  fault(fault: Fault): void {
    const { simulation, cluster } = this.headless;
    simulation.input(faultInput(cluster, fault, ''));
    this.advance(10);
  }

  stateHash(): string {
    return this.headless.simulation.stateHash();
  }
}
