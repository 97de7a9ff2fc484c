/** 1,000 replicas on 100 nodes: warm in this process, and cold in a fresh one. */
import { measureCold } from '../cold';
import { rollOuts, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { repeat } from '../statistics';

const SECTION = '1,000 replicas on 100 nodes';

async function addLimit(
  report: Report,
  qps: number,
  words: string,
  cold: Parameters<typeof measureCold>[0],
): Promise<void> {
  const size: WorldSize = { nodes: 100, qps };
  const warmUps = 2;
  const runs = await rollOuts(size, 1000, { warmUps, times: report.times(7, 3) });
  await report.add(SECTION, {
    name: `warm, ${words}`,
    values: runs.map(({ cpuMs }) => cpuMs),
    unit: 'ms',
    bar: { is: '<', limit: 600 },
    note: `after ${warmUps} warm-ups`,
    again: () => rollOuts(size, 1000, { times: 3 }),
  });
  await report.add(SECTION, {
    name: `cold, ${words}`,
    values: await repeat(report.times(3, 1), () => measureCold(cold)),
    unit: 'ms',
    bar: { is: '<', limit: 1500 },
    note: 'first run of a fresh process, building the world included',
    again: () => rollOuts(size, 1000, { times: 1 }),
  });
  const { events, virtualMs } = runs[0] as (typeof runs)[0];
  await report.add(SECTION, {
    name: `events a second, ${words}`,
    values: runs.map((run) => (run.events / run.cpuMs) * 1000),
    unit: '/s',
    note: `${events} events in ${virtualMs / 1000} virtual s`,
  });
}

export async function thousand(report: Report): Promise<void> {
  await addLimit(report, 20, '20 requests a second', 'orrery-1000');
  await addLimit(report, Infinity, 'no limit', 'orrery-1000-unlimited');
}
