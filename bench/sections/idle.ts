/** Left alone: how much faster than reality a world runs in which nothing happens but heartbeats. */
import type { Simulation } from '../../src/engine/kernel/simulation';
import { startTiming } from '../cpu';
import { settle, settledMemory } from '../memory';
import { bootWorld, fill } from '../orrery';
import type { Report } from '../report';
import { median, repeat } from '../statistics';

const SECTION = 'speed when idle';
const MINUTE_MS = 60_000;

interface Idle {
  /** Virtual ms per ms of CPU time. */
  readonly speed: number;
  /** Per second of CPU time. */
  readonly events: number;
}

function idle(world: Simulation, virtualMs: number): Idle {
  const steps = world.steps;
  const timeSpent = startTiming();
  world.advance({ until: world.now + virtualMs });
  const { cpuMs } = timeSpent();
  return { speed: virtualMs / cpuMs, events: ((world.steps - steps) / cpuMs) * 1000 };
}

interface Size {
  readonly name: string;
  readonly world: Simulation;
  /** Virtual ms of one measurement. */
  readonly windowMs: number;
  readonly times: number;
  readonly speedMin: number;
}

async function addSize(report: Report, size: Size): Promise<void> {
  const { name, world, windowMs, times, speedMin } = size;
  idle(world, windowMs);
  await settle();
  const runs = await repeat(times, () => idle(world, windowMs));
  const events = `${median(runs.map((run) => run.events)).toFixed(0)} events a second`;
  await report.add(SECTION, {
    name,
    values: runs.map(({ speed }) => speed),
    unit: '× real time',
    bar: { is: '≥', limit: speedMin },
    note: events,
    again: () => repeat(3, () => idle(world, windowMs)),
  });
}

/** A world that is only filled to be left alone: how long that takes, and what it weighs. */
async function addFilling(
  report: Report,
  name: string,
  nodes: number,
  deployments: number,
  heapMaxBytes: number | null,
): Promise<Simulation> {
  const before = settledMemory().heapBytes;
  const timeSpent = startTiming();
  const world = bootWorld({ nodes, qps: Infinity });
  fill(world, deployments, 1000);
  const { cpuMs } = timeSpent();
  await report.add(SECTION, { name: `${name}: filling them`, values: cpuMs / 1000, unit: 's' });
  const heap = settledMemory().heapBytes - before;
  const bar = heapMaxBytes === null ? {} : { bar: { is: '<', limit: heapMaxBytes / MIB } as const };
  await report.add('memory', { name: `heap, ${name}`, values: heap / MIB, unit: 'MiB', ...bar });
  return world;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

async function addHuge(report: Report): Promise<void> {
  const name = '1,000 nodes, 30,000 probed pods';
  const world = await addFilling(report, name, 1000, 30, null);
  await addSize(report, { name, world, windowMs: 2 * MINUTE_MS, times: 5, speedMin: 10 });
}

/** The largest cluster that upstream supports. */
async function addLargest(report: Report): Promise<void> {
  const name = '5,000 nodes, 150,000 probed pods';
  const world = await addFilling(report, name, 5000, 150, 2 * GIB);
  await addSize(report, { name, world, windowMs: 20_000, times: 3, speedMin: 1 });
}

function probedWorld(): Simulation {
  const world = bootWorld({ nodes: 100, qps: Infinity });
  fill(world, 1, 1000);
  return world;
}

export async function idling(report: Report): Promise<void> {
  await addSize(report, {
    name: '3 nodes',
    world: bootWorld({ nodes: 3, qps: 20 }),
    windowMs: 60 * MINUTE_MS,
    times: report.times(15, 7),
    speedMin: 10_000,
  });
  await addSize(report, {
    name: '100 nodes, 1,000 probed pods',
    world: probedWorld(),
    windowMs: 10 * MINUTE_MS,
    times: report.times(10, 5),
    speedMin: 1000,
  });
  if (!report.quick) await addHuge(report);
}

/** In a process of several gigabytes: `npm run bench -- --only largest`, or a full run. */
export async function largest(report: Report): Promise<void> {
  if (!report.quick) await addLargest(report);
}
