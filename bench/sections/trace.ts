/**
 * What the trace costs: bytes, and CPU time beside the same world without one. Off means that nothing is remembered; the
 * few words of a hop are made by its sender all the same, because they also say that it is no heartbeat.
 */
import type { Simulation } from '../../src/engine/kernel/simulation';
import { settle, settledMemory } from '../memory';
import { populatedWorld, rollOut, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { median, repeat } from '../statistics';

const SECTION = 'trace';
const REPLICAS = 1000;
const ON: WorldSize = { nodes: 100, qps: Infinity };
const OFF: WorldSize = { ...ON, traceCapacity: 0 };
/** A ring so small that a roll-out fills it: no slot is counted that was never used. */
const FULL: WorldSize = { ...ON, traceCapacity: 1 << 15 };

/** What is freed when the world lets go of its trace: arrays, texts that nobody else holds, tables of names. */
function weighTrace(world: Simulation): { readonly heapBytes: number; readonly arrayBytes: number } {
  const before = settledMemory();
  Reflect.set(world, 'trace', null);
  const after = settledMemory();
  return { heapBytes: before.heapBytes - after.heapBytes, arrayBytes: before.arrayBytes - after.arrayBytes };
}

function rememberedHops(world: Simulation): number {
  return world.trace.between(0, world.seq).length;
}

async function addBytes(report: Report): Promise<void> {
  const full = populatedWorld(FULL, REPLICAS);
  const hops = rememberedHops(full);
  const { heapBytes, arrayBytes } = weighTrace(full);
  const [typed, heap] = [arrayBytes / hops, heapBytes / hops];
  await report.add(SECTION, {
    name: 'bytes a hop',
    values: typed + heap,
    unit: 'B',
    bar: { is: '≤', limit: 100 },
    note: `${typed.toFixed(0)} B of typed arrays and ${heap.toFixed(0)} B of heap; ${hops} hops in a full ring`,
  });
  const usual = weighTrace(populatedWorld(ON, REPLICAS));
  await report.add('memory', {
    name: 'the trace as the product has it',
    values: (usual.arrayBytes + usual.heapBytes) / 1024 / 1024,
    unit: 'MiB',
    note: 'the whole ring, half full',
  });
}

/** With and without by turns; no collection is forced between, for it takes compiled code away. */
async function addShare(report: Report): Promise<void> {
  const both = () => ({ on: rollOut(ON, REPLICAS).cpuMs, off: rollOut(OFF, REPLICAS).cpuMs });
  await settle();
  await repeat(3, both);
  const pairs = await repeat(report.times(20, 5), both);
  const on = median(pairs.map((pair) => pair.on));
  const off = median(pairs.map((pair) => pair.off));
  await report.add(SECTION, {
    name: 'share of the CPU time of a roll-out',
    values: (100 * (on - off)) / on,
    unit: '%',
    bar: { is: '≤', limit: 15 },
    note: `1,000 replicas: ${on.toFixed(0)} ms with and ${off.toFixed(0)} ms without, medians of ${pairs.length}`,
    again: () => rollOut(ON, REPLICAS),
  });
}

export async function tracing(report: Report): Promise<void> {
  await addShare(report);
  await addBytes(report);
}
