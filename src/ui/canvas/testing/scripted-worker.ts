import type { Frame, FromWorker, ToWorker } from '../../../worker/protocol';
import type { WorkerPort } from '../../store/frame-client';
import { frame } from './made-up';

/** A page that hears nothing for ten seconds calls its worker silent; this is well below. Real ms. */
const lifeSignMs = 3000;

/** A worker that says what it is told to say. */
export class ScriptedWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  /** Everything that the page asked for, but frames. */
  readonly asked: ToWorker[] = [];
  private latest: Frame;
  private seq = 1;

  constructor(first: Frame) {
    this.latest = first;
  }

  /** Sends a frame now; its `seq` is counted here. */
  say(next: Frame): void {
    this.seq += 1;
    this.latest = next;
    this.onmessage?.({ data: { ...next, seq: this.seq } } as MessageEvent<FromWorker>);
  }

  postMessage(message: unknown): void {
    const command = message as ToWorker;
    if (command.type === 'frame') {
      const { now, pace } = this.latest;
      setTimeout(() => this.say(frame(0, now, { pace })), lifeSignMs);
      return;
    }
    this.asked.push(command);
    const value = { response: { code: 200, body: {} } };
    queueMicrotask(() => {
      this.onmessage?.({
        data: { type: 'reply', id: command.id, ok: true, value },
      } as MessageEvent<FromWorker>);
      if (command.type === 'open') this.say(this.latest);
    });
  }

  terminate(): void {
    this.onmessage = null;
  }
}
