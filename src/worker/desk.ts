/**
 * Where the commands about one world arrive. What may take long is done in slices; commands that come meanwhile wait
 * for their turn, and are answered in order.
 */
import type { Command, FromWorker, ReplyValue, ToWorker, WorldId } from './protocol';
import type { TabHost } from '../bridge/tab/host';
import type { TabLink } from '../bridge/tab/link';
import type { HttpRequest, OpenExchange, ResponseSink } from '../engine/api/http';
import type { WorldRecord } from '../engine/door/control/host';
import { controlHostOf, type DeskWork } from './control-host';
import type { Doors } from './doors';
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
  /** Loads what speaks HTTP. */
  readonly loadDoors: () => Promise<DoorsModule>;
  /** Makes the connection to the bridge of the page's server. */
  readonly connectBridge: (host: TabHost) => TabLink;
  /** Real clock, ms. */
  readonly clock: () => number;
}

function* replying(work: Work): Work<ReplyValue> {
  yield* work;
  return {};
}

type DoorsModule = Pick<typeof import('./doors'), 'Doors' | 'control'>;

/** Work that goes on, and who hears of its end. */
interface Job {
  readonly work: Work<ReplyValue>;
  readonly done: (value: ReplyValue) => void;
  readonly failed: (error: unknown) => void;
}

export class Desk {
  private session: Session | undefined;
  private job: Job | null = null;
  /** What waits for the work that goes on. */
  private readonly queue: (() => void)[] = [];
  private link: TabLink | null = null;
  private http: DoorsModule | null = null;
  /** True while the page waits for a frame. */
  private credit = false;
  private readonly exchanges = new Map<number, OpenExchange>();
  private ticking = false;

  constructor(private readonly options: DeskOptions) {}

  take(command: ToWorker): void {
    if (command.type === 'frame') this.credit = true;
    else this.whenFree(() => this.begin(command));
    this.flush();
  }

  private whenFree(work: () => void): void {
    if (this.job === null) work();
    else this.queue.push(work);
  }

  private begin(command: ToWorker): void {
    const { id } = command;
    const failed = (error: unknown): void => this.refuse(id, error);
    try {
      const work = this.act(command);
      if (work !== null) this.start({ work, done: (value) => this.reply(id, value), failed });
    } catch (error) {
      failed(error);
    }
  }

  private start(job: Job): void {
    this.job = job;
    this.workOn(job);
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
    try {
      const { done, value } = job.work.next();
      if (done !== true) {
        this.options.later(() => this.goOn(job));
        return;
      }
      this.job = null;
      job.done(value);
    } catch (error) {
      this.job = null;
      job.failed(error);
    }
  }

  private goOn(job: Job): void {
    this.workOn(job);
    while (this.job === null) {
      const next = this.queue.shift();
      if (next === undefined) break;
      next();
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
        this.atDoors((_http, doors) => doors.sleep(command.ms, () => this.reply(id, {})));
        return null;
      case 'bridge':
        this.bridge(command.on, command.takeOver === true);
        break;
      case 'frame':
        return null;
    }
    this.reply(id, {});
    return null;
  }

  // --------------------------------------------------------------------------------------------------- HTTP

  /** Does something at the doors of the present world, as soon as their script is there. */
  private atDoors(work: (http: DoorsModule, doors: Doors, session: Session) => void): void {
    const { http } = this;
    if (http === null) {
      this.options.loadDoors().then(
        (loaded) => {
          this.http = loaded;
          this.whenFree(() => this.atDoors(work));
          this.flush();
        },
        (error: unknown) => this.options.fail(error),
      );
      return;
    }
    const session = this.present();
    const doors = session.openDoors((options) => new http.Doors(options));
    session.atDoors(() => work(http, doors, session));
    this.tickWhileWaited();
  }

  /**
   * Takes a request, whenever that can be: the client's end of it is there at once. `take` hands it to a door.
   */
  private exchange(take: (http: DoorsModule, doors: Doors, session: Session) => OpenExchange): OpenExchange {
    let opened: OpenExchange | null = null;
    let isLeft = false;
    const then = (work: () => void): void => this.whenFree(() => this.session?.atDoors(work));
    this.whenFree(() => {
      this.atDoors((...doors) => {
        if (!isLeft) opened = take(...doors);
      });
    });
    return {
      input: (message) => then(() => opened?.input(message)),
      close: () => {
        isLeft = true;
        then(() => opened?.close());
      },
    };
  }

  private openExchange(exchange: number, request: HttpRequest): void {
    const { post } = this.options;
    let isOver = false;
    const sink: ResponseSink = {
      head: (status, headers) => post({ type: 'http', exchange, part: 'head', status, headers }),
      data: (chunk) => post({ type: 'http', exchange, part: 'data', chunk }),
      end: () => {
        isOver = true;
        this.exchanges.delete(exchange);
        post({ type: 'http', exchange, part: 'end' });
      },
    };
    const opened = this.exchange((_http, doors) => doors.page.open(request, sink));
    if (!isOver) this.exchanges.set(exchange, opened);
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

  // ------------------------------------------------------------------------------------------------ outside

  private bridge(on: boolean, takeOver: boolean): void {
    this.link ??= this.options.connectBridge({
      open: (request, sink) => this.openOutside(request, sink),
      failed: (error) => this.options.fail(error),
    });
    if (on) this.link.connect(takeOver);
    else this.link.disconnect();
  }

  /** A request of a client from outside, taken once the work that goes on is done. */
  private openOutside(request: HttpRequest, sink: ResponseSink): OpenExchange {
    const isControl = request.target.startsWith('/orrery/');
    const opened = this.exchange((http, doors, session) =>
      isControl
        ? http.control(controlHostOf(session, this.work), request, sink)
        : doors.outside.open(request, sink),
    );
    this.flush();
    return opened;
  }

  private readonly work: DeskWork = {
    advance: (ms, done) =>
      this.whenFree(() => {
        const session = this.present();
        this.start({ work: replying(session.advance(ms)), done, failed: this.options.fail });
      }),
    load: (record, done) =>
      this.whenFree(() => {
        const failed = (error: unknown): void => done(error instanceof Error ? error.message : String(error));
        this.start({ work: this.load(record), done: () => done(null), failed });
      }),
  };

  private *load({ config, journal, at }: WorldRecord): Work<ReplyValue> {
    const { world, clock } = this.options;
    const before = this.session;
    const past = before === undefined ? {} : { before };
    const session = yield* Session.opening({
      world,
      scene: '',
      seed: config.seed,
      config,
      journal,
      at,
      ...past,
      clock,
    });
    before?.leave();
    this.session = session;
    return {};
  }

  private present(): Session {
    if (this.session === undefined) throw new Error(`no world called "${this.options.world}" is open`);
    return this.session;
  }

  /** Opens a world. One that stands there already steps aside, and Undo brings it back; only one is kept so. */
  private *open(command: Extract<Command, { type: 'open' }>): Work<ReplyValue> {
    const { scene, seed, journal, at, epochMs } = command;
    const { world, clock } = this.options;
    const before = journal === undefined ? this.session : undefined;
    const past = {
      ...(journal === undefined ? {} : { journal }),
      ...(at === undefined ? {} : { at }),
      ...(epochMs === undefined ? {} : { epochMs }),
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
