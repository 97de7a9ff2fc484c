import type { PodView } from '../../../worker/protocol';
import { type Box, boxContains } from '../layout/geometry';
import { type PodGrid, slotBox } from '../layout/pod-grid';
import type { Layout } from '../layout/types';
import type { NodePlaces, Places } from '../runtime/places';

/** One pod with its place in the world. */
export interface PlacedPod {
  readonly id: string;
  readonly node: string;
  readonly box: Box;
  readonly grid: PodGrid;
  readonly leaving: PodView | null;
}

/** The grids of one node: its own pods', and its system pods'. */
interface NodeGrids {
  readonly name: string;
  readonly grid: PodGrid;
  readonly systemGrid: PodGrid | null;
}

function gridsOf(layout: Layout): NodeGrids[] {
  const { machine, tray, workers } = layout;
  return [
    { name: '', grid: tray.grid, systemGrid: null },
    ...(machine ? [{ name: machine.name, grid: machine.grid, systemGrid: null }] : []),
    ...workers,
  ];
}

function placedOn({ name, grid, systemGrid }: NodeGrids, places: NodePlaces): PlacedPod[] {
  const placed: PlacedPod[] = [];
  const put = (id: string, slot: number, on: PodGrid): void => {
    const leaving = places.leaving.get(id) ?? null;
    placed.push({ id, node: name, box: slotBox(on, slot), grid: on, leaving });
  };
  for (const [id, slot] of places.slots) put(id, slot, grid);
  for (const [id, slot] of places.systemSlots) put(id, slot, systemGrid ?? grid);
  return placed;
}

/** Every pod of one node with its place. */
export function placedPodsOf(layout: Layout, places: Places, name: string): PlacedPod[] {
  const grids = gridsOf(layout).find((one) => one.name === name);
  return grids ? placedOn(grids, places.of(name)) : [];
}

/** Every pod with its place, node by node. */
export function placedPods(layout: Layout, places: Places): PlacedPod[] {
  return gridsOf(layout).flatMap((grids) => placedOn(grids, places.of(grids.name)));
}

/** The place of one pod; null when it has none. */
export function placeOfPod(layout: Layout, places: Places, id: string): PlacedPod | null {
  for (const grids of gridsOf(layout)) {
    const own = places.of(grids.name);
    if (own.slots.has(id) || own.systemSlots.has(id)) {
      return placedOn(grids, own).find((placed) => placed.id === id) ?? null;
    }
  }
  return null;
}

/** The pod at a point of the world, for pods that are only cells. */
export function podAt(
  layout: Layout,
  places: Places,
  point: { readonly x: number; readonly y: number },
): string | null {
  const host =
    layout.workers.find(({ box }) => boxContains(box, point))?.name ??
    (boxContains(layout.tray.box, point) ? '' : layout.machine?.name);
  if (host === undefined) return null;
  const found = placedPodsOf(layout, places, host).find(({ box }) => boxContains(box, point));
  return found?.id ?? null;
}
