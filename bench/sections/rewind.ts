/**
 * Rewinding within a class of 30 minutes: 3 nodes, 50 pods, somebody does something every 30 s, a keyframe each
 * minute. A jump to any moment restores the keyframe before it and replays the inputs from there.
 */
import type { JournalEntry } from '../../src/engine/kernel/journal';
import type { Simulation, Snapshot } from '../../src/engine/kernel/simulation';
import { measure } from '../cpu';
import { ask, podNames, populatedWorld } from '../orrery';
import type { Report } from '../report';
import { repeat, seededRandom } from '../statistics';

const SECTION = 'rewind in a 30-minute class';
const MINUTE_MS = 60_000;
const CLASS_MS = 30 * MINUTE_MS;
const INPUT_EVERY_MS = 30_000;
const REWIND_MAX_MS = 50;

interface Lesson {
  readonly world: Simulation;
  readonly keyframes: readonly Snapshot[];
  readonly journal: readonly JournalEntry[];
  readonly end: number;
  /** Hash of all state at the end. */
  readonly hash: string;
}

function crash(world: Simulation, name: string): void {
  const command = ['sh', '-c', 'kill 1'];
  const line = `kubectl exec ${name} -- sh -c 'kill 1'`;
  ask(world, { verb: 'create', resource: 'pods', name, subresource: 'exec', command }, line);
}

function scale(world: Simulation, replicas: number): void {
  const body = { spec: { replicas } };
  const call = { verb: 'patch', resource: 'deployments', name: 'web', subresource: 'scale', body } as const;
  ask(world, { ...call, patchType: 'merge' }, `kubectl scale deployment web --replicas=${replicas}`);
}

/** By turns: crash a container, delete a pod, crash another, change the number of replicas. */
function disturb(world: Simulation, turn: number, random: () => number): void {
  const names = podNames(world);
  const name = names[Math.floor(random() * names.length)] ?? '';
  if (turn % 2 === 0) crash(world, name);
  else if (turn % 4 === 1)
    ask(world, { verb: 'delete', resource: 'pods', name }, `kubectl delete pod ${name}`);
  else scale(world, 45 + Math.floor(random() * 11));
}

function giveLesson(): Lesson {
  const world = populatedWorld({ nodes: 3, qps: 20 }, 50);
  const random = seededRandom(2);
  const begin = world.now;
  const keyframes: Snapshot[] = [];
  for (let at = 0; at < CLASS_MS; at += INPUT_EVERY_MS) {
    if (at % MINUTE_MS === 0) keyframes.push(world.snapshot());
    disturb(world, at / INPUT_EVERY_MS, random);
    world.advance({ until: begin + at + INPUT_EVERY_MS });
  }
  return { world, keyframes, journal: [...world.journal], end: world.now, hash: world.stateHash() };
}

/** Makes the world be what it was at `to`, from this keyframe on. */
function rewind({ world, journal }: Lesson, keyframe: Snapshot, to: number): void {
  world.restore(keyframe);
  world.replay(journal.slice(keyframe.inputs), to);
}

function keyframeBefore({ keyframes }: Lesson, at: number): Snapshot {
  const keyframe = keyframes.findLast(({ now }) => now <= at);
  if (keyframe === undefined) throw new RangeError(`no keyframe before ${at}`);
  return keyframe;
}

/** A rewound world that runs on must become the very world that it was: otherwise something else was measured. */
function check(lesson: Lesson, what: string): void {
  if (lesson.world.stateHash() !== lesson.hash) throw new Error(`not the same world after ${what}`);
}

export async function rewinding(report: Report): Promise<void> {
  const lesson = giveLesson();
  const { end, keyframes } = lesson;
  const first = keyframeBefore(lesson, end - CLASS_MS);
  const random = seededRandom(3);
  const jump = () => {
    const to = end - random() * CLASS_MS;
    return measure(() => rewind(lesson, keyframeBefore(lesson, to), Math.floor(to))).cpuMs;
  };
  const jumps = await repeat(report.times(300, 100), jump);
  rewind(lesson, keyframeBefore(lesson, end), end);
  check(lesson, 'jumping to and fro');
  const again = () => repeat(100, jump);
  const bar = { is: '<', limit: REWIND_MAX_MS } as const;
  const note = `${keyframes.length} keyframes, ${lesson.journal.length} inputs, ${jumps.length} jumps to random moments`;
  await report.add(SECTION, { name: 'a jump', values: jumps, unit: 'ms', bar, note, again });
  await report.add(SECTION, { name: 'the worst jump', values: Math.max(...jumps), unit: 'ms', bar, again });
  const replays = await repeat(report.times(5, 2), () => measure(() => rewind(lesson, first, end)).cpuMs);
  check(lesson, 'replaying the whole class');
  await report.add(SECTION, {
    name: 'replaying the whole class',
    values: replays,
    unit: 'ms',
    note: 'from the first keyframe to the end',
  });
}
