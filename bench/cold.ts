/** A measurement in a process of its own, in which nothing has run yet. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startTiming } from './cpu';
import { bootWorld, rollOutIn } from './orrery';

const FLAG = '--cold';

/** CPU ms of building a world and rolling out 1,000 replicas, in a fresh process. */
export async function measureCold(qps: number): Promise<number> {
  const program = process.argv[1] ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, [program, FLAG, String(qps)]);
  return Number(stdout);
}

/** When this process was started to measure: does so, and returns true. */
export function isColdRun(): boolean {
  const [flag, qps] = process.argv.slice(2);
  if (flag !== FLAG) return false;
  const timeSpent = startTiming();
  rollOutIn(bootWorld({ nodes: 100, qps: Number(qps) }), 1000);
  console.log(timeSpent().cpuMs);
  return true;
}
