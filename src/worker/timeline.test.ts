import { describe, expect, it } from 'vitest';
import type { OutsideCall } from '../engine/world';
import { createWorld, DEFAULT_WORLD, requestInput } from '../engine/world';
import { Timeline } from './timeline';
import { finish } from './work';

const CLUSTER = 'kubeadm-lab';

function deployment(name: string, replicas: number): OutsideCall {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
  };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' }, spec };
  return { verb: 'create', resource: 'deployments', namespace: 'default', name, body };
}

/** A world with an input every five seconds, remembered every second: what it was like at each. */
class Recording {
  readonly simulation = createWorld(DEFAULT_WORLD);
  readonly timeline = new Timeline(this.simulation, CLUSTER, () => 0);
  readonly hashes = new Map<number, string>();

  constructor(seconds: number) {
    for (let second = 1; second <= seconds; second++) {
      this.simulation.advance({ until: second * 1000 });
      this.hashes.set(second, this.simulation.stateHash());
      this.timeline.keepNow();
      // Inputs lie between the seconds.
      if (second % 5 === 0) this.giveAt(second * 1000 + 500, `web-${second}`);
    }
  }

  giveAt(at: number, name: string): void {
    this.simulation.advance({ until: at });
    const id = this.simulation.journal.length + 1;
    this.timeline.give(requestInput(CLUSTER, id, deployment(name, 3), `create ${name}`, name === 'web-10'));
  }
}

describe('a timeline', () => {
  it('shows every moment as it was, whichever way one comes to it', () => {
    const { timeline, simulation, hashes } = new Recording(60);
    for (const second of [59, 12, 13, 47, 3, 46, 1, 60, 30, 60]) {
      finish(timeline.goTo(second * 1000));
      expect(simulation.stateHash(), `second ${second}`).toBe(hashes.get(second));
    }
  });

  it('keeps the inputs that lie ahead, until somebody acts', () => {
    const recording = new Recording(32);
    const { timeline, simulation } = recording;
    const all = timeline.entries();
    finish(timeline.goTo(12_000));
    expect(simulation.journal).toHaveLength(2);
    expect(timeline.entries()).toEqual(all);
    expect(timeline.next()?.label).toBe('create web-15');
    recording.giveAt(12_500, 'other');
    expect(timeline.entries().map(({ label }) => label)).toEqual([
      'create web-5',
      'create web-10',
      'create other',
    ]);
    // The moments that will not be are forgotten: a later one is reached by running on.
    finish(timeline.goTo(30_000));
    expect(simulation.journal).toHaveLength(3);
  });

  it('goes back to just before an input', () => {
    const { timeline, simulation } = new Recording(23);
    const before = simulation.journal[2];
    finish(timeline.goBefore(2));
    expect(simulation).toMatchObject({ now: before?.at, steps: before?.step });
    expect(simulation.journal).toHaveLength(2);
    expect(timeline.next()).toBeUndefined();
    const again = createWorld(DEFAULT_WORLD);
    again.replay(simulation.journal, before?.at ?? 0);
    expect(simulation.stateHash()).toBe(again.stateHash());
  });

  it('takes back an input that nobody has heard of yet', () => {
    const recording = new Recording(7);
    const { timeline, simulation } = recording;
    const before = simulation.stateHash();
    recording.giveAt(7000, 'web-7');
    finish(timeline.goBefore(simulation.journal.length - 1));
    expect(simulation.stateHash()).toBe(before);
  });

  it('does again what a journal holds, and keeps ahead what lies behind the moment asked for', () => {
    const { simulation: first, hashes } = new Recording(40);
    const simulation = createWorld(DEFAULT_WORLD);
    const timeline = new Timeline(simulation, CLUSTER, () => 0);
    finish(timeline.repeat(first.journal, 23_000));
    expect(simulation.stateHash()).toBe(hashes.get(23));
    expect(timeline.next()?.label).toBe('create web-25');
  });

  it('refuses a journal that does not fit', () => {
    const { simulation: first } = new Recording(12);
    const journal = first.journal.map((entry) => ({ ...entry, step: entry.step - 3 }));
    const timeline = new Timeline(createWorld(DEFAULT_WORLD), CLUSTER, () => 0);
    expect(() => finish(timeline.repeat(journal, 20_000))).toThrow(/replay differs/);
  });

  it('gives way while it works', () => {
    let clock = 0;
    const simulation = createWorld(DEFAULT_WORLD);
    const timeline = new Timeline(simulation, CLUSTER, () => (clock += 20));
    const work = timeline.goTo(60_000);
    let slices = 1;
    while (work.next().done !== true) slices++;
    expect(slices).toBeGreaterThan(3);
    expect(simulation.now).toBe(60_000);
  });
});
