/**
 * Node ports. Models pkg/registry/core/service/portallocator: dynamic ports come from the upper part of the range.
 */
import { nextBelow, type RandomStream } from '../../kernel/random';

/** --service-node-port-range. */
const FIRST = 30_000;
const LAST = 32_767;
/** Ports that are only given to who asks for them, while others are free. */
const STATIC_COUNT = 86;

/** What keeps a Service from the port that it asks for, or ''. */
export function nodePortRefusal(taken: ReadonlySet<number>, port: number): string {
  if (port < FIRST || port > LAST) {
    return `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;
  }
  return taken.has(port) ? 'provided port is already allocated' : '';
}

function freeBetween(taken: ReadonlySet<number>, random: RandomStream, first: number, last: number): number {
  const count = last - first + 1;
  const start = nextBelow(random, count);
  for (let i = 0; i < count; i++) {
    const port = first + ((start + i) % count);
    if (!taken.has(port)) return port;
  }
  return 0;
}

/** A free port, beginning at a random one; 0 when all are taken. */
export function nextNodePort(taken: ReadonlySet<number>, random: RandomStream): number {
  const upper = freeBetween(taken, random, FIRST + STATIC_COUNT, LAST);
  return upper !== 0 ? upper : freeBetween(taken, random, FIRST, FIRST + STATIC_COUNT - 1);
}
