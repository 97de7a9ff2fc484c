import { type Box, right } from './geometry';
import { rowGrid } from './pod-grid';
import type { LayoutInput, MachineLayout, PortKind } from './types';
import { portKinds } from './types';
import { portGap, portWidth } from './worker-box';

const padding = 5;
const gap = 12;
/** `cloud-controller-manager`, and with its role beside it. */
const slipWidthMin = 158;
const slipWidthMax = 252;
const podWidthMin = 24;
const podWidthWish = 84;

/**
 * The head of the control plane's band: the state of its machine, the machine's processes, the slip of the cloud's
 * manager, and its few pods. The components that run there as static pods have cards of their own.
 * `apiRight` is where the API server's card ends: the kubelet stands above it, so that its way falls straight down.
 */
export function placeMachine(
  head: Box,
  apiRight: number,
  node: LayoutInput['controlPlane'],
): { readonly machine: MachineLayout | null; readonly slip: Box } {
  if (node === null) {
    const width = Math.min(slipWidthMax, head.width - 200);
    return { machine: null, slip: { ...head, x: right(head) - width, width } };
  }
  const portsX = apiRight - portWidth('kubelet', padding) + 6;
  const ports: Partial<Record<PortKind, Box>> = {};
  let x = portsX;
  for (const kind of portKinds) {
    const width = portWidth(kind, padding);
    ports[kind] = { x, y: head.y + 1, width, height: 20 };
    x += width + portGap;
  }
  const room = right(head) - (x - portGap) - 2 * gap;
  const wish = Math.max(0, Math.min(node.slots * podWidthWish, room - slipWidthMin));
  const podsWidth = node.slots === 0 ? 0 : Math.max(node.slots * podWidthMin, wish);
  const slipWidth = Math.max(60, Math.min(slipWidthMax, room - podsWidth));
  const slipX = right(head) - podsWidth - (podsWidth === 0 ? 0 : gap) - slipWidth;
  const podsBox: Box = {
    x: right(head) - podsWidth,
    y: head.y - 1,
    width: Math.max(1, podsWidth),
    height: 24,
  };
  return {
    machine: {
      name: node.name,
      box: { ...head, width: portsX - gap - head.x },
      ports: ports as Record<PortKind, Box>,
      grid: rowGrid(podsBox, node.slots, 1),
    },
    slip: { ...head, x: slipX, width: slipWidth },
  };
}
