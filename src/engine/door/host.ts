/** What the door's HTTP side needs of whoever runs the world: the page's worker, the bridge, a test. */
import type { StreamPart } from '../api/wire';
import type { Simulation } from '../kernel/simulation';
import type { OutsideCall } from '../world';

/** The API server's answer to an input. Code 0: nobody answered; the body's `message` has kubectl's words. */
export interface InputAnswer {
  readonly code: number;
  readonly body: unknown;
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
}

/** What an input is called, and which inputs Undo takes back together; '' for no batch. */
export interface InputLabel {
  readonly label: string;
  readonly batch: string;
}

export interface DoorHost {
  readonly simulation: Simulation;
  readonly cluster: string;
  /** Wall clock at virtual 0, ms since 1970. */
  readonly epochMs: number;
  /**
   * Gives a request to the world as an input, at this instant. `answer` is called once, at once or after time has
   * advanced. Returns the request's number in the world, by which later input of an open stream names it.
   */
  ask(call: OutsideCall, label: InputLabel, answer: (answer: InputAnswer) => void): number;
  /**
   * Gives one message of a stream that `ask` has opened (exec, attach, port-forward) to the world as an input:
   * `streamInput` of world.ts. Nothing answers it but the stream itself.
   */
  send(part: StreamPart): void;
  /**
   * From now on the messages of a stream that leave the world (`isStreamPart` of world.ts) go to `listener`, in order,
   * until the returned function is called. When the API server's process dies it hears `null`, once.
   */
  listen(stream: number, listener: (part: StreamPart | null) => void): () => void;
  /** True while the clock stands: an input then runs its whole chain at this instant. */
  isPaused(): boolean;
  /**
   * The descriptions of fields, for `explain`: fetched when first asked for. `done` is called at once or later; with null
   * when they cannot be had, and fields then have none. A callback, because the engine knows no promises.
   */
  loadDescriptions(done: (descriptions: Readonly<Record<string, unknown>> | null) => void): void;
}
