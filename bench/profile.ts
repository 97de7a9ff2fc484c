/** Where the time goes: this process's own profiler, and the top of what it saw. */
import { type Profiler, Session } from 'node:inspector/promises';
import { findSourceMap } from 'node:module';

const SAMPLE_EVERY_US = 250;
const FUNCTIONS_SHOWN = 10;
/** What is not work: waiting, and the profiler's own (`dispatch`, without a source). */
const NO_WORK: ReadonlySet<string> = new Set(['(idle)', '(program)', '(root)', 'dispatch']);

/** `src/engine/etcd/store.ts put`, or the name alone for what has no source of ours. */
function nameOf({ functionName, url, lineNumber, columnNumber }: Profiler.ProfileNode['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const entry: object = findSourceMap(url)?.findEntry(lineNumber, columnNumber) ?? {};
  const source = 'originalSource' in entry ? String(entry.originalSource) : url;
  return `${name}  ${/(?:src|bench|node_modules)\/.*$/.exec(source)?.[0] ?? source}`;
}

/** Microseconds by function, without what it called. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    if (!NO_WORK.has(name)) times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}

function lines(profile: Profiler.Profile): string[] {
  const times = [...selfTimes(profile)].toSorted(([, a], [, b]) => b - a);
  const totalUs = times.reduce((sum, [, us]) => sum + us, 0);
  return times.slice(0, FUNCTIONS_SHOWN).map(([name, us]) => {
    const share = ((100 * us) / totalUs).toFixed(1).padStart(5);
    return `${share} %  ${(us / 1000).toFixed(0).padStart(6)} ms  ${name}`;
  });
}

/** Runs `fn` under the profiler. Returns the functions that took most time themselves, one line each. */
export async function profile(fn: () => unknown): Promise<string[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await session.post('Profiler.start');
    await fn();
    const { profile: taken } = await session.post('Profiler.stop');
    return lines(taken);
  } finally {
    session.disconnect();
  }
}
