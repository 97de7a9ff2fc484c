/** Hearing that a client has left. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when the answer is over or its client has gone. Of several requests on one connection, Node tells only
 * the answer whose turn it is that the connection broke.
 */
export function onDeparture(socket: Socket, response: ServerResponse, left: () => void): void {
  const known = waiting.get(socket);
  const all = known ?? new Set<() => void>();
  const once = () => {
    if (all.delete(once)) left();
  };
  all.add(once);
  response.on('close', once);
  if (known !== undefined) return;
  waiting.set(socket, all);
  socket.once('close', () => {
    for (const each of [...all]) each();
  });
}
