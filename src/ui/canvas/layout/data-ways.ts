import { type Box, bottom, centerX, centerY, type Point, type Polyline, polyline, right } from './geometry';
import type { PodGrid } from './pod-grid';
import type { Layout, WorkerLayout } from './types';

/**
 * The ways of the pods' own traffic. They never touch the control plane: from the pod down the right gutter of its
 * worker, past kube-proxy at the lower edge, along the lane below the workers, and up the left gutter of the other
 * worker.
 */

/** Where a pod stands. */
export interface PodPlace {
  readonly node: string;
  readonly box: Box;
  readonly grid: PodGrid;
}

/** One end of a packet's way: a pod, or only the node when nobody knows which pod. */
export interface PacketEnd {
  readonly node: string;
  readonly place: PodPlace | null;
}

/** Middle of the gutter between a card's edge and its pods, at scale 1. */
export const gutter = 5.5;

const workerOf = (layout: Layout, name: string): WorkerLayout | undefined =>
  layout.workers.find((worker) => worker.name === name);

/** Out of the pod into the gap below its row, and along it to the gutter at `x`. */
function outOfPod({ box, grid }: PodPlace, x: number): Point[] {
  const y = bottom(box) + Math.min(4, grid.gap / 2);
  return [
    { x: centerX(box), y: bottom(box) },
    { x: centerX(box), y },
    { x, y },
  ];
}

const outX = ({ box, scale }: WorkerLayout): number => right(box) - gutter * scale;
const inX = ({ box, scale }: WorkerLayout): number => box.x + gutter * scale;

/** From the client to the lane below its worker. */
function leaving(worker: WorkerLayout, place: PodPlace | null): Point[] {
  const x = outX(worker);
  const within = place ? outOfPod(place, x) : [{ x, y: bottom(worker.ports['kube-proxy']) }];
  return [...within, { x, y: worker.dataY }];
}

/** From the lane below a worker to the pod that answers. */
function arriving(worker: WorkerLayout, place: PodPlace | null): Point[] {
  const x = inX(worker);
  const within = place ? outOfPod(place, x).reverse() : [{ x, y: bottom(worker.box) }];
  return [{ x, y: worker.dataY }, ...within];
}

/** From the bus to a pod of the control plane's machine, in the head of the band. */
function arrivingAtMachine(layout: Layout, place: PodPlace | null): Point[] {
  const { machine } = layout;
  if (!machine) return [];
  const box = place?.box ?? { ...machine.box, x: right(machine.box) - 1, width: 1 };
  const y = place ? centerY(box) : centerY(machine.box);
  return [
    { x: layout.dataBusX, y },
    { x: right(box), y },
  ];
}

function between(layout: Layout, fromY: number, toY: number): Point[] {
  if (fromY === toY) return [];
  return [
    { x: layout.dataBusX, y: fromY },
    { x: layout.dataBusX, y: toY },
  ];
}

/** The way of a packet from the pod that asks to the one that answers; null when an end is not drawn. */
export function packetWay(layout: Layout, asks: PacketEnd, answers: PacketEnd): Polyline | null {
  const from = workerOf(layout, asks.node);
  if (!from) return null;
  const out = leaving(from, asks.place);
  if (asks.node === answers.node) {
    // It stays on its machine: as far as kube-proxy's rules and back up.
    if (!answers.place) return polyline(out);
    const x = outX(from);
    return polyline([
      ...out.slice(0, -1),
      { x, y: from.ports['kube-proxy'].y },
      ...outOfPod(answers.place, x).reverse(),
    ]);
  }
  const to = workerOf(layout, answers.node);
  if (to) {
    const join = between(layout, from.dataY, to.dataY);
    return polyline([...out, ...join, ...arriving(to, answers.place)]);
  }
  if (layout.machine?.name !== answers.node) return null;
  return polyline([
    ...out,
    { x: layout.dataBusX, y: from.dataY },
    ...arrivingAtMachine(layout, answers.place),
  ]);
}

/** The lanes and their stubs as they are drawn at rest. */
export function dataWaysAtRest(layout: Layout): readonly Polyline[] {
  const lanes = new Map<number, WorkerLayout[]>();
  for (const worker of layout.workers) lanes.set(worker.dataY, [...(lanes.get(worker.dataY) ?? []), worker]);
  const ways: Polyline[] = [];
  const lowest = Math.max(...lanes.keys());
  const stubs = serviceStubs(layout).flatMap(({ points }) => points.slice(0, 1).map(({ x }) => x));
  for (const [y, workers] of lanes) {
    const xs = [...workers.flatMap((worker) => [inX(worker), outX(worker)]), ...(y === lowest ? stubs : [])];
    const end = lanes.size > 1 ? layout.dataBusX : Math.max(...xs);
    ways.push(
      polyline([
        { x: Math.min(...xs), y },
        { x: end, y },
      ]),
    );
    for (const worker of workers) {
      const stub = (x: number, top: number): Polyline =>
        polyline([
          { x, y: top },
          { x, y },
        ]);
      ways.push(stub(inX(worker), bottom(worker.box)));
      ways.push(stub(outX(worker), bottom(worker.ports['kube-proxy'])));
    }
  }
  if (lanes.size > 1) {
    const ys = [...lanes.keys()];
    ways.push(
      polyline([
        { x: layout.dataBusX, y: Math.min(...ys) },
        { x: layout.dataBusX, y: Math.max(...ys) },
      ]),
    );
  }
  return ways;
}

/** From each Service's card up to the lane above it: it is an address on the pods' network. */
export function serviceStubs(layout: Layout): readonly Polyline[] {
  const laneY = Math.max(0, ...layout.workers.map(({ dataY }) => dataY));
  const top = layout.services[0]?.y;
  if (top === undefined || layout.workers.length === 0) return [];
  return layout.services
    .filter((box) => box.y === top)
    .map((box) => {
      const x = layout.arrangement === 'wide' ? box.x + 22 : layout.dataBusX;
      return polyline([
        { x, y: box.y },
        { x, y: laneY },
      ]);
    });
}
