/** Who hears the streams that leave a world: what a DoorHost keeps for `listen`. */
import type { StreamPart } from '../../api/wire';

export type StreamListener = (part: StreamPart | null) => void;

export class StreamListeners {
  private readonly byStream = new Map<number, StreamListener>();

  listen(stream: number, listener: StreamListener): () => void {
    this.byStream.set(stream, listener);
    return () => {
      if (this.byStream.get(stream) === listener) this.byStream.delete(stream);
    };
  }

  /** Hands a message on. False when nobody listens any more. */
  deliver(part: StreamPart): boolean {
    const listener = this.byStream.get(part.stream);
    if (part.end === true) this.byStream.delete(part.stream);
    listener?.(part);
    return listener !== undefined;
  }

  /** The API server's process died, or the world went back: every stream is cut. */
  cut(): void {
    const listeners = [...this.byStream.values()];
    this.byStream.clear();
    for (const listener of listeners) listener(null);
  }
}
