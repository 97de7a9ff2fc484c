import { describe, expect, it } from 'vitest';
import { layoutCluster } from './layout/layout';
import { slotBox } from './layout/pod-grid';
import type { Places } from './runtime/places';
import { layoutInput } from './testing/layout-input';
import { boxOfThing } from './thing-box';

const layout = layoutCluster(layoutInput());
const pod = 'lab/pods/default/web-1';

const places = {
  of: (node: string) => ({
    slots: new Map(node === 'worker-2' ? [[pod, 1]] : []),
    systemSlots: new Map(),
    leaving: new Map(),
  }),
} satisfies Partial<Places> as unknown as Places;

const box = (id: string) => boxOfThing(layout, places, id);

describe('where a thing stands', () => {
  it('is a pod’s slot', () => {
    const grid = layout.workers[1]?.grid;
    expect(box(pod)).toEqual(grid && slotBox(grid, 1));
  });

  it('is a worker’s head, a process’s chip, a component’s card', () => {
    const worker = layout.workers[0];
    expect(box('lab/nodes//worker-1')).toMatchObject({ x: worker?.box.x, y: worker?.box.y });
    expect(box('lab/worker-1/kubelet')).toBe(worker?.ports.kubelet);
    expect(box('lab/kube-scheduler')).toBe(layout.components['kube-scheduler']);
  });

  it('is in the head of the band for the control plane’s machine', () => {
    expect(box('lab/nodes//control-plane')).toBe(layout.machine?.box);
    expect(box('lab/control-plane/cni')).toBe(layout.machine?.ports?.cni);
  });

  it('is nowhere for what is not drawn', () => {
    for (const id of ['lab/nodes//worker-9', 'lab/worker-9/kubelet', 'lab/pods/default/gone', 'lab/nobody'])
      expect(box(id)).toBeNull();
  });
});
