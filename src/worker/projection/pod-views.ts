/** Pods as the picture shows them, kept up from their own changes and from the taints of their nodes. */
import type { Node, Taint } from '../../engine/api/node';
import type { Pod } from '../../engine/api/pod';
import { range, type Change } from '../../engine/etcd/store';
import type { PodView } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { idOf } from './ids';
import { podTimer } from './pod-timers';
import { podView } from './pod-view';
import { looksSame, type Shown } from './shown';

/** Taints that drive pods away after a time. */
function drivingTaints(node: Node | undefined): readonly Taint[] | undefined {
  const taints = node?.spec.taints?.filter(({ effect, timeAdded }) => {
    return effect === 'NoExecute' && timeAdded !== undefined;
  });
  return taints === undefined || taints.length === 0 ? undefined : taints;
}

export class PodProjection {
  private readonly touched = new Set<string>();
  /** Of the few nodes that have such. */
  private readonly taints = new Map<string, readonly Taint[]>();
  /** When those pods have to leave that their taints drive away, virtual ms, by id. */
  private readonly leaving = new Map<string, number>();
  /** Nodes whose taints changed. */
  private readonly tainted = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly shown: Shown<PodView>,
  ) {}

  forget(): void {
    this.taints.clear();
    this.leaving.clear();
  }

  /** When the next pod is driven from its node after `now`; Infinity for none. */
  nextLeaving(now: number): number {
    let next = Infinity;
    for (const end of this.leaving.values()) if (end > now && end < next) next = end;
    return next;
  }

  take({ prefix, type, key, value }: Change): void {
    if (prefix === 'pods') {
      this.touched.add(key);
      if (type !== 'DELETED') return;
      const id = idOf(this.subject.cluster, 'pods', value as Pod);
      this.shown.remove(id);
      this.leaving.delete(id);
    } else if (prefix === 'minions') {
      const taints = type === 'DELETED' ? undefined : drivingTaints(value as Node);
      if (looksSame(taints, this.taints.get(key))) return;
      if (taints === undefined) this.taints.delete(key);
      else this.taints.set(key, taints);
      this.tainted.add(key);
    }
  }

  refresh(): void {
    const { subject, touched } = this;
    const stored = range(etcdOf(subject), 'pods');
    if (this.tainted.size > 0) this.touchThoseOn(this.tainted);
    for (const key of touched) {
      const pod = stored.get(key)?.value as Pod | undefined;
      if (pod === undefined) continue;
      const timer = podTimer(subject, pod, this.taints.get(pod.spec.nodeName ?? ''));
      const view = podView(subject.cluster, pod, timer);
      this.shown.put(view);
      if (timer?.kind === 'toleration') this.leaving.set(view.id, timer.end);
      else this.leaving.delete(view.id);
    }
    touched.clear();
    this.tainted.clear();
  }

  /** A node's taints seldom change: its pods are looked for then. */
  private touchThoseOn(nodes: ReadonlySet<string>): void {
    for (const { node, namespace, name } of this.shown.all()) {
      if (nodes.has(node)) this.touched.add(`${namespace}/${name}`);
    }
  }
}
