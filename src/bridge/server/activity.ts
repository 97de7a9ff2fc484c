/** Who asks, and what: for the page to show. */
import type { BridgeClient, BridgeRequest } from '../tab/messages';
import type { Seen } from './listener';

const REQUESTS_KEPT = 50;
const CLIENTS_KEPT = 20;
/** ms for which somebody is shown who has nothing open any more. */
const SHOWN_MS = 60_000;

/** `kubectl/v1.33.1 (linux/amd64) kubernetes/…`: the first word says it. */
function nameOf({ userAgent }: Seen): string {
  return userAgent.split(' ')[0] ?? '';
}

export class Activity {
  private requests: BridgeRequest[] = [];
  private readonly clients = new Map<string, BridgeClient>();
  private next = 1;

  constructor(
    /** Called at every change. */
    private readonly changed: () => void,
    /** Wall clock, ms since 1970. */
    private readonly clock: () => number = Date.now,
  ) {}

  /** A request has come in. Returns what is to be called with its status, and what when it is over. */
  begin(seen: Seen): { readonly answered: (code: number) => void; readonly over: () => void } {
    const id = this.next++;
    const [client, at] = [nameOf(seen), this.clock()];
    const { method, target, command, session } = seen;
    this.requests = [{ id, method, target, code: 0, client, command, at }, ...this.requests].slice(
      0,
      REQUESTS_KEPT,
    );
    const key = session === '' ? `${client} ${command}` : session;
    this.count(key, { name: client, session, command, open: 0, at }, 1);
    let over = false;
    return {
      answered: (code) => {
        this.requests = this.requests.map((each) => (each.id === id ? { ...each, code } : each));
        this.changed();
      },
      over: () => {
        if (over) return;
        over = true;
        const known = this.clients.get(key);
        if (known !== undefined) this.count(key, known, -1);
      },
    };
  }

  private count(key: string, now: BridgeClient, by: 1 | -1): void {
    const open = (this.clients.get(key)?.open ?? 0) + by;
    this.clients.delete(key);
    this.clients.set(key, { ...now, open });
    this.changed();
  }

  /** Newest first. */
  view(): { readonly clients: readonly BridgeClient[]; readonly requests: readonly BridgeRequest[] } {
    const now = this.clock();
    for (const [key, { open, at }] of this.clients)
      if (open === 0 && now - at > SHOWN_MS) this.clients.delete(key);
    const clients = [...this.clients.values()].sort((a, b) => b.at - a.at).slice(0, CLIENTS_KEPT);
    return { clients, requests: this.requests };
  }
}
