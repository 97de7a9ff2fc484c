import { type Box, bottom, centerX, type Polyline, polyline, reversed, right } from './geometry';
import { fitGrid, type PodGrid, rowGrid } from './pod-grid';
import { type PortKind, routeKey, topPortKinds, type WorkerInput, type WorkerLayout } from './types';

/** Measures of a worker's card, in CSS pixels at scale 1. */
export const workerMeasure = {
  paddingSide: 11,
  gridTop: 56,
  gridTopCompact: 42,
  /** Below the pods: half of a port, and some air. */
  footer: 20,
  /** Between the row of system pods and what is around it. */
  systemGap: 6,
  portHeight: 20,
  /** How far the ports stand out above the card. */
  portRise: 10,
  /** Height of the little ways between the ports, above the card's edge. */
  loopRise: 19,
  widthMin: 236,
  /** Of the lane of the pods' traffic below the card's lower edge. */
  dataDrop: 17,
} as const;

export interface PodMeasure {
  readonly podHeight: number;
  readonly shortHeight: number;
  /** Of the system's pods, in their row. */
  readonly systemHeight: number;
  readonly podWidthMin: number;
}

/** Pods are at least 32 px high for a mouse and 44 px for a finger; the system's own at least 26 for a mouse. */
export function podMeasure(coarse: boolean, roomy: boolean): PodMeasure {
  return {
    podHeight: roomy ? 54 : 48,
    shortHeight: coarse ? 44 : 32,
    systemHeight: coarse ? 44 : 26,
    podWidthMin: 104,
  };
}

/** Widths of the ports' words at 11 px, measured once in Inter; the kernel itself never measures text. */
const portTextWidth: Readonly<Record<PortKind, number>> = {
  kubelet: 39,
  containerd: 60,
  cni: 17,
  'kube-proxy': 61,
};

/** Width of a port with `padding` at either side of its word, at scale 1. */
export function portWidth(kind: PortKind, padding: number): number {
  return portTextWidth[kind] + 2 * padding;
}

export const portGap = 5;

function placePorts(box: Box, scale: number): Record<PortKind, Box> {
  const side = 9;
  const text = topPortKinds.reduce((sum, kind) => sum + portTextWidth[kind], 0);
  const room = box.width / scale - 2 * side - portGap * (topPortKinds.length - 1) - text;
  const padding = Math.max(2, Math.min(9, room / (2 * topPortKinds.length)));
  const ports: Partial<Record<PortKind, Box>> = {};
  const height = workerMeasure.portHeight * scale;
  const rise = workerMeasure.portRise * scale;
  let x = box.x + side * scale;
  for (const kind of topPortKinds) {
    const width = portWidth(kind, padding) * scale;
    ports[kind] = { x, y: box.y - rise, width, height };
    x += width + portGap * scale;
  }
  const width = portWidth('kube-proxy', 9) * scale;
  // Its end lies over the gutter beside the pods, down which their traffic comes.
  ports['kube-proxy'] = { x: right(box) - 2 * scale - width, y: bottom(box) - rise, width, height };
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
  const { grid, systemGrid } = placePods(input, inner, scale, pods);
  return {
    name: input.name,
    box,
    scale,
    compact,
    ports: placePorts(box, scale),
    loopY: box.y - measure.loopRise * scale,
    grid,
    systemGrid,
    dataY: bottom(box) + measure.dataDrop * scale,
  };
}

/** System pods stand in one low row at the foot, so that the learner's own pods lead: they are never the higher ones. */
function placePods(
  { slots, systemSlots }: WorkerInput,
  inner: Box,
  scale: number,
  pods: PodMeasure,
): Pick<WorkerLayout, 'grid' | 'systemGrid'> {
  const need = { ...pods, scale, slots };
  if (systemSlots === 0) return { grid: fitGrid(inner, need), systemGrid: null };
  const place = (height: number): { grid: PodGrid; systemGrid: PodGrid } => {
    const system = systemArea(inner, height, scale);
    const area = { ...inner, height: system.y - workerMeasure.systemGap * scale - inner.y };
    return { grid: fitGrid(area, need), systemGrid: rowGrid(system, systemSlots, scale) };
  };
  const height = pods.systemHeight * scale;
  const placed = place(height);
  return placed.grid.slotHeight < height ? place(placed.grid.slotHeight) : placed;
}

function systemArea(inner: Box, height: number, scale: number): Box {
  const overPort = workerMeasure.portRise * scale - workerMeasure.footer * scale + 4 * scale;
  return { ...inner, y: bottom(inner) - height - Math.max(0, overPort), height };
}

/** Where the way from the API server meets a port. */
export function portEntry(port: Box): { readonly x: number; readonly y: number } {
  return { x: centerX(port), y: port.y };
}

/** The little ways kubelet–containerd, containerd–cni and kubelet–cni, in both directions, at height `loopY`. */
export function portLoops(
  cluster: string,
  node: string,
  ports: Readonly<Record<PortKind, Box>>,
  loopY: number,
  scale: number,
): [string, Polyline][] {
  const pairs: readonly (readonly [PortKind, PortKind])[] = [
    ['kubelet', 'containerd'],
    ['containerd', 'cni'],
    ['kubelet', 'cni'],
  ];
  return pairs.flatMap(([a, b]): [string, Polyline][] => {
    const edge = (port: Box): number => (loopY < port.y ? port.y : bottom(port));
    // Beside the middle, where the trunk comes in.
    const startX = right(ports[a]) - 9 * scale;
    const endX = ports[b].x + 9 * scale;
    const way = polyline([
      { x: startX, y: edge(ports[a]) },
      { x: startX, y: loopY },
      { x: endX, y: loopY },
      { x: endX, y: edge(ports[b]) },
    ]);
    const address = (kind: PortKind) => `${cluster}/${node}/${kind}`;
    return [
      [routeKey(address(a), address(b)), way],
      [routeKey(address(b), address(a)), reversed(way)],
    ];
  });
}
