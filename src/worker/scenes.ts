/** Starting worlds, as data: a configuration, and what is done to it before anybody looks. */
import { DEFAULT_CLUSTER } from '../engine/cluster';
import type { Input } from '../engine/kernel/journal';
import type { Simulation } from '../engine/kernel/simulation';
import { createWorld, requestInput, SCENE_EPOCH_MS, type WorldConfig } from '../engine/world';

/** The image of the first Deployment: small enough to be pulled within seconds. */
const WEB_IMAGE = 'nginx:1.27';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: WEB_IMAGE, ports: [{ containerPort: 80 }] }] },
    },
  },
};

interface SceneInput {
  /** Virtual ms. */
  readonly at: number;
  readonly input: (id: number) => Input;
}

export interface Scene {
  readonly config: WorldConfig;
  readonly inputs: readonly SceneInput[];
  /** Virtual ms at which the curtain rises. */
  readonly opensAt: number;
}

const CLUSTER = DEFAULT_CLUSTER.name;

function world(seed: number): WorldConfig {
  return { seed, epochMs: SCENE_EPOCH_MS, clusters: [DEFAULT_CLUSTER] };
}

const createWeb: SceneInput = {
  at: 8000,
  input: (id) =>
    requestInput(
      CLUSTER,
      id,
      { verb: 'create', resource: 'deployments', namespace: 'default', name: 'web', body: WEB },
      `kubectl create deployment web --image=${WEB_IMAGE} --replicas=3`,
    ),
};

const SCENES: Readonly<Record<string, (seed: number) => Scene>> = {
  web: (seed) => ({ config: world(seed), inputs: [createWeb], opensAt: 20_000 }),
  empty: (seed) => ({ config: world(seed), inputs: [], opensAt: 8000 }),
};

/** The scene of this name, or undefined. */
export function findScene(name: string, seed: number): Scene | undefined {
  return SCENES[name]?.(seed);
}

/** The scene's world at the moment at which the curtain rises. */
export function openScene(scene: Scene): Simulation {
  const simulation = createWorld(scene.config);
  for (const [index, { at, input }] of scene.inputs.entries()) {
    simulation.advance({ until: at });
    simulation.input(input(index + 1));
  }
  simulation.advance({ until: scene.opensAt });
  simulation.outbox = [];
  return simulation;
}
