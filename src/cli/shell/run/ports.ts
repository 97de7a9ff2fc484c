/** Ports of the machine that the shell runs on: where `kubectl port-forward` listens and `curl localhost:8080` asks. */
import type { LocalConnection, LocalListener } from '../../program';

/** Where free ports are taken from, as Linux does. */
const FIRST_FREE = 32_768;

type Accept = (connection: LocalConnection) => void;

/** The other side of a `LocalConnection`. */
export interface Caller {
  send(bytes: Uint8Array): void;
  /** What comes back, up to its end. */
  readonly answer: AsyncIterable<Uint8Array>;
  close(): void;
}

export class LocalPorts {
  private readonly listeners = new Map<number, Accept>();

  listen(port: number, accept: Accept): LocalListener | null {
    let taken = port;
    if (port === 0) for (taken = FIRST_FREE; this.listeners.has(taken); ) taken += 1;
    else if (this.listeners.has(port)) return null;
    this.listeners.set(taken, accept);
    return {
      port: taken,
      close: () => {
        if (this.listeners.get(taken) === accept) this.listeners.delete(taken);
      },
    };
  }

  /** Null when nobody listens. */
  connect(port: number): Caller | null {
    const accept = this.listeners.get(port);
    if (accept === undefined) return null;
    const there = new ByteStream();
    const back = new ByteStream();
    const close = () => {
      there.end();
      back.end();
    };
    accept({ incoming: there, send: (bytes) => back.push(bytes), close });
    return { send: (bytes) => there.push(bytes), answer: back, close };
  }
}

/** Bytes that one side pushes and the other takes. */
class ByteStream implements AsyncIterable<Uint8Array> {
  private readonly pieces: Uint8Array[] = [];
  private hasEnded = false;
  private wake: (() => void) | null = null;

  push(bytes: Uint8Array): void {
    if (this.hasEnded) return;
    this.pieces.push(bytes);
    this.wake?.();
  }

  end(): void {
    this.hasEnded = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const piece = this.pieces.shift();
      if (piece !== undefined) yield piece;
      else if (this.hasEnded) return;
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        this.wake = null;
      }
    }
  }
}
