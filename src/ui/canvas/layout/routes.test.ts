import { describe, expect, it } from 'vitest';
import { canvasSizes, layoutInput } from '../testing/layout-input';
import { type Box, type Point, polylineLength, segmentCrossesBox } from './geometry';
import { layoutCluster } from './layout';
import { route, svgPath } from './routes';
import { controlPlaneKinds, type Layout, portKinds } from './types';

/** The card that an address belongs to. */
function cardOf(address: string): string {
  return address.split('/')[1] ?? '';
}

function cards(layout: Layout): Map<string, Box> {
  return new Map<string, Box>([
    ['user', layout.user],
    ...Object.entries(layout.components),
    ['the tray', layout.tray.box],
    ...layout.workers.map((worker): [string, Box] => [worker.name, worker.box]),
    ...(layout.machine ? [['control-plane', layout.machine.box] as const] : []),
    ...layout.services.map((box, index): [string, Box] => [`service ${index}`, box]),
    ...layout.workloads.map((box, index): [string, Box] => [`workload ${index}`, box]),
  ]);
}

function crossings(layout: Layout, points: readonly Point[], own: readonly string[]): string[] {
  const found: string[] = [];
  for (const [name, box] of cards(layout)) {
    if (own.includes(name)) continue;
    for (let index = 1; index < points.length; index += 1) {
      const a = points[index - 1];
      const b = points[index];
      if (a && b && segmentCrossesBox(a, b, box)) found.push(name);
    }
  }
  return found;
}

function addresses(layout: Layout): string[] {
  return [
    'lab/user',
    ...controlPlaneKinds.map((kind) => `lab/${kind}`),
    ...(layout.machine?.ports ? ['kubelet', 'kube-proxy', 'cni'] : []).map(
      (kind) => `lab/control-plane/${kind}`,
    ),
    ...layout.workers.flatMap((worker) => portKinds.map((kind) => `lab/${worker.name}/${kind}`)),
  ];
}

describe.each(canvasSizes)('routes at $width x $height', (size) => {
  it.each([1, 3, 7, 20])(
    'leads between every two addresses with %d workers, through no card of others',
    (count) => {
      const layout = layoutCluster(layoutInput({ ...size, waitingSlots: 3 }, count));
      const all = addresses(layout);
      const problems: string[] = [];
      for (const from of all) {
        for (const to of all) {
          if (from === to) continue;
          const way = route(layout, from, to);
          const finite = way?.points.every((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
          if (!way || !finite || polylineLength(way) < 1) {
            problems.push(`no way ${from} to ${to}`);
            continue;
          }
          // Through the API server's card lead all ways between others: it is the hub.
          const own = [cardOf(from), cardOf(to), 'kube-apiserver'];
          for (const crossed of crossings(layout, way.points, own))
            problems.push(`${from} to ${to} over ${crossed}`);
        }
      }
      expect(problems).toEqual([]);
    },
  );

  it('touches the cards of both ends of a direct way', () => {
    const layout = layoutCluster(layoutInput(size));
    const way = route(layout, 'lab/kube-scheduler', 'lab/kube-apiserver');
    const box = layout.components['kube-scheduler'];
    const start = way?.points[0];
    expect(start && start.x >= box.x && start.x <= box.x + box.width).toBe(true);
    expect(start && start.y >= box.y && start.y <= box.y + box.height).toBe(true);
  });
});

describe('route', () => {
  const layout = layoutCluster(layoutInput());

  it('is the same way back', () => {
    const there = route(layout, 'lab/kube-apiserver', 'lab/worker-2/kubelet');
    const back = route(layout, 'lab/worker-2/kubelet', 'lab/kube-apiserver');
    expect(back?.points).toEqual([...(there?.points ?? [])].reverse());
  });

  it('answers null for an address that is not drawn', () => {
    expect(route(layout, 'lab/kube-apiserver', 'lab/worker-9/kubelet')).toBeNull();
    expect(route(layout, 'other/kubelet', 'lab/kube-apiserver')).toBeNull();
  });

  it('answers the same object again', () => {
    expect(route(layout, 'lab/user', 'lab/kube-apiserver')).toBe(
      route(layout, 'lab/user', 'lab/kube-apiserver'),
    );
  });

  it('becomes an SVG path that starts and ends where the way does', () => {
    const way = route(layout, 'lab/kube-apiserver', 'lab/worker-3/kubelet');
    const start = way?.points[0];
    expect(way && svgPath(way, 6)).toMatch(new RegExp(`^M${start?.x} ${start?.y}L.*Q.*L`));
  });
});
