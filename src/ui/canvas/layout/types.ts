import type { Box, Polyline } from './geometry';
import type { PodGrid } from './pod-grid';

/** What the kernel must know of a worker. Slots are counted, not pods: a hole keeps its room (slots.ts). */
export interface WorkerInput {
  readonly name: string;
  readonly slots: number;
  readonly systemSlots: number;
}

export interface LayoutInput {
  readonly cluster: string;
  /** Size of the canvas on the screen, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** True when the pointer is a finger: targets are then at least 44 px high. */
  readonly coarse: boolean;
  /** The node on which the control plane runs, with the slots of its pods; null when that is no node of the cluster. */
  readonly controlPlane: { readonly name: string; readonly slots: number } | null;
  /** In the order of the cluster; it is kept. */
  readonly workers: readonly WorkerInput[];
  /** Slots of the tray of pods that wait for a node. */
  readonly waitingSlots: number;
  readonly workloadCount: number;
  readonly serviceCount: number;
}

/** Components of the control plane, by the last part of their addresses. */
export const controlPlaneKinds = [
  'kube-apiserver',
  'etcd',
  'cloud-controller-manager',
  'kube-scheduler',
  'kube-controller-manager',
] as const;
export type ControlPlaneKind = (typeof controlPlaneKinds)[number];

/** Components of a machine at the upper edge of its card, where the ways from the API server come in, in this order. */
export const topPortKinds = ['kubelet', 'containerd', 'cni'] as const;
/** All of them. kube-proxy stands at the lower edge, where the traffic of the pods goes out. */
export const portKinds = [...topPortKinds, 'kube-proxy'] as const;
export type PortKind = (typeof portKinds)[number];

export interface WorkerLayout {
  readonly name: string;
  readonly box: Box;
  /** World units per CSS pixel of the card's own drawing: less than 1 when many workers share the room. */
  readonly scale: number;
  /** True when the bars stand beside the name, to save a line. */
  readonly compact: boolean;
  readonly ports: Readonly<Record<PortKind, Box>>;
  /** y of the little ways between the ports. */
  readonly loopY: number;
  readonly grid: PodGrid;
  /** null when no system pod runs there. */
  readonly systemGrid: PodGrid | null;
  /** Height at which the pods' traffic leaves and comes in, below the card. */
  readonly dataY: number;
}

/** The machine of the control plane: its components have cards of their own, what is left stands in one row. */
export interface MachineLayout {
  readonly name: string;
  /** Name and state of the node. */
  readonly box: Box;
  /** null where there is no room for them. */
  readonly ports: Readonly<Record<PortKind, Box>> | null;
  readonly grid: PodGrid;
}

export type LabelLaneName = 'user' | 'control-plane' | 'workers';

/** Room that is kept free for the label of one hop: nothing else is ever drawn there. */
export interface LabelLane {
  readonly box: Box;
  /** `along` follows the hop's way. */
  readonly align: 'left' | 'center' | 'along';
}

/** Where everything is, in world units. Made once per change of size or of need; the one source for all layers. */
export interface Layout {
  readonly arrangement: 'wide' | 'narrow';
  readonly cluster: string;
  readonly width: number;
  readonly height: number;
  /** The zoom at which the world's width is the canvas's width: the view at rest. */
  readonly zoom: number;
  readonly user: Box;
  /** The frame around the control plane; null where there is no room for one. */
  readonly band: Box | null;
  readonly components: Readonly<Record<ControlPlaneKind, Box>>;
  readonly machine: MachineLayout | null;
  /** Where pods wait for a node, and room for the reason why; null while nobody waits. */
  readonly tray: { readonly box: Box; readonly grid: PodGrid; readonly reason: Box | null };
  readonly workers: readonly WorkerLayout[];
  /** One box for each Service that finds room. */
  readonly services: readonly Box[];
  /** One box for each workload that finds room. */
  readonly workloads: readonly Box[];
  /** Where the strip of workloads is, also when it is empty. */
  readonly strip: Box;
  /** x of the way that joins the shelves' data lanes and leads to the control plane's pods. */
  readonly dataBusX: number;
  readonly lanes: Readonly<Record<LabelLaneName, LabelLane>>;
  /** From each address that speaks with the API server to the edge of its card. */
  readonly spokes: ReadonlyMap<string, Polyline>;
  /** Between the components of one worker, in both directions, by `routeKey`. */
  readonly loops: ReadonlyMap<string, Polyline>;
}

/** Key of a way in one direction. */
export function routeKey(from: string, to: string): string {
  return `${from} ${to}`;
}
