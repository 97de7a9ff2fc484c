/** The laws of the kernel, on a whole cluster at work. */
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../kernel/journal';
import type { Simulation } from '../kernel/simulation';
import { createSimulation, createWorld } from '../world';
import { bootedLab, Lab, worldConfig } from './lab';
import { deploymentManifest } from './manifests';

const CONFIG = worldConfig({ workers: 2, latencies: { watch: 40, watchJitter: 60 } }, 11);
const END_MS = 90_000;

/** Deployments, a roll-out, a crash and a deletion; inputs at odd moments, some at an instant of a standing clock. */
function classHour(): Lab {
  const lab = new Lab(CONFIG);
  lab.run(1500);
  lab.send({ verb: 'create', resource: 'deployments', body: deploymentManifest('web', { replicas: 4 }) });
  lab.simulation.advance({ until: 20_000, budget: 311 });
  lab.send(
    { verb: 'create', resource: 'deployments', body: deploymentManifest('bad', { image: 'ngnix' }) },
    true,
  );
  lab.run(9000);
  const [first, second] = lab.pods('web');
  const kill = {
    verb: 'create',
    resource: 'pods',
    subresource: 'exec',
    command: ['sh', '-c', 'kill 1'],
  } as const;
  lab.send({ ...kill, name: first?.metadata.name ?? '' });
  lab.send({ verb: 'delete', resource: 'pods', name: second?.metadata.name ?? '' }, true);
  lab.run(777);
  const body = { spec: { template: { spec: { containers: [{ name: 'main', image: 'httpd:2.4' }] } } } };
  lab.send({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'strategic' });
  lab.simulation.advance({ until: END_MS });
  return lab;
}

const original = classHour().simulation;
const { journal } = original;
const hash = original.stateHash();

/** Gives the journal's entries while the world runs in pieces; `between` may do what it wants to the world. */
function runInPieces(period: number, between: (simulation: Simulation) => void): Simulation {
  const simulation = createWorld(CONFIG);
  let next = 0;
  const given = (entry: JournalEntry): boolean => entry.at <= simulation.now + period;
  while (simulation.now < END_MS) {
    const until = Math.min(END_MS, simulation.now + period);
    const entries: JournalEntry[] = [];
    for (; next < journal.length && given(journal[next] as JournalEntry); next++) {
      entries.push(journal[next] as JournalEntry);
    }
    simulation.replay(entries, until);
    between(simulation);
  }
  return simulation;
}

describe('a cluster', () => {
  test('is the same again, from the same seed and journal', () => {
    const again = createWorld(CONFIG);
    again.replay(journal, END_MS);

    expect(journal).toHaveLength(5);
    expect(again.stateHash()).toBe(hash);
    expect(again.rollingHash()).toBe(original.rollingHash());
    expect(again.trace.between(0, again.seq)).toEqual(original.trace.between(0, original.seq));
  });

  test('is another one from another seed', () => {
    const other = createWorld({ ...CONFIG, seed: 12 });
    other.advance({ until: 5000 });
    const same = createWorld(CONFIG);
    same.advance({ until: 5000 });

    expect(other.stateHash()).not.toBe(same.stateHash());
  });

  test('does not notice a snapshot every 977 ms', () => {
    expect(runInPieces(977, (simulation) => simulation.snapshot()).stateHash()).toBe(hash);
  });

  test('is the same when every 5 s are taken back and replayed', () => {
    const simulation = createWorld(CONFIG);
    let snapshot = simulation.snapshot();
    for (let until = 5000; until <= END_MS; until += 5000) {
      const entries = journal.filter(({ at }) => at > until - 5000 && at <= until);
      simulation.replay(entries, until);
      const once = simulation.stateHash();
      simulation.restore(snapshot);
      simulation.replay(entries, until);
      expect(simulation.stateHash()).toBe(once);
      snapshot = simulation.snapshot();
    }
    expect(simulation.stateHash()).toBe(hash);
    expect(simulation.journal).toEqual(journal);
  });

  test('goes on from a snapshot that was cloned into a fresh simulation', () => {
    for (const at of [700, 1503, 2600, 11_000, 12_050, 60_000]) {
      const simulation = createWorld(CONFIG);
      simulation.replay(journal, at);
      const fresh = createSimulation();
      fresh.restore(structuredClone(simulation.snapshot()));
      expect(fresh.stateHash()).toBe(simulation.stateHash());
      fresh.replay(journal.slice(simulation.journal.length), END_MS);
      expect(fresh.stateHash()).toBe(hash);
    }
  });

  test('stops anywhere without a difference', () => {
    const simulation = createWorld(CONFIG);
    for (const entry of journal) {
      while (simulation.steps < entry.step)
        simulation.advance({ until: entry.at, budget: Math.min(13, entry.step - simulation.steps) });
      simulation.replay([entry], entry.at);
    }
    while (simulation.advance({ until: END_MS, budget: 17 }).reason === 'budget');

    expect(simulation.stateHash()).toBe(hash);
  });

  test('replays a journal that went through JSON, as a session file does', () => {
    const simulation = createWorld(CONFIG);
    simulation.replay(JSON.parse(JSON.stringify(journal)) as JournalEntry[], END_MS);

    expect(simulation.stateHash()).toBe(hash);
  });
});

describe('undo', () => {
  test('brings back the world before the last input, and the future can go another way', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 2 });
    const pods = lab.ready('web', 2);
    const { simulation } = lab;
    const before = simulation.stateHash();
    const inputs = simulation.journal.length;
    const snapshot = simulation.snapshot();
    lab.delete('deployments', 'web');
    lab.run(60_000);
    expect(lab.pods('web')).toEqual([]);
    simulation.restore(snapshot);

    expect(simulation.stateHash()).toBe(before);
    expect(simulation.journal).toHaveLength(inputs);
    expect(lab.pods('web')).toEqual(pods);
    lab.scale('web', 3);
    const replay = createWorld(lab.config);
    lab.ready('web', 3);
    replay.replay(simulation.journal, simulation.now);
    replay.advance({ until: simulation.now, budget: simulation.steps - replay.steps });
    expect(replay.steps).toBeGreaterThanOrEqual(simulation.steps);
  });
});

describe('a standing clock', () => {
  test('answers a request at its instant, and the cluster hears of it when time moves', () => {
    const lab = bootedLab();
    const at = lab.now;
    const body = deploymentManifest('web', { replicas: 1 });
    const id = lab.send({ verb: 'create', resource: 'deployments', body }, true);

    expect(lab.now).toBe(at);
    expect(lab.answerTo(id)?.code).toBe(201);
    expect(lab.deployment('web').metadata.name).toBe('web');
    expect(lab.replicaSets()).toEqual([]);
    lab.ready('web', 1);
  });

  test('never lets a watch event overtake one that was committed before', () => {
    // A normal request commits 2 ms after it came; one at an instant of a standing clock commits at once.
    for (const budget of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const lab = bootedLab();
      lab.send({ verb: 'create', resource: 'deployments', body: deploymentManifest('one', { replicas: 1 }) });
      lab.simulation.advance({ until: lab.now + 2, budget });
      lab.send(
        { verb: 'create', resource: 'deployments', body: deploymentManifest('two', { replicas: 1 }) },
        true,
      );
      expect(lab.ready('two', 1)).toHaveLength(1);
      expect(lab.ready('one', 1)).toHaveLength(1);
    }
  });
});
