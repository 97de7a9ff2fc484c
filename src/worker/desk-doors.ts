/** HTTP at the desk: exchanges of the page's own programs, and of clients that come over the bridge. */
import type { TabHost } from '../bridge/tab/host';
import type { TabLink } from '../bridge/tab/link';
import type { HttpRequest, OpenExchange, ResponseSink } from '../engine/api/http';
import type { ControlHost } from '../engine/door/control/host';
import { controlHostOf, type DeskWork } from './control-host';
import type { Doors, DoorsOptions } from './doors';
import type { Command, FromWorker } from './protocol';
import type { Session } from './session';

/** The script that speaks HTTP. */
export interface DoorsModule {
  readonly Doors: new (options: DoorsOptions) => Doors;
  readonly control: (host: ControlHost, request: HttpRequest, sink: ResponseSink) => OpenExchange;
}

export interface DeskDoorsOptions {
  readonly post: (message: FromWorker) => void;
  /** Told of what must not happen: the engine broke. */
  readonly fail: (error: unknown) => void;
  /** Loads what speaks HTTP. */
  readonly loadDoors: () => Promise<DoorsModule>;
  /** Makes the connection to the bridge of the page's server. */
  readonly connectBridge: (host: TabHost) => TabLink;
  /** Calls `tick` every so often until it answers false: time passes also while the page asks for no frames. */
  readonly keepTicking: (tick: () => boolean) => void;
}

/** What HTTP needs of the desk. */
export interface DeskParts {
  /** Throws an Error while no world is open. */
  present(): Session;
  /** Does something as soon as no work goes on. */
  whenFree(work: () => void): void;
  /** Lets time pass, and tells the page when there is news. */
  tick(): void;
  flush(): void;
  readonly work: DeskWork;
}

/** The commands that are about HTTP. */
export type HttpCommand = Extract<Command, { type: 'http' | 'http-input' | 'http-close' | 'bridge' }>;

type AtDoors = (http: DoorsModule, doors: Doors, session: Session) => void;

export class DeskDoors {
  private http: DoorsModule | null = null;
  private link: TabLink | null = null;
  private readonly exchanges = new Map<number, OpenExchange>();
  private ticking = false;

  constructor(
    private readonly options: DeskDoorsOptions,
    private readonly desk: DeskParts,
  ) {}

  take(command: HttpCommand): void {
    switch (command.type) {
      case 'http':
        this.openInPage(command.exchange, command.request);
        break;
      case 'http-input':
        this.exchanges.get(command.exchange)?.input(command.message);
        break;
      case 'http-close':
        this.exchanges.get(command.exchange)?.close();
        this.exchanges.delete(command.exchange);
        break;
      case 'bridge':
        this.bridge(command.on, command.takeOver === true);
    }
  }

  /** Calls `wake` when so many virtual ms have passed. */
  sleep(ms: number, wake: () => void): void {
    this.atDoors((_http, doors) => doors.sleep(ms, wake));
  }

  /** Does something at the doors of the present world, as soon as their script is there. */
  private atDoors(work: AtDoors): void {
    const { http, desk, options } = this;
    if (http === null) {
      options.loadDoors().then((loaded) => {
        this.http = loaded;
        desk.whenFree(() => this.atDoors(work));
        desk.flush();
      }, options.fail);
      return;
    }
    const session = desk.present();
    const doors = session.http.open((given) => new http.Doors(given));
    session.http.at(() => work(http, doors, session));
    this.tickWhileWaited();
  }

  /** Hands a request to a door, whenever that can be; the client's end of it is there at once. */
  private exchange(take: (...at: Parameters<AtDoors>) => OpenExchange): OpenExchange {
    let opened: OpenExchange | null = null;
    let isLeft = false;
    const { desk } = this;
    const then = (work: () => void): void => desk.whenFree(() => desk.present().http.at(work));
    desk.whenFree(() => {
      this.atDoors((...at) => {
        if (!isLeft) opened = take(...at);
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

  private openInPage(exchange: number, request: HttpRequest): void {
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

  /** A hidden page asks for no frames, but who waits for an answer or for time wants them all the same. */
  private tickWhileWaited(): void {
    const { desk, options } = this;
    if (this.ticking || !desk.present().http.isWaitedFor()) return;
    this.ticking = true;
    options.keepTicking(() => {
      try {
        desk.tick();
        this.ticking = desk.present().http.isWaitedFor();
      } catch (error) {
        this.ticking = false;
        options.fail(error);
      }
      return this.ticking;
    });
  }

  // ------------------------------------------------------------------------------------------------ outside

  private bridge(on: boolean, takeOver: boolean): void {
    this.link ??= this.options.connectBridge({
      open: (request, sink) => this.openOutside(request, sink),
      failed: this.options.fail,
    });
    if (on) this.link.connect(takeOver);
    else this.link.disconnect();
  }

  /** A request of a client from outside, taken once the work that goes on is done. */
  private openOutside(request: HttpRequest, sink: ResponseSink): OpenExchange {
    const { work } = this.desk;
    const isControl = request.target.startsWith('/orrery/');
    const opened = this.exchange((http, doors, session) =>
      isControl
        ? http.control(controlHostOf(session, work), request, sink)
        : doors.outside.open(request, sink),
    );
    this.desk.flush();
    return opened;
  }
}
