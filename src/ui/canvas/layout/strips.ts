import { type Box, bottom } from './geometry';

/** Smallest and largest width of a card in the strips at the foot. World units. */
const widths = {
  service: { min: 290, max: 420 },
  workload: { min: 252, max: 340 },
} as const;

export const stripHeight = 44;
export const stripGap = 8;

/** The cards below the workers: Services nearest to them, because the traffic comes from there. */
export interface Strips {
  readonly rows: number;
  readonly services: readonly Box[];
  readonly workloads: readonly Box[];
}

function fitting(width: number, min: number): number {
  return Math.max(1, Math.floor((width + stripGap) / (min + stripGap)));
}

function row(x: number, y: number, width: number, count: number): Box[] {
  return Array.from({ length: count }, (_, index) => ({
    x: x + index * (width + stripGap),
    y,
    width,
    height: stripHeight,
  }));
}

/** `count` cards that share a row; only so many as fit. */
function ownRow(area: Box, y: number, count: number, kind: keyof typeof widths): Box[] {
  const { min, max } = widths[kind];
  const most = fitting(area.width, min);
  const shown = Math.min(count, most);
  return row(area.x, y, Math.min(max, (area.width - stripGap * (shown - 1)) / shown), shown);
}

/**
 * All in one row when they fit, else Services above workloads. `area` is the last row; the other lies above it, and may
 * be wider.
 */
export function placeStrips(
  area: Box,
  widthAbove: number,
  serviceCount: number,
  workloadCount: number,
): Strips {
  const count = serviceCount + workloadCount;
  const gaps = stripGap * Math.max(0, count - 1);
  const needed = serviceCount * widths.service.min + workloadCount * widths.workload.min + gaps;
  const together = serviceCount === 0 || workloadCount === 0 || needed <= area.width;
  if (!together) {
    const above = { ...area, y: area.y - stripGap - stripHeight, width: widthAbove };
    return {
      rows: 2,
      services: ownRow(above, above.y, serviceCount, 'service'),
      workloads: ownRow(area, area.y, workloadCount, 'workload'),
    };
  }
  if (serviceCount === 0 || workloadCount === 0) {
    return {
      rows: 1,
      services: ownRow(area, area.y, serviceCount, 'service'),
      workloads: ownRow(area, area.y, workloadCount, 'workload'),
    };
  }
  const spare = (area.width - needed) / count;
  const width = (kind: keyof typeof widths): number => Math.min(widths[kind].max, widths[kind].min + spare);
  const services = row(area.x, area.y, width('service'), serviceCount);
  const start = area.x + serviceCount * (width('service') + stripGap);
  return { rows: 1, services, workloads: row(start, area.y, width('workload'), workloadCount) };
}

/** Phones: one below the other. */
export function stackStrips(
  area: Box,
  height: number,
  serviceCount: number,
  workloadCount: number,
): Strips & { readonly bottom: number } {
  const at = (index: number): Box => ({ ...area, y: area.y + index * (height + stripGap), height });
  const services = Array.from({ length: serviceCount }, (_, index) => at(index));
  const workloads = Array.from({ length: workloadCount }, (_, index) => at(serviceCount + index));
  const last = workloads.at(-1) ?? services.at(-1);
  return { rows: serviceCount + workloadCount, services, workloads, bottom: last ? bottom(last) : area.y };
}
