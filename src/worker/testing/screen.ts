/** A page without a page: asks a session for frames at 60 a second of its own clock, and remembers what it is told. */
import {
  decodePod,
  type Frame,
  type Inspection,
  type ComponentView,
  type Fault,
  type Mark,
  type NodeView,
  type OutsideRequest,
  type OutsideResponse,
  type PodView,
  type ServiceView,
  type StepUnit,
  type TrafficView,
  type WorkloadView,
} from '../protocol';
import type { JournalEntry } from '../../engine/kernel/journal';
import { Session, type SessionOptions } from '../session';
import { finish } from '../work';

const FRAME_MS = 1000 / 60;

export class Screen {
  readonly session: Session;
  readonly pods = new Map<string, PodView>();
  readonly workloads = new Map<string, WorkloadView>();
  readonly nodes = new Map<string, NodeView>();
  readonly services = new Map<string, ServiceView>();
  readonly traffic = new Map<string, TrafficView>();
  readonly components = new Map<string, ComponentView>();
  readonly sentences: string[] = [];
  marks: Mark[] = [];
  journal: JournalEntry[] = [];
  inspection: Inspection | null = null;
  last: Frame;
  /** Real ms. */
  clock = 0;

  constructor(options: Partial<SessionOptions> = {}) {
    const all = { world: 'class', scene: 'web', seed: 1, ...options, clock: () => this.clock };
    this.session = finish(Session.opening(all));
    this.last = this.look();
  }

  /** Takes one frame. */
  look(): Frame {
    const frame = this.session.frame();
    const things = [this.pods, this.workloads, this.nodes, this.services, this.traffic, this.components];
    if (frame.reset) {
      for (const known of things) known.clear();
      this.marks = [];
      this.journal = [];
    }
    for (const id of frame.removed) for (const known of things) known.delete(id);
    for (const tuple of frame.pods) {
      const pod = decodePod(tuple);
      this.pods.set(pod.id, pod);
    }
    for (const view of frame.workloads) this.workloads.set(view.id, view);
    for (const view of frame.nodes) this.nodes.set(view.id, view);
    for (const view of frame.services) this.services.set(view.id, view);
    for (const view of frame.traffic) this.traffic.set(view.id, view);
    for (const view of frame.components) this.components.set(view.id, view);
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

  /** The pods of the person, without the cluster's own. */
  own(): PodView[] {
    return [...this.pods.values()].filter(({ namespace }) => namespace === 'default');
  }

  /** Names of the pods of the Deployment `web`. */
  names(): string[] {
    return this.web()
      .map(({ name }) => name)
      .sort();
  }

  web(): PodView[] {
    return this.own().filter(({ app }) => app === 'web');
  }

  running(): PodView[] {
    return this.web().filter(({ shape }) => shape === 'running');
  }

  node(name: string): NodeView {
    return found(this.nodes.get(`kubeadm-lab/nodes//${name}`), name);
  }

  component(place: string): ComponentView {
    return found(this.components.get(`kubeadm-lab/${place}`), place);
  }

  service(name: string): ServiceView {
    return found(this.services.get(`kubeadm-lab/services/default/${name}`), name);
  }

  /** Everything that was told, one sentence a line. */
  told(): string {
    return this.sentences.join('\n');
  }

  step(unit: StepUnit): Frame {
    finish(this.session.step(unit));
    return this.look();
  }

  undo(): string {
    return finish(this.session.undo());
  }

  rewindTo(at: number): Frame {
    finish(this.session.rewindTo(at));
    return this.look();
  }

  fault(type: Fault['type'], target: string): Frame {
    this.session.fault({ type, target });
    return this.look();
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

function found<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw new Error(`nothing called ${name} was ever shown`);
  return thing;
}
