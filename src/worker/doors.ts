/**
 * A script of its own, loaded when somebody first speaks HTTP.
 *
 * The HTTP doors of a world that is being watched: one for the page's own programs, one for clients from outside. Both
 * ask the same API server; they are kept apart because auto pace waits for strangers only.
 */
import { Door } from '../engine/door/door';
import type { DoorHost, InputAnswer, InputLabel } from '../engine/door/host';
import { StreamListeners } from '../engine/door/streams/listeners';
import type { Input } from '../engine/kernel/journal';
import { requestInput, streamInput, type OutsideCall } from '../engine/world';
import { loadDescriptions } from './descriptions';
import type { OpenRequests } from './open-requests';
import type { Subject } from './subject';

export { control } from '../engine/door/control/control';

/** What the doors need of the session whose world they open. */
export interface DoorsOptions {
  readonly subject: Subject;
  readonly requests: OpenRequests;
  /** Gives an input of now. `request`: its number, null for what nobody answers and Undo does not name. */
  readonly give: (input: Input, request: number | null, batch: string) => void;
  readonly isPaused: () => boolean;
}

interface Sleeper {
  /** Virtual ms. */
  readonly at: number;
  readonly wake: () => void;
}

export class Doors {
  readonly page: Door;
  readonly outside: Door;
  private readonly streams = new StreamListeners();
  private sleepers: Sleeper[] = [];

  constructor(private readonly options: DoorsOptions) {
    const { subject, requests, isPaused } = options;
    const { simulation, cluster, epochMs } = subject;
    const host: DoorHost = {
      simulation,
      cluster,
      epochMs,
      isPaused,
      loadDescriptions,
      ask: (call, label, answer) => this.ask(call, label, answer),
      send: (part) => options.give(streamInput(cluster, part, 'input'), null, ''),
      listen: (stream, listener) => this.streams.listen(stream, listener),
    };
    this.page = new Door(host);
    this.outside = new Door(host);
    requests.onStream((part) => {
      if (part === null) this.streams.cut();
      else this.streams.deliver(part);
    });
  }

  private ask(
    call: OutsideCall,
    { label, batch }: InputLabel,
    answer: (answer: InputAnswer) => void,
  ): number {
    const { subject, requests, give, isPaused } = this.options;
    const id = requests.open(answer);
    give(requestInput(subject.cluster, id, call, label, isPaused()), id, batch);
    return id;
  }

  /** Calls `wake` when so many virtual ms have passed. */
  sleep(ms: number, wake: () => void): void {
    const { now } = this.options.subject.simulation;
    this.sleepers.push({ at: now + Math.max(0, ms), wake });
  }

  /** True while somebody waits for time to pass: the clock then runs also behind a hidden page. */
  isWaitedFor(): boolean {
    return this.sleepers.length > 0 || this.page.hasOpen() || this.outside.hasOpen();
  }

  /** Time has passed, or something was done. */
  pump(): void {
    this.page.pump();
    this.outside.pump();
    const { now } = this.options.subject.simulation;
    const due = this.sleepers.filter(({ at }) => at <= now);
    if (due.length === 0) return;
    this.sleepers = this.sleepers.filter(({ at }) => at > now);
    for (const { wake } of due) wake();
  }

  /** The world went to another moment: nobody can go on reading where he was. Who sleeps wakes. */
  jumped(): void {
    this.page.jumped();
    this.outside.jumped();
    this.streams.cut();
    const { sleepers } = this;
    this.sleepers = [];
    for (const { wake } of sleepers) wake();
  }

  /** The world is not looked at any more. */
  close(): void {
    this.jumped();
    this.page.close();
    this.outside.close();
  }
}
