/** Left alone: how much faster than reality a world runs in which nothing happens but heartbeats. */
import type { Simulation } from '../../src/engine/kernel/simulation';
import { startTiming } from '../cpu';
import { settle, settledMemory } from '../memory';
import { advanceUntilReady, apply, bootWorld, populatedWorld } from '../orrery';
import type { Report } from '../report';
import { median, repeat } from '../statistics';

const SECTION = 'speed when idle';
const MINUTE_MS = 60_000;
const NO_PROBES = 'no probes in this slice yet, the bar is for probed pods';

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
  readonly note: string;
}

async function addSize(report: Report, size: Size): Promise<void> {
  const { name, world, windowMs, times, speedMin, note } = size;
  idle(world, windowMs);
  await settle();
  const runs = await repeat(times, () => idle(world, windowMs));
  const events = `${median(runs.map((run) => run.events)).toFixed(0)} events a second`;
  await report.add(SECTION, {
    name,
    values: runs.map(({ speed }) => speed),
    unit: '× real time',
    bar: { is: '≥', limit: speedMin },
    note: note === '' ? events : `${events}; ${note}`,
    again: () => repeat(3, () => idle(world, windowMs)),
  });
}

const DEPLOYMENTS = 30;

/** 1,000 nodes with 30 Deployments of 1,000 pods. */
function hugeWorld(): Simulation {
  const world = bootWorld({ nodes: 1000, qps: Infinity });
  for (let index = 0; index < DEPLOYMENTS; index++) {
    const name = `web-${index}`;
    apply(world, name, 1000);
    advanceUntilReady(world, name, 1000);
  }
  return world;
}

async function addHuge(report: Report): Promise<void> {
  const before = settledMemory().heapBytes;
  const timeSpent = startTiming();
  const world = hugeWorld();
  const { cpuMs } = timeSpent();
  const heap = settledMemory().heapBytes - before;
  await report.add(SECTION, {
    name: '1,000 nodes, 30,000 pods: filling them',
    values: cpuMs / 1000,
    unit: 's',
    note: `${(heap / 1024 / 1024).toFixed(0)} MiB of heap then`,
  });
  await addSize(report, {
    name: '1,000 nodes, 30,000 pods',
    world,
    windowMs: 2 * MINUTE_MS,
    times: 5,
    speedMin: 10,
    note: NO_PROBES,
  });
}

export async function idling(report: Report): Promise<void> {
  await addSize(report, {
    name: '3 nodes',
    world: bootWorld({ nodes: 3, qps: 20 }),
    windowMs: 60 * MINUTE_MS,
    times: report.times(15, 7),
    speedMin: 10_000,
    note: '',
  });
  await addSize(report, {
    name: '100 nodes, 1,000 pods',
    world: populatedWorld({ nodes: 100, qps: Infinity }, 1000),
    windowMs: 10 * MINUTE_MS,
    times: report.times(10, 5),
    speedMin: 1000,
    note: NO_PROBES,
  });
  if (!report.quick) await addHuge(report);
}
