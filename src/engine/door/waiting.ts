/** Reads that wait before they begin, as they do inside the API server: for etcd, or for a version that is still to come. */
import { serviceUnavailable, type Status } from '../api/status';
import type { Flow } from './flow';
import { refuse, type Taken } from './taken';

export interface Wait {
  /** At most so long, virtual ms. */
  readonly maxMs: number;
  readonly isOver: () => boolean;
  /** What is told when it lasts too long. */
  readonly refusal: () => Status;
}

class Waiting implements Flow {
  private begun: Flow | null = null;
  private readonly until: number;

  constructor(
    private readonly taken: Taken,
    private readonly wait: Wait,
    private readonly serve: () => Flow | null,
  ) {
    this.until = taken.host.simulation.now + wait.maxMs;
  }

  pump(): boolean {
    if (this.begun !== null) return this.begun.pump();
    if (this.wait.isOver()) {
      this.begun = this.serve();
      return this.begun !== null;
    }
    if (this.taken.host.simulation.now < this.until) return true;
    refuse(this.taken, this.wait.refusal());
    return false;
  }

  wakeAt(): number {
    return this.begun?.wakeAt() ?? this.until;
  }

  cut(): void {
    if (this.begun !== null) this.begun.cut();
    else refuse(this.taken, serviceUnavailable('the world went back to before this request'));
  }

  input(message: Uint8Array): void {
    this.begun?.input(message);
  }

  close(): void {
    this.begun?.close();
  }
}

/** Serves the request when the wait is over: at once if it is. */
export function afterWait(taken: Taken, wait: Wait, serve: () => Flow | null): Flow | null {
  return wait.isOver() ? serve() : new Waiting(taken, wait, serve);
}
