/** The CNI plugin's address management: one address of the node's podCIDR for each sandbox. Models host-local IPAM. */
import { writable, type CowMap } from '../kernel/cow';

export interface Ipam {
  /** First three numbers of the /24: `10.244.1`. */
  readonly prefix: string;
  /** Address to uid of the sandbox that has it. */
  readonly taken: CowMap<string, string>;
  /** Last number given; addresses are given round-robin, so that a new pod does not get a dead one's address. */
  last: number;
}

const FIRST = 2;
const LAST = 254;

/** An unused address, or null when the range is exhausted. */
export function allocate(ipam: Ipam, epoch: number, podUid: string): string | null {
  for (let tries = FIRST; tries <= LAST; tries++) {
    ipam.last = ipam.last >= LAST ? FIRST : ipam.last + 1;
    const ip = `${ipam.prefix}.${ipam.last}`;
    if (ipam.taken.map.has(ip)) continue;
    writable(ipam.taken, epoch).set(ip, podUid);
    return ip;
  }
  return null;
}

export function release(ipam: Ipam, epoch: number, ip: string): void {
  if (ipam.taken.map.has(ip)) writable(ipam.taken, epoch).delete(ip);
}
