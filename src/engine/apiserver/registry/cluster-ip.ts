/**
 * Cluster IPs from the Service CIDR. Models pkg/registry/core/service/ipallocator/ipallocator.go: dynamic addresses
 * come from the upper part of the range, so that the lower part stays free for addresses that somebody asks for.
 */
import { nextBelow, type RandomStream } from '../../kernel/random';

/** --service-cluster-ip-range. */
const NETWORK = '10.96';
const SIZE = 65_536;
/** The network's own address and its broadcast address are nobody's. */
const FIRST = 1;
const LAST = SIZE - 2;
/** Addresses that are only given to who asks for them, while others are free. */
const STATIC_COUNT = 256;

function ipOf(offset: number): string {
  return `${NETWORK}.${offset >> 8}.${offset & 255}`;
}

/** The place of an address in the range; negative outside. */
function offsetOf(ip: string): number {
  const [a, b, c, d] = ip.split('.').map(Number);
  return `${a}.${b}` === NETWORK ? (c ?? 0) * 256 + (d ?? 0) : -1;
}

/** What keeps a Service from the address that it asks for, or ''. */
export function clusterIpRefusal(taken: ReadonlyMap<string, string>, ip: string): string {
  const offset = offsetOf(ip);
  if (offset < 0) return 'the provided network does not match the current range';
  if (offset < FIRST || offset > LAST) {
    return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${ipOf(0)}/16`;
  }
  return taken.has(ip) ? 'provided IP is already allocated' : '';
}

function freeBetween(
  taken: ReadonlyMap<string, string>,
  random: RandomStream,
  first: number,
  last: number,
): string | null {
  const count = last - first + 1;
  const start = nextBelow(random, count);
  for (let i = 0; i < count; i++) {
    const ip = ipOf(first + ((start + i) % count));
    if (!taken.has(ip)) return ip;
  }
  return null;
}

/** A free address, beginning at a random one; null when all are taken. */
export function nextClusterIp(taken: ReadonlyMap<string, string>, random: RandomStream): string | null {
  const upper = freeBetween(taken, random, FIRST + STATIC_COUNT, LAST);
  return upper ?? freeBetween(taken, random, FIRST, FIRST + STATIC_COUNT - 1);
}
