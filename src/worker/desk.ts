/**
 * Where the commands about one world arrive. What may take long is done in slices; commands that come meanwhile wait
 * for their turn, and are answered in order.
 */
import type { Command, ReplyValue, ToWorker, WorldId } from './protocol';
import type { WorldRecord } from '../engine/door/control/host';
import type { DeskWork } from './control-host';
import { DeskDoors, type DeskDoorsOptions } from './desk-doors';
import { RESET, Session } from './session';
import type { Work } from './work';

export interface DeskOptions extends DeskDoorsOptions {
  readonly world: WorldId;
  /** Does something once the messages that have come meanwhile have been taken. */
  readonly later: (work: () => void) => void;
  /** Real clock, ms. */
  readonly clock: () => number;
}

function* replying(work: Work): Work<ReplyValue> {
  yield* work;
  return {};
}

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
  /** True while the page waits for a frame. */
  private credit = false;
  private readonly doors: DeskDoors;

  constructor(private readonly options: DeskOptions) {
    this.doors = new DeskDoors(options, {
      present: () => this.present(),
      whenFree: (work) => this.whenFree(work),
      tick: () => this.tick(),
      flush: () => this.flush(),
      work: this.work,
    });
  }

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
      case 'http-input':
      case 'http-close':
        this.doors.take(command);
        return null;
      case 'sleep':
        this.doors.sleep(command.ms, () => this.reply(id, {}));
        return null;
      case 'bridge':
        this.doors.take(command);
        break;
      case 'frame':
        return null;
    }
    this.reply(id, {});
    return null;
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
    this.replace(session);
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
    this.replace(session);
    return {};
  }

  /** Another world takes the place of the present one. */
  private replace(session: Session): void {
    session.http.beginAnotherFuture(this.session?.http.shownRevision() ?? 0);
    this.session?.leave();
    this.session = session;
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
    before.http.beginAnotherFuture(session.http.shownRevision());
    session.leave();
    this.session = before;
    before.comeBack();
    return { undone: RESET };
  }

  private tick(): void {
    if (this.job === null) this.session?.tick();
    this.flush();
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
