/** npm run bench: measures the engine, beside webernetes and alone, and holds the numbers against their bars. */
import { writeFileSync } from 'node:fs';
import { coldRun } from './cold';
import { describeMachine, loadAverage, versions } from './machine';
import { parseOptions, usage, type Options } from './options';
import { Report } from './report';
import { compare } from './sections/compare';
import { curve } from './sections/curve';
import { framing } from './sections/frame';
import { idling, largest } from './sections/idle';
import { rewinding } from './sections/rewind';
import { snapshot } from './sections/snapshot';
import { thousand } from './sections/thousand';
import { tracing } from './sections/trace';
import { formatExplanations, formatRows } from './table';

const SECTIONS: ReadonlyMap<string, (report: Report) => Promise<void>> = new Map([
  ['webernetes', compare],
  ['thousand', thousand],
  ['curve', curve],
  ['snapshot', snapshot],
  ['rewind', rewinding],
  ['idle', idling],
  ['trace', tracing],
  ['frame', framing],
  ['largest', largest],
]);

const HOW_TO_READ = `How to read this
  ms is CPU time: user plus system time of every thread of the process, those of the compiler and the garbage
  collector included, waiting not; where it says wall time, it is that. The value is the median of the runs.
  Warm: garbage was collected, and some runs were made that do not count. Cold: the first run of a fresh process.
  CPU times grow with what else runs on the machine, short ones most: compare ratios, and repeat.

  Beside webernetes: the npm package as published, and our engine, by turns in this one process; from apply until
  status.readyReplicas is complete, on three nodes. The collections that keep the turns apart also throw compiled code
  away, so each turn begins with a warm-up: webernetes rolls out 100 replicas once (about 2 s), ours 15 times (about 1 s).
  Then webernetes rolls out once and ours five times or more, each in a fresh world; its cost is the mean of those.
  Ours runs with the product's defaults: 20 requests a second for each controller, trace on.
  What differs: webernetes has no limit on requests, and runs its control plane, its DNS and a network in simulated
  pods; ours simulates etcd, Events, Leases and the container runtime, and runs here without its addons (no DNS, no Services).
  No page, no worker.`;

async function runSections(options: Options, report: Report): Promise<void> {
  for (const [name, run] of SECTIONS) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    console.error(`measuring: ${name} …`);
    await run(report);
  }
}

async function bench(options: Options): Promise<void> {
  const report = new Report(options.quick);
  const [machine, software, loadBefore] = [describeMachine(), versions(), loadAverage()];
  await runSections(options, report);
  const load = { before: loadBefore, after: loadAverage() };
  console.log(`\n${formatRows(report.rows)}\n`);
  if (report.explanations.length > 0) console.log(`${formatExplanations(report.explanations)}\n`);
  console.log(HOW_TO_READ);
  console.log(
    `\n  ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}; ` +
      `Node ${software.node} (V8 ${software.v8}), webernetes ${software.webernetes}; ` +
      `load average ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after.`,
  );
  if (options.json !== null) {
    const { rows, explanations, quick } = report;
    const everything = { quick, machine, versions: software, load, rows, explanations };
    writeFileSync(options.json, `${JSON.stringify(everything, null, 2)}\n`);
  }
}

async function main(): Promise<void> {
  if (await coldRun()) return;
  const names = [...SECTIONS.keys()];
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2), names);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage(names)}`);
    process.exitCode = 2;
    return;
  }
  await bench(options);
}

await main();
