import { type Box, bottom, centerX, centerY, type Point, type Polyline, polyline, right } from './geometry';
import { fitGrid } from './pod-grid';
import { placeMachine } from './machine';
import { shelve } from './shelves';
import { placeStrips, stripGap, stripHeight } from './strips';
import type {
  ControlPlaneKind,
  LabelLane,
  LabelLaneName,
  Layout,
  LayoutInput,
  MachineLayout,
  WorkerLayout,
} from './types';
import { evenSlots, layoutWorker, podMeasure, portEntry, portLoops, workerMeasure } from './worker-box';

const margin = 12;
/** The column of the user and of those that wait. */
const leftWidth = 126;
const leftGap = 24;
const cardsTop = 44;
const bandTop = 8;
const bandPadding = 10;
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
  /** The last row of the strips. */
  readonly strip: Box;
  /** Where the workers end. */
  readonly workersEnd: number;
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
  const { rows } = placeStrips(strip, input.serviceCount, input.workloadCount);
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

/**
 * API server, etcd, scheduler and controller manager side by side. etcd ends first and the scheduler a little later, so
 * that two lanes run below them, with a line of label between: nobody's way leads through a card. The cloud's manager
 * is a slip in the head of the band: in a cluster without a cloud it has nothing to do.
 */
function placeControlPlane(
  frame: Frame,
  input: LayoutInput,
): { band: Box; components: Record<ControlPlaneKind, Box>; machine: MachineLayout | null } {
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
  const head: Box = { x, y: bandTop + 7, width: inner, height: 22 };
  const { machine, slip } = placeMachine(head, x + widths.api, input.controlPlane);
  return {
    band: {
      x: frame.regionX,
      y: bandTop,
      width: frame.regionWidth,
      height: cardsTop - bandTop + height + bandPadding,
    },
    machine,
    components: {
      'kube-apiserver': { x, y, width: widths.api, height },
      etcd: { x: etcdX, y, width: widths.etcd, height: height - 52 },
      'kube-scheduler': { x: schedulerX, y, width: widths.scheduler, height: height - 20 },
      'kube-controller-manager': { x: managerX, y, width: widths.manager, height },
      'cloud-controller-manager': slip,
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
        { x: centerX(cloud), y: bottom(cloud) },
        { x: centerX(cloud), y: headLane.cloud },
        { x: cloudX, y: headLane.cloud },
        { x: cloudX, y: api.y + 16 },
        { x: right(api), y: api.y + 16 },
      ],
    ],
  ];
  return ways.map(([name, points]) => [`${cluster}/${name}`, polyline(points)]);
}

/** Heights of the ways between the head of the band and its cards. */
const headLane = { cloud: cardsTop - 2.5, proxy: cardsTop - 5, loops: cardsTop - 4 } as const;

/** The ways of the control plane's own machine: down from the head of the band to the API server's card. */
function machineSpokes(cluster: string, machine: MachineLayout | null, api: Box): [string, Polyline][] {
  if (!machine?.ports) return [];
  const { kubelet, 'kube-proxy': proxy } = machine.ports;
  const kubeletX = centerX(kubelet) - 8;
  const proxyX = right(api) - 4;
  return [
    [
      `${cluster}/${machine.name}/kubelet`,
      polyline([
        { x: kubeletX, y: bottom(kubelet) },
        { x: kubeletX, y: api.y },
      ]),
    ],
    [
      `${cluster}/${machine.name}/kube-proxy`,
      polyline([
        { x: centerX(proxy), y: bottom(proxy) },
        { x: centerX(proxy), y: headLane.proxy },
        { x: proxyX, y: headLane.proxy },
        { x: proxyX, y: api.y },
      ]),
    ],
  ];
}

function level(from: Box, api: Box, y: number): Point[] {
  return [
    { x: from.x, y },
    { x: right(api), y },
  ];
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
  const { band, components, machine } = placeControlPlane(frame, input);
  const api = components['kube-apiserver'];
  const user: Box = { x: margin, y: cardsTop, width: leftWidth, height: Math.min(frame.cardHeight, 92) };
  const workers = placeWorkers(input, frame, bottom(band) + trunkRoom);
  const strips = placeStrips(frame.strip, input.serviceCount, input.workloadCount);
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
