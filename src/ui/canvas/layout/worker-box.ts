import { type Box, bottom, centerX, type Polyline, polyline, reversed, right } from './geometry';
import { fitGrid } from './pod-grid';
import { type PortKind, portKinds, routeKey, type WorkerInput, type WorkerLayout } from './types';

/** Measures of a worker's card, in CSS pixels at scale 1. */
export const workerMeasure = {
  paddingSide: 11,
  gridTop: 60,
  gridTopCompact: 42,
  footer: 26,
  portHeight: 20,
  /** How far the ports stand out above the card. */
  portRise: 10,
  /** Height of the little ways between the ports, above the card's edge. */
  loopRise: 19,
  widthMin: 236,
  systemGap: 8,
} as const;

export interface PodMeasure {
  readonly podHeight: number;
  readonly shortHeight: number;
  readonly podWidthMin: number;
}

/** Pods are at least 32 px high for a mouse and 44 px for a finger. */
export function podMeasure(coarse: boolean, roomy: boolean): PodMeasure {
  return { podHeight: roomy ? 54 : 48, shortHeight: coarse ? 44 : 32, podWidthMin: 104 };
}

/** Widths of the ports' words at 11 px, measured once in Inter; the kernel itself never measures text. */
const portTextWidth: Readonly<Record<PortKind, number>> = {
  kubelet: 39,
  containerd: 60,
  cni: 17,
  'kube-proxy': 61,
};

function placePorts(box: Box, scale: number): Record<PortKind, Box> {
  const gap = 5;
  const side = 9;
  const text = portKinds.reduce((sum, kind) => sum + portTextWidth[kind], 0);
  const room = box.width / scale - 2 * side - gap * (portKinds.length - 1) - text;
  const padding = Math.max(2, Math.min(9, room / (2 * portKinds.length)));
  const ports: Partial<Record<PortKind, Box>> = {};
  let x = box.x + side * scale;
  for (const kind of portKinds) {
    const width = (portTextWidth[kind] + 2 * padding) * scale;
    ports[kind] = {
      x,
      y: box.y - workerMeasure.portRise * scale,
      width,
      height: workerMeasure.portHeight * scale,
    };
    x += width + gap * scale;
  }
  return ports as Record<PortKind, Box>;
}

/**
 * Slots for which each worker's grid is made. Workers that are about equally full get the same grid, so that pods are of
 * one size across the picture; one that is nearly empty beside a crowded one keeps its large cards. The row of system
 * pods is kept free everywhere when there is one anywhere.
 */
export function evenSlots(workers: readonly WorkerInput[]): WorkerInput[] {
  const most = Math.max(0, ...workers.map(({ slots }) => slots));
  const systemSlots = Math.max(0, ...workers.map((worker) => worker.systemSlots));
  return workers.map(({ name, slots }) => ({ name, slots: slots * 2 >= most ? most : slots, systemSlots }));
}

/** Everything inside one worker's card. */
export function layoutWorker(
  input: WorkerInput,
  box: Box,
  scale: number,
  pods: PodMeasure,
  compact: boolean,
): WorkerLayout {
  const measure = workerMeasure;
  const top = (compact ? measure.gridTopCompact : measure.gridTop) * scale;
  const inner: Box = {
    x: box.x + measure.paddingSide * scale,
    y: box.y + top,
    width: box.width - 2 * measure.paddingSide * scale,
    height: box.height - top - measure.footer * scale,
  };
  const system = systemArea(input, inner, scale, pods);
  const area = system ? { ...inner, height: system.y - measure.systemGap * scale - inner.y } : inner;
  const need = { ...pods, scale };
  return {
    name: input.name,
    box,
    scale,
    compact,
    ports: placePorts(box, scale),
    loopY: box.y - measure.loopRise * scale,
    grid: fitGrid(area, { ...need, slots: input.slots }),
    systemGrid: system && fitGrid(system, { ...need, podHeight: pods.shortHeight, slots: input.systemSlots }),
  };
}

/** System pods stand in one low row at the foot (two when there are many), so that the learner's own pods lead. */
function systemArea(input: WorkerInput, inner: Box, scale: number, pods: PodMeasure): Box | null {
  if (input.systemSlots === 0) return null;
  const columns = Math.max(1, Math.floor(inner.width / (pods.podWidthMin * scale)));
  const rows = Math.min(2, Math.ceil(input.systemSlots / columns));
  const height = (rows * pods.shortHeight + (rows - 1) * 8) * scale;
  return { ...inner, y: bottom(inner) - height, height };
}

/** Where the way from the API server meets a port. */
export function portEntry(port: Box): { readonly x: number; readonly y: number } {
  return { x: centerX(port), y: port.y };
}

/** The little ways kubelet–containerd, containerd–cni and kubelet–cni, above the card's edge, in both directions. */
export function portLoops(cluster: string, worker: WorkerLayout): [string, Polyline][] {
  const pairs: readonly (readonly [PortKind, PortKind])[] = [
    ['kubelet', 'containerd'],
    ['containerd', 'cni'],
    ['kubelet', 'cni'],
  ];
  return pairs.flatMap(([a, b]): [string, Polyline][] => {
    const from = worker.ports[a];
    const to = worker.ports[b];
    // Beside the middle, where the trunk comes in.
    const startX = right(from) - 9 * worker.scale;
    const endX = to.x + 9 * worker.scale;
    const way = polyline([
      { x: startX, y: from.y },
      { x: startX, y: worker.loopY },
      { x: endX, y: worker.loopY },
      { x: endX, y: to.y },
    ]);
    const address = (kind: PortKind) => `${cluster}/${worker.name}/${kind}`;
    return [
      [routeKey(address(a), address(b)), way],
      [routeKey(address(b), address(a)), reversed(way)],
    ];
  });
}
