/**
 * Beside `@ngrok/webernetes`, in this one process, by turns. Both boot a cluster of three nodes and roll out one
 * Deployment of nginx; both are measured in CPU time from apply until `status.readyReplicas` is the number asked for.
 */
import { measureCold } from '../cold';
import { settle, settledMemory } from '../memory';
import { killAndHeal, populatedWorld, rollOuts, type BootAndRollOut, type WorldSize } from '../orrery';
import type { Report } from '../report';
import { mean, median, repeat } from '../statistics';
import { healWebernetes, runWebernetes, type WebernetesRun } from '../webernetes';

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

/** `ratioMin`: the bar of DESIGN.md, for the sizes that have one. */
async function addRollOuts(
  report: Report,
  replicas: number,
  pairs: readonly Pair[],
  ratioMin: number | null,
): Promise<void> {
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
    ...(ratioMin === null ? {} : { bar: { is: '≥', limit: ratioMin } as const }),
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
    note: 'until its nodes are Ready; the bare cluster, whose control plane runs in no pods',
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

const REPLICAS_TO_HEAL = 50;
const KILLS = 1000;

/** One pod of 50 is killed, again and again. */
async function addHeal(report: Report): Promise<void> {
  const times = report.times(20, 5);
  const theirs = await healWebernetes(REPLICAS_TO_HEAL, { kills: 1, times });
  const world = populatedWorld(DEFAULTS, REPLICAS_TO_HEAL);
  const heal = (): number => killAndHeal(world, REPLICAS_TO_HEAL, 1).cpuMs;
  await settle();
  await repeat(times, heal);
  const ours = await repeat(times, heal);
  const name = 'healing 1 of 50';
  const note = 'from the deletion until 50 pods are Ready again';
  await report.add(SECTION, { name: `webernetes, ${name}`, values: theirs.cpuMs, unit: 'ms', note });
  await report.add(SECTION, { name: `Kube Orrery, ${name}`, values: ours, unit: 'ms', note });
  await report.add(SECTION, {
    name: `how many times less CPU time, ${name}`,
    values: median(theirs.cpuMs) / median(ours),
    unit: '×',
  });
}

/** What 1,000 kills leave behind in memory: 50 pods killed at once, twenty times. */
async function addMemory(report: Report): Promise<void> {
  const times = KILLS / REPLICAS_TO_HEAL;
  const theirs = await healWebernetes(REPLICAS_TO_HEAL, { kills: REPLICAS_TO_HEAL, times });
  const world = populatedWorld(DEFAULTS, REPLICAS_TO_HEAL);
  const before = settledMemory().heapBytes;
  for (let turn = 0; turn < times; turn++) killAndHeal(world, REPLICAS_TO_HEAL, REPLICAS_TO_HEAL);
  const ours = settledMemory().heapBytes - before;
  const name = 'heap that 1,000 kills leave behind';
  const unit = 'MiB';
  const mebibytes = (bytes: number): number => bytes / 1024 / 1024;
  await report.add(SECTION, { name: `webernetes, ${name}`, values: mebibytes(theirs.heapBytes), unit });
  const note = 'with the trace, the Events of an hour and the journal of the kills';
  await report.add(SECTION, { name: `Kube Orrery, ${name}`, values: mebibytes(ours), unit, note });
}

export async function compare(report: Report): Promise<void> {
  for (const replicas of [10, 50]) {
    const pairs = await repeat(report.times(3, 1), () => runPair(replicas));
    await addRollOuts(report, replicas, pairs, null);
  }
  const hundred = await repeat(report.times(5, 2), () => runPair(100));
  const threeHundred = await repeat(report.times(3, 1), () => runPair(300));
  await addBoots(report, [...hundred, ...threeHundred]);
  await addRollOuts(report, 100, hundred, RATIO_MIN);
  await addRollOuts(report, 300, threeHundred, RATIO_MIN);
  await addHeal(report);
  await addMemory(report);
  await addCold(report);
}
