import { joined, type Polyline, reversed } from './geometry';
import { type Layout, routeKey } from './types';

const cache = new WeakMap<Layout, Map<string, Polyline | null>>();

/** The way from an address to the API server's card; containerd and the CNI speak through their kubelet. */
function toHub(layout: Layout, from: string): Polyline | null {
  const spoke = layout.spokes.get(from);
  if (spoke) return spoke;
  const kubelet = `${from.slice(0, from.lastIndexOf('/'))}/kubelet`;
  const loop = layout.loops.get(routeKey(from, kubelet));
  const onward = layout.spokes.get(kubelet);
  return loop && onward ? joined(loop, onward) : null;
}

function work(layout: Layout, from: string, to: string): Polyline | null {
  if (from === to) return null;
  const loop = layout.loops.get(routeKey(from, to));
  if (loop) return loop;
  const hub = `${layout.cluster}/kube-apiserver`;
  if (to === hub) return toHub(layout, from);
  const arrive = toHub(layout, to);
  if (!arrive) return null;
  if (from === hub) return reversed(arrive);
  // Nobody else speaks directly: the way leads through the API server's card.
  const leave = toHub(layout, from);
  return leave && joined(leave, reversed(arrive));
}

/** The way from one address to another, in that direction; null when one of them is not drawn. */
export function route(layout: Layout, from: string, to: string): Polyline | null {
  let known = cache.get(layout);
  if (!known) {
    known = new Map();
    cache.set(layout, known);
  }
  const key = `${from} ${to}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const way = work(layout, from, to);
  known.set(key, way);
  return way;
}

/** A way as an SVG path with rounded corners; `radius` in world units. */
export function svgPath(line: Polyline, radius: number): string {
  const { points } = line;
  const first = points[0];
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  for (let index = 1; index < points.length; index += 1) {
    const at = points[index];
    const before = points[index - 1];
    const after = points[index + 1];
    if (!at || !before) continue;
    if (!after) {
      path += `L${at.x} ${at.y}`;
      continue;
    }
    const into = Math.hypot(at.x - before.x, at.y - before.y);
    const out = Math.hypot(after.x - at.x, after.y - at.y);
    const cut = Math.min(radius, into / 2, out / 2);
    const enter = { x: at.x + ((before.x - at.x) / into) * cut, y: at.y + ((before.y - at.y) / into) * cut };
    const leave = { x: at.x + ((after.x - at.x) / out) * cut, y: at.y + ((after.y - at.y) / out) * cut };
    path += `L${enter.x} ${enter.y}Q${at.x} ${at.y} ${leave.x} ${leave.y}`;
  }
  return path;
}

/**
 * The ways that are drawn at rest, each once: those that everybody speaks on. The kube-proxies', the idle cloud
 * manager's, and the little ways inside a machine show only while something moves on them.
 */
export function waysAtRest(layout: Layout): readonly Polyline[] {
  const quiet = (address: string): boolean =>
    address.endsWith('/kube-proxy') || address.endsWith('/cloud-controller-manager');
  return [...layout.spokes].filter(([address]) => !quiet(address)).map(([, way]) => way);
}
