/** The hops that have begun since the last look, as the picture shows them. */
import { KERNEL } from '../../engine/kernel/machinery';
import type { HopRecord } from '../../engine/kernel/trace';
import { lagMs } from '../../engine/network/table';
import type { HopView } from '../protocol';
import type { Subject } from '../subject';
import { hopView, isBackground } from './hops';
import { tableOf } from './proxy-lines';

/** Hops in one frame at most; a fast-forwarded frame shows its newest. */
const HOPS_MAX = 2000;
/** A change of a Service is drawn on its way to so many nodes at most. */
const PROXIES_MAX = 64;

export class HopFeed {
  private views: HopView[] = [];
  /** On their way to the table of Services: which version each makes is known when it has arrived. */
  private toTable: HopRecord[] = [];

  constructor(
    private readonly subject: Subject,
    /** Id of the newest hop that belongs to the scene and not to the person. */
    private readonly sceneHop: number,
  ) {}

  take(hop: HopRecord): void {
    // The boot comes from nowhere, and what is done to machines goes nowhere.
    if (hop.from === '' || hop.to === KERNEL) return;
    const table = `${this.subject.cluster}/service-table`;
    if (hop.to === table && hop.kind === 'watch') this.toTable.push(hop);
    if (hop.to === table || hop.from === table) return;
    this.views.push(hopView(hop, hop.root > this.sceneHop && !isBackground(hop)));
    if (this.views.length > 2 * HOPS_MAX) this.views = this.views.slice(-HOPS_MAX);
  }

  takeViews(nodes: () => readonly string[]): HopView[] {
    if (this.toTable.length > 0) this.spread(nodes());
    const views = this.views.slice(-HOPS_MAX);
    this.views = [];
    return views;
  }

  /**
   * One table serves all nodes, but every node has a kube-proxy of its own, which hears of a change when its rules
   * follow: that is what is drawn.
   */
  private spread(nodes: readonly string[]): void {
    const { now } = this.subject.simulation;
    const arrived = this.toTable.filter(({ end }) => end <= now);
    if (arrived.length === 0) return;
    this.toTable = this.toTable.filter(({ end }) => end > now).slice(-HOPS_MAX);
    const versions = tableOf(this.subject)?.table.versions ?? [];
    for (const hop of arrived) {
      const version = versions.find(({ at, key }) => at === hop.end && isOf(hop, key));
      if (version === undefined) continue;
      for (const [index, node] of nodes.slice(0, PROXIES_MAX).entries())
        this.spreadTo(hop, node, index, version);
    }
  }

  private spreadTo(
    hop: HopRecord,
    node: string,
    index: number,
    version: { readonly number: number; readonly at: number },
  ): void {
    const { simulation, cluster } = this.subject;
    const to = `${cluster}/${node}/kube-proxy`;
    if (!simulation.machinery.isUp(to)) return;
    const view = hopView({ ...hop, to }, hop.root > this.sceneHop);
    const end = Math.max(hop.end, version.at + lagMs(node, version.number));
    // Between the ids of two real hops there is room for what one of them stands for.
    this.views.push({ ...view, id: hop.id + (index + 1) / (PROXIES_MAX + 1), end });
  }
}

/** The version that a watch event about a Service, or about one of its slices, made. */
function isOf({ resource, key }: HopRecord, service: string): boolean {
  return resource === 'services' ? key === service : key.startsWith(`${service}-`) || key === service;
}
