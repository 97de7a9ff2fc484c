/** What a handler sees of the simulation while it handles one event. */
import type { Context } from './component';
import type { Address, Hop, HopId, SimEvent } from './event';
import type { Simulation } from './simulation';

/** One object for all events: handlers use it and never keep it. */
export class DispatchContext implements Context {
  now = 0;
  epoch = 0;
  self: Address = '';
  cause: HopId = 0;
  private boot = 0;

  constructor(private readonly simulation: Simulation) {}

  enter(event: SimEvent, boot: number): void {
    this.boot = boot;
    this.now = event.at;
    this.epoch = this.simulation.currentEpoch();
    this.self = event.to;
    this.cause = event.hop ? event.seq : event.cause;
  }

  send(
    to: Address,
    type: string,
    data: unknown,
    latency: number,
    hop: Hop | null,
    cause = this.cause,
    delay = 0,
  ): HopId {
    const seq = ++this.simulation.seq;
    const start = this.now + delay;
    const event: SimEvent = {
      at: start + latency,
      seq,
      to,
      from: this.self,
      type,
      data,
      cause,
      hop: hop !== null,
      boot: -1,
    };
    this.simulation.pushMessage(event, start, hop);
    return seq;
  }

  after(delay: number, type: string, data: unknown, cause = this.cause): void {
    this.simulation.pushOwnTimer(this.self, this.now + delay, type, data, cause, this.boot);
  }

  record(from: Address, to: Address, start: number, end: number, hop: Hop, cause = this.cause): HopId {
    return this.simulation.recordHop(from, to, start, end, hop, cause);
  }

  peer(address: Address): unknown {
    const component = this.simulation.touch(address);
    if (component === undefined) throw new Error(`no component at ${address}`);
    return component.state;
  }

  answer(data: unknown): void {
    this.simulation.outbox.push(data);
  }

  isUp(address: Address): boolean {
    return this.simulation.machinery.isUp(address);
  }

  canReach(from: Address, to: Address): boolean {
    return this.simulation.machinery.canReach(from, to);
  }

  setProcess(address: Address, running: boolean): void {
    if (running) this.simulation.machinery.start(address, this.cause);
    else this.simulation.machinery.stop(address, this.cause);
  }
}
