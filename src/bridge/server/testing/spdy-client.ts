/** The client's side of SPDY/3.1 as kubectl's library speaks it: compressed headers with a flush after each block. */
import { constants, createDeflate } from 'node:zlib';
import { SPDY_DICTIONARY } from '../spdy/dictionary';
import { controlFrame, dataFrame, FIN, FRAME, FrameReader, words } from '../spdy/frames';
import { formatHeaders } from '../spdy/headers';

export interface Heard {
  /** `reply`, `data`, `end`, `reset`, `ping`, `goaway`. */
  readonly what: string;
  readonly stream: number;
  readonly text: string;
}

const NAMES: Readonly<Record<number, string>> = {
  [FRAME.synReply]: 'reply',
  [FRAME.rstStream]: 'reset',
  [FRAME.ping]: 'ping',
  [FRAME.goAway]: 'goaway',
};

export class SpdyClient {
  readonly heard: Heard[] = [];
  private readonly reader = new FrameReader();
  private readonly deflate = createDeflate({ dictionary: SPDY_DICTIONARY, flush: constants.Z_SYNC_FLUSH });

  constructor(private readonly send: (bytes: Buffer) => void) {}

  private compressed(headers: Readonly<Record<string, string>>): Promise<Buffer> {
    return new Promise((resolve) => {
      const block = formatHeaders(new Map(Object.entries(headers)));
      this.deflate.write(block, () => resolve(this.deflate.read() as Buffer));
    });
  }

  async open(stream: number, headers: Readonly<Record<string, string>>, flags = 0): Promise<void> {
    const block = await this.compressed(headers);
    this.send(
      controlFrame(FRAME.synStream, Buffer.concat([words(stream, 0), Buffer.alloc(2), block]), flags),
    );
  }

  data(stream: number, text: string): void {
    this.send(dataFrame(stream, Buffer.from(text)));
  }

  end(stream: number): void {
    this.send(dataFrame(stream, Buffer.alloc(0), FIN));
  }

  control(type: number, ...numbers: number[]): void {
    this.send(controlFrame(type, words(...numbers)));
  }

  receive(bytes: Buffer): void {
    this.reader.push(Buffer.from(bytes));
    for (let frame = this.reader.next(); frame !== null; frame = this.reader.next()) {
      if (frame.data) {
        const { stream, payload, flags } = frame;
        if (payload.length > 0) this.heard.push({ what: 'data', stream, text: payload.toString() });
        if ((flags & FIN) !== 0) this.heard.push({ what: 'end', stream, text: '' });
      } else {
        const { type, payload } = frame;
        this.heard.push({ what: NAMES[type] ?? String(type), stream: payload.readUInt32BE(0), text: '' });
      }
    }
  }

  /** All that came on a stream, in order: `reply data:… end`. */
  of(stream: number): string {
    const mine = this.heard.filter((each) => each.stream === stream && each.what !== 'ping');
    return mine.map(({ what, text }) => (text === '' ? what : `${what}:${text}`)).join(' ');
  }
}
