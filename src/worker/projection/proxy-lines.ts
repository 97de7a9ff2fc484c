/** What a node's kube-proxy has in its rules: the Services as that node sees them, which may be a second old. */
import { serviceIn, type TableView } from '../../engine/network/table';
import type { ContainerdState } from '../../engine/node/containerd-state';
import { serviceTableAt, type ServiceTableState } from '../../engine/node/service-table';
import type { ServiceRules } from '../../engine/network/rules';
import type { ComponentLine } from '../protocol';
import { isUp, stateAt, type Subject } from '../subject';
import { LINES_MAX } from './component-lines';

const NOTHING: ComponentLine = { head: '', text: 'no Services yet: nothing to route', tail: '', at: 0 };

/** The table of the whole cluster; undefined where no network is simulated. */
export function tableOf(subject: Subject): ServiceTableState | undefined {
  return stateAt<ServiceTableState>(subject, 'service-table');
}

function endpointCount({ ports }: ServiceRules): number {
  return Math.max(0, ...ports.map(({ backends }) => backends.length));
}

function ruleLine(rules: ServiceRules, at: number): ComponentLine {
  const count = endpointCount(rules);
  const text = count === 0 ? 'no endpoints: rejects' : `→ ${count} ${count === 1 ? 'endpoint' : 'endpoints'}`;
  return { head: rules.name, text, tail: rules.clusterIp, at };
}

/** A person's Services first; among them the one that changed last. */
function linesOf({ table, version }: TableView): ComponentLine[] {
  const changedAt = new Map(
    table.versions.filter(({ number }) => number <= version).map(({ key, at }) => [key, at]),
  );
  const lines: { readonly rank: number; readonly line: ComponentLine }[] = [];
  for (const key of table.services.map.keys()) {
    const rules = serviceIn({ table, version }, key);
    if (rules === undefined || rules.clusterIp === '') continue;
    const at = changedAt.get(key) ?? 0;
    const isSystem = rules.namespace === 'kube-system' || key === 'default/kubernetes';
    lines.push({ rank: isSystem ? -1 : at, line: ruleLine(rules, at) });
  }
  lines.sort((a, b) => b.rank - a.rank);
  return lines.slice(0, LINES_MAX).map(({ line }) => line);
}

/** Keeps the lines of each node, and works them out again only when the node sees another version. */
export class ProxyLines {
  private readonly known = new Map<
    string,
    { readonly version: number; readonly lines: readonly ComponentLine[] }
  >();

  constructor(private readonly subject: Subject) {}

  of(node: string): readonly ComponentLine[] {
    const state = tableOf(this.subject);
    if (state === undefined) return [NOTHING];
    const known = this.known.get(node);
    const follows = this.follows(node);
    // Rules that nobody keeps up stay as they are.
    if (!follows && known !== undefined) return known.lines;
    const view = serviceTableAt(state, node, follows ? this.subject.simulation.now : this.leftAt(node));
    if (known?.version === view.version) return known.lines;
    const lines = linesOf(view);
    const shown = lines.length === 0 ? [NOTHING] : lines;
    this.known.set(node, { version: view.version, lines: shown });
    return shown;
  }

  /** True while the node's kube-proxy runs and hears of changes. */
  private follows(node: string): boolean {
    const { simulation, cluster } = this.subject;
    const proxy = `${cluster}/${node}/kube-proxy`;
    return (
      isUp(this.subject, `${node}/kube-proxy`) &&
      simulation.machinery.canReach(proxy, `${cluster}/kube-apiserver`)
    );
  }

  private leftAt(node: string): number {
    return stateAt<ContainerdState>(this.subject, `${node}/containerd`)?.tableSeenAt ?? 0;
  }
}
