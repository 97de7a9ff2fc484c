/**
 * exec and attach on an upgraded connection (`v5.channel.k8s.io`): each message is one channel's. Models
 * apimachinery/pkg/util/remotecommand and streaming of client-go's websocket executor.
 */
import { CHANNEL } from '../../api/http';
import { badRequest, type Status } from '../../api/status';
import { bytesOfText, textOfBytes } from '../../api/text-bytes';
import type { StreamOptions, StreamPart } from '../../api/wire';
import { flagOf } from '../../apiserver/http/list-query';
import { valueOf } from '../../apiserver/http/target';
import type { Flow } from '../flow';
import type { InputAnswer } from '../host';
import { labelOf } from '../label';
import type { Place } from '../place';
import type { SubresourceServer } from '../subresource-server';
import { headerOf, refuse, unanswered, type Taken } from '../taken';

/** Newest first. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Upgraded connections name their protocol; null when there is none that we speak. */
export function protocolOf(taken: Taken, known: readonly string[]): string | null {
  const offered = headerOf(taken.request, 'sec-websocket-protocol')
    .split(',')
    .map((word) => word.trim());
  return known.find((protocol) => offered.includes(protocol)) ?? null;
}

/** A message with its channel in front. */
export function framed(channel: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(payload.length + 1);
  message[0] = channel;
  message.set(payload, 1);
  return message;
}

export const NO_UPGRADE = badRequest('Upgrade request required');

/** What came instead of an upgraded connection. */
export function refuseUpgrade(taken: Taken, { code, body }: InputAnswer): void {
  if (code === 0) unanswered(taken, (body as { readonly message?: string }).message ?? '');
  else refuse(taken, body as Status);
}

class StreamFlow implements Flow {
  private stream = 0;
  private isOver = false;
  private stopListening = (): void => undefined;

  constructor(private readonly taken: Taken) {}

  open(place: Place, options: StreamOptions, protocol: string): void {
    const { host, target, request } = this.taken;
    const { namespace, name, subresource } = place.info;
    const call = {
      verb: 'create',
      resource: 'pods',
      namespace,
      name,
      subresource,
      command: target.query.get('command') ?? [],
      container: valueOf(target.query, 'container'),
      stream: options,
    } as const;
    const label = labelOf(request, `pods/${name}`);
    this.stream = host.ask(call, label, (answer) => {
      if (this.isOver) return;
      if (answer.code === 101) this.taken.sink.head(101, { 'sec-websocket-protocol': protocol });
      else this.refuse(answer);
    });
    if (!this.isOver) this.stopListening = host.listen(this.stream, (part) => this.take(part));
  }

  private refuse(answer: InputAnswer): void {
    this.finish();
    refuseUpgrade(this.taken, answer);
  }

  private finish(): void {
    this.isOver = true;
    this.stopListening();
  }

  private take(part: StreamPart | null): void {
    if (this.isOver) return;
    if (part !== null && part.data !== '') this.taken.sink.data(framed(part.channel, bytesOfText(part.data)));
    if (part === null || part.end === true) {
      this.finish();
      this.taken.sink.end();
    }
  }

  input(message: Uint8Array): void {
    const [channel] = message;
    if (this.isOver || channel === undefined) return;
    if (channel !== CHANNEL.stdin && channel !== CHANNEL.resize && channel !== CHANNEL.close) return;
    // Closing anything but the input means nothing to a server.
    if (channel === CHANNEL.close && message[1] !== CHANNEL.stdin) return;
    this.taken.host.send({ stream: this.stream, channel, data: textOfBytes(message.subarray(1)) });
  }

  pump(): boolean {
    return !this.isOver;
  }

  wakeAt(): number {
    return Infinity;
  }

  cut(): void {
    if (this.isOver) return;
    this.finish();
    this.taken.sink.end();
  }

  close(): void {
    if (this.isOver) return;
    this.finish();
    this.taken.host.send({ stream: this.stream, channel: CHANNEL.close, data: '', end: true });
  }
}

/** exec's parameters; a terminal has no second output. */
function optionsOf({ target: { query } }: Taken): StreamOptions {
  const tty = flagOf(query, 'tty');
  return {
    stdin: flagOf(query, 'stdin'),
    stdout: flagOf(query, 'stdout'),
    stderr: flagOf(query, 'stderr') && !tty,
    tty,
  };
}

export const serveStream: SubresourceServer = (taken, place) => {
  const protocol = protocolOf(taken, PROTOCOLS);
  if (protocol === null) {
    refuse(taken, NO_UPGRADE);
    return null;
  }
  const flow = new StreamFlow(taken);
  flow.open(place, optionsOf(taken), protocol);
  return flow;
};
