/**
 * What a frame costs the worker: 1,000 pods, of which somebody deletes 50 each 100 virtual ms; each time the page is
 * told what changed. Its bytes are those that `postMessage` copies.
 */
import { serialize } from 'node:v8';
import { SCENE_EPOCH_MS } from '../../src/engine/world';
import { Observer } from '../../src/worker/observer';
import { startTiming } from '../cpu';
import { ask, CLUSTER, podNames, populatedWorld } from '../orrery';
import type { Report } from '../report';
import { repeat } from '../statistics';

const SECTION = 'a frame at 1,000 pods';
const PODS = 1000;
const CHANGED = PODS / 20;
const EVERY_MS = 100;

interface FrameCost {
  readonly cpuMs: number;
  readonly bytes: number;
  readonly pods: number;
  readonly hops: number;
}

export async function framing(report: Report): Promise<void> {
  const world = populatedWorld({ nodes: 100, qps: Infinity }, PODS);
  const subject = { simulation: world, cluster: CLUSTER, epochMs: SCENE_EPOCH_MS, controlPlane: '' };
  const observer = new Observer(subject, world.lastHop, 1);
  observer.takeThings();
  let next = 0;
  const frame = (): FrameCost => {
    const names = podNames(world);
    for (let i = 0; i < CHANGED; i++) {
      const name = names[(next++ * 7) % names.length] ?? '';
      ask(world, { verb: 'delete', resource: 'pods', name }, `kubectl delete pod ${name}`);
    }
    world.advance({ until: world.now + EVERY_MS });
    const timeSpent = startTiming();
    const things = observer.takeThings();
    const { cpuMs } = timeSpent();
    return { cpuMs, bytes: serialize(things).length, pods: things.pods.length, hops: things.hops.length };
  };
  await repeat(20, frame);
  const frames = await repeat(report.times(100, 20), frame);
  const mean = (values: readonly number[]): string =>
    (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
  const note = `${mean(frames.map(({ pods }) => pods))} pods and ${mean(frames.map(({ hops }) => hops))} hops in each`;
  await report.add(SECTION, {
    name: 'projecting what changed in 100 virtual ms',
    values: frames.map(({ cpuMs }) => cpuMs),
    unit: 'ms',
    note,
  });
  await report.add(SECTION, {
    name: 'its bytes',
    values: frames.map(({ bytes }) => bytes / 1024),
    unit: 'KiB',
  });
}
