import type { LayoutInput } from '../layout/types';

/** A cluster of `count` workers with `slots` pods each, for tests of the kernel. */
export function layoutInput(over: Partial<LayoutInput> = {}, count = 3, slots = 2): LayoutInput {
  return {
    cluster: 'lab',
    width: 1092,
    height: 760,
    coarse: false,
    controlPlane: { name: 'control-plane', slots: 3 },
    workers: Array.from({ length: count }, (_, index) => ({
      name: `worker-${index + 1}`,
      slots,
      systemSlots: 0,
    })),
    waitingSlots: 0,
    workloadCount: 1,
    serviceCount: 1,
    ...over,
  };
}

/** The canvases that must work: laptop and projector beside the inspector, a wall, a tablet, phones both ways. */
export const canvasSizes = [
  { width: 1092, height: 760 },
  { width: 932, height: 580 },
  { width: 1572, height: 940 },
  { width: 768, height: 860 },
  { width: 390, height: 620 },
  { width: 320, height: 480 },
  { width: 844, height: 390 },
] as const;
