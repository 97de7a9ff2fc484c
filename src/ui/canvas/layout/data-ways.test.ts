import { describe, expect, it } from 'vitest';
import { canvasSizes, layoutInput } from '../testing/layout-input';
import { dataWaysAtRest, packetWay, type PodPlace, serviceStubs } from './data-ways';
import { bottom, type Polyline, right, segmentCrossesBox } from './geometry';
import { layoutCluster } from './layout';
import { slotBox } from './pod-grid';
import type { Layout } from './types';

function place(layout: Layout, node: string, slot: number): PodPlace {
  const grid = layout.workers.find(({ name }) => name === node)?.grid;
  if (!grid) throw new Error(`no worker ${node}`);
  return { node, grid, box: slotBox(grid, slot) };
}

const end = (node: string, at: PodPlace | null = null) => ({ node, place: at });

/** Workers and components that the way leads through, but for those of its own ends. */
function crossed(layout: Layout, way: Polyline, own: readonly string[]): string[] {
  const cards = [
    ...Object.entries(layout.components),
    ...layout.workers.map(({ name, box }) => [name, box] as const),
    ...layout.services.map((box, index) => [`service ${index}`, box] as const),
  ];
  return cards
    .filter(([name]) => !own.includes(name))
    .filter(([, box]) =>
      way.points.some((point, index) => {
        const before = way.points[index - 1];
        return before !== undefined && segmentCrossesBox(before, point, box);
      }),
    )
    .map(([name]) => name);
}

describe.each(canvasSizes)('the ways of packets at $width x $height', (size) => {
  it.each([2, 3, 12])('lead between all of %d workers through nobody else’s card', (count) => {
    const layout = layoutCluster(layoutInput(size, count, 6));
    const problems: string[] = [];
    for (const a of layout.workers) {
      for (const b of layout.workers) {
        const way = packetWay(
          layout,
          end(a.name, place(layout, a.name, 1)),
          end(b.name, place(layout, b.name, 0)),
        );
        if (!way) problems.push(`no way from ${a.name} to ${b.name}`);
        else
          problems.push(
            ...crossed(layout, way, [a.name, b.name]).map((name) => `${a.name} to ${b.name} over ${name}`),
          );
      }
    }
    expect(problems).toEqual([]);
  });

  it('stay inside the world', () => {
    const layout = layoutCluster(layoutInput({ ...size, serviceCount: 2 }, 7, 2));
    for (const { points } of [...dataWaysAtRest(layout), ...serviceStubs(layout)]) {
      for (const { x, y } of points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(layout.width);
        expect(y).toBeLessThanOrEqual(layout.height);
      }
    }
  });
});

describe('the way of a packet', () => {
  const layout = layoutCluster(layoutInput());

  it('begins at the pod that asks, passes kube-proxy, and ends at the pod that answers', () => {
    const from = place(layout, 'worker-1', 0);
    const to = place(layout, 'worker-3', 1);
    const way = packetWay(layout, end('worker-1', from), end('worker-3', to));
    const first = way?.points[0];
    const last = way?.points.at(-1);
    expect(first?.y).toBe(bottom(from.box));
    expect(last?.y).toBe(bottom(to.box));
    const proxy = layout.workers[0]?.ports['kube-proxy'];
    expect(way?.points.some(({ x }) => proxy && x > proxy.x && x < right(proxy))).toBe(true);
  });

  it('stays on the machine when both pods are on it', () => {
    const way = packetWay(
      layout,
      end('worker-1', place(layout, 'worker-1', 0)),
      end('worker-1', place(layout, 'worker-1', 1)),
    );
    const card = layout.workers[0]?.box;
    expect(way?.points.every(({ x, y }) => card && x > card.x && x < right(card) && y < bottom(card))).toBe(
      true,
    );
  });

  it('leads to the edge of the card when nobody knows which pod it is', () => {
    const way = packetWay(layout, end('worker-1'), end('worker-2'));
    expect(way?.points.at(-1)?.y).toBe(bottom(layout.workers[1]?.box ?? { x: 0, y: 0, width: 0, height: 0 }));
  });

  it('leads to the pods beside the control plane, too, and nowhere for a node that is not drawn', () => {
    expect(packetWay(layout, end('worker-1'), end('control-plane'))).not.toBeNull();
    expect(packetWay(layout, end('worker-1'), end('worker-9'))).toBeNull();
    expect(packetWay(layout, end('worker-9'), end('worker-1'))).toBeNull();
  });
});
