/**
 * The trace: every hop with its cause, in a ring of typed arrays.
 *
 * It answers "why?" and is what the screen animates. It is no state of the world: replay writes the same hops again
 * under the same ids. A struct of arrays costs about 70 bytes a hop, an array of objects 160.
 */
import type { Address, Hop, HopId, HopKind } from './event';

const KINDS: readonly HopKind[] = [
  'input',
  'request',
  'response',
  'watch',
  'txn',
  'cri',
  'cni',
  'exec',
  'packet',
];

/** A hop as the trace remembers it. */
export interface HopRecord extends Hop {
  readonly id: HopId;
  readonly cause: HopId;
  /** The input that began the chain of causes. */
  readonly root: HopId;
  readonly start: number;
  readonly end: number;
  readonly from: Address;
  readonly to: Address;
}

class Names {
  readonly texts: string[] = [''];
  private readonly indices = new Map<string, number>([['', 0]]);

  indexOf(text: string): number {
    const known = this.indices.get(text);
    if (known !== undefined) return known;
    const index = this.texts.length;
    this.texts.push(text);
    this.indices.set(text, index);
    return index;
  }
}

/** Slots that a new ring has; a power of two. */
const FIRST_SIZE = 1 << 12;

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** A larger array with the same beginning. */
function grown<T extends Numbers>(type: new (size: number) => T, old: T, size: number): T {
  const fresh = new type(size);
  fresh.set(old);
  return fresh;
}

export class Trace {
  /** Hops and heartbeats that were counted, not kept. */
  quiet = 0;
  /** Of the arrays as they are now. */
  private mask = -1;
  private ids = new Float64Array(0);
  private causes = new Float64Array(0);
  private roots = new Float64Array(0);
  private starts = new Float64Array(0);
  private ends = new Float64Array(0);
  private places = new Uint32Array(0);
  private words = new Uint16Array(0);
  private keys: string[] = [];
  private readonly also = new Map<HopId, readonly HopId[]>();
  private readonly names = new Names();

  /** `capacity`: how many event numbers back a hop is remembered; a power of two, or 0 to remember none. */
  constructor(private readonly capacity = 1 << 17) {
    if (capacity > 0) this.resize(Math.min(capacity, FIRST_SIZE));
  }

  /** The ring grows to its capacity as hops come: most worlds of a test or a lesson never fill it. */
  private resize(size: number): void {
    this.mask = size - 1;
    this.ids = grown(Float64Array, this.ids, size);
    this.causes = grown(Float64Array, this.causes, size);
    this.roots = grown(Float64Array, this.roots, size);
    this.starts = grown(Float64Array, this.starts, size);
    this.ends = grown(Float64Array, this.ends, size);
    this.places = grown(Uint32Array, this.places, 2 * size);
    this.words = grown(Uint16Array, this.words, 5 * size);
    const { keys } = this;
    for (let slot = keys.length; slot < size; slot++) keys.push('');
  }

  record(id: HopId, cause: HopId, start: number, end: number, from: Address, to: Address, hop: Hop): void {
    if (this.mask < 0) return;
    // Until the ring is full, a hop stands in the slot of its own number, whatever the size.
    while (id > this.mask && this.mask + 1 < this.capacity) this.resize(2 * (this.mask + 1));
    const slot = id & this.mask;
    this.ids[slot] = id;
    this.causes[slot] = cause;
    this.roots[slot] = hop.kind === 'input' ? id : this.rootOf(cause);
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.places[2 * slot] = this.names.indexOf(from);
    this.places[2 * slot + 1] = this.names.indexOf(to);
    this.words[5 * slot] = KINDS.indexOf(hop.kind);
    this.words[5 * slot + 1] = this.names.indexOf(hop.verb);
    this.words[5 * slot + 2] = this.names.indexOf(hop.resource);
    this.words[5 * slot + 3] = hop.code;
    this.words[5 * slot + 4] = hop.by === undefined ? 0 : this.names.indexOf(hop.by);
    // Most hops are about the same object as their cause: one text serves the whole chain.
    const known = this.keys[cause & this.mask] as string;
    this.keys[slot] = known === hop.key ? known : hop.key;
    if (hop.also !== undefined && hop.also.length > 0) this.rememberAlso(id, hop.also);
  }

  /** The input at the beginning of the chain, or 0 when it is no longer known. */
  rootOf(id: HopId): HopId {
    const slot = id & this.mask;
    return id !== 0 && this.ids[slot] === id ? (this.roots[slot] as number) : 0;
  }

  find(id: HopId): HopRecord | undefined {
    const slot = id & this.mask;
    if (id === 0 || this.ids[slot] !== id) return undefined;
    const texts = this.names.texts;
    return {
      id,
      cause: this.causes[slot] as number,
      root: this.roots[slot] as number,
      start: this.starts[slot] as number,
      end: this.ends[slot] as number,
      from: texts[this.places[2 * slot] as number] as string,
      to: texts[this.places[2 * slot + 1] as number] as string,
      kind: KINDS[this.words[5 * slot] as number] as HopKind,
      verb: texts[this.words[5 * slot + 1] as number] as string,
      resource: texts[this.words[5 * slot + 2] as number] as string,
      code: this.words[5 * slot + 3] as number,
      by: texts[this.words[5 * slot + 4] as number] as string,
      key: this.keys[slot] as string,
      also: this.also.get(id) ?? [],
    };
  }

  /** Hops with `after < id ≤ upTo` that are still remembered, in order. */
  between(after: HopId, upTo: HopId): HopRecord[] {
    const result: HopRecord[] = [];
    for (let id = Math.max(after + 1, upTo - this.capacity + 1); id <= upTo; id++) {
      if (this.ids[id & this.mask] !== id) continue;
      const hop = this.find(id);
      if (hop !== undefined) result.push(hop);
    }
    return result;
  }

  /** From the hop back to its input: nearest first. Ends early where the ring has forgotten. */
  chain(id: HopId): HopRecord[] {
    const result: HopRecord[] = [];
    let hop = this.find(id);
    while (hop !== undefined) {
      result.push(hop);
      if (hop.cause >= hop.id) throw new Error(`hop ${hop.id} is caused by the later hop ${hop.cause}`);
      hop = this.find(hop.cause);
    }
    return result;
  }

  /** The remembered hops about one object, oldest first. A walk over the whole ring: for questions, not for frames. */
  about(resource: string, key: string): HopRecord[] {
    const result: HopRecord[] = [];
    for (let slot = 0; slot <= this.mask; slot++) {
      if (this.keys[slot] !== key || this.ids[slot] === 0) continue;
      const hop = this.find(this.ids[slot] as number);
      if (hop !== undefined && (hop.resource === resource || hop.resource.startsWith(`${resource}/`)))
        result.push(hop);
    }
    return result.sort((a, b) => a.id - b.id);
  }

  /** Forgets every hop after `last`: a rewound world writes them anew. */
  truncate(last: HopId, newest: HopId): void {
    for (let id = Math.max(last + 1, newest - this.capacity + 1); id <= newest; id++) {
      const slot = id & this.mask;
      if ((this.ids[slot] as number) > last) this.ids[slot] = 0;
    }
    for (const id of this.also.keys()) if (id > last) this.also.delete(id);
  }

  private rememberAlso(id: HopId, also: readonly HopId[]): void {
    this.also.set(id, also);
    if (this.also.size > 4096) {
      const oldest = this.also.keys().next();
      if (oldest.done !== true) this.also.delete(oldest.value);
    }
  }
}
