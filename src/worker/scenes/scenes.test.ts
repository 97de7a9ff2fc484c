import { describe, expect, it } from 'vitest';
import { kindOfResource } from '../../engine/api/kinds';
import { range, type EtcdState } from '../../engine/etcd/store';
import { brokenInvariants, unsettled } from '../../engine/invariants';
import { createWorld } from '../../engine/world';
import { SCENES } from '../protocol';
import { Screen } from '../testing/screen';
import { finish } from '../work';
import { findScene, openingScene, type Scene } from './index';

function sceneOf(name: string): Scene {
  const scene = findScene(name, 7);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
}

describe.each(SCENES.map(({ name }) => name))('the scene "%s"', (name) => {
  it('opens at a quiet moment, with everything there that was asked for', () => {
    const scene = sceneOf(name);
    const simulation = createWorld(scene.config);
    finish(openingScene(scene, simulation, () => 0));
    const etcd = simulation.stateOf('kubeadm-lab/etcd') as EtcdState;
    for (const { hop } of simulation.journal) {
      const prefix = kindOfResource(hop.resource)?.storagePrefix ?? '';
      expect(range(etcd, prefix).has(hop.key), `${hop.resource} ${hop.key}`).toBe(true);
    }
    expect(simulation.journal).toHaveLength(scene.inputs.length);
    expect(brokenInvariants(simulation, 'kubeadm-lab')).toEqual([]);
    expect(unsettled(simulation, 'kubeadm-lab')).toEqual([]);
  });

  it('has only pods that run', () => {
    const screen = new Screen({ scene: name });
    expect(screen.last.now).toBe(sceneOf(name).opensAt);
    expect([...screen.pods.values()].filter(({ shape }) => shape !== 'running')).toEqual([]);
  });
});

describe('clients of a scene', () => {
  it.each(['web', 'two-tier', 'busy'])('of "%s" are answered', (name) => {
    const screen = new Screen({ scene: name });
    screen.watch(5);
    const traffic = [...screen.traffic.values()];
    expect(traffic.length).toBeGreaterThan(0);
    for (const { id, answered, failed } of traffic) {
      expect(answered, id).toBeGreaterThan(5);
      expect(failed, id).toBe(0);
    }
  });
});
