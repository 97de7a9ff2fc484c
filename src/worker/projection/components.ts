/** The components' cards: a few living lines each, taken from the hops that really went through them. */
import type { ControllerManagerState } from '../../engine/controllers/manager-state';
import type { Change } from '../../engine/etcd/store';
import type { HopRecord } from '../../engine/kernel/trace';
import type { Decision } from '../../engine/scheduler/framework';
import type { ComponentLine, ComponentView } from '../protocol';
import { isDown, machineOf, stateAt, type Subject } from '../subject';
import { controllerNote, decisionLines, lastPart, LINES_MAX } from './component-lines';
import { isBackground, methodOf, pathOf } from './hops';
import { processOffers } from './offers';
import { ProxyLines } from './proxy-lines';
import { Shown } from './shown';

const CONTROL_PLANE = ['user', 'kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler'];
const NODE_COMPONENTS = ['kubelet', 'containerd', 'cni', 'kube-proxy'];
const MANAGER = 'kube-controller-manager';

/** Cards that are looked at anew in one go, of a cluster of many nodes: each comes round within a second. */
const REFRESH_MAX = 400;

export class ComponentProjection {
  private readonly shown = new Shown<ComponentView>();
  private readonly proxies: ProxyLines;
  private readonly places: string[] = [];
  private nextPlace = 0;
  private lastDecision = -1;

  constructor(private readonly subject: Subject) {
    this.proxies = new ProxyLines(subject);
    for (const kind of CONTROL_PLANE) this.add(kind, '');
    this.add('cloud-controller-manager', '');
    this.addLine(`${subject.cluster}/cloud-controller-manager`, {
      head: '',
      text: 'no cloud here',
      tail: '',
      at: 0,
    });
  }

  private add(kind: string, node: string): void {
    const { cluster } = this.subject;
    const place = node === '' ? kind : `${node}/${kind}`;
    if (this.shown.get(`${cluster}/${place}`) !== undefined) return;
    this.places.push(place);
    this.shown.put({
      id: `${cluster}/${place}`,
      kind,
      node,
      running: true,
      lines: [],
      controllers: kind === MANAGER ? this.controllers() : [],
      offers: [],
    });
    this.refreshOne(place);
  }

  /** All that the manager runs, in its own order. */
  private controllers(): ComponentView['controllers'] {
    const manager = stateAt<ControllerManagerState>(this.subject, MANAGER);
    return [...(manager?.controllers.keys() ?? [])].map((name) => ({ name, note: '', at: -1 }));
  }

  /** Makes the components of a node known. */
  addNode(name: string): void {
    for (const kind of NODE_COMPONENTS) this.add(kind, name);
  }

  /** Which processes run, what can be done to them, and what the kube-proxies have in their rules. */
  refresh(): void {
    const count = Math.min(this.places.length, REFRESH_MAX);
    for (let i = 0; i < count; i++) {
      this.nextPlace = (this.nextPlace + 1) % this.places.length;
      this.refreshOne(this.places[this.nextPlace] as string);
    }
  }

  private refreshOne(place: string): void {
    const { subject } = this;
    const view = this.viewAt(place);
    if (view === undefined) return;
    const { node, kind } = view;
    const isOn = node === '' || machineOf(subject, node).on;
    const running = isOn && !isDown(subject, place);
    const lines = kind === 'kube-proxy' ? this.proxies.of(node) : view.lines;
    this.shown.put({ ...view, running, lines, offers: processOffers(subject, place) });
  }

  private viewAt(place: string): ComponentView | undefined {
    return this.shown.get(`${this.subject.cluster}/${place}`);
  }

  private addLine(id: string, line: ComponentLine): void {
    const view = this.shown.get(id);
    if (view === undefined) return;
    this.shown.put({ ...view, lines: [line, ...view.lines].slice(0, LINES_MAX) });
  }

  /** `commandLine`: what the hop stands for, of an input. */
  takeHop(hop: HopRecord, commandLine: string): void {
    if (isBackground(hop)) return;
    const { kind, from, to, verb, code, end } = hop;
    if (kind === 'response' && verb !== 'list' && verb !== 'watch') {
      this.addLine(from, { head: methodOf(verb), text: pathOf(hop), tail: String(code), at: end });
    } else if (kind === 'input') {
      this.addLine(from, { head: '', text: commandLine, tail: '', at: hop.start });
    } else if (kind === 'cri' && hop.resource !== 'reply') {
      const text = `${verb} ${lastPart(hop.key)}`;
      this.addLine(verb === 'exited' ? from : to, { head: '', text, tail: '', at: end });
    } else if (kind === 'cni' && hop.resource !== 'reply') {
      this.addLine(to, { head: verb, text: lastPart(hop.key), tail: '', at: end });
    }
    if (kind !== 'request') return;
    if (hop.by !== undefined && hop.by !== '') this.noteController(hop);
    if (from.endsWith('/kubelet'))
      this.addLine(from, { head: methodOf(verb), text: pathOf(hop), tail: '', at: hop.start });
  }

  private noteController(hop: HopRecord): void {
    const view = this.shown.get(hop.from);
    if (view === undefined) return;
    const note = controllerNote(hop);
    const controllers = view.controllers.map((one) =>
      one.name === hop.by ? { ...one, note, at: hop.start } : one,
    );
    this.shown.put({ ...view, controllers });
  }

  takeCommit({ prefix, key, revision, type }: Change): void {
    if (prefix === 'events' || prefix === 'leases') return;
    const name = lastPart(key);
    const tail = type === 'DELETED' ? 'deleted' : String(revision);
    const { simulation, cluster } = this.subject;
    this.addLine(`${cluster}/etcd`, { head: '', text: `/${prefix}/${name}`, tail, at: simulation.now });
  }

  /** The scheduler's card shows its newest decision: the scores, or why no node fits. */
  takeDecisions(decisions: readonly Decision[]): void {
    const newest = decisions[decisions.length - 1];
    if (newest === undefined || newest.at === this.lastDecision) return;
    this.lastDecision = newest.at;
    const view = this.viewAt('kube-scheduler');
    if (view !== undefined) this.shown.put({ ...view, lines: decisionLines(newest).slice(0, LINES_MAX) });
  }

  /** What looks different since the last call. */
  takeChanges(removed: string[]): ComponentView[] {
    return this.shown.take(removed);
  }
}
