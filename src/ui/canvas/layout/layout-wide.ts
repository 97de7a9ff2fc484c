import { type Box, bottom, centerX, centerY, type Point, type Polyline, polyline, right } from './geometry';
import { fitGrid } from './pod-grid';
import { shelve } from './shelves';
import type { ControlPlaneKind, LabelLane, LabelLaneName, Layout, LayoutInput, WorkerLayout } from './types';
import { evenSlots, layoutWorker, podMeasure, portEntry, portLoops, workerMeasure } from './worker-box';

const margin = 12;
/** The column of the user and of those that wait. */
const leftWidth = 126;
const leftGap = 24;
const cardsTop = 44;
const bandTop = 8;
const bandPadding = 12;
/** Between the band and the first worker: a line of label, the trunk, the ports. */
const trunkRoom = 60;
/** The trunk's height above a worker's card. */
const laneRise = 30;
const stripHeight = 48;
const stripGap = 12;
const workloadWidthMin = 290;
/** Room at the end of the strip, where the zoom controls lie over the canvas. */
const zoomControls = 116;

/** From here on pods are a little higher. World units. */
const roomyHeightMin = 680;

function zoomFor(width: number, height: number): number {
  const up = Math.min(width / 1130, height / 780);
  if (up > 1) return Math.min(up, 1.7);
  return Math.max(0.7, Math.min(1, width / 880, height / 545));
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly regionX: number;
  readonly regionWidth: number;
  readonly cardHeight: number;
  readonly roomy: boolean;
}

/** Shares the height out: three (or four) rows of pods first, then the control plane's cards up to their best size. */
function frameOf(input: LayoutInput, zoom: number): Frame {
  const width = input.width / zoom;
  const height = Math.max(540, input.height / zoom);
  const roomy = height >= roomyHeightMin;
  const regionX = margin + leftWidth + leftGap;
  const rows = roomy ? 4 : 3;
  const pod = podMeasure(input.coarse, roomy).podHeight;
  const worker = workerMeasure.gridTop + workerMeasure.footer + rows * (pod + 8) - 8;
  const fixed = cardsTop + bandPadding + trunkRoom + stripGap + stripHeight + margin;
  const cardHeight = Math.max(122, Math.min(178, height - fixed - worker));
  return { width, height, regionX, regionWidth: width - margin - regionX, cardHeight, roomy };
}

/**
 * API server, etcd, scheduler and controller manager side by side. etcd ends first and the scheduler a little later, so
 * that two lanes run below them, with a line of label between: nobody's way leads through a card. The cloud's manager
 * is a slip in the head of the band: in a cluster without a cloud it has nothing to do.
 */
function placeControlPlane(frame: Frame): { band: Box; components: Record<ControlPlaneKind, Box> } {
  const inset = 14;
  const x = frame.regionX + inset;
  const inner = frame.regionWidth - 2 * inset;
  const gaps = [28, 28, 16] as const;
  const shared = inner - gaps[0] - gaps[1] - gaps[2];
  const widths = {
    api: shared * 0.34,
    etcd: shared * 0.215,
    scheduler: shared * 0.205,
    manager: shared * 0.24,
  };
  const etcdX = x + widths.api + gaps[0];
  const schedulerX = etcdX + widths.etcd + gaps[1];
  const managerX = schedulerX + widths.scheduler + gaps[2];
  const y = cardsTop;
  const height = frame.cardHeight;
  const cloudWidth = Math.min(262, right({ x, y, width: inner, height }) - etcdX);
  return {
    band: {
      x: frame.regionX,
      y: bandTop,
      width: frame.regionWidth,
      height: cardsTop - bandTop + height + bandPadding,
    },
    components: {
      'kube-apiserver': { x, y, width: widths.api, height },
      etcd: { x: etcdX, y, width: widths.etcd, height: height - 52 },
      'kube-scheduler': { x: schedulerX, y, width: widths.scheduler, height: height - 20 },
      'kube-controller-manager': { x: managerX, y, width: widths.manager, height },
      'cloud-controller-manager': {
        x: x + inner - cloudWidth,
        y: bandTop + 7,
        width: cloudWidth,
        height: 22,
      },
    },
  };
}

function controlPlaneSpokes(layout: {
  cluster: string;
  user: Box;
  components: Record<ControlPlaneKind, Box>;
}): [string, Polyline][] {
  const { user, components, cluster } = layout;
  const api = components['kube-apiserver'];
  const etcd = components.etcd;
  const cloud = components['cloud-controller-manager'];
  const userY = centerY(user);
  const etcdY = centerY(etcd);
  const schedulerY = bottom(api) - 44;
  const managerY = bottom(api) - 9;
  const cloudX = (right(api) + etcd.x) / 2;
  const ways: readonly (readonly [string, readonly Point[]])[] = [
    [
      'user',
      [
        { x: right(user), y: userY },
        { x: api.x, y: userY },
      ],
    ],
    [
      'etcd',
      [
        { x: etcd.x, y: etcdY },
        { x: right(api), y: etcdY },
      ],
    ],
    ['kube-scheduler', level(components['kube-scheduler'], api, schedulerY)],
    ['kube-controller-manager', level(components['kube-controller-manager'], api, managerY)],
    [
      'cloud-controller-manager',
      [
        { x: cloud.x, y: centerY(cloud) },
        { x: cloudX, y: centerY(cloud) },
        { x: cloudX, y: api.y + 16 },
        { x: right(api), y: api.y + 16 },
      ],
    ],
  ];
  return ways.map(([name, points]) => [`${cluster}/${name}`, polyline(points)]);
}

function level(from: Box, api: Box, y: number): Point[] {
  return [
    { x: from.x, y },
    { x: right(api), y },
  ];
}

/** Down from the API server to the lane above the worker's shelf, by way of the left side for all but the first shelf. */
export function workerSpokes(
  cluster: string,
  worker: WorkerLayout,
  down: readonly Point[],
  laneY: number,
): [string, Polyline][] {
  return (['kubelet', 'kube-proxy'] as const).map((kind) => {
    const entry = portEntry(worker.ports[kind]);
    const points = [entry, { x: entry.x, y: laneY }, ...down];
    return [`${cluster}/${worker.name}/${kind}`, polyline(points)];
  });
}

/** The trunk falls straight onto the first worker's kubelet, where that lies below the API server's card. */
function trunkOf(api: Box, workers: readonly WorkerLayout[]): number {
  const first = workers[0];
  if (!first) return centerX(api);
  return Math.max(api.x + 18, Math.min(centerX(api), centerX(first.ports.kubelet)));
}

function allWorkerSpokes(cluster: string, workers: readonly WorkerLayout[], api: Box): [string, Polyline][] {
  const first = workers[0];
  if (!first) return [];
  const trunkX = trunkOf(api, workers);
  const firstLane = first.box.y - laneRise;
  const busX = first.box.x - leftGap / 2;
  const exit: Point = { x: trunkX, y: bottom(api) };
  return workers.flatMap((worker) => {
    const onFirst = worker.box.y === first.box.y;
    const laneY = onFirst ? firstLane : worker.box.y - Math.max(4, (laneRise - 4) * worker.scale);
    const down: Point[] = onFirst
      ? [{ x: trunkX, y: firstLane }, exit]
      : [{ x: busX, y: laneY }, { x: busX, y: firstLane }, { x: trunkX, y: firstLane }, exit];
    return workerSpokes(cluster, worker, down, laneY);
  });
}

function placeWorkloads(strip: Box, count: number): Box[] {
  const gap = 10;
  const fitting = Math.max(1, Math.floor((strip.width + gap) / (workloadWidthMin + gap)));
  const shown = Math.min(count, fitting);
  const width = Math.min(340, (strip.width - gap * (fitting - 1)) / fitting);
  return Array.from({ length: shown }, (_, index) => ({
    ...strip,
    x: strip.x + index * (width + gap),
    width,
  }));
}

function lanesOf(
  user: Box,
  band: Box,
  components: Record<ControlPlaneKind, Box>,
  trunkX: number,
): Record<LabelLaneName, LabelLane> {
  const api = components['kube-apiserver'];
  const scheduler = components['kube-scheduler'];
  const low = bottom(api);
  const between = { x: right(api) + 4, width: scheduler.x - right(api) - 8 };
  return {
    user: { box: { x: user.x, y: bottom(user) + 6, width: user.width + leftGap, height: 16 }, align: 'left' },
    'control-plane': { box: { ...between, y: low - 32, height: 16 }, align: 'center' },
    workers: {
      box: { x: trunkX + 12, y: bottom(band) + 2, width: right(band) - trunkX - 12, height: 16 },
      align: 'along',
    },
  };
}

/** Laptops and projectors: the user at the left, the control plane above, workers on shelves below. */
export function layoutWide(input: LayoutInput): Layout {
  const zoom = zoomFor(input.width, input.height);
  const frame = frameOf(input, zoom);
  const { band, components } = placeControlPlane(frame);
  const pods = podMeasure(input.coarse, frame.roomy);
  const user: Box = { x: margin, y: cardsTop, width: leftWidth, height: Math.min(frame.cardHeight, 92) };
  const workersY = bottom(band) + trunkRoom;
  const stripY = frame.height - margin - stripHeight;
  const region: Box = {
    x: frame.regionX,
    y: workersY,
    width: frame.regionWidth,
    height: stripY - stripGap - workersY,
  };
  const heightMin = workerMeasure.gridTop + workerMeasure.footer + pods.podHeight;
  const shelves = shelve(region, {
    count: input.workers.length,
    widthMin: workerMeasure.widthMin,
    heightMin,
    gapX: 14,
    gapY: laneRise + 10,
  });
  const workers = evenSlots(input.workers).map((worker, index) =>
    layoutWorker(worker, shelves.boxes[index] ?? region, shelves.scale, pods, false),
  );
  const strip: Box = {
    x: margin,
    y: stripY,
    width: frame.width - 2 * margin - zoomControls,
    height: stripHeight,
  };
  const trayY = bottom(band) + 12;
  const tray: Box = { x: margin, y: trayY, width: leftWidth, height: stripY - stripGap - trayY };
  const trayArea: Box = { ...tray, y: tray.y + 44, height: tray.height - 44 };
  return {
    arrangement: 'wide',
    cluster: input.cluster,
    width: frame.width,
    height: frame.height,
    zoom,
    user,
    band,
    components,
    tray: { box: tray, grid: fitGrid(trayArea, { ...pods, scale: 1, slots: input.waitingSlots }) },
    workers,
    strip,
    workloads: placeWorkloads(strip, input.workloadCount),
    lanes: lanesOf(user, band, components, trunkOf(components['kube-apiserver'], workers)),
    spokes: new Map([
      ...controlPlaneSpokes({ cluster: input.cluster, user, components }),
      ...allWorkerSpokes(input.cluster, workers, components['kube-apiserver']),
    ]),
    loops: new Map(workers.flatMap((worker) => portLoops(input.cluster, worker))),
  };
}
