/** A page without a page: asks a session for frames at 60 a second of its own clock, and remembers what it is told. */
import {
  decodePod,
  type Frame,
  type Inspection,
  type Mark,
  type OutsideRequest,
  type OutsideResponse,
  type PodView,
  type WorkloadView,
} from '../protocol';
import type { JournalEntry } from '../../engine/kernel/journal';
import { Session, type SessionOptions } from '../session';

const FRAME_MS = 1000 / 60;

export class Screen {
  readonly session: Session;
  readonly pods = new Map<string, PodView>();
  readonly workloads = new Map<string, WorkloadView>();
  readonly sentences: string[] = [];
  marks: Mark[] = [];
  journal: JournalEntry[] = [];
  inspection: Inspection | null = null;
  last: Frame;
  /** Real ms. */
  clock = 0;

  constructor(options: Partial<SessionOptions> = {}) {
    this.session = new Session({
      world: 'class',
      scene: 'web',
      seed: 1,
      ...options,
      clock: () => this.clock,
    });
    this.last = this.look();
  }

  /** Takes one frame. */
  look(): Frame {
    const frame = this.session.frame();
    if (frame.reset) {
      this.pods.clear();
      this.workloads.clear();
      this.marks = [];
      this.journal = [];
    }
    for (const tuple of frame.pods) {
      const pod = decodePod(tuple);
      this.pods.set(pod.id, pod);
    }
    for (const workload of frame.workloads) this.workloads.set(workload.id, workload);
    for (const id of frame.removed) {
      this.pods.delete(id);
      this.workloads.delete(id);
    }
    for (const { parts } of frame.narration) this.sentences.push(parts.map(({ text }) => text).join(''));
    this.marks.push(...frame.marks);
    this.journal.push(...frame.journal);
    if (frame.inspection !== null) this.inspection = frame.inspection;
    this.last = frame;
    return frame;
  }

  /** Watches for so many seconds of real time; calls `each` with every frame. */
  watch(seconds: number, each?: (frame: Frame) => void): void {
    for (let frames = Math.round(seconds * 60); frames > 0; frames--) {
      this.clock += FRAME_MS;
      const frame = this.look();
      each?.(frame);
    }
  }

  /** Watches until it is so. Returns the real seconds that it took; throws after a minute. */
  until(isSo: () => boolean): number {
    const start = this.clock;
    while (!isSo()) {
      if (this.clock - start > 60_000)
        throw new Error(`not so after a minute; last: ${this.sentences.at(-1)}`);
      this.watch(FRAME_MS / 1000);
    }
    return (this.clock - start) / 1000;
  }

  names(): string[] {
    return [...this.pods.values()].map(({ name }) => name).sort();
  }

  running(): PodView[] {
    return [...this.pods.values()].filter(({ shape }) => shape === 'running');
  }

  /** Asks for something; the answer comes when it comes. */
  ask(
    request: Partial<OutsideRequest> & Pick<OutsideRequest, 'verb' | 'resource'>,
    label = '',
    batch = '',
  ): () => OutsideResponse | null {
    let answer: OutsideResponse | null = null;
    const whole = { cluster: 'kubeadm-lab', namespace: 'default', name: '', ...request };
    const take = (response: OutsideResponse): void => {
      answer = response;
    };
    this.session.request(whole, label, take, batch);
    return () => answer;
  }

  deletePod(name: string): () => OutsideResponse | null {
    return this.ask({ verb: 'delete', resource: 'pods', name }, `kubectl delete pod ${name}`);
  }

  crash(name: string): () => OutsideResponse | null {
    const command = ['sh', '-c', 'kill 1'];
    const label = `kubectl exec ${name} -- sh -c 'kill 1'`;
    return this.ask({ verb: 'create', resource: 'pods', name, subresource: 'exec', command }, label);
  }
}
