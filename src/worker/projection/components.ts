/** The components' cards: a few living lines each, taken from the hops that really went through them. */
import type { Change } from '../../engine/etcd/store';
import type { HopRecord } from '../../engine/kernel/trace';
import type { Decision } from '../../engine/scheduler/framework';
import type { ComponentLine, ComponentView } from '../protocol';
import { isAboutEvents, methodOf, pathOf } from './hops';

const LINES_MAX = 6;

type Controllers = ComponentView['controllers'];

const CONTROLLERS = ['deployment', 'replicaset', 'node-lifecycle', 'garbagecollector'];

function initialView(id: string, kind: string, node: string): ComponentView {
  const controllers: Controllers =
    kind === 'kube-controller-manager' ? CONTROLLERS.map((name) => ({ name, note: '', at: -1 })) : [];
  return { id, kind, node, running: true, lines: [], controllers };
}

/** The last part of `namespace/pod/container`. */
function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

const NOUNS: Readonly<Record<string, string>> = { pods: 'pod', replicasets: 'ReplicaSet', nodes: 'node' };

/** What a controller has just asked for, in two words: `+1 pod`, `status`, `resize`. */
function controllerNote({ verb, resource }: HopRecord): string {
  const [plural = '', subresource] = resource.split('/');
  const noun = NOUNS[plural] ?? plural;
  if (subresource === 'status') return 'status';
  if (verb === 'create') return `+1 ${noun}`;
  if (verb === 'delete') return `\u22121 ${noun}`;
  if (plural === 'replicasets') return 'resize';
  return plural === 'nodes' ? 'taints' : verb === 'get' ? 'looks' : 'marks';
}

const NODE_COMPONENTS = ['kubelet', 'containerd', 'cni', 'kube-proxy'];

export class ComponentProjection {
  private readonly views = new Map<string, ComponentView>();
  private readonly dirty = new Set<string>();
  private lastDecision = -1;

  constructor(private readonly cluster: string) {
    for (const kind of ['user', 'kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler']) {
      this.set(initialView(`${cluster}/${kind}`, kind, ''));
    }
    const manager = initialView(`${cluster}/cloud-controller-manager`, 'cloud-controller-manager', '');
    this.set({ ...manager, lines: [{ head: '', text: 'no cloud here', tail: '', at: 0 }] });
  }

  /** Makes the components of a node known. */
  addNode(name: string): void {
    for (const kind of NODE_COMPONENTS) {
      const id = `${this.cluster}/${name}/${kind}`;
      if (this.views.has(id)) continue;
      const view = initialView(id, kind, name);
      const idle: ComponentLine = { head: '', text: 'no Services yet: nothing to route', tail: '', at: 0 };
      this.set(kind === 'kube-proxy' ? { ...view, lines: [idle] } : view);
    }
  }

  private set(view: ComponentView): void {
    this.views.set(view.id, view);
    this.dirty.add(view.id);
  }

  private addLine(id: string, line: ComponentLine): void {
    const view = this.views.get(id);
    if (view === undefined) return;
    this.set({ ...view, lines: [line, ...view.lines].slice(0, LINES_MAX) });
  }

  /** `commandLine`: what the hop stands for, of an input. */
  takeHop(hop: HopRecord, commandLine: string): void {
    if (isAboutEvents(hop)) return;
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
    if (kind === 'request' && hop.by !== undefined && hop.by !== '') this.noteController(hop);
    if (kind === 'request' && from.endsWith('/kubelet')) {
      this.addLine(from, { head: methodOf(verb), text: pathOf(hop), tail: '', at: hop.start });
    }
  }

  private noteController(hop: HopRecord): void {
    const view = this.views.get(hop.from);
    if (view === undefined) return;
    const note = controllerNote(hop);
    const controllers = view.controllers.map((one) =>
      one.name === hop.by ? { ...one, note, at: hop.start } : one,
    );
    this.set({ ...view, controllers });
  }

  takeCommit({ prefix, key, revision, type }: Change, now: number): void {
    if (prefix === 'events' || prefix === 'leases') return;
    const name = lastPart(key);
    const tail = type === 'DELETED' ? 'deleted' : String(revision);
    this.addLine(`${this.cluster}/etcd`, { head: '', text: `/${prefix}/${name}`, tail, at: now });
  }

  /** The scheduler's card shows its newest decision: the scores, or why no node fits. */
  takeDecisions(decisions: readonly Decision[]): void {
    const newest = decisions[decisions.length - 1];
    if (newest === undefined || newest.at === this.lastDecision) return;
    this.lastDecision = newest.at;
    const id = `${this.cluster}/kube-scheduler`;
    const view = this.views.get(id);
    if (view !== undefined) this.set({ ...view, lines: decisionLines(newest).slice(0, LINES_MAX) });
  }

  /** The views that changed since the last call. */
  takeDirty(): ComponentView[] {
    const changed = [...this.dirty].map((id) => this.views.get(id) as ComponentView);
    this.dirty.clear();
    return changed;
  }
}

/** Who fits nowhere, and why: the reasons of the message with their counts, one a line. */
function refusalLines(pod: string, message: string, at: number): ComponentLine[] {
  const reasons = message.replace(/^0\/\d+ nodes are available: /, '').replace(/\. preemption: .*$/, '');
  const lines = reasons.split(', ').map((text): ComponentLine => ({ head: '', text, tail: '', at }));
  return [{ head: 'no node', text: `for ${pod}`, tail: '', at }, ...lines];
}

function decisionLines({ at, node, podKey, scores, message }: Decision): ComponentLine[] {
  const pod = lastPart(podKey);
  if (node === '') return refusalLines(pod, message, at);
  const about: ComponentLine = { head: '', text: pod, tail: '', at };
  if (scores.length === 0) return [{ head: node, text: 'the only one that fits', tail: '', at }, about];
  const chosen = scores.filter((score) => score.node === node);
  const others = scores.filter((score) => score.node !== node);
  const lines = [...chosen, ...others].map((score) => {
    const tail = score.node === node ? `${score.total} ✓` : String(score.total);
    return {
      head: score.node === node ? score.node : '',
      text: score.node === node ? '' : score.node,
      tail,
      at,
    };
  });
  return [...lines.slice(0, LINES_MAX - 1), about];
}
