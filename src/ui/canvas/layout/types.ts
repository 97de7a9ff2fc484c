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
  /** In the order of the cluster; it is kept. */
  readonly workers: readonly WorkerInput[];
  /** Slots of the tray of pods that wait for a node. */
  readonly waitingSlots: number;
  readonly workloadCount: number;
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

/** Components of a worker, drawn as the ports of its card, in this order. */
export const portKinds = ['kubelet', 'containerd', 'cni', 'kube-proxy'] as const;
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
  readonly tray: { readonly box: Box; readonly grid: PodGrid };
  readonly workers: readonly WorkerLayout[];
  /** One box for each workload that finds room. */
  readonly workloads: readonly Box[];
  /** Where the strip of workloads is, also when it is empty. */
  readonly strip: Box;
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
