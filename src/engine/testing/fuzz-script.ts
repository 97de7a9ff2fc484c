/** A random scenario as data: a world, and what is done to it step by step. Objects are named by index, so that any
 * step can be left out and the rest still makes sense. */
import type { ClusterConfig } from '../cluster';
import type { Fault } from '../faults/faults';
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
  /** `index` chooses among the targets that the fault has in this world. */
  | { readonly do: 'fault'; readonly type: Fault['type']; readonly index: number }
  | {
      readonly do: 'service';
      readonly name: string;
      readonly spec: Readonly<Record<string, unknown>>;
      readonly still: boolean;
    }
  /** A namespace with a Deployment in it comes, or goes. */
  | { readonly do: 'namespace'; readonly name: string; readonly present: boolean }
  | { readonly do: 'taint'; readonly index: number; readonly effect: string; readonly still: boolean }
  | {
      readonly do: 'cascade';
      readonly what: string;
      readonly index: number;
      readonly policy: 'Foreground' | 'Orphan';
    }
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
  const kubeadm = nextBelow(random, 3) === 0;
  return worldConfig(
    {
      controlPlane: kubeadm,
      addons: kubeadm,
      leaderElection: nextBelow(random, 3) === 0,
      workers: 1 + nextBelow(random, 5),
      // A control plane needs room of its own.
      cpuMillicores: pick(random, kubeadm ? [2000, 4000] : [400, 1000, 2000, 4000]),
      memoryBytes: pick(random, kubeadm ? [2048, 8192] : [612, 1124, 8192]) * MIB,
      podsMax: pick(random, kubeadm ? [12, 110] : [3, 8, 110]),
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

const HTTP = { httpGet: { path: '/', port: 80 } };
const FILE = { exec: { command: ['cat', '/tmp/ready'] } };
const SOON = { periodSeconds: 2, failureThreshold: 2 };

/** What else a pod may ask for: probes, init containers, hooks, files, places and limits. */
function randomExtras(random: RandomStream): Pick<PodWishes, 'spec' | 'container'> {
  switch (nextBelow(random, 14)) {
    case 0:
      return { container: { readinessProbe: HTTP } };
    case 1:
      return { container: { livenessProbe: { ...HTTP, ...SOON }, startupProbe: { ...HTTP, ...SOON } } };
    case 2:
      return { container: { readinessProbe: { ...FILE, ...SOON } } };
    case 3:
      return { container: { livenessProbe: { tcpSocket: { port: 81 }, ...SOON } } };
    case 4: {
      const script = `sleep ${nextBelow(random, 4)}; exit ${nextBelow(random, 3) === 0 ? 1 : 0}`;
      const init = { name: 'init', image: 'busybox:1.36', command: ['sh', '-c', script] };
      return { spec: { initContainers: [init] } };
    }
    case 5: {
      const helper = { name: 'helper', image: 'busybox:1.36', command: ['sleep', '3600'] };
      return { spec: { initContainers: [{ ...helper, restartPolicy: 'Always' }] } };
    }
    case 6: {
      const preStop = { exec: { command: ['sleep', String(nextBelow(random, 5))] } };
      return { container: { lifecycle: { preStop } } };
    }
    case 7:
      return { container: { resources: { limits: { memory: pick(random, ['1Mi', '64Mi']) } } } };
    case 8: {
      const from = { name: nextBelow(random, 2) === 0 ? 'settings' : 'kube-root-ca.crt', optional: true };
      return {
        spec: { volumes: [{ name: 'files', configMap: from }] },
        container: { volumeMounts: [{ name: 'files', mountPath: '/etc/files' }] },
      };
    }
    case 9: {
      const apart = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };
      const required = { requiredDuringSchedulingIgnoredDuringExecution: [apart] };
      return {
        spec: { affinity: pick(random, [{ podAntiAffinity: required }, { podAffinity: required }]) },
      };
    }
    case 10: {
      const spread = {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
      };
      return {
        spec: {
          topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabels: { app: 'api' } } }],
        },
      };
    }
    case 11:
      return { container: { ports: [{ containerPort: 80, hostPort: 8080 + nextBelow(random, 2) }] } };
    case 12:
      return pick(random, [
        { spec: { priorityClassName: 'system-cluster-critical' } },
        { spec: { activeDeadlineSeconds: 20 } },
      ]);
    default:
      return { spec: { tolerations: [{ operator: 'Exists', tolerationSeconds: 5, effect: 'NoExecute' }] } };
  }
}

/** Half of the pods are plain. */
function withExtras(random: RandomStream, wishes: PodWishes): PodWishes {
  return nextBelow(random, 2) === 0 ? wishes : { ...wishes, ...randomExtras(random) };
}

function twoContainers(random: RandomStream, wishes: PodWishes): PodWishes {
  const other = randomPodWishes(random);
  const containers = [wishes, other].map(({ image = '', command }, i) =>
    command === undefined ? { name: `c${i}`, image } : { name: `c${i}`, image, command },
  );
  return { ...wishes, containers };
}

function randomDeploymentWishes(random: RandomStream): DeploymentWishes {
  const { restartPolicy, ...plain } = randomPodWishes(random);
  const { spec, ...wishes } = withExtras(random, plain);
  const { activeDeadlineSeconds, ...rest } = spec ?? {};
  const limits = pick(random, [
    {},
    {},
    { maxSurge: 0, maxUnavailable: 1 },
    { maxSurge: 2, maxUnavailable: 0 },
    { maxSurge: '100%', maxUnavailable: '50%' },
  ]);
  return {
    ...wishes,
    ...(Object.keys(rest).length === 0 ? {} : { spec: rest }),
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

const FAULTS: readonly Fault['type'][] = [
  'stop',
  'stop',
  'start',
  'start',
  'power-off',
  'power-on',
  'power-on',
  'cut',
  'mend',
];

/** What was not in the first slice: faults, Services, namespaces, taints and cascades. */
function randomTrouble(random: RandomStream, still: boolean): FuzzStep {
  const dice = nextBelow(random, 100);
  const index = nextBelow(random, 100);
  if (dice < 45) return { do: 'fault', type: pick(random, FAULTS), index };
  if (dice < 65) {
    const spec = pick(random, [
      {},
      { type: 'NodePort' },
      { clusterIP: 'None' },
      { ports: [{ port: 80, targetPort: 8080 }] },
    ]);
    return { do: 'service', name: pick(random, NAMES), spec, still };
  }
  if (dice < 75) return { do: 'namespace', name: pick(random, ['blue', 'green']), present: index < 60 };
  if (dice < 88) {
    return { do: 'taint', index, effect: pick(random, ['', 'NoSchedule', 'NoExecute']), still };
  }
  const what = pick(random, ['deployments', 'replicasets']);
  return { do: 'cascade', what, index, policy: pick(random, ['Foreground', 'Orphan'] as const) };
}

function randomStep(random: RandomStream): FuzzStep {
  if (nextBelow(random, 5) === 0) return randomTrouble(random, nextBelow(random, 6) === 0);
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
    const wishes = withExtras(random, randomPodWishes(random));
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
