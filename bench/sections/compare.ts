/**
 * Beside `@ngrok/webernetes`, in this one process, by turns. Both boot a cluster of three nodes and roll out one
 * Deployment of nginx; both are measured in CPU time from apply until `status.readyReplicas` is the number asked for.
 */
import { measureCold } from '../cold';
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

/** As many roll-outs to warm up as count. */
async function ourTurn(replicas: number): Promise<readonly BootAndRollOut[]> {
  const times = REPLICAS_A_TURN / replicas;
  return await rollOuts(DEFAULTS, replicas, { warmUps: times, times });
}

/** One roll-out of 100 replicas to warm up, which takes it longer than all of ours. */
async function theirTurn(replicas: number): Promise<WebernetesRun> {
  await runWebernetes(100);
  return await runWebernetes(replicas);
}

async function runPair(replicas: number): Promise<Pair> {
  const ours = await ourTurn(replicas);
  const theirs = await theirTurn(replicas);
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
    again: () => ourTurn(replicas),
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

/** The first roll-out of a fresh process, boot included. */
async function addCold(report: Report): Promise<void> {
  const pairs = await repeat(report.times(3, 1), async () => {
    const ours = await measureCold('orrery-100');
    return { ours, theirs: await measureCold('webernetes-100') };
  });
  const note = 'first run of a fresh process, boot included';
  const [name, unit] = ['100 replicas to Ready, cold', 'ms'];
  await report.add(SECTION, {
    name: `webernetes, ${name}`,
    values: pairs.map(({ theirs }) => theirs),
    unit,
    note,
  });
  await report.add(SECTION, {
    name: `Kube Orrery, ${name}`,
    values: pairs.map(({ ours }) => ours),
    unit,
    note,
  });
}

export async function compare(report: Report): Promise<void> {
  const hundred = await repeat(report.times(5, 2), () => runPair(100));
  const threeHundred = await repeat(report.times(3, 1), () => runPair(300));
  await addBoots(report, [...hundred, ...threeHundred]);
  await addRollOuts(report, 100, hundred);
  await addRollOuts(report, 300, threeHundred);
  await addCold(report);
}
