import { type Box, bottom, centerX, centerY, type Point, type Polyline, polyline, right } from './geometry';
import {
  bandPadding,
  cardsTop,
  controlPlaneSpokes,
  headLane,
  machineSpokes,
  placeControlPlane,
} from './control-plane';
import { fitGrid } from './pod-grid';
import { shelve } from './shelves';
import { placeStrips, stripGap, stripHeight, type Strips } from './strips';
import type { ControlPlaneKind, LabelLane, LabelLaneName, Layout, LayoutInput, WorkerLayout } from './types';
import { evenSlots, layoutWorker, podMeasure, portEntry, portLoops, workerMeasure } from './worker-box';

const margin = 12;
/** The column of the user and of those that wait. */
const leftWidth = 126;
const leftGap = 24;
/** Between the band and the first worker: a line of label, the trunk, the ports. */
const trunkRoom = 57;
/** The trunk's height above a worker's card. */
const laneRise = 30;
/** Between the workers and the strips: half of a port, the lane of the pods' traffic, some air. */
const dataRoom = 23;
/** Room at the end of the strip, where the zoom controls lie over the canvas. */
const zoomControls = 116;
/** Between two workers. In it run the ways to kube-proxy. */
const workerGap = 14;

/** From here on pods are a little higher. World units. */
const roomyHeightMin = 680;

/** Smaller nothing can be read; so small it is beside an open terminal. */
const zoomMin = 0.56;

function zoomFor(width: number, height: number): number {
  const up = Math.min(width / 1130, height / 780);
  if (up > 1) return Math.min(up, 1.7);
  return Math.max(zoomMin, Math.min(1, width / 880, height / 545));
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly regionX: number;
  readonly regionWidth: number;
  readonly cardHeight: number;
  readonly roomy: boolean;
  /** The last row of the strips. */
  readonly strip: Box;
  /** Where the workers end. */
  readonly workersEnd: number;
}

/** The zoom controls lie beside the last row only. */
function stripsOf(strip: Box, { serviceCount, workloadCount }: LayoutInput): Strips {
  return placeStrips(strip, strip.width + zoomControls, serviceCount, workloadCount);
}

/** Shares the height out: two (or four) rows of pods first, then the control plane's cards up to their best size. */
function frameOf(input: LayoutInput, zoom: number): Frame {
  const width = input.width / zoom;
  const height = Math.max(540, input.height / zoom);
  const roomy = height >= roomyHeightMin;
  const regionX = margin + leftWidth + leftGap;
  const strip: Box = {
    x: margin,
    y: height - margin - stripHeight,
    width: width - 2 * margin - zoomControls,
    height: stripHeight,
  };
  const { rows } = stripsOf(strip, input);
  const workersEnd = strip.y - (rows - 1) * (stripHeight + stripGap) - dataRoom;
  const podRows = roomy ? 4 : 3;
  const pods = podMeasure(input.coarse, roomy);
  const system = input.workers.some(({ systemSlots }) => systemSlots > 0) ? pods.systemHeight : 0;
  const worker =
    workerMeasure.gridTop + workerMeasure.footer + podRows * (pods.podHeight + 8) - 8 + system + 6;
  const cardHeight = Math.max(122, Math.min(178, workersEnd - cardsTop - bandPadding - trunkRoom - worker));
  return {
    width,
    height,
    regionX,
    regionWidth: width - margin - regionX,
    cardHeight,
    roomy,
    strip,
    workersEnd,
  };
}

/** From a worker's ports up to the lane above it, and on by way of `down` to the API server. */
export function workerSpokes(
  cluster: string,
  worker: WorkerLayout,
  down: readonly Point[],
  laneY: number,
): [string, Polyline][] {
  const { kubelet, 'kube-proxy': proxy } = worker.ports;
  const entry = portEntry(kubelet);
  // kube-proxy stands at the lower edge; its way goes up in the gap beside the card.
  const besideX = right(worker.box) + 4 * worker.scale;
  const proxyY = centerY(proxy);
  return [
    [`${cluster}/${worker.name}/kubelet`, polyline([entry, { x: entry.x, y: laneY }, ...down])],
    [
      `${cluster}/${worker.name}/kube-proxy`,
      polyline([
        { x: right(proxy), y: proxyY },
        { x: besideX, y: proxyY },
        { x: besideX, y: laneY },
        ...down,
      ]),
    ],
  ];
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

/** Of the tray's height that the pods may fill while others need room for the reason. */
const reasonShare = 0.55;

/** Pods that wait stand under the tray's title; why they wait is said below them. */
function placeTray(box: Box, input: LayoutInput): Layout['tray'] {
  const pods = podMeasure(input.coarse, false);
  const title = 40;
  if (input.waitingSlots === 0) {
    const area = { ...box, y: box.y + title, height: box.height - title };
    return { box, grid: fitGrid(area, { ...pods, scale: 1, slots: 0 }), reason: null };
  }
  const area = { ...box, y: box.y + title, height: (box.height - title) * reasonShare };
  const grid = fitGrid(area, { ...pods, scale: 1, slots: input.waitingSlots });
  const rows = Math.ceil(input.waitingSlots / grid.columns);
  const y = area.y + rows * (grid.slotHeight + grid.gap);
  return { box, grid, reason: { ...box, y, height: bottom(box) - y } };
}

function placeWorkers(input: LayoutInput, frame: Frame, y: number): WorkerLayout[] {
  const pods = podMeasure(input.coarse, frame.roomy);
  const region: Box = { x: frame.regionX, y, width: frame.regionWidth, height: frame.workersEnd - y };
  const shelves = shelve(region, {
    count: input.workers.length,
    widthMin: workerMeasure.widthMin,
    heightMin: workerMeasure.gridTop + workerMeasure.footer + pods.podHeight,
    gapX: workerGap,
    gapY: laneRise + dataRoom,
  });
  return evenSlots(input.workers).map((worker, index) =>
    layoutWorker(worker, shelves.boxes[index] ?? region, shelves.scale, pods, false),
  );
}

/** Laptops and projectors: the user at the left, the control plane above, workers on shelves, their Services below. */
export function layoutWide(input: LayoutInput): Layout {
  const { cluster } = input;
  const zoom = zoomFor(input.width, input.height);
  const frame = frameOf(input, zoom);
  const room = { x: frame.regionX, width: frame.regionWidth, cardHeight: frame.cardHeight };
  const { band, components, machine } = placeControlPlane(room, input.controlPlane);
  const api = components['kube-apiserver'];
  const user: Box = { x: margin, y: cardsTop, width: leftWidth, height: Math.min(frame.cardHeight, 92) };
  const workers = placeWorkers(input, frame, bottom(band) + trunkRoom);
  const strips = stripsOf(frame.strip, input);
  const trayY = bottom(band) + 12;
  const tray: Box = { x: margin, y: trayY, width: leftWidth, height: frame.workersEnd - trayY };
  const machineLoops = machine?.ports
    ? portLoops(cluster, machine.name, machine.ports, headLane.loops, 1)
    : [];
  return {
    arrangement: 'wide',
    cluster,
    width: frame.width,
    height: frame.height,
    zoom,
    user,
    band,
    machine,
    components,
    tray: placeTray(tray, input),
    workers,
    strip: frame.strip,
    services: strips.services,
    workloads: strips.workloads,
    dataBusX: frame.width - 3,
    lanes: lanesOf(user, band, components, trunkOf(api, workers)),
    spokes: new Map([
      ...controlPlaneSpokes({ cluster, user, components }),
      ...machineSpokes(cluster, machine, api),
      ...allWorkerSpokes(cluster, workers, api),
    ]),
    loops: new Map([
      ...machineLoops,
      ...workers.flatMap(({ name, ports, loopY, scale }) => portLoops(cluster, name, ports, loopY, scale)),
    ]),
  };
}
