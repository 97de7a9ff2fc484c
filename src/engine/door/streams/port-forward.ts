/**
 * Port-forward on an upgraded connection: one TCP connection for each port that is named, with two channels each (data 2i,
 * error 2i+1) whose first message holds the port. Models pkg/kubelet/.../portforward/websocket.go.
 */
import { badRequest } from '../../api/status';
import { bytesOfText, textOfBytes } from '../../api/text-bytes';
import type { StreamPart } from '../../api/wire';
import type { Flow } from '../flow';
import type { InputAnswer } from '../host';
import { labelOf } from '../label';
import type { Place } from '../place';
import type { SubresourceServer } from '../subresource-server';
import { refuse, type Taken } from '../taken';
import { framed, NO_UPGRADE, protocolOf, refuseUpgrade } from './exec';

const PROTOCOLS = ['v4.channel.k8s.io'];
/** Channel of what the server says in a world's stream; the other one is for errors. */
const OUTPUT = 1;

class PortFlow implements Flow {
  private readonly streams: number[] = [];
  private readonly stops: (() => void)[] = [];
  private open: number;
  private isUpgraded = false;
  private isOver = false;

  constructor(
    private readonly taken: Taken,
    private readonly ports: readonly number[],
  ) {
    this.open = ports.length;
  }

  begin(place: Place, protocol: string): void {
    const { host, request } = this.taken;
    const { namespace, name, subresource } = place.info;
    this.ports.forEach((port, index) => {
      const stream = { stdin: true, stdout: true, stderr: false, tty: false, port };
      const call = { verb: 'create', resource: 'pods', namespace, name, subresource, stream } as const;
      const id = host.ask(call, labelOf(request, `pods/${name}`), (answer) =>
        this.answered(answer, protocol),
      );
      this.streams.push(id);
      if (!this.isOver) this.stops.push(host.listen(id, (part) => this.take(index, part)));
    });
  }

  private answered(answer: InputAnswer, protocol: string): void {
    if (this.isOver || this.isUpgraded) return;
    if (answer.code !== 101) {
      this.finish();
      refuseUpgrade(this.taken, answer);
      return;
    }
    this.isUpgraded = true;
    this.taken.sink.head(101, { 'sec-websocket-protocol': protocol });
    this.ports.forEach((port, index) => {
      const bytes = Uint8Array.of(port & 0xff, port >> 8);
      this.taken.sink.data(framed(2 * index, bytes));
      this.taken.sink.data(framed(2 * index + 1, bytes));
    });
  }

  private take(index: number, part: StreamPart | null): void {
    if (this.isOver) return;
    if (part !== null && part.data !== '') {
      const channel = 2 * index + (part.channel === OUTPUT ? 0 : 1);
      this.taken.sink.data(framed(channel, bytesOfText(part.data)));
    }
    if (part !== null && part.end !== true) return;
    this.open--;
    if (part !== null && this.open > 0) return;
    this.finish();
    this.taken.sink.end();
  }

  private finish(): void {
    this.isOver = true;
    for (const stop of this.stops) stop();
  }

  input(message: Uint8Array): void {
    const [channel = 0] = message;
    const stream = this.streams[channel >> 1];
    if (this.isOver || stream === undefined || (channel & 1) === 1) return;
    this.taken.host.send({ stream, channel: 0, data: textOfBytes(message.subarray(1)) });
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
    for (const stream of this.streams) this.taken.host.send({ stream, channel: 0, data: '', end: true });
  }
}

/** `ports=80&ports=81`, or `ports=80,81`. */
function portsOf({ target }: Taken): readonly number[] {
  const words = [...(target.query.get('ports') ?? []), ...(target.query.get('port') ?? [])];
  return words.flatMap((word) => word.split(',')).map(Number);
}

export const servePortForward: SubresourceServer = (taken, place) => {
  const protocol = protocolOf(taken, PROTOCOLS);
  const ports = portsOf(taken);
  const bad = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (protocol === null) refuse(taken, NO_UPGRADE);
  else if (ports.length === 0) refuse(taken, badRequest('query parameter "port" is required'));
  else if (bad !== undefined)
    refuse(taken, badRequest(`unable to parse "${bad}" as a port: must be between 1 and 65535`));
  else {
    const flow = new PortFlow(taken, ports);
    flow.begin(place, protocol);
    return flow;
  }
  return null;
};
