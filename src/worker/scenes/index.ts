/** Starting worlds, as data: a configuration, and what is done to it before anybody looks. */
import { KUBEADM_CLUSTER } from '../../engine/cluster';
import type { Simulation } from '../../engine/kernel/simulation';
import { SCENE_EPOCH_MS, type WorldConfig } from '../../engine/world';
import { running } from '../running';
import type { Work } from '../work';
import { BUSY, BUSY_WORKERS } from './busy';
import type { SceneInput } from './manifests';
import { TWO_TIER } from './two-tier';
import { WEB } from './web';

export interface Scene {
  readonly config: WorldConfig;
  /** In the order of their times. */
  readonly inputs: readonly SceneInput[];
  /** Virtual ms at which the curtain rises: a quiet moment. */
  readonly opensAt: number;
  /** What is said when it rises; `*name*` is strong. */
  readonly greeting: string;
}

type Plan = Omit<Scene, 'config'> & { readonly workers: number };

const PLANS: Readonly<Record<string, Plan>> = {
  web: {
    workers: 3,
    inputs: WEB,
    opensAt: 45_000,
    greeting:
      'This is a cluster of *three workers*. Click a pod to see what it is, and what you can do to it.',
  },
  'two-tier': {
    workers: 3,
    inputs: TWO_TIER,
    opensAt: 55_000,
    greeting: 'The *frontend* asks the *backend* through its Service. Break one of them and see who notices.',
  },
  busy: {
    workers: BUSY_WORKERS,
    inputs: BUSY,
    opensAt: 80_000,
    greeting: '*Ten workers* and about 150 pods. Pull the plug of a worker and see where its pods go.',
  },
  empty: {
    workers: 3,
    inputs: [],
    opensAt: 40_000,
    greeting: 'An *empty cluster*, as kubeadm leaves it. Everything that runs here belongs to the cluster.',
  },
};

/** The scene of this name, or undefined. */
export function findScene(name: string, seed: number): Scene | undefined {
  const plan = PLANS[name];
  if (plan === undefined) return undefined;
  const { workers, ...scene } = plan;
  const config = { seed, epochMs: SCENE_EPOCH_MS, clusters: [{ ...KUBEADM_CLUSTER, workers }] };
  return { ...scene, config };
}

/** Brings the scene's world to the moment at which the curtain rises. */
export function* openingScene(scene: Scene, simulation: Simulation, clock: () => number): Work {
  for (const [index, { at, input }] of scene.inputs.entries()) {
    yield* running({ simulation, until: at, clock });
    simulation.input(input(index + 1));
  }
  yield* running({ simulation, until: scene.opensAt, clock });
  simulation.outbox = [];
}
