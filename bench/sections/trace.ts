/**
 * What the trace costs, beside the same world without one. Off means that nothing is remembered; the few words of a hop
 * are made by its sender all the same, because they also say that it is no heartbeat.
 */
import type { Simulation } from '../../src/engine/kernel/simulation';
import { settledMemory } from '../memory';
import { populatedWorld, rollOuts, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { mean, median, repeat } from '../statistics';

const SECTION = 'trace';
const REPLICAS = 1000;
const ON: WorldSize = { nodes: 100, qps: Infinity };
const OFF: WorldSize = { ...ON, traceCapacity: 0 };

interface Weight {
  readonly heapBytes: number;
  readonly arrayBytes: number;
  readonly world: Simulation;
}

function weigh(size: WorldSize): Weight {
  const before = settledMemory();
  const world = populatedWorld(size, REPLICAS);
  const after = settledMemory();
  const heapBytes = after.heapBytes - before.heapBytes;
  return { heapBytes, arrayBytes: after.arrayBytes - before.arrayBytes, world };
}

/** Bytes of typed arrays and of other arrays (a reference is 8 bytes in Node) for one slot of the ring. */
function slotBytes(world: Simulation): {
  readonly typed: number;
  readonly references: number;
  readonly slots: number;
} {
  let [typed, references, slots] = [0, 0, 0];
  for (const part of Object.values<unknown>({ ...world.trace })) {
    if (ArrayBuffer.isView(part)) typed += part.byteLength;
    if (part instanceof Float64Array) slots = part.length;
    if (Array.isArray(part)) references += 8 * part.length;
  }
  return { typed: typed / slots, references: references / slots, slots };
}

async function addBytes(report: Report): Promise<void> {
  const off = weigh(OFF).heapBytes;
  const { heapBytes, arrayBytes, world } = weigh(ON);
  const { typed, references, slots } = slotBytes(world);
  const hops = world.trace.between(0, world.seq).length;
  const slotsPerHop = Math.min(world.seq, slots) / hops;
  const textBytes = (heapBytes - off - references * slots) / hops;
  const ring = (typed + references) * slotsPerHop;
  await report.add(SECTION, {
    name: 'bytes a hop',
    values: ring + textBytes,
    unit: 'B',
    bar: { is: '≤', limit: 100 },
    note:
      `${(typed + references).toFixed(0)} B a slot × ${slotsPerHop.toFixed(2)} slots a hop (timers use slots too), ` +
      `and ${textBytes.toFixed(0)} B of texts on the heap; ${hops} hops`,
  });
  await report.add('memory', {
    name: 'the whole ring of the trace',
    values: arrayBytes / 1024 / 1024,
    unit: 'MiB',
    note: `${slots} slots, allocated at once; ${((heapBytes - off) / 1024 / 1024).toFixed(1)} MiB on the heap beside it`,
  });
}

/** CPU ms of one roll-out. */
async function cpuOf(size: WorldSize): Promise<number> {
  return mean((await rollOuts(size, REPLICAS, 2)).map(({ cpuMs }) => cpuMs));
}

export async function tracing(report: Report): Promise<void> {
  const both = async () => ({ on: await cpuOf(ON), off: await cpuOf(OFF) });
  await repeat(report.times(2, 1), both);
  const pairs = await repeat(report.times(9, 3), both);
  const on = median(pairs.map((pair) => pair.on));
  const off = median(pairs.map((pair) => pair.off));
  await report.add(SECTION, {
    name: 'share of the CPU time of a roll-out',
    values: pairs.map((pair) => (100 * (pair.on - pair.off)) / pair.on),
    unit: '%',
    bar: { is: '≤', limit: 15 },
    note: `1,000 replicas, ${on.toFixed(0)} ms with and ${off.toFixed(0)} ms without, ${pairs.length} pairs`,
    again: () => rollOuts(ON, REPLICAS, 3),
  });
  await addBytes(report);
}
