/** Measurements in processes of their own, in which nothing has run yet. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startTiming } from './cpu';
import { bootWorld, rollOutIn } from './orrery';
import { runWebernetes } from './webernetes';

const FLAG = '--cold';

/** What a fresh process may be asked for: CPU ms from nothing until all replicas are Ready. */
const MEASUREMENTS = {
  /** 3 nodes, 100 replicas, 20 requests a second. */
  'orrery-100': () => bootAndRollOut(3, 100, 20),
  /** 100 nodes, 1,000 replicas, 20 requests a second. */
  'orrery-1000': () => bootAndRollOut(100, 1000, 20),
  /** The same without limit. */
  'orrery-1000-unlimited': () => bootAndRollOut(100, 1000, Infinity),
  /** 3 nodes, 100 replicas. */
  'webernetes-100': async () => {
    const { bootCpuMs, cpuMs } = await runWebernetes(100);
    return bootCpuMs + cpuMs;
  },
} as const;

type Measurement = keyof typeof MEASUREMENTS;

function bootAndRollOut(nodes: number, replicas: number, qps: number): number {
  const timeSpent = startTiming();
  rollOutIn(bootWorld({ nodes, qps }), replicas);
  return timeSpent().cpuMs;
}

/** Measures in a fresh process. CPU ms. */
export async function measureCold(measurement: Measurement): Promise<number> {
  const program = process.argv[1] ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, [program, FLAG, measurement]);
  return Number(stdout);
}

function isMeasurement(text: string | undefined): text is Measurement {
  return text !== undefined && Object.hasOwn(MEASUREMENTS, text);
}

/** When this process was started to measure: does so, and returns true. */
export async function coldRun(): Promise<boolean> {
  const [flag, measurement] = process.argv.slice(2);
  if (flag !== FLAG || !isMeasurement(measurement)) return false;
  console.log(await MEASUREMENTS[measurement]());
  return true;
}
