import { bottom, right } from '../layout/geometry';
import { controlPlaneKinds, type Layout, portKinds } from '../layout/types';
import { placedPods } from '../pods/pod-boxes';
import type { Places } from '../runtime/places';
import type { FocusThing } from './neighbor';

/** Widths of the two scale buttons and what is between them, at the right end of a workload's card. World units. */
const scaleEnd = { button: 32, number: 42, side: 8 } as const;

function workloadThings(layout: Layout, ids: readonly string[], coarse: boolean): FocusThing[] {
  const button = coarse ? 44 : scaleEnd.button;
  return layout.workloads.flatMap((box, index): FocusThing[] => {
    const key = ids[index];
    if (key === undefined) return [];
    // A DaemonSet has as many pods as there are nodes for it: nothing to scale.
    if (key.split('/')[1] === 'daemonsets') return [{ key, kind: 'workload', box, anchor: box, parent: '' }];
    const y = box.y + (box.height - button) / 2;
    const upX = right(box) - scaleEnd.side - button;
    const downX = upX - scaleEnd.number - button;
    const up = { x: upX, y, width: button, height: button };
    const down = { x: downX, y, width: button, height: button };
    const anchor = { ...box, width: downX - box.x - 8 };
    return [
      { key, kind: 'workload', box, anchor, parent: '' },
      { key: `${key}#down`, kind: 'scale', box: down, anchor: down, parent: key },
      { key: `${key}#up`, kind: 'scale', box: up, anchor: up, parent: key },
    ];
  });
}

/** What stands in the strips, in order. */
export interface StripIds {
  readonly services: readonly string[];
  readonly workloads: readonly string[];
}

function serviceThings(layout: Layout, ids: readonly string[]): FocusThing[] {
  return layout.services.flatMap((box, index): FocusThing[] => {
    const key = ids[index];
    return key === undefined ? [] : [{ key, kind: 'service', box, anchor: box, parent: '' }];
  });
}

/** The control plane's machine: its state and its processes, in the head of the band. */
function machineThings({ cluster, machine }: Layout): FocusThing[] {
  if (!machine) return [];
  const key = `${cluster}/nodes//${machine.name}`;
  const things: FocusThing[] = [{ key, kind: 'worker', box: machine.box, anchor: machine.box, parent: '' }];
  const { ports } = machine;
  if (!ports) return things;
  for (const kind of portKinds) {
    const port = `${cluster}/${machine.name}/${kind}`;
    things.push({ key: port, kind: 'port', box: ports[kind], anchor: ports[kind], parent: key });
  }
  return things;
}

/** Everything that the focus can stand on, in reading order; without pods when no places are given. */
export function focusThings(
  layout: Layout,
  places: Places | null,
  strips: StripIds,
  coarse: boolean,
): FocusThing[] {
  const { cluster } = layout;
  const things: FocusThing[] = [
    { key: `${cluster}/user`, kind: 'component', box: layout.user, anchor: layout.user, parent: '' },
  ];
  for (const kind of controlPlaneKinds) {
    const box = layout.components[kind];
    things.push({ key: `${cluster}/${kind}`, kind: 'component', box, anchor: box, parent: '' });
  }
  things.push(...machineThings(layout));
  for (const worker of layout.workers) {
    const key = `${cluster}/nodes//${worker.name}`;
    const headTop = bottom(worker.ports.kubelet);
    const anchor = { ...worker.box, y: headTop, height: Math.max(1, worker.grid.origin.y - headTop - 4) };
    for (const kind of portKinds) {
      const box = worker.ports[kind];
      things.push({ key: `${cluster}/${worker.name}/${kind}`, kind: 'port', box, anchor: box, parent: key });
    }
    things.push({ key, kind: 'worker', box: worker.box, anchor, parent: '' });
  }
  for (const { id, node, box, leaving } of places ? placedPods(layout, places) : []) {
    if (leaving) continue;
    const parent = node === '' ? '' : `${cluster}/nodes//${node}`;
    things.push({ key: id, kind: 'pod', box, anchor: box, parent });
  }
  return [
    ...things,
    ...serviceThings(layout, strips.services),
    ...workloadThings(layout, strips.workloads, coarse),
  ];
}
