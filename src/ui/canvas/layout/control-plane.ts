import { type Box, bottom, centerX, centerY, type Point, type Polyline, polyline, right } from './geometry';
import { placeMachine } from './machine';
import type { ControlPlaneKind, LayoutInput, MachineLayout } from './types';

/** Top of the components' cards; above it is the head of the band. */
export const cardsTop = 44;
const bandTop = 8;
export const bandPadding = 10;

/** Where the band may be. */
export interface BandRoom {
  readonly x: number;
  readonly width: number;
  readonly cardHeight: number;
}

/**
 * API server, etcd, scheduler and controller manager side by side. etcd ends first and the scheduler a little later, so
 * that two lanes run below them, with a line of label between: nobody's way leads through a card. The cloud's manager
 * is a slip in the head of the band: in a cluster without a cloud it has nothing to do.
 */
export function placeControlPlane(
  room: BandRoom,
  node: LayoutInput['controlPlane'],
): { band: Box; components: Record<ControlPlaneKind, Box>; machine: MachineLayout | null } {
  const inset = 14;
  const x = room.x + inset;
  const inner = room.width - 2 * inset;
  const gaps = [28, 28, 16] as const;
  const shared = inner - gaps[0] - gaps[1] - gaps[2];
  const widths = {
    api: shared * 0.34,
    etcd: shared * 0.215,
    scheduler: shared * 0.205,
    manager: shared * 0.24,
  };
  const etcdX = x + widths.api + gaps[0];
  const schedulerX = etcdX + widths.etcd + gaps[1];
  const managerX = schedulerX + widths.scheduler + gaps[2];
  const y = cardsTop;
  const height = room.cardHeight;
  const head: Box = { x, y: bandTop + 7, width: inner, height: 22 };
  const { machine, slip } = placeMachine(head, x + widths.api, node);
  return {
    band: {
      x: room.x,
      y: bandTop,
      width: room.width,
      height: cardsTop - bandTop + height + bandPadding,
    },
    machine,
    components: {
      'kube-apiserver': { x, y, width: widths.api, height },
      etcd: { x: etcdX, y, width: widths.etcd, height: height - 52 },
      'kube-scheduler': { x: schedulerX, y, width: widths.scheduler, height: height - 20 },
      'kube-controller-manager': { x: managerX, y, width: widths.manager, height },
      'cloud-controller-manager': slip,
    },
  };
}

export function controlPlaneSpokes(layout: {
  cluster: string;
  user: Box;
  components: Record<ControlPlaneKind, Box>;
}): [string, Polyline][] {
  const { user, components, cluster } = layout;
  const api = components['kube-apiserver'];
  const etcd = components.etcd;
  const cloud = components['cloud-controller-manager'];
  const userY = centerY(user);
  const etcdY = centerY(etcd);
  const schedulerY = bottom(api) - 44;
  const managerY = bottom(api) - 9;
  const cloudX = (right(api) + etcd.x) / 2;
  const ways: readonly (readonly [string, readonly Point[]])[] = [
    [
      'user',
      [
        { x: right(user), y: userY },
        { x: api.x, y: userY },
      ],
    ],
    [
      'etcd',
      [
        { x: etcd.x, y: etcdY },
        { x: right(api), y: etcdY },
      ],
    ],
    ['kube-scheduler', level(components['kube-scheduler'], api, schedulerY)],
    ['kube-controller-manager', level(components['kube-controller-manager'], api, managerY)],
    [
      'cloud-controller-manager',
      [
        { x: centerX(cloud), y: bottom(cloud) },
        { x: centerX(cloud), y: headLane.cloud },
        { x: cloudX, y: headLane.cloud },
        { x: cloudX, y: api.y + 16 },
        { x: right(api), y: api.y + 16 },
      ],
    ],
  ];
  return ways.map(([name, points]) => [`${cluster}/${name}`, polyline(points)]);
}

/** Heights of the ways between the head of the band and its cards. */
export const headLane = { cloud: cardsTop - 2.5, proxy: cardsTop - 5, loops: cardsTop - 4 } as const;

/** The ways of the control plane's own machine: down from the head of the band to the API server's card. */
export function machineSpokes(
  cluster: string,
  machine: MachineLayout | null,
  api: Box,
): [string, Polyline][] {
  if (!machine?.ports) return [];
  const { kubelet, 'kube-proxy': proxy } = machine.ports;
  const kubeletX = centerX(kubelet) - 8;
  const proxyX = right(api) - 4;
  return [
    [
      `${cluster}/${machine.name}/kubelet`,
      polyline([
        { x: kubeletX, y: bottom(kubelet) },
        { x: kubeletX, y: api.y },
      ]),
    ],
    [
      `${cluster}/${machine.name}/kube-proxy`,
      polyline([
        { x: centerX(proxy), y: bottom(proxy) },
        { x: centerX(proxy), y: headLane.proxy },
        { x: proxyX, y: headLane.proxy },
        { x: proxyX, y: api.y },
      ]),
    ],
  ];
}

function level(from: Box, api: Box, y: number): Point[] {
  return [
    { x: from.x, y },
    { x: right(api), y },
  ];
}
