/** Background jobs: `&`, `jobs`, `wait`, `kill %1`, `fg`. */
import { Stopped, terminated } from '../shell-error';

export interface Job {
  readonly number: number;
  readonly pid: number;
  readonly source: string;
  /** Settles with the exit code; never rejects. */
  readonly ended: Promise<number>;
  /** Null while it runs. */
  status: number | null;
  stoppedBy: string | null;
  stop(reason: Stopped): void;
}

export class Jobs {
  private readonly list: Job[] = [];
  private lastPid = 1000;

  /** `run` gets the job's own signal. */
  start(source: string, run: (signal: AbortSignal) => Promise<number>): Job {
    const controller = new AbortController();
    const number = Math.max(0, ...this.list.map((job) => job.number)) + 1;
    this.lastPid += 1;
    const job: Job = {
      number,
      pid: this.lastPid,
      source,
      status: null,
      stoppedBy: null,
      stop: (reason) => {
        job.stoppedBy = reason.signalName;
        controller.abort(reason);
      },
      ended: run(controller.signal)
        .catch((error: unknown) => (error instanceof Stopped ? error.status : 1))
        .then((status) => {
          job.status = status;
          return status;
        }),
    };
    this.list.push(job);
    return job;
  }

  all(): readonly Job[] {
    return this.list;
  }

  /** `%1`, `%%`, `%+`, `%-`, `%kub`, or a process id. */
  find(name: string): Job | undefined {
    if (!name.startsWith('%')) return this.list.find(({ pid }) => String(pid) === name);
    const which = name.slice(1);
    if (which === '' || which === '%' || which === '+') return this.list.at(-1);
    if (which === '-') return this.list.at(-2) ?? this.list.at(-1);
    return (
      this.list.find(({ number }) => String(number) === which) ??
      this.list.find(({ source }) => source.startsWith(which))
    );
  }

  forget(job: Job): void {
    const at = this.list.indexOf(job);
    if (at >= 0) this.list.splice(at, 1);
  }

  /** `[1]+  Done                    sleep 5`. */
  line(job: Job): string {
    const mark = this.list.at(-1) === job ? '+' : this.list.at(-2) === job ? '-' : ' ';
    const end = job.status === null ? ' &' : '';
    return `[${job.number}]${mark}  ${stateOf(job).padEnd(24)}${job.source.replace(/\s*&$/, '')}${end}\n`;
  }

  /** Lines about jobs that have ended since the last time; they are forgotten. */
  news(): string {
    const ended = this.list.filter(({ status }) => status !== null);
    const lines = ended.map((job) => this.line(job)).join('');
    for (const job of ended) this.forget(job);
    return lines;
  }

  stopAll(): void {
    for (const job of this.list) if (job.status === null) job.stop(terminated());
  }
}

function stateOf({ status, stoppedBy }: Job): string {
  if (status === null) return 'Running';
  if (stoppedBy === 'TERM') return 'Terminated';
  if (stoppedBy === 'KILL') return 'Killed';
  if (stoppedBy === 'INT') return 'Interrupt';
  return status === 0 ? 'Done' : `Exit ${status}`;
}
