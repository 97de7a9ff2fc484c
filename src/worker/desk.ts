/**
 * Where the commands about one world arrive. What may take long is done in slices; commands that come meanwhile wait
 * for their turn, and are answered in order.
 */
import type { Command, FromWorker, ReplyValue, ToWorker, WorldId } from './protocol';
import type { HttpRequest, OpenExchange } from '../engine/api/http';
import { RESET, Session } from './session';
import type { Work } from './work';

export interface DeskOptions {
  readonly world: WorldId;
  readonly post: (message: FromWorker) => void;
  /** Told of what must not happen: the engine broke. */
  readonly fail: (error: unknown) => void;
  /** Does something once the messages that have come meanwhile have been taken. */
  readonly later: (work: () => void) => void;
  /** Calls `tick` every so often until it answers false: time passes also while the page asks for no frames. */
  readonly keepTicking: (tick: () => boolean) => void;
  /** Real clock, ms. */
  readonly clock: () => number;
}

/** A command whose work goes on. */
interface Job {
  readonly id: number;
  readonly work: Work<ReplyValue>;
}

export class Desk {
  private session: Session | undefined;
  private job: Job | null = null;
  private readonly queue: ToWorker[] = [];
  /** True while the page waits for a frame. */
  private credit = false;
  private readonly exchanges = new Map<number, OpenExchange>();
  private ticking = false;

  constructor(private readonly options: DeskOptions) {}

  take(command: ToWorker): void {
    if (command.type === 'frame') this.credit = true;
    else if (this.job !== null) this.queue.push(command);
    else this.begin(command);
    this.flush();
  }

  private begin(command: ToWorker): void {
    try {
      const work = this.act(command);
      if (work === null) return;
      this.job = { id: command.id, work };
      this.workOn(this.job);
    } catch (error) {
      this.job = null;
      this.refuse(command.id, error);
    }
  }

  private reply(id: number, value: ReplyValue): void {
    this.options.post({ type: 'reply', id, ok: true, value });
  }

  private refuse(id: number, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    this.options.post({ type: 'reply', id, ok: false, error: words });
  }

  /** One slice. */
  private workOn(job: Job): void {
    const { done, value } = job.work.next();
    if (done !== true) {
      this.options.later(() => this.goOn(job));
      return;
    }
    this.job = null;
    this.reply(job.id, value);
  }

  private goOn(job: Job): void {
    try {
      this.workOn(job);
    } catch (error) {
      this.job = null;
      this.refuse(job.id, error);
    }
    while (this.job === null) {
      const next = this.queue.shift();
      if (next === undefined) break;
      this.begin(next);
    }
    this.flush();
  }

  /** Does what a command asks for, and answers it; null when that is done, else the work that goes on. */
  private act(command: ToWorker): Work<ReplyValue> | null {
    const { id } = command;
    switch (command.type) {
      case 'open':
        return this.open(command);
      case 'step':
        return this.step(command.unit);
      case 'undo':
        return this.undo();
      case 'request': {
        const { request, label, batch } = command;
        this.present().request(request, label, (response) => this.reply(id, { response }), batch);
        return null;
      }
      case 'fault':
        this.present().fault(command.fault);
        break;
      case 'pace':
        this.present().setPace(command.pace);
        break;
      case 'inspect':
        this.present().inspect(command.about);
        break;
      case 'http':
        this.openExchange(command.exchange, command.request);
        return null;
      case 'http-input':
        this.exchanges.get(command.exchange)?.input(command.message);
        return null;
      case 'http-close':
        this.closeExchange(command.exchange);
        return null;
      case 'sleep':
        this.present().sleep(command.ms, () => this.reply(id, {}));
        this.tickWhileWaited();
        return null;
      case 'frame':
        return null;
    }
    this.reply(id, {});
    return null;
  }

  private openExchange(exchange: number, request: HttpRequest): void {
    const { post } = this.options;
    const isOver = { yes: false };
    const opened = this.present().http('page', request, {
      head: (status, headers) => post({ type: 'http', exchange, part: 'head', status, headers }),
      data: (chunk) => post({ type: 'http', exchange, part: 'data', chunk }),
      end: () => {
        isOver.yes = true;
        this.exchanges.delete(exchange);
        post({ type: 'http', exchange, part: 'end' });
      },
    });
    if (!isOver.yes) this.exchanges.set(exchange, opened);
    this.tickWhileWaited();
  }

  private closeExchange(exchange: number): void {
    const opened = this.exchanges.get(exchange);
    this.exchanges.delete(exchange);
    opened?.close();
  }

  /** A hidden page asks for no frames, but who waits for an answer or for time wants them all the same. */
  private tickWhileWaited(): void {
    if (this.ticking || this.session?.isWaitedFor() !== true) return;
    this.ticking = true;
    this.options.keepTicking(() => {
      try {
        if (this.job === null) this.session?.tick();
        this.flush();
      } catch (error) {
        this.options.fail(error);
        return false;
      }
      this.ticking = this.session?.isWaitedFor() === true;
      return this.ticking;
    });
  }

  private present(): Session {
    if (this.session === undefined) throw new Error(`no world called "${this.options.world}" is open`);
    return this.session;
  }

  /** Opens a world. One that stands there already steps aside, and Undo brings it back; only one is kept so. */
  private *open(command: Extract<Command, { type: 'open' }>): Work<ReplyValue> {
    const { scene, seed, journal, at } = command;
    const { world, clock } = this.options;
    const before = journal === undefined ? this.session : undefined;
    const past = {
      ...(journal === undefined ? {} : { journal }),
      ...(at === undefined ? {} : { at }),
      ...(before === undefined ? {} : { before }),
    };
    const session = yield* Session.opening({ world, scene, seed, ...past, clock });
    before?.leave();
    this.session = session;
    return {};
  }

  private *step(unit: Extract<Command, { type: 'step' }>['unit']): Work<ReplyValue> {
    yield* this.present().step(unit);
    return {};
  }

  /** Takes back the last input; when there is none, the Reset before. */
  private *undo(): Work<ReplyValue> {
    const session = this.present();
    const before = session.before();
    if (before === undefined) return { undone: yield* session.undo() };
    this.session = before;
    before.comeBack();
    return { undone: RESET };
  }

  private flush(): void {
    const { session, credit, job } = this;
    if (session === undefined || !credit || job !== null || !session.hasNews()) return;
    try {
      const frame = session.frame();
      this.credit = false;
      this.options.post(frame);
    } catch (error) {
      this.options.fail(error);
    }
  }
}
