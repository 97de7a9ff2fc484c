import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpdyClient } from '../testing/spdy-client';
import { SPDY_DICTIONARY } from './dictionary';
import { controlFrame, dataFrame, FIN, FRAME, FrameReader, ProtocolError, words } from './frames';
import { formatHeaders, HeaderReader, HeaderWriter, parseHeaders } from './headers';
import { SpdySession, type SpdyStream } from './session';

function pair(streams = 10) {
  const opened: SpdyStream[] = [];
  const state = { closed: false };
  const wire = { send: (bytes: Buffer) => client.receive(bytes), close: () => (state.closed = true) };
  const session = new SpdySession(wire, {
    streams,
    open(stream) {
      opened.push(stream);
      stream.reply();
    },
  });
  const client = new SpdyClient((bytes) => session.receive(bytes));
  return { session, client, opened, state };
}

describe('frames', () => {
  test('come out whole, however the bytes are cut', () => {
    const bytes = Buffer.concat([
      controlFrame(FRAME.ping, words(7)),
      dataFrame(3, Buffer.from('hello'), FIN),
      dataFrame(3, Buffer.alloc(0)),
    ]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader();
      const found: unknown[] = [];
      for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        reader.push(part);
        for (let frame = reader.next(); frame !== null; frame = reader.next()) found.push(frame);
      }
      expect(found).toMatchObject([
        { data: false, type: FRAME.ping },
        { data: true, stream: 3, flags: FIN, payload: Buffer.from('hello') },
        { data: true, stream: 3, flags: 0 },
      ]);
    }
  });

  test('of another version, and of a size beyond reason, are refused', () => {
    const old = controlFrame(FRAME.ping, words(1));
    old.writeUInt16BE(0x8002, 0);
    const huge = Buffer.from([0, 0, 0, 1, 0, 0xff, 0xff, 0xff]);
    for (const bytes of [old, huge]) {
      const reader = new FrameReader();
      reader.push(bytes);
      expect(() => reader.next()).toThrow(/version|bytes/);
    }
  });
});

describe('headers', () => {
  test('the dictionary is that of the protocol', () => {
    // zlib names a dictionary by its checksum, which stands behind the first two bytes.
    const zipped = deflateSync(Buffer.from('x'), { dictionary: SPDY_DICTIONARY });
    expect(zipped.readUInt32BE(2).toString(16)).toBe('e3c6a7c2');
  });

  test('what we write can be read by any zlib, block after block', () => {
    const writer = new HeaderWriter();
    const blocks = [new Map([['a', '1']]), new Map(), new Map([['b', 'x'.repeat(70_000)]])];
    const stream = Buffer.concat(blocks.map((block) => writer.write(block)));
    // An unfinished stream: the reader is told not to mind.
    const all = inflateSync(stream, { finishFlush: 2 });
    expect(all).toEqual(Buffer.concat(blocks.map(formatHeaders)));
  });

  test('a block that promises more than it holds is refused', () => {
    for (const block of [words(1), words(1, 100), words(5000), Buffer.from([0])])
      expect(() => parseHeaders(block)).toThrow(ProtocolError);
  });

  test('a bomb is refused before it is large', async () => {
    const zipped = deflateSync(Buffer.alloc(50_000_000), { dictionary: SPDY_DICTIONARY });
    await expect(new HeaderReader().read(zipped)).rejects.toThrow(/too large|headers/);
  });
});

describe('a connection', () => {
  test('carries streams beside each other, both ways', async () => {
    const { client, opened } = pair();
    await client.open(1, { streamtype: 'error', port: '80' });
    await client.open(3, { streamtype: 'data', port: '80' });
    client.data(3, 'question');
    client.end(3);
    await expect.poll(() => opened.length).toBe(2);
    const [first, second] = opened as [SpdyStream, SpdyStream];
    expect(second.headers.get('streamtype')).toBe('data');
    first.write(Buffer.from('oh no'));
    second.write(Buffer.from('x'.repeat(100_000)));
    second.finish();
    expect(client.of(1)).toBe('reply data:oh no');
    expect(client.of(3).replaceAll(/ data:|data:/g, '')).toBe(`reply${'x'.repeat(100_000)} end`);
  });

  test('what the client says arrives in order, also behind a new stream', async () => {
    const { client, opened } = pair();
    await client.open(1, { streamtype: 'data' });
    await expect.poll(() => opened.length).toBe(1);
    let text = '';
    (opened[0] as SpdyStream).onData = (bytes) => (text += bytes.toString());
    (opened[0] as SpdyStream).onEnd = () => (text += '.');
    client.data(1, 'one ');
    // The header block takes a turn of the event loop to read, and what comes behind it has to wait.
    const opening = client.open(3, { streamtype: 'data' });
    await opening;
    client.data(1, 'two');
    client.end(1);
    await expect.poll(() => text).toBe('one two.');
  });

  test('pings are answered, settings and windows are left alone', async () => {
    const { client, state } = pair();
    client.control(FRAME.settings, 1, 0, 0);
    client.control(FRAME.windowUpdate, 1, 65_536);
    client.control(FRAME.ping, 5);
    await expect.poll(() => client.heard).toEqual([{ what: 'ping', stream: 5, text: '' }]);
    expect(state.closed).toBe(false);
  });

  test('a reset stream is gone, its connection stays', async () => {
    const { client, opened } = pair();
    await client.open(1, {});
    await expect.poll(() => opened.length).toBe(1);
    let gone = false;
    (opened[0] as SpdyStream).onGone = () => (gone = true);
    client.control(FRAME.rstStream, 1, 5);
    await expect.poll(() => gone).toBe(true);
    await client.open(3, {});
    await expect.poll(() => client.of(3)).toBe('reply');
  });

  test('one stream too many is refused, and the next may come when another has ended', async () => {
    const { client, opened } = pair(1);
    await client.open(1, {});
    await client.open(3, {});
    await expect.poll(() => client.of(3)).toBe('reset');
    client.end(1);
    (opened[0] as SpdyStream).finish();
    await client.open(5, {});
    await expect.poll(() => client.of(5)).toBe('reply');
  });

  test('frames of unknown types are left out', async () => {
    const { client, state } = pair();
    client.control(0x7777, 1, 2, 3);
    client.control(FRAME.ping, 1);
    await expect.poll(() => client.heard).toEqual([{ what: 'ping', stream: 1, text: '' }]);
    expect(state.closed).toBe(false);
  });

  const nonsense: readonly [string, (client: SpdyClient) => void | Promise<void>][] = [
    [
      'a stream number that was there before',
      async (client) => {
        await client.open(3, {});
        await client.open(1, {});
      },
    ],
    ['an even stream number', (client) => client.open(2, {})],
    ['headers that are not compressed', (client) => client.control(FRAME.synStream, 1, 0, 0, 0x41414141)],
    ['a frame that is cut short', (client) => client.control(FRAME.rstStream)],
  ];
  test.each(nonsense)('%s ends the connection, with a word', async (_name, act) => {
    const { client, state } = pair();
    await act(client);
    await expect.poll(() => state.closed).toBe(true);
    expect(client.heard.at(-1)?.what).toBe('goaway');
  });

  test('any bytes at all: it lives on or ends, and says nothing that is no frame', async () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          type: fc.integer({ min: 0, max: 10 }),
          flags: fc.nat(3),
          bytes: fc.uint8Array({ maxLength: 20 }),
        })
        .map(({ type, flags, bytes }) => controlFrame(type, bytes, flags)),
      fc
        .record({ stream: fc.nat(5), flags: fc.nat(1), bytes: fc.uint8Array({ maxLength: 20 }) })
        .map(({ stream, flags, bytes }) => dataFrame(stream, bytes, flags)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 6 }), async (frames) => {
        const { client, session, state } = pair();
        await client.open(1, {});
        for (const bytes of frames) session.receive(bytes);
        await new Promise((resolve) => setImmediate(resolve));
        session.close();
        expect(state.closed).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('its end is the end of every stream', async () => {
    const { client, opened, session, state } = pair();
    await client.open(1, {});
    await expect.poll(() => opened.length).toBe(1);
    let gone = 0;
    (opened[0] as SpdyStream).onGone = () => gone++;
    session.close();
    session.close();
    expect([gone, state.closed]).toEqual([1, true]);
  });
});
