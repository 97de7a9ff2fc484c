import { type Box, bottom, centerY, type Point, type Polyline, polyline, right } from './geometry';
import { workerSpokes } from './layout-wide';
import { fitGrid, rowGrid } from './pod-grid';
import { stackStrips } from './strips';
import type { ControlPlaneKind, Layout, LayoutInput, MachineLayout, WorkerLayout } from './types';
import { layoutWorker, type PodMeasure, podMeasure, portLoops, workerMeasure } from './worker-box';

const margin = 10;
/** The trunk runs down the left side, beside the stacked workers. */
const busX = 9;
const stackX = 20;
const topHeight = 64;
const rowHeight = 50;
const rowsMax = 4;
const stripHeight = 52;
/** Above the first worker: the lane, the loops and the ports. */
const headGap = 34;
/** Between stacked workers: the same, and the lane of the pods' traffic. */
const workerGap = 52;
const laneRise = 26;

function zoomFor(width: number): number {
  if (width < 350) return width / 350;
  return Math.max(1, Math.min(1.35, width / 440));
}

function placeControlPlane(width: number): { user: Box; components: Record<ControlPlaneKind, Box> } {
  const user: Box = { x: margin, y: margin, width: 104, height: topHeight };
  const apiX = right(user) + 18;
  const half = (width - 2 * margin - 22) / 2;
  const first = margin + topHeight + 24;
  const second = first + rowHeight + 8;
  const rightX = width - margin - half;
  return {
    user,
    components: {
      'kube-apiserver': { x: apiX, y: margin, width: width - margin - apiX, height: topHeight },
      etcd: { x: margin, y: first, width: half, height: rowHeight },
      'kube-scheduler': { x: rightX, y: first, width: half, height: rowHeight },
      'kube-controller-manager': { x: margin, y: second, width: half, height: rowHeight },
      'cloud-controller-manager': { x: rightX, y: second, width: half, height: rowHeight },
    },
  };
}

/** The four lesser components hang left and right on one stem below the API server. */
function stemSpokes(
  cluster: string,
  user: Box,
  components: Record<ControlPlaneKind, Box>,
  stem: Point,
): [string, Polyline][] {
  const api = components['kube-apiserver'];
  const userY = centerY(user);
  const ways: [string, Polyline][] = [
    [
      `${cluster}/user`,
      polyline([
        { x: right(user), y: userY },
        { x: api.x, y: userY },
      ]),
    ],
  ];
  for (const kind of [
    'etcd',
    'kube-scheduler',
    'kube-controller-manager',
    'cloud-controller-manager',
  ] as const) {
    const box = components[kind];
    const y = centerY(box);
    const x = box.x < stem.x ? right(box) : box.x;
    ways.push([`${cluster}/${kind}`, polyline([{ x, y }, { x: stem.x, y }, stem])]);
  }
  return ways;
}

function stackWorkers(input: LayoutInput, width: number, y: number, pods: PodMeasure): WorkerLayout[] {
  const boxWidth = width - margin - stackX;
  const inner = boxWidth - 2 * workerMeasure.paddingSide;
  const columns = Math.max(1, Math.floor((inner + 8) / (pods.podWidthMin + 8)));
  let top = y;
  return input.workers.map((worker) => {
    const rows = Math.max(1, Math.min(rowsMax, Math.ceil(worker.slots / columns)));
    const system = worker.systemSlots > 0 ? pods.systemHeight + workerMeasure.systemGap : 0;
    const height =
      workerMeasure.gridTopCompact + rows * (pods.podHeight + 8) - 8 + system + workerMeasure.footer;
    const box = { x: stackX, y: top, width: boxWidth, height };
    top += height + workerGap;
    return layoutWorker(worker, box, 1, pods, true);
  });
}

interface Middle {
  readonly machine: MachineLayout | null;
  readonly tray: Layout['tray'];
  /** Where the next thing may begin. */
  readonly end: number;
}

const podsWidthMax = 30;

/** Below the components: the control plane's machine with its pods in one row, and the pods that wait. */
function placeMiddle(input: LayoutInput, width: number, y: number, pods: PodMeasure): Middle {
  const all = width - margin - stackX;
  const rowHeightMachine = input.coarse ? 44 : 24;
  const node = input.controlPlane;
  const trayWidth = 96;
  const podsWidth = node ? Math.min(node.slots * podsWidthMax, all * 0.34) : 0;
  const machine: MachineLayout | null = node && {
    name: node.name,
    box: { x: stackX, y, width: all - podsWidth - trayWidth - 12, height: rowHeightMachine },
    ports: null,
    grid: rowGrid(
      {
        x: width - margin - trayWidth - 6 - podsWidth,
        y,
        width: Math.max(1, podsWidth),
        height: rowHeightMachine,
      },
      node.slots,
      1,
    ),
  };
  const waits = input.waitingSlots > 0;
  const line: Box = { x: stackX, y, width: all, height: machine ? rowHeightMachine : 22 };
  if (!waits) {
    const box = machine ? { ...line, x: width - margin - trayWidth, width: trayWidth } : line;
    const grid = fitGrid({ ...box, height: pods.podHeight }, { ...pods, scale: 1, slots: 0 });
    return { machine, tray: { box, grid, reason: null }, end: bottom(box) };
  }
  const top = machine ? bottom(line) + 10 : y;
  const title: Box = { ...line, y: top, height: 22 };
  const area: Box = { ...title, y: bottom(title) + 2, height: pods.podHeight };
  const reason: Box = { ...title, y: bottom(area) + 4, height: 32 };
  const box: Box = { ...title, height: bottom(reason) - top };
  const grid = fitGrid(area, { ...pods, scale: 1, slots: input.waitingSlots });
  return { machine, tray: { box, grid, reason }, end: bottom(box) };
}

/** Phones: the control plane as a strip, one trunk down the left side, workers stacked; the page of the world scrolls. */
export function layoutNarrow(input: LayoutInput): Layout {
  const zoom = zoomFor(input.width);
  const width = input.width / zoom;
  const pods = podMeasure(input.coarse, false);
  const { user, components } = placeControlPlane(width);
  const stem: Point = { x: width / 2, y: bottom(components['kube-apiserver']) };
  const stemEnd = bottom(components['kube-controller-manager']) + 12;

  const middle = placeMiddle(input, width, stemEnd + 10, pods);
  const workers = stackWorkers(input, width, middle.end + headGap, pods);
  const lastWorker = workers[workers.length - 1];
  const stripY = (lastWorker ? bottom(lastWorker.box) + 28 : middle.end + 14) + 4;
  const area: Box = { x: margin, y: stripY, width: width - 2 * margin, height: stripHeight };
  const strips = stackStrips(area, stripHeight, input.serviceCount, input.workloadCount);
  const strip: Box = { ...area, height: Math.max(stripHeight, strips.bottom - stripY) };
  const lowest = { x: stem.x, y: stemEnd };
  const spokes = workers.flatMap((worker) => {
    const laneY = worker.box.y - laneRise;
    return workerSpokes(
      input.cluster,
      worker,
      [{ x: busX, y: laneY }, { x: busX, y: stemEnd }, lowest, stem],
      laneY,
    );
  });
  return {
    arrangement: 'narrow',
    cluster: input.cluster,
    width,
    height: bottom(strip) + margin,
    zoom,
    user,
    band: null,
    machine: middle.machine,
    components,
    tray: middle.tray,
    workers,
    services: strips.services,
    workloads: strips.workloads,
    strip,
    dataBusX: width - 3,
    lanes: {
      user: {
        box: { x: margin, y: bottom(user) + 4, width: stem.x - margin - 8, height: 16 },
        align: 'left',
      },
      'control-plane': {
        box: { x: stem.x + 8, y: stem.y + 4, width: stem.x - margin - 8, height: 16 },
        align: 'left',
      },
      workers: {
        box: { x: stem.x + 8, y: stemEnd - 8, width: stem.x - margin - 8, height: 16 },
        align: 'left',
      },
    },
    spokes: new Map([...stemSpokes(input.cluster, user, components, stem), ...spokes]),
    loops: new Map(
      workers.flatMap(({ name, ports, loopY, scale }) => portLoops(input.cluster, name, ports, loopY, scale)),
    ),
  };
}
