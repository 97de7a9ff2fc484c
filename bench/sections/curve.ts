/** One ReplicaSet that grows tenfold, without limits: nothing may be quadratic. */
import { rollOuts, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { median } from '../statistics';

const SECTION = 'one ReplicaSet on 200 nodes, no limit';
const SIZE: WorldSize = { nodes: 200, qps: Infinity };
const RATIO_MAX = 15;

async function addSize(report: Report, replicas: number, warmUps: number, times: number): Promise<number> {
  const runs = await rollOuts(SIZE, replicas, { warmUps, times });
  const cpuMs = median(runs.map((run) => run.cpuMs));
  const { events = 0, virtualMs = 0 } = runs[0] ?? {};
  await report.add(SECTION, {
    name: `${replicas.toLocaleString('en')} replicas`,
    values: runs.map((run) => run.cpuMs),
    unit: 'ms',
    note: `${events} events, ${((events / cpuMs) * 1000).toFixed(0)} a second; ${virtualMs / 1000} virtual s`,
  });
  return cpuMs;
}

export async function curve(report: Report): Promise<void> {
  const thousand = await addSize(report, 1000, 3, report.times(7, 3));
  if (!report.quick) await addSize(report, 3000, 1, 3);
  const tenThousand = await addSize(report, 10_000, 0, report.times(3, 1));
  await report.add(SECTION, {
    name: '10,000 replicas as a multiple of 1,000',
    values: tenThousand / thousand,
    unit: '×',
    bar: { is: '≤', limit: RATIO_MAX },
    note: '10 would be a straight line',
    again: () => rollOuts(SIZE, 10_000, { times: 1 }),
  });
}
