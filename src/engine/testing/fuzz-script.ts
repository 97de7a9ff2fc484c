/** A random scenario as data: a world, and what is done to it step by step. Objects are named by index, so that any
 * step can be left out and the rest still makes sense. */
import type { ClusterConfig } from '../cluster';
import { createStream, nextBelow, type RandomStream } from '../kernel/random';
import type { WorldConfig } from '../world';
import { UNLIMITED, worldConfig } from './lab';
import type { DeploymentWishes, PodWishes } from './manifests';

export type FuzzStep =
  | { readonly do: 'run'; readonly ms: number; readonly budget: number }
  | {
      readonly do: 'deployment';
      readonly name: string;
      readonly wishes: DeploymentWishes;
      readonly still: boolean;
    }
  | { readonly do: 'pod'; readonly name: string; readonly wishes: PodWishes; readonly still: boolean }
  | { readonly do: 'replace'; readonly name: string; readonly wishes: PodWishes; readonly still: boolean }
  | { readonly do: 'scale'; readonly name: string; readonly replicas: number; readonly still: boolean }
  | { readonly do: 'template'; readonly name: string; readonly image: string; readonly still: boolean }
  | { readonly do: 'pause'; readonly name: string; readonly paused: boolean; readonly still: boolean }
  | {
      readonly do: 'delete';
      readonly what: string;
      readonly index: number;
      readonly grace: number;
      readonly still: boolean;
    }
  | { readonly do: 'kill'; readonly index: number; readonly still: boolean }
  | { readonly do: 'cordon'; readonly index: number; readonly on: boolean; readonly still: boolean }
  | { readonly do: 'rewind'; readonly ms: number }
  | { readonly do: 'clone'; readonly ms: number };

export interface FuzzScript {
  readonly config: WorldConfig;
  readonly steps: readonly FuzzStep[];
}

function pick<T>(random: RandomStream, choices: readonly T[]): T {
  return choices[nextBelow(random, choices.length)] as T;
}

function randomConfig(random: RandomStream, seed: number): WorldConfig {
  const MIB = 1024 * 1024;
  const real: ClusterConfig['limits'] = {
    controllers: { qps: 20, burst: 30 },
    others: { qps: 50, burst: 100 },
  };
  const slow: ClusterConfig['limits'] = { controllers: { qps: 2, burst: 2 }, others: { qps: 5, burst: 5 } };
  return worldConfig(
    {
      workers: 1 + nextBelow(random, 5),
      cpuMillicores: pick(random, [400, 1000, 2000, 4000]),
      memoryBytes: pick(random, [612, 1124, 8192]) * MIB,
      podsMax: pick(random, [3, 8, 110]),
      latencies: {
        link: pick(random, [1, 2, 2, 20]),
        etcd: pick(random, [0, 1, 1, 7]),
        watch: pick(random, [0, 2, 4, 40, 300]),
        watchJitter: pick(random, [0, 0, 10, 200]),
      },
      limits: pick(random, [real, real, UNLIMITED, slow]),
    },
    seed,
  );
}

const GOOD = ['nginx:1.27', 'nginx:1.28', 'httpd:2.4', 'registry.example/app:1'];
const NAMES = ['web', 'api', 'db'];
const BARE = ['one', 'two', 'three'];

/** Containers that serve, crash, complete, cannot start, cannot be pulled, or ignore SIGTERM. */
function randomPodWishes(random: RandomStream): PodWishes {
  const kind = nextBelow(random, 10);
  const size = pick(random, [
    {},
    {},
    { cpu: '100m' },
    { cpu: '300m', memory: '200Mi' },
    { cpu: '1', memory: '64Mi' },
  ]);
  const policy = pick(random, ['Always', 'Always', 'OnFailure', 'Never'] as const);
  const shell = (script: string): PodWishes => ({ image: 'busybox:1.36', command: ['sh', '-c', script] });
  const base: PodWishes = { ...size, grace: pick(random, [30, 30, 2, 0]) };
  if (kind < 5)
    return { ...base, image: pick(random, GOOD), pullPolicy: pick(random, ['IfNotPresent', 'Always']) };
  if (kind === 5)
    return { ...base, ...shell(`sleep ${nextBelow(random, 8)}; exit 1`), restartPolicy: policy };
  if (kind === 6) return { ...base, ...shell(`sleep ${nextBelow(random, 8)}`), restartPolicy: policy };
  if (kind === 7) return { ...base, image: pick(random, ['ngnix', 'nginx:nope']) };
  if (kind === 8) return { ...base, image: 'nginx:1.27', command: ['nonsense'], restartPolicy: policy };
  return { ...base, image: 'busybox:1.36', command: ['sleep', 'infinity'], restartPolicy: policy };
}

function twoContainers(random: RandomStream, wishes: PodWishes): PodWishes {
  const other = randomPodWishes(random);
  const containers = [wishes, other].map(({ image = '', command }, i) =>
    command === undefined ? { name: `c${i}`, image } : { name: `c${i}`, image, command },
  );
  return { ...wishes, containers };
}

function randomDeploymentWishes(random: RandomStream): DeploymentWishes {
  const { restartPolicy, ...wishes } = randomPodWishes(random);
  const limits = pick(random, [
    {},
    {},
    { maxSurge: 0, maxUnavailable: 1 },
    { maxSurge: 2, maxUnavailable: 0 },
    { maxSurge: '100%', maxUnavailable: '50%' },
  ]);
  return {
    ...wishes,
    replicas: nextBelow(random, 8),
    minReadySeconds: pick(random, [0, 0, 5]),
    revisionHistoryLimit: pick(random, [10, 1, 0]),
    progressDeadlineSeconds: pick(random, [600, 20]),
    strategy:
      nextBelow(random, 4) === 0
        ? { type: 'Recreate' }
        : { type: 'RollingUpdate', ...(Object.keys(limits).length === 0 ? {} : { rollingUpdate: limits }) },
  };
}

function randomStep(random: RandomStream): FuzzStep {
  const still = nextBelow(random, 6) === 0;
  const name = pick(random, NAMES);
  const dice = nextBelow(random, 100);
  if (dice < 36) {
    const ms = pick(random, [0, 1, 3, 10, 100, 700, 3000, 12_000, 45_000]);
    const budget = nextBelow(random, 3) === 0 ? 1 + nextBelow(random, 60) : 0;
    return { do: 'run', ms: ms + nextBelow(random, ms + 1), budget };
  }
  if (dice < 48) return { do: 'deployment', name, wishes: randomDeploymentWishes(random), still };
  if (dice < 56) {
    const wishes = randomPodWishes(random);
    const whole = nextBelow(random, 3) === 0 ? twoContainers(random, wishes) : wishes;
    return {
      do: pick(random, ['pod', 'pod', 'replace'] as const),
      name: pick(random, BARE),
      wishes: whole,
      still,
    };
  }
  if (dice < 63) return { do: 'scale', name, replicas: nextBelow(random, 12), still };
  if (dice < 70) return { do: 'template', name, image: pick(random, [...GOOD, 'ngnix']), still };
  if (dice < 73) return { do: 'pause', name, paused: nextBelow(random, 2) === 0, still };
  if (dice < 86) {
    const what = pick(random, ['pods', 'pods', 'pods', 'pods', 'deployments', 'replicasets']);
    return {
      do: 'delete',
      what,
      index: nextBelow(random, 100),
      grace: pick(random, [-1, -1, 0, 1, 5]),
      still,
    };
  }
  if (dice < 93) return { do: 'kill', index: nextBelow(random, 100), still };
  if (dice < 96) return { do: 'cordon', index: nextBelow(random, 5), on: nextBelow(random, 2) === 0, still };
  if (dice < 98) return { do: 'rewind', ms: nextBelow(random, 20_000) };
  return { do: 'clone', ms: nextBelow(random, 20_000) };
}

export const STEPS_DEFAULT = 40;

/** The scenario of a seed. */
export function fuzzScript(seed: number, count = STEPS_DEFAULT): FuzzScript {
  const random = createStream(seed, 'fuzz');
  const config = randomConfig(random, seed);
  const steps = Array.from({ length: count }, () => randomStep(random));
  return { config, steps };
}
