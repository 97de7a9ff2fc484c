/** A client of exec, attach and port-forward in a test: types, and reads what comes back. */
import { CHANNEL } from '../api/http';
import type { StreamOptions, StreamPart } from '../api/wire';
import { streamInput, type OutsideCall } from '../world';
import type { Lab } from './lab';

const PIPE: StreamOptions = { stdin: true, stdout: true, stderr: true, tty: false };
export const TERMINAL: StreamOptions = { stdin: true, stdout: true, stderr: false, tty: true };

interface EndStatus {
  readonly status: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly message?: string }[] };
}

export class StreamClient {
  readonly id: number;

  constructor(
    readonly lab: Lab,
    call: Partial<OutsideCall> & { readonly name: string; readonly subresource: string },
    readonly options: StreamOptions = PIPE,
  ) {
    this.id = lab.send({ verb: 'create', resource: 'pods', ...call, stream: options });
  }

  send(text: string, channel: number = CHANNEL.stdin): void {
    this.input({ stream: this.id, channel, data: text });
  }

  /** Types, and lets time pass until the answer is here. */
  type(text: string, ms = 200): string {
    const before = this.out.length;
    this.send(text);
    this.lab.run(ms);
    return this.out.slice(before);
  }

  closeInput(): void {
    this.send('\0', CHANNEL.close);
  }

  leave(): void {
    this.input({ stream: this.id, channel: CHANNEL.close, data: '', end: true });
  }

  private input(part: StreamPart): void {
    this.lab.simulation.input(streamInput(this.lab.cluster, part, ''));
  }

  private parts(channel: number): string {
    this.lab.answerTo(this.id);
    return this.lab.streamed
      .filter((part) => part.stream === this.id && part.channel === channel)
      .map(({ data }) => data)
      .join('');
  }

  get code(): number | undefined {
    return this.lab.answerTo(this.id)?.code;
  }

  get out(): string {
    return this.parts(CHANNEL.stdout);
  }

  get err(): string {
    return this.parts(CHANNEL.stderr);
  }

  get error(): string {
    return this.parts(CHANNEL.error);
  }

  get isOver(): boolean {
    this.lab.answerTo(this.id);
    return this.lab.streamed.some((part) => part.stream === this.id && part.end === true);
  }

  get status(): EndStatus {
    return JSON.parse(this.error) as EndStatus;
  }
}
