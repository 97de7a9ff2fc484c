/**
 * Machines, links and processes: what can be switched off, cut and killed. Faults act here (law 1 of DESIGN.md), and
 * so does a container runtime whose container is a process of the cluster.
 *
 * A stopped process gets no events, its timers are void for ever, and what is sent to it is lost. Whoever holds a
 * connection to it hears of it: at once from a machine that lives, after a time-out from one that fell silent.
 */
import type { ComponentKind } from './component';
import type { Address, HopId, SimEvent } from './event';

/** Where faults are sent to. */
export const KERNEL: Address = 'kernel';

/** One machine. Immutable. */
export interface Machine {
  readonly on: boolean;
  /** True while its network is cut off. */
  readonly cut: boolean;
  /** Raised at every change of its network or power: a timer of an older generation is stale. */
  readonly generation: number;
  /** Raised when its power goes or comes: who boots does so whatever becomes of the network. */
  readonly powered: number;
  /** True once the others have noticed that they no longer reach it. */
  readonly missed: boolean;
}

/** A process of the world. Immutable; `state` is cloned on its first touch after a snapshot. */
export interface Component {
  readonly kind: string;
  /** The epoch in which `state` was last cloned. */
  readonly epoch: number;
  readonly state: unknown;
  /** `<cluster>/<machine>`; '' for what runs on no machine of ours. */
  readonly machine: string;
  /** True for a process that a container is: the container runtime starts it, not the machine. */
  readonly hosted: boolean;
  readonly running: boolean;
  /** Starts so far: a timer of an earlier one is void. */
  readonly boot: number;
  /** What was written to its machine's disk for it while it did not run. */
  readonly unread: readonly { readonly type: string; readonly data: unknown }[];
}

/** What happens to machines, links and processes, as the data of an input or of a message to `KERNEL`. */
export type Control =
  | { readonly type: 'stop-process' | 'start-process'; readonly address: Address }
  | { readonly type: 'power-off' | 'power-on' | 'cut' | 'mend'; readonly machine: string }
  /** Something is written to the disk of a process's machine: it reads it now, or when it starts. */
  | {
      readonly type: 'disk';
      readonly address: Address;
      readonly change: { readonly type: string; readonly data: unknown };
    };

interface MachineTimer {
  readonly machine: string;
  readonly generation: number;
}

interface Booted {
  readonly machine: string;
  readonly powered: number;
}

/** The event `connection-lost`: processes that one may hold connections to are gone or out of reach. */
export interface ConnectionLost {
  readonly peers: readonly Address[];
}

/** The event `undelivered`, to the sender of a message of a type that its kind `expects` an answer to. */
export interface Undelivered {
  readonly to: Address;
  readonly type: string;
  readonly data: unknown;
  /** `refused`: the machine answered that nobody listens. `unreachable`: nobody answered. */
  readonly reason: 'refused' | 'unreachable';
}

/** ms until a TCP connection to a live machine is reset. */
const RESET_MS = 1;
/** ms without an answer until a new connection is given up. */
const DIAL_TIMEOUT_MS = 10_000;
/** ms until an open connection is found dead: HTTP/2 pings after 30 s of silence, 15 s for the answer (client-go). */
const SILENCE_MS = 45_000;
/** ms from power to running services of a small virtual machine. */
const BOOT_MS = 8000;

/** What the machinery asks of the dispatcher. */
export interface Host {
  readonly now: number;
  readonly components: Map<Address, Component>;
  readonly kinds: Readonly<Record<string, ComponentKind<unknown>>>;
  currentEpoch(): number;
  pushTimer(to: Address, at: number, type: string, data: unknown, cause: HopId): void;
}

const FRESH: Machine = { on: true, cut: false, generation: 0, powered: 0, missed: false };

export class Machinery {
  /** By `<cluster>/<machine>`; machines that nothing ever happened to are not in it. */
  machines = new Map<string, Machine>();

  constructor(private readonly host: Host) {}

  // ------------------------------------------------------------------------------------------------- looking

  machine(name: string): Machine {
    return this.machines.get(name) ?? FRESH;
  }

  isUp(address: Address): boolean {
    return this.host.components.get(address)?.running === true;
  }

  /** True when a message from one place would reach the machine of the other. */
  canReach(from: Address, to: Address): boolean {
    const [a, b] = [this.machineOf(from), this.machineOf(to)];
    if (!this.machine(a).on || !this.machine(b).on) return false;
    return a === b || !(this.machine(a).cut || this.machine(b).cut);
  }

  private machineOf(address: Address): string {
    return this.host.components.get(address)?.machine ?? '';
  }

  /** True while anything is off or cut: only then a message needs a closer look. */
  get troubled(): boolean {
    return this.machines.size > 0;
  }

  // -------------------------------------------------------------------------------------------------- acting

  handle(event: SimEvent): void {
    const cause = event.hop ? event.seq : event.cause;
    switch (event.type) {
      case 'control':
        this.control(event.data as Control, cause);
        break;
      case 'silence':
        this.silence(event.data as MachineTimer, cause);
        break;
      case 'booted':
        this.booted(event.data as Booted, cause);
        break;
      default:
        throw new Error(`kernel: unknown event ${event.type}`);
    }
  }

  private control(control: Control, cause: HopId): void {
    switch (control.type) {
      case 'stop-process':
        this.stop(control.address, cause);
        break;
      case 'start-process':
        this.start(control.address, cause);
        break;
      case 'power-off':
        this.powerOff(control.machine, cause);
        break;
      case 'power-on':
        this.powerOn(control.machine, cause);
        break;
      case 'cut':
        this.cut(control.machine, cause);
        break;
      case 'mend':
        this.mend(control.machine, cause);
        break;
      case 'disk':
        this.write(control, cause);
        break;
    }
  }

  private write({ address, change }: Extract<Control, { type: 'disk' }>, cause: HopId): void {
    const component = this.host.components.get(address);
    if (component === undefined) return;
    if (component.running) this.host.pushTimer(address, this.host.now, change.type, change.data, cause);
    else this.set(address, { ...component, unread: [...component.unread, change] });
  }

  /** Ends a process on a machine that lives: its connections are reset at once. */
  stop(address: Address, cause: HopId): void {
    const component = this.host.components.get(address);
    if (component === undefined || !component.running) return;
    this.set(address, { ...component, running: false });
    this.tell([address], RESET_MS, cause);
  }

  /** Begins a process anew, unless its machine has no power. */
  start(address: Address, cause: HopId): void {
    const component = this.host.components.get(address);
    if (component === undefined || component.running || !this.machine(component.machine).on) return;
    const { restart } = this.kindOf(component);
    // Restarted states are new ones, and a state that is kept may be shared with a snapshot: clone it either way.
    const state = this.kindOf(component).clone(
      restart === undefined ? component.state : restart(component.state),
    );
    const { unread } = component;
    const epoch = this.host.currentEpoch();
    this.set(address, { ...component, state, epoch, running: true, boot: component.boot + 1, unread: [] });
    this.host.pushTimer(address, this.host.now, 'start', null, cause);
    for (const { type, data } of unread) this.host.pushTimer(address, this.host.now, type, data, cause);
  }

  private powerOff(name: string, cause: HopId): void {
    if (!this.machine(name).on) return;
    const machine = this.change(name, { on: false, missed: false, powered: this.machine(name).powered + 1 });
    for (const [address, component] of this.on(name)) {
      const { machineLost, clone } = this.kindOf(component);
      const state = machineLost === undefined ? component.state : machineLost(clone(component.state));
      const epoch = machineLost === undefined ? component.epoch : this.host.currentEpoch();
      this.set(address, { ...component, state, epoch, running: false });
    }
    this.silenceLater(name, machine, cause);
  }

  private powerOn(name: string, cause: HopId): void {
    const { on, missed, powered } = this.machine(name);
    if (on) return;
    if (!missed) this.tell(this.addressesOn(name), RESET_MS, cause);
    this.change(name, { on: true, powered: powered + 1 });
    const data: Booted = { machine: name, powered: powered + 1 };
    this.host.pushTimer(KERNEL, this.host.now + BOOT_MS, 'booted', data, cause);
  }

  /** The machine's own services run again; its containers are its container runtime's business. */
  private booted({ machine, powered }: Booted, cause: HopId): void {
    if (this.machine(machine).powered !== powered) return;
    for (const [address, { hosted }] of this.on(machine)) if (!hosted) this.start(address, cause);
  }

  private cut(name: string, cause: HopId): void {
    if (this.machine(name).cut) return;
    const machine = this.change(name, { cut: true, missed: false });
    this.silenceLater(name, machine, cause);
  }

  private mend(name: string, cause: HopId): void {
    const { cut, missed } = this.machine(name);
    if (!cut) return;
    this.change(name, { cut: false });
    if (!missed) this.tellBothSides(name, RESET_MS, cause);
  }

  private silence({ machine: name, generation }: MachineTimer, cause: HopId): void {
    const machine = this.machine(name);
    if (machine.generation !== generation) return;
    this.machines.set(name, { ...machine, missed: true });
    this.tellBothSides(name, 0, cause);
  }

  // ------------------------------------------------------------------------------------------- undelivered

  /** What becomes of a message that did not arrive. Returns what its sender is to hear of, or null, and when. */
  lost(event: SimEvent): { readonly notice: Undelivered; readonly delay: number } | null {
    const sender = this.host.components.get(event.from);
    if (sender === undefined || this.kindOf(sender).expects?.has(event.type) !== true) return null;
    const { to, type, data } = event;
    const refused = this.canReach(event.from, to);
    const notice: Undelivered = { to, type, data, reason: refused ? 'refused' : 'unreachable' };
    return { notice, delay: refused ? RESET_MS : DIAL_TIMEOUT_MS };
  }

  // ----------------------------------------------------------------------------------------------- helpers

  private kindOf(component: Component): ComponentKind<unknown> {
    return this.host.kinds[component.kind] as ComponentKind<unknown>;
  }

  private set(address: Address, component: Component): void {
    this.host.components.set(address, component);
  }

  private change(name: string, change: Partial<Machine>): Machine {
    const before = this.machine(name);
    const machine = { ...before, ...change, generation: before.generation + 1 };
    this.machines.set(name, machine);
    return machine;
  }

  private silenceLater(machine: string, { generation }: Machine, cause: HopId): void {
    const data: MachineTimer = { machine, generation };
    this.host.pushTimer(KERNEL, this.host.now + SILENCE_MS, 'silence', data, cause);
  }

  private on(machine: string): [Address, Component][] {
    return [...this.host.components].filter(([, component]) => component.machine === machine);
  }

  private addressesOn(machine: string): Address[] {
    return this.on(machine).map(([address]) => address);
  }

  private tell(peers: readonly Address[], delay: number, cause: HopId): void {
    const lost: ConnectionLost = { peers };
    for (const [address, { running }] of this.host.components) {
      if (running && !peers.includes(address))
        this.host.pushTimer(address, this.host.now + delay, 'connection-lost', lost, cause);
    }
  }

  private tellBothSides(name: string, delay: number, cause: HopId): void {
    const inside = this.addressesOn(name);
    const within = new Set(inside);
    const outside = [...this.host.components.keys()].filter((address) => !within.has(address));
    const [lostInside, lostOutside]: ConnectionLost[] = [{ peers: inside }, { peers: outside }];
    for (const [address, { running }] of this.host.components) {
      if (!running) continue;
      const lost = within.has(address) ? lostOutside : lostInside;
      this.host.pushTimer(address, this.host.now + delay, 'connection-lost', lost, cause);
    }
  }
}
