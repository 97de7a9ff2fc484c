/** A WebSocket client that offers whatever name for a protocol a test wants: kubectl's tunnel has a slash in its. */
import { randomBytes } from 'node:crypto';
import { raw, type TestServer } from './client';

const BINARY = 0x82;

function masked(payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const head = Buffer.from([BINARY, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  const body = Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] as number)));
  return Buffer.concat([head, mask, body]);
}

/** The first whole message, and what follows it; null while there is none. */
function split(bytes: Buffer): { readonly payload: Buffer; readonly rest: Buffer } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1);
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return null;
  const length = start === 2 ? short : start === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return null;
  return { payload: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

export interface RawWebSocket {
  /** The head of the answer. */
  readonly head: string;
  readonly send: (payload: Buffer) => void;
  readonly end: () => void;
}

/** Asks for an upgrade; resolves when its head has come, whatever it is. */
export async function dialRaw(
  server: TestServer,
  target: string,
  protocol: string,
  received: (payload: Buffer) => void,
): Promise<RawWebSocket> {
  const socket = await raw(server);
  const lines = [
    `GET ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${server.port}`,
    `Authorization: Bearer ${server.credentials.token}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    let head = '';
    socket.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      const end = bytes.indexOf('\r\n\r\n');
      if (head === '' && end >= 0) {
        head = bytes.subarray(0, end).toString();
        bytes = bytes.subarray(end + 4);
        const send = (payload: Buffer) => socket.write(masked(payload));
        resolve({ head, send, end: () => socket.destroy() });
      }
      if (head === '') return;
      for (let found = split(bytes); found !== null; found = split(bytes)) {
        bytes = found.rest;
        received(found.payload);
      }
    });
  });
}
