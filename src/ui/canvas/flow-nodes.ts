import type { Node } from '@xyflow/react';
import type { Box } from './layout/geometry';
import { controlPlaneKinds, type Layout, type MachineLayout, type WorkerLayout } from './layout/types';

/** React Flow draws only these; pods, trunks and hops are layers of our own. */
export type ComponentNode = Node<
  {
    readonly address: string;
    readonly kind: string;
    readonly box: Box;
    readonly arrangement: Layout['arrangement'];
  },
  'component'
>;
export type UserNode = Node<
  { readonly address: string; readonly arrangement: Layout['arrangement'] },
  'user'
>;
export type BandNode = Node<{ readonly box: Box }, 'band'>;
export type MachineNode = Node<{ readonly id: string; readonly machine: MachineLayout }, 'machine'>;
export type TrayNode = Node<
  { readonly box: Box; readonly reason: Box | null; readonly arrangement: Layout['arrangement'] },
  'tray'
>;
export type WorkerNode = Node<{ readonly id: string; readonly worker: WorkerLayout }, 'worker'>;
export type WorkloadNode = Node<
  { readonly index: number; readonly shown: number; readonly box: Box },
  'workload'
>;
export type ServiceNode = Node<
  { readonly index: number; readonly shown: number; readonly box: Box },
  'service'
>;
export type StripNode = Node<{ readonly box: Box }, 'strip'>;
export type CanvasNode =
  | ComponentNode
  | UserNode
  | BandNode
  | MachineNode
  | TrayNode
  | WorkerNode
  | WorkloadNode
  | ServiceNode
  | StripNode;

function placed(box: Box) {
  return {
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    draggable: false,
    selectable: false,
    connectable: false,
    focusable: false,
  };
}

/** The cards of a layout as React Flow nodes. */
export function flowNodes(layout: Layout): CanvasNode[] {
  const { cluster, arrangement } = layout;
  const nodes: CanvasNode[] = [
    { ...placed(layout.user), id: 'user', type: 'user', data: { address: `${cluster}/user`, arrangement } },
    {
      ...placed(layout.tray.box),
      id: 'tray',
      type: 'tray',
      data: { box: layout.tray.box, reason: layout.tray.reason, arrangement },
    },
  ];
  const { band, machine } = layout;
  if (band) nodes.unshift({ ...placed(band), id: 'band', type: 'band', zIndex: -2, data: { box: band } });
  if (machine) {
    const id = `${cluster}/nodes//${machine.name}`;
    nodes.push({ ...placed(machine.box), id, type: 'machine', data: { id, machine } });
  }
  for (const kind of controlPlaneKinds) {
    const box = layout.components[kind];
    const data = { address: `${cluster}/${kind}`, kind, box, arrangement };
    nodes.push({ ...placed(box), id: kind, type: 'component', data });
  }
  for (const worker of layout.workers) {
    const id = `${cluster}/nodes//${worker.name}`;
    nodes.push({ ...placed(worker.box), id, type: 'worker', data: { id, worker } });
  }
  for (const [index, box] of layout.workloads.entries()) {
    const data = { index, box, shown: layout.workloads.length };
    nodes.push({ ...placed(box), id: `workload-${index}`, type: 'workload', data });
  }
  for (const [index, box] of layout.services.entries()) {
    const data = { index, box, shown: layout.services.length };
    nodes.push({ ...placed(box), id: `service-${index}`, type: 'service', data });
  }
  if (layout.workloads.length + layout.services.length === 0) {
    nodes.push({ ...placed(layout.strip), id: 'strip', type: 'strip', data: { box: layout.strip } });
  }
  return nodes;
}
