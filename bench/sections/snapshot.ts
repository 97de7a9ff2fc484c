/**
 * Snapshots of a running world. Somebody deletes a pod each virtual second; every ten virtual seconds comes a window
 * that begins with a snapshot, or, by turns, one that does not. What the first kind costs more than the second was put
 * off by the snapshot: what is shared with it is copied when it is first written. The newest snapshots are kept.
 */
import type { Simulation, Snapshot } from '../../src/engine/kernel/simulation';
import { measure, startTiming } from '../cpu';
import { settledMemory } from '../memory';
import { ask, podNames, populatedWorld } from '../orrery';
import type { Report } from '../report';
import { median, repeat, seededRandom } from '../statistics';

const SECTION = 'snapshot';
const WINDOW_MS = 10_000;
const DELETE_EVERY_MS = 1000;
/** What is drawn at 60 frames a second; a pause of one is not seen. Real ms. */
const FRAME_MS = 16.7;
/** What one frame advances at ten times real speed. Virtual ms. */
const SLICE_MS = 160;
const SNAPSHOTS_KEPT = 30;

interface Window {
  /** Real ms of the snapshot itself; NaN without one. */
  readonly snapshotMs: number;
  /** CPU ms of the ten virtual seconds. */
  readonly cpuMs: number;
  /** Real ms of the slowest slice. */
  readonly slowestMs: number;
}

type Random = () => number;

function deleteSome(world: Simulation, random: Random): void {
  const names = podNames(world);
  const name = names[Math.floor(random() * names.length)] ?? '';
  ask(world, { verb: 'delete', resource: 'pods', name }, `kubectl delete pod ${name} --wait=false`);
}

/** Runs for one window; returns the wall time of its slowest slice. */
function runWindow(world: Simulation, random: Random): number {
  const end = world.now + WINDOW_MS;
  let nextDelete = world.now;
  let slowestMs = 0;
  while (world.now < end) {
    if (world.now >= nextDelete) {
      deleteSome(world, random);
      nextDelete += DELETE_EVERY_MS;
    }
    const until = Math.min(end, world.now + SLICE_MS);
    slowestMs = Math.max(slowestMs, measure(() => world.advance({ until })).wallMs);
  }
  return slowestMs;
}

function measureWindow(world: Simulation, random: Random, kept: Snapshot[] | null): Window {
  let snapshotMs = NaN;
  if (kept !== null) {
    const timeSpent = startTiming();
    const snapshot = world.snapshot();
    snapshotMs = timeSpent().wallMs;
    kept.push(snapshot);
    if (kept.length > SNAPSHOTS_KEPT) kept.shift();
  }
  const timeSpent = startTiming();
  const slowestMs = runWindow(world, random);
  return { snapshotMs, cpuMs: timeSpent().cpuMs, slowestMs };
}

interface Bars {
  readonly snapshotMs: number;
}

async function addWorld(report: Report, world: Simulation, pods: string, bars: Bars): Promise<void> {
  const random = seededRandom(1);
  const kept: Snapshot[] = [];
  const both = () => [measureWindow(world, random, kept), measureWindow(world, random, null)] as const;
  await repeat(2, both);
  const pairs = await repeat(report.times(30, 6), both);
  await report.add(SECTION, {
    name: `taking it, ${pods} pods`,
    values: pairs.map(([with_]) => with_.snapshotMs),
    unit: 'ms',
    bar: { is: '<', limit: bars.snapshotMs },
    note: 'wall time, of a running world',
    again: both,
  });
  const plain = median(pairs.map(([, without]) => without.cpuMs));
  const moved = median(pairs.map(([with_]) => with_.cpuMs)) - plain;
  await report.add(SECTION, {
    name: `what the next 10 virtual s cost more, ${pods} pods`,
    values: moved,
    unit: 'ms',
    note: `${plain.toFixed(1)} ms without; a pod is deleted each second`,
  });
  const slowest = median(pairs.map(([, without]) => without.slowestMs));
  await report.add(SECTION, {
    name: `what the slowest frame of those costs more, ${pods} pods`,
    values: median(pairs.map(([with_]) => with_.slowestMs)) - slowest,
    unit: 'ms',
    bar: { is: '<', limit: FRAME_MS },
    note: `wall time of ${SLICE_MS} virtual ms; ${slowest.toFixed(1)} ms without`,
    again: both,
  });
}

export async function snapshot(report: Report): Promise<void> {
  await addWorld(report, populatedWorld({ nodes: 3, qps: 20 }, 50), '50', { snapshotMs: 1 });
  const before = settledMemory();
  const world = populatedWorld({ nodes: 200, qps: Infinity }, 10_000);
  const after = settledMemory();
  await report.add('memory', {
    name: 'heap per pod at 10,000 pods',
    values: (after.heapBytes - before.heapBytes) / 10_000,
    unit: 'B',
    note: `all in: nodes, Events, caches, texts of the trace; beside it ${mebibytes(after.arrayBytes - before.arrayBytes)} of trace`,
  });
  await addWorld(report, world, '10,000', { snapshotMs: 5 });
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
