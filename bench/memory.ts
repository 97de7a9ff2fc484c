/** The heap of this process, and the collector that Node hides from programs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTiming } from './cpu';

/** Node hides the collector unless it was started with a flag; new contexts obey later flags. */
const collectGarbage = exposedCollector();

function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** CPU ms within 10 ms below which the process counts as resting. */
const RESTING_CPU_MS = 0.5;
const REST_TURNS_MAX = 20;

/**
 * Collects garbage, and waits until the threads of the collector and the compiler rest (200 ms at most), so that what
 * is measured next pays for itself alone: pages are swept for up to 20 ms of CPU time after a collection.
 */
export async function settle(): Promise<void> {
  collectGarbage();
  for (let turn = 0; turn < REST_TURNS_MAX; turn++) {
    const timeSpent = startTiming();
    await sleep(10);
    if (timeSpent().cpuMs < RESTING_CPU_MS) return;
  }
}

/** The memory in use, in bytes, after two full garbage collections: objects, and typed arrays beside the heap. */
export function settledMemory(): { readonly heapBytes: number; readonly arrayBytes: number } {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapBytes: heapUsed, arrayBytes: arrayBuffers };
}
