/** The worlds that can be served, at the moment at which the curtain rises. */
import { KUBEADM_CLUSTER, type ClusterConfig } from '../../engine/cluster';
import type { Simulation } from '../../engine/kernel/simulation';
import type { WorldConfig } from '../../engine/world';
import { findScene, openingScene } from '../../worker/scenes/index';
import { finish } from '../../worker/work';

export interface ServedWorld {
  readonly config: WorldConfig;
  readonly open: (simulation: Simulation) => void;
}

/** Virtual ms after which a fresh cluster stands: nodes Ready, its own pods running. */
const FRESH_OPENS_MS = 40_000;

function clusterOf(workers: number): ClusterConfig {
  return { ...KUBEADM_CLUSTER, workers, controlPlane: workers > 0 };
}

/**
 * `wallMs`: the clock on the wall, ms since 1970. It is the world's clock too when the curtain rises, because clients
 * work out ages with theirs; what came before happened before.
 */
export function servedWorld(
  { scene: name, nodes, seed }: { readonly scene: string; readonly nodes: number; readonly seed: number },
  wallMs: number,
): ServedWorld {
  if (name !== '') {
    const scene = findScene(name, seed);
    if (scene === undefined) throw new Error(`there is no scene called "${name}"`);
    return {
      config: { ...scene.config, epochMs: wallMs - scene.opensAt },
      open: (simulation) => finish(openingScene(scene, simulation, () => 0)),
    };
  }
  return {
    config: { seed, epochMs: wallMs - FRESH_OPENS_MS, clusters: [clusterOf(nodes)] },
    open: (simulation) => {
      simulation.advance({ until: FRESH_OPENS_MS });
      simulation.outbox = [];
    },
  };
}
