import { describe, expect, it } from 'vitest';
import { canvasSizes, layoutInput } from '../testing/layout-input';
import { type Box, boxesOverlap, bottom, right } from './geometry';
import { layoutCluster } from './layout';
import { slotBox } from './pod-grid';
import type { Layout, MachineLayout } from './types';

function cards(layout: Layout): [string, Box][] {
  return [
    ['user', layout.user],
    ...Object.entries(layout.components),
    ['tray', layout.tray.box],
    ...(layout.machine ? machineBoxes(layout.machine) : []),
    ...layout.workers.map((worker): [string, Box] => [worker.name, worker.box]),
    ...layout.services.map((box, index): [string, Box] => [`service ${index}`, box]),
    ...layout.workloads.map((box, index): [string, Box] => [`workload ${index}`, box]),
  ];
}

function machineBoxes({ box, ports, grid }: MachineLayout): [string, Box][] {
  const pods = Array.from({ length: grid.columns }, (_, slot): [string, Box] => [
    `pod ${slot} of the control plane`,
    slotBox(grid, slot),
  ]);
  return [['control plane', box], ...Object.entries(ports ?? {}), ...pods];
}

function overlaps(layout: Layout): string[] {
  const all = cards(layout);
  return all.flatMap(([name, box], index) =>
    all
      .slice(index + 1)
      .filter(([, other]) => boxesOverlap(box, other))
      .map(([other]) => `${name} over ${other}`),
  );
}

describe.each(canvasSizes)('layout at $width x $height', (size) => {
  it.each([0, 1, 3, 5, 10, 40, 100])(
    'puts %d workers side by side without overlap, inside the world',
    (count) => {
      const layout = layoutCluster(layoutInput({ ...size, workloadCount: 2, serviceCount: 2 }, count, 6));
      expect(layout.workers).toHaveLength(count);
      expect(overlaps(layout)).toEqual([]);
      for (const [name, box] of cards(layout)) {
        expect(box.x, name).toBeGreaterThanOrEqual(0);
        expect(right(box), name).toBeLessThanOrEqual(layout.width + 0.01);
        expect(bottom(box), name).toBeLessThanOrEqual(layout.height + 0.01);
        expect(box.width, name).toBeGreaterThan(0);
        expect(box.height, name).toBeGreaterThan(0);
      }
    },
  );

  it('keeps the lanes of the labels free of cards', () => {
    const layout = layoutCluster(layoutInput(size, 3, 6));
    const lanes = Object.entries(layout.lanes);
    const hit = lanes.flatMap(([lane, { box }]) =>
      cards(layout)
        .filter(([, card]) => boxesOverlap(box, card))
        .map(([name]) => `${lane} over ${name}`),
    );
    expect(hit).toEqual([]);
  });

  it('gives each of 110 pods a slot inside its worker', () => {
    const layout = layoutCluster(layoutInput(size, 3, 110));
    for (const worker of layout.workers) {
      const lastSlot = slotBox(worker.grid, 109);
      expect(bottom(lastSlot)).toBeLessThanOrEqual(bottom(worker.box));
      expect(right(lastSlot)).toBeLessThanOrEqual(right(worker.box));
    }
  });

  it('is a pure function', () => {
    expect(layoutCluster(layoutInput(size))).toEqual(layoutCluster(layoutInput(size)));
  });
});

describe('the sizes that are promised', () => {
  it.each([
    { width: 1092, height: 760, slots: 8 },
    { width: 932, height: 580, slots: 6 },
  ])(
    'shows three workers with $slots full pods each at $width x $height, unscaled and without panning',
    (size) => {
      const layout = layoutCluster(layoutInput(size, 3, size.slots));
      expect(layout.zoom).toBe(1);
      expect(layout.width).toBeLessThanOrEqual(size.width);
      expect(layout.height).toBeLessThanOrEqual(size.height);
      for (const worker of layout.workers) {
        expect(worker.scale).toBe(1);
        expect(worker.grid.size).toBe('full');
        expect(worker.grid.slotHeight).toBeGreaterThanOrEqual(48);
      }
    },
  );

  it('stacks workers on a phone, with the first one in the first view', () => {
    const layout = layoutCluster(layoutInput({ width: 390, height: 620, coarse: true }));
    const [first, second] = layout.workers;
    expect(layout.arrangement).toBe('narrow');
    expect(first && bottom(first.box)).toBeLessThan(420);
    expect(second && first && second.box.y).toBeGreaterThan(first ? bottom(first.box) : 0);
  });

  it('moves no box when a pod comes, while there is a free slot', () => {
    const before = layoutCluster(layoutInput({}, 3, 3));
    const after = layoutCluster(layoutInput({}, 3, 4));
    expect(after.workers).toEqual(before.workers);
  });
});
