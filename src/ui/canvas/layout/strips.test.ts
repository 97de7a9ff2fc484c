import { describe, expect, it } from 'vitest';
import { boxesOverlap, right } from './geometry';
import { placeStrips } from './strips';

const area = { x: 12, y: 500, width: 792, height: 46 };

describe('the strips at the foot', () => {
  it('put a Service and its workload into one row', () => {
    const { rows, services, workloads } = placeStrips(area, 900, 1, 1);
    expect(rows).toBe(1);
    expect([...services, ...workloads].map(({ y }) => y)).toEqual([500, 500]);
  });

  it('put Services above workloads when they do not fit beside each other', () => {
    const { rows, services, workloads } = placeStrips(area, 900, 2, 2);
    expect(rows).toBe(2);
    expect(services[0]?.y).toBeLessThan(workloads[0]?.y ?? 0);
    expect([services.length, workloads.length]).toEqual([2, 2]);
  });

  it.each([
    [0, 0],
    [0, 9],
    [9, 0],
    [3, 5],
    [1, 2],
  ])('show only what fits of %d Services and %d workloads, side by side', (serviceCount, workloadCount) => {
    const { services, workloads } = placeStrips(area, 792, serviceCount, workloadCount);
    const all = [...services, ...workloads];
    expect(all.every((box) => right(box) <= right(area) + 0.01)).toBe(true);
    const overlaps = all.filter((box, index) =>
      all.slice(index + 1).some((other) => boxesOverlap(box, other)),
    );
    expect(overlaps).toEqual([]);
    expect(services.length > 0).toBe(serviceCount > 0);
    expect(workloads.length > 0).toBe(workloadCount > 0);
  });
});
