/**
 * Beside `@ngrok/webernetes`, in this one process, by turns. Both boot a cluster of three nodes and roll out one
 * Deployment of nginx; both are measured in CPU time from apply until `status.readyReplicas` is the number asked for.
 */
import { rollOuts, type BootAndRollOut, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { mean, repeat } from '../statistics';
import { runWebernetes, type WebernetesRun } from '../webernetes';

const SECTION = 'beside webernetes';
/** The product's defaults: 3 nodes, 20 requests a second for each controller, the trace on. */
const DEFAULTS: WorldSize = { nodes: 3, qps: 20 };
const RATIO_MIN = 50;
/** Replicas that ours rolls out in one turn, over several fresh worlds: one alone is over too soon to be measured. */
const REPLICAS_A_TURN = 1500;

/** One turn of each: what one roll-out costs. */
interface Pair {
  readonly ours: readonly BootAndRollOut[];
  readonly theirs: WebernetesRun;
}

function oursMs({ ours }: Pair): number {
  return mean(ours.map(({ cpuMs }) => cpuMs));
}

async function runPair(replicas: number): Promise<Pair> {
  const ours = await rollOuts(DEFAULTS, replicas, REPLICAS_A_TURN / replicas);
  const theirs = await runWebernetes(replicas);
  if (theirs.readyReplicas !== replicas) {
    throw new Error(`webernetes: ${theirs.readyReplicas} of ${replicas} replicas are ready`);
  }
  return { ours, theirs };
}

async function addRollOuts(report: Report, replicas: number, pairs: readonly Pair[]): Promise<void> {
  const { events = 0, virtualMs = 0 } = pairs[0]?.ours[0] ?? {};
  await report.add(SECTION, {
    name: `webernetes, ${replicas} replicas to Ready`,
    values: pairs.map(({ theirs }) => theirs.cpuMs),
    unit: 'ms',
  });
  await report.add(SECTION, {
    name: `Kube Orrery, ${replicas} replicas to Ready`,
    values: pairs.map(oursMs),
    unit: 'ms',
    note: `mean of ${REPLICAS_A_TURN / replicas} roll-outs a turn; ${events} events in ${virtualMs / 1000} virtual s`,
  });
  await report.add(SECTION, {
    name: `how many times less CPU time, ${replicas} replicas`,
    values: pairs.map((pair) => pair.theirs.cpuMs / oursMs(pair)),
    unit: '×',
    bar: { is: '≥', limit: RATIO_MIN },
    note: `turn by turn, ${pairs.length} of each`,
    again: () => rollOuts(DEFAULTS, replicas, (2 * REPLICAS_A_TURN) / replicas),
  });
}

async function addBoots(report: Report, pairs: readonly Pair[]): Promise<void> {
  await report.add(SECTION, {
    name: 'webernetes, boot',
    values: pairs.map(({ theirs }) => theirs.bootCpuMs),
    unit: 'ms',
    note: 'until the pods of its control plane are Ready',
  });
  await report.add(SECTION, {
    name: 'Kube Orrery, boot',
    values: pairs.map(({ ours }) => mean(ours.map(({ boot }) => boot.cpuMs))),
    unit: 'ms',
    note: 'until its nodes are Ready; its control plane does not run in pods yet',
  });
}

export async function compare(report: Report): Promise<void> {
  // As many turns of each to warm up.
  await repeat(report.times(2, 1), () => runPair(100));
  const hundred = await repeat(report.times(5, 2), () => runPair(100));
  await repeat(report.times(1, 0), () => runPair(300));
  const threeHundred = await repeat(report.times(3, 1), () => runPair(300));
  await addBoots(report, [...hundred, ...threeHundred]);
  await addRollOuts(report, 100, hundred);
  await addRollOuts(report, 300, threeHundred);
}
