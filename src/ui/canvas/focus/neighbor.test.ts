import { describe, expect, it } from 'vitest';
import { layoutCluster } from '../layout/layout';
import type { Places } from '../runtime/places';
import { layoutInput } from '../testing/layout-input';
import { type Direction, neighbor } from './neighbor';
import { focusThings } from './things';

const layout = layoutCluster(layoutInput({ width: 932, height: 580 }, 3, 3));
const workload = 'lab/deployments/default/web';

/** Three pods on each worker, `pod-<worker>-<slot>`. */
const places = {
  of: (node: string) => ({
    slots: new Map(
      node === '' ? [] : [0, 1, 2].map((slot): [string, number] => [`pod-${node}-${slot}`, slot]),
    ),
    systemSlots: new Map(),
    leaving: new Map(),
  }),
} satisfies Partial<Places> as unknown as Places;

const service = 'lab/services/default/web';

const things = focusThings(layout, places, { workloads: [workload], services: [service] }, false);

function walk(from: string, ...directions: Direction[]): string {
  let at = things.find(({ key }) => key === from);
  for (const direction of directions) at = (at && neighbor(things, at, direction)) ?? at;
  return at?.key ?? '';
}

describe('the way of the arrows', () => {
  it('leads from the user through the control plane', () => {
    expect(walk('lab/user', 'right')).toBe('lab/kube-apiserver');
    expect(walk('lab/kube-apiserver', 'right')).toBe('lab/etcd');
    expect(walk('lab/etcd', 'right')).toBe('lab/kube-scheduler');
    expect(walk('lab/kube-scheduler', 'right')).toBe('lab/kube-controller-manager');
    expect(walk('lab/kube-controller-manager', 'right')).toBe('lab/kube-controller-manager');
  });

  it('leads down from a worker into its pods, and up again', () => {
    expect(walk('lab/nodes//worker-2', 'down')).toMatch(/^pod-worker-2-[01]$/);
    expect(walk('pod-worker-2-0', 'up')).toBe('lab/nodes//worker-2');
    expect(walk('lab/nodes//worker-2', 'up')).toMatch(/^lab\/worker-2\//);
  });

  it('leads across pods and from worker to worker', () => {
    expect(walk('pod-worker-1-0', 'right')).toBe('pod-worker-1-1');
    expect(walk('pod-worker-1-1', 'right')).toBe('pod-worker-2-0');
    expect(walk('pod-worker-1-0', 'down')).toBe('pod-worker-1-2');
    expect(walk('lab/nodes//worker-1', 'right')).toBe('lab/nodes//worker-2');
  });

  it('leads to the Service, the workload and its two buttons', () => {
    expect(walk('pod-worker-1-2', 'down')).toBe(service);
    expect(walk(service, 'right')).toBe(workload);
    expect(walk(workload, 'right')).toBe(`${workload}#down`);
    expect(walk(workload, 'right', 'right')).toBe(`${workload}#up`);
  });

  it('can reach everything from anywhere', () => {
    const reached = new Set(['lab/user']);
    const todo = ['lab/user'];
    for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
      for (const direction of ['up', 'down', 'left', 'right'] as const) {
        const next = walk(key, direction);
        if (!reached.has(next)) todo.push(next);
        reached.add(next);
      }
    }
    expect(things.map(({ key }) => key).filter((key) => !reached.has(key))).toEqual([]);
  });
});
