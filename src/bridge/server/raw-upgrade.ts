/** Upgrades on the bare socket: answering by hand, and SPDY/3.1 on it. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Headers } from '../../engine/api/http';
import type { Status } from '../../engine/api/status';
import { LIMITS } from './limits';
import type { SpdySession, Wire } from './spdy/session';

export const SPDY = 'SPDY/3.1';
/** ms in which a client may take its last bytes. */
export const LINGER_MS = 5000;

/** Answers on a raw socket, and ends it. */
export function refuseUpgrade(socket: Duplex, status: Status): void {
  answerRaw(socket, status.code, { 'content-type': 'application/json' }, `${JSON.stringify(status)}\n`);
}

export function answerRaw(socket: Duplex, code: number, headers: Headers, body: string | Buffer): void {
  if (socket.destroyed) return;
  const lines = [`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? 'Unknown'}`];
  const more = { 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  for (const [name, value] of Object.entries({ ...headers, ...more }))
    if (/^[\w-]+$/.test(name) && !/[\r\n]/.test(value)) lines.push(`${name}: ${value}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.end(body);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

export function acceptSpdy(socket: Duplex, protocol: string): void {
  const version = protocol === '' ? '' : `X-Stream-Protocol-Version: ${protocol}\r\n`;
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${SPDY}\r\n${version}\r\n`,
  );
}

export function rawWire(socket: Duplex): Wire {
  return {
    send(bytes) {
      if (socket.writableLength > LIMITS.unreadBytes) socket.destroy();
      else if (socket.writable) socket.write(bytes);
    },
    close: () => socket.end(),
  };
}

export function carry(socket: Duplex, early: Buffer, session: SpdySession): void {
  socket.on('data', (bytes: Buffer) => session.receive(bytes));
  socket.on('close', () => session.close());
  if (early.length > 0) session.receive(early);
  socket.resume();
}
