/** An answer that goes on for a while: a watch, a followed log, an exec. The door keeps it and hands time on to it. */
export interface Flow {
  /** Time has passed: says what there is to say. False when it is over. */
  pump(): boolean;
  /** Virtual ms at which it has something to do by itself; Infinity for never. */
  wakeAt(): number;
  /** The world went back to another moment: nothing that it has seen is true any more. It is over then. */
  cut(): void;
  /** A message from the client, on an upgraded connection. */
  input(message: Uint8Array): void;
  /** The client has gone. */
  close(): void;
}
